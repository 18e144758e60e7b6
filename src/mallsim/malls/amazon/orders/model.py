"""An order as the shop's state holds it; the documents of both API versions are read from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from mallsim.core.shopping import Buyer

PENDING, UNSHIPPED, PARTIAL = "PENDING", "UNSHIPPED", "PARTIALLY_SHIPPED"
SHIPPED, CANCELLED = "SHIPPED", "CANCELLED"
PREORDERED, UNFULFILLABLE = "PENDING_AVAILABILITY", "UNFULFILLABLE"
STATUSES = {
    PREORDERED: "PendingAvailability",
    PENDING: "Pending",
    UNSHIPPED: "Unshipped",
    PARTIAL: "PartiallyShipped",
    SHIPPED: "Shipped",
    CANCELLED: "Canceled",
    UNFULFILLABLE: "Unfulfillable",
}
"""The words of v2026-01-01 and of v0 and notifications (section 3.3, Trap 2)."""
UNPAID_STATUSES = (PENDING, PREORDERED)
By = Literal["buyer", "shop", "shop_screen", "mall"]


@dataclass(slots=True)
class Line:
    """One item. ``unit_price`` yen including tax; ``cancel_request`` is the buyer's reason once they asked."""

    item_id: str
    sku: str
    asin: str
    title: str
    condition: str
    quantity: int
    unit_price: int
    shipped: int = 0
    cancel_request: str | None = None

    @property
    def unshipped(self) -> int:
        """Units still to be shipped."""
        return self.quantity - self.shipped


@dataclass(slots=True)
class Package:
    """One parcel, known by the seller's ``reference``; ``items`` are units by order item id.

    ``listed``: does the API show it?"""

    reference: str
    carrier_code: str
    carrier_name: str
    method: str
    tracking: str
    shipped: datetime
    created: datetime
    items: dict[str, int]
    status: str = "SHIPPED"
    listed: bool = True

    @property
    def carrier(self) -> str:
        """The carrier's name as the order shows it."""
        return self.carrier_name if self.carrier_code == "Other" else self.carrier_code


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed: yen amounts, how it is paid, the promised windows, gift and wishes."""

    payment: str
    shipping: int
    cod_fee: int
    discount: int
    gift_wrap: int
    ship_by: tuple[datetime, datetime]
    deliver_by: tuple[datetime, datetime]
    scheduled: tuple[datetime, datetime] | None = None
    gift_message: str = ""
    programs: tuple[str, ...] = ()
    address: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened to the order: an effective change, or with ``by`` empty a mail to the buyer."""

    at: datetime
    kind: str
    by: By | Literal[""] = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Order:
    """``authorised_at`` is when the payment will be there (None = the buyer has to pay first)."""

    id: str
    created: datetime
    updated: datetime
    visible_from: datetime
    authorised_at: datetime | None
    by_amazon: bool
    lines: list[Line]
    terms: Terms
    buyer: Buyer
    status: str = PENDING
    packages: list[Package] = field(default_factory=list)
    cancelled_by: str = ""
    cancel_reason: str | None = None
    changes: list[Note] = field(default_factory=list)
    mails: list[Note] = field(default_factory=list)

    @property
    def items_total(self) -> int:
        """The goods, in yen."""
        return sum(line.unit_price * line.quantity for line in self.lines)

    @property
    def total(self) -> int:
        """What the buyer pays, in yen."""
        terms = self.terms
        return self.items_total + terms.shipping + terms.cod_fee + terms.gift_wrap - terms.discount

    @property
    def pending(self) -> bool:
        """Is the payment not authorised yet? Then price, address and buyer are unknown (section 3.3)."""
        return self.status in UNPAID_STATUSES

    @property
    def cancel_requested(self) -> bool:
        """Did the buyer ask to cancel?"""
        return any(line.cancel_request is not None for line in self.lines)

    def line(self, item_id: str) -> Line | None:
        """The item with an order item id."""
        return next((line for line in self.lines if line.item_id == item_id), None)

    def note(self, now: datetime, kind: str, by: By, **detail: Any) -> None:
        """Record an effective change, which also moves ``lastUpdatedTime``."""
        self.updated = max(self.updated, now)
        self.changes.append(Note(now, kind, by, detail))

    def mail(self, now: datetime, kind: str) -> None:
        """A mail to the buyer."""
        self.mails.append(Note(now, kind))

    def status_by_shipment(self) -> str:
        """The status its shipped units give it."""
        if all(line.unshipped == 0 for line in self.lines):
            return SHIPPED
        return PARTIAL if any(line.shipped for line in self.lines) else UNSHIPPED


@dataclass(frozen=True, slots=True)
class Window:
    """Orders created or updated from ``start`` to ``end``; ``edge`` is the member that names ``end`` in the answer."""

    by_update: bool
    start: datetime
    end: datetime
    edge: str

    def holds(self, order: Order) -> bool:
        """Does the order lie in it?"""
        return self.start <= self.key(order)[0] <= self.end

    def key(self, order: Order) -> tuple[datetime, str]:
        """What results are sorted by."""
        return (order.updated if self.by_update else order.created, order.id)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """What a pagination token stands for: the same search, after the order shown last."""

    asked: tuple[tuple[str, str], ...]
    window: Window
    after: tuple[datetime, str]
    expires: datetime
