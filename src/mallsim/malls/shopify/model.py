"""The records of the store. Times are epoch seconds, money is whole yen."""

from dataclasses import dataclass, field
from typing import Any

from mallsim.core.shopping import Buyer
from mallsim.core.views import Mail, Mutation


@dataclass(slots=True)
class Location:
    """A place that holds stock and ships."""

    id: int
    name: str
    created: float
    active: bool = True


@dataclass(slots=True)
class Level:
    """Stock of one item at one place. ``earlier`` holds (until, available) for stale reads."""

    location_id: int
    item_id: int
    available: int
    created: float
    updated: float
    committed: int = 0
    active: bool = True
    earlier: list[tuple[float, int]] = field(default_factory=list)

    @property
    def on_hand(self) -> int:
        """What lies on the shelf: available and what orders have bound."""
        return self.available + self.committed

    def set(self, available: int, now: float) -> None:
        """Write ``available``."""
        self.earlier = [*self.earlier[-9:], (now, self.available)]
        self.available, self.updated = available, now

    def seen(self, at: float) -> int:
        """``available`` as it was at an instant."""
        return next((number for until, number in self.earlier if at < until), self.available)


@dataclass(slots=True)
class Product:
    """A product; ``options`` are the names of its axes."""

    id: int
    handle: str
    title: str
    created: float
    updated: float
    status: str = "ACTIVE"
    options: tuple[str, ...] = ()
    vendor: str = "模擬ストア"
    kind: str = ""
    tags: list[str] = field(default_factory=list)
    html: str = ""


@dataclass(slots=True)
class Variant:
    """A variant and its inventory item (``item_id``)."""

    id: int
    item_id: int
    product_id: int
    sku: str
    price: int
    created: float
    updated: float
    choices: tuple[tuple[str, str], ...] = ()
    tracked: bool = True
    policy: str = "DENY"
    barcode: str | None = None
    compare_at: int | None = None

    @property
    def ends_at_zero(self) -> bool:
        """Is it sold no further than its stock? Not under CONTINUE, and not untracked."""
        return self.tracked and self.policy == "DENY"


@dataclass(slots=True)
class Line:
    """A line of an order. ``current`` is what is left after edits and refunds, ``fulfilled`` what was shipped."""

    id: int
    variant_id: int
    item_id: int
    product_id: int
    sku: str
    title: str
    variant_title: str | None
    price: int
    quantity: int
    current: int
    fulfilled: int = 0


@dataclass(slots=True)
class FoLine:
    """A line of a fulfilment order."""

    id: int
    line_id: int
    total: int
    remaining: int


@dataclass(slots=True)
class Hold:
    """A reason not to ship."""

    id: int
    reason: str
    notes: str | None = None


@dataclass(slots=True)
class FulfilmentOrder:
    """What one place has to ship of an order."""

    id: int
    order_id: int
    location_id: int
    lines: list[FoLine]
    created: float
    updated: float
    status: str = "OPEN"
    holds: list[Hold] = field(default_factory=list)

    @property
    def shippable(self) -> bool:
        """May a fulfilment be made of it?"""
        return self.status in ("OPEN", "IN_PROGRESS")


@dataclass(slots=True)
class Part:
    """A line of a fulfilment."""

    id: int
    line_id: int
    fo_line_id: int
    quantity: int


@dataclass(slots=True)
class Fulfilment:
    """One shipment; ``tracking`` holds {company, number, url} per parcel."""

    id: int
    order_id: int
    location_id: int
    fo_ids: list[int]
    parts: list[Part]
    tracking: list[dict[str, str | None]]
    name: str
    created: float
    updated: float
    status: str = "SUCCESS"


@dataclass(slots=True)
class Refund:
    """Money given back; ``lines`` are (line id, quantity, restock type, location id or None)."""

    id: int
    order_id: int
    yen: int
    lines: list[tuple[int, int, str, int | None]]
    created: float
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the search index knows of an order from an instant on."""

    known_from: float
    values: dict[str, Any]


@dataclass(slots=True)
class Order:
    """An order. ``number`` is the one in its name. Before ``visible_from`` the API does not know the order at all."""

    id: int
    number: int
    name: str
    created: float
    updated: float
    visible_from: float
    buyer: Buyer
    customer_id: int
    lines: list[Line]
    gateway: str
    financial: str
    postage: int
    note: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    test: bool = False
    requires_shipping: bool = True
    cancelled: float | None = None
    cancel_reason: str | None = None
    staff_note: str | None = None
    closed: float | None = None
    edited: bool = False
    fulfilment_orders: list[FulfilmentOrder] = field(default_factory=list)
    fulfilments: list[Fulfilment] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    mutations: list[Mutation] = field(default_factory=list)
    index: list[Indexed] = field(default_factory=list)

    @property
    def findable_from(self) -> float:
        """When the search index first knows of it."""
        return self.index[0].known_from if self.index else self.visible_from

    def line(self, line_id: int) -> Line:
        """One line by id."""
        return next(line for line in self.lines if line.id == line_id)

    @property
    def placed_total(self) -> int:
        """What the order came to when it was placed."""
        return sum(line.price * line.quantity for line in self.lines) + self.postage

    @property
    def current_total(self) -> int:
        """What it comes to after edits."""
        return sum(line.price * line.current for line in self.lines) + self.postage

    @property
    def refunded(self) -> int:
        """Money given back so far."""
        return sum(refund.yen for refund in self.refunds)


@dataclass(slots=True)
class Job:
    """Something the store does later; ``done`` once it has."""

    id: str
    due: float
    order_id: int
    cancel: dict[str, Any]
    done: bool = False


@dataclass(slots=True)
class Subscription:
    """A webhook subscription made through the API. ``failures`` counts attempts that failed in a row."""

    id: int
    topic: str
    uri: str
    created: float
    updated: float
    include: tuple[str, ...] = ()
    name: str | None = None
    failures: int = 0
