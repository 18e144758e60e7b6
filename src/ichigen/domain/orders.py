"""An order as any mall tells it, translated: the only order type that leaves a mall's folder."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from ichigen.domain.phases import Phase


@dataclass(frozen=True, slots=True)
class Party:
    """A buyer or a receiver. Every member may be empty; `None` for the whole party means unknown (`Withheld` says why)."""

    name: str = ""
    kana: str = ""
    postal_code: str = ""
    prefecture: str = ""
    city: str = ""
    street: str = ""
    phone: str = ""
    email: str = ""


class Withheld(StrEnum):
    """Why the mall does not say who buys or receives; NOTHING where it says what it knows.

    ANONYMOUS: 匿名配送, nobody outside the mall will ever know (G3-15). NOT_YET: it is told later, usually after payment
    (G3-11). UNTOLD: the mall's API has no such field.
    """

    NOTHING = ""
    ANONYMOUS = "anonymous"
    NOT_YET = "not_yet"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of a mall order.

    `line_id` is the mall's own stable id of the line; `listing_code` the technical key of the listing on that
    mall (the code stock is written by), `match_codes` further codes by which the goods may be found, best first.
    """

    line_id: str
    listing_code: str
    quantity: int
    unit_price: int
    title: str = ""
    options: str = ""
    tax_rate: Decimal = Decimal("0.10")
    match_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parcel:
    """A shipment as a mall shows it or as we report it; `carrier` is a carrier code of `domain.carriers`."""

    carrier: str
    tracking_number: str
    shipped_on: date | None = None
    no_number_reason: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """How the order is paid. `due_before_shipping` feeds the payment guard (G4-22)."""

    method: str = ""
    paid: bool = False
    due_before_shipping: bool = True


@dataclass(frozen=True, slots=True)
class DeliveryWish:
    """What the buyer asked for: method, お届け指定日 and お届け時間帯 in the mall's own words."""

    method: str = ""
    day: date | None = None
    time_slot: str = ""


@dataclass(frozen=True, slots=True)
class Amounts:
    """Integer yen; `None` where the mall has not settled the amount yet."""

    goods: int | None = None
    postage: int | None = None
    fees: int | None = None
    discount: int | None = None
    points: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class MallOrder:
    """A snapshot of one order, complete at the moment it was read.

    `mall_state` is the mall's raw state kept for display (X-03); `mark` is the cheap fingerprint by which a list
    answer shows that the order moved (see `mallkit.exchange.OrderRef`); `handles` are technical ids that later
    writes need (package ids, versions), never shown; `writable_from` is set while the mall refuses changes for a
    known time; `holds` are the mall's reasons to stop, in Japanese. `name` is what people call the order where that
    is not its number; `withheld` says why a party that is None is unknown. `note` makes an order an exception (備考あり):
    words of the buyer, or what a person must heed. `terms` is what the mall says of every order: a deadline, points.
    `unknown_state` says in Japanese that the mall's state is none that we know, and where to look; such an order is held.
    """

    number: str
    ordered_at: datetime
    phase: Phase
    mall_state: str
    mark: str
    lines: tuple[OrderLine, ...]
    payment: Payment = field(default_factory=Payment)
    amounts: Amounts = field(default_factory=Amounts)
    delivery: DeliveryWish = field(default_factory=DeliveryWish)
    buyer: Party | None = None
    ship_to: Party | None = None
    parcels: tuple[Parcel, ...] = ()
    holds: tuple[str, ...] = ()
    writable_from: datetime | None = None
    note: str = ""
    handles: Mapping[str, str] = field(default_factory=dict)
    confirmable: bool = False
    name: str = ""
    withheld: Withheld = Withheld.NOTHING
    terms: str = ""
    unknown_state: str = ""

    @property
    def called(self) -> str:
        """What people call the order: its name, else its number."""
        return self.name or self.number
