"""What the control API shows of a mall: the same shape for every mall."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ItemView:
    """One sellable thing. ``code`` is the matching code, ``content`` the mall's own document.

    ``price`` is integer yen; ``quantity`` units; ``on_sale`` whether shoppers can buy it now.
    """

    code: str
    title: str
    price: int | None
    quantity: int
    on_sale: bool
    state: str
    content: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As the control API answers it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of an order, by matching code."""

    code: str
    quantity: int
    price: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """One parcel row as the mall holds it (a doubled ship notice is two rows)."""

    id: str
    carrier: str
    number: str
    date: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail the mall sent to the buyer. ``kind``: ordered | confirmed | shipped | cancelled | …"""

    time: float
    kind: str


@dataclass(frozen=True, slots=True)
class Mutation:
    """One effective change of an order. ``by``: shop (mall API) | buyer | mall | control."""

    time: float
    kind: str
    by: str
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OrderView:
    """One order. ``placed`` and ``visible_from`` are epoch seconds; ``status`` is the mall's own word.

    ``open`` is true until the order is shipped or cancelled. ``content`` is the mall's own document.
    """

    number: str
    placed: float
    visible_from: float
    status: str
    open: bool
    cancelled: bool
    lines: list[LineView]
    parcels: list[Parcel]
    mails: list[Mail]
    mutations: list[Mutation]
    cancel_reason: str | None = None
    content: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As the control API answers it."""
        return asdict(self)
