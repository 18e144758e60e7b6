"""The state of the simulated shop, as frozen-free records: items, stock, orders."""

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

from mallsim.core.shopping import Buyer
from mallsim.core.views import Mail, Mutation

HISTORY = 200
"""Changes of a value that are remembered, for stale reads and the lagging search index."""


@dataclass(slots=True)
class Stock:
    """The stock record of (manageNumber, variantId); an orphan when there is no such SKU (section 3)."""

    quantity: int
    created: float
    updated: float
    lead_time: dict[str, int] | None = None
    ship_from: list[int] | None = None
    past: list[tuple[float, int]] = field(default_factory=list)

    def set(self, quantity: int, at: float) -> None:
        """Change the number and remember when."""
        self.past.append((self.updated, self.quantity))
        del self.past[:-HISTORY]
        self.quantity, self.updated = quantity, at

    def at(self, when: float) -> int:
        """The number as it was at ``when`` (the oldest known one before that)."""
        values = [*self.past, (self.updated, self.quantity)]
        index = bisect_right([since for since, _ in values], when)
        return values[max(0, index - 1)][1]


@dataclass(slots=True)
class Item:
    """An item; ``document`` is what items.get answers without created and updated."""

    document: dict[str, Any]
    created: float
    updated: float
    past: list[tuple[float, dict[str, Any]]] = field(default_factory=list)

    def replace(self, document: dict[str, Any], at: float) -> None:
        """Put a new document in place and remember the old one for the search index."""
        self.past.append((self.updated, self.document))
        del self.past[:-HISTORY]
        self.document, self.updated = document, at

    def indexed(self, when: float) -> dict[str, Any] | None:
        """The document as it was at ``when``; None before it existed."""
        seen = [document for since, document in [*self.past, (self.updated, self.document)] if since <= when]
        return seen[-1] if seen else None

    @property
    def single(self) -> bool:
        """A single-SKU item: no variant selectors."""
        return not self.document.get("variantSelectors")


@dataclass(slots=True)
class Row:
    """One shipping row of a basket (ShippingModel)."""

    id: int
    company: str = ""
    number: str = ""
    date: str = ""

    @property
    def complete(self) -> bool:
        """Carrier and date, and a number unless the carrier is その他 1000 (section 2.5, SIM)."""
        return bool(self.company and self.date and (self.number or self.company == "1000"))


@dataclass(slots=True)
class Line:
    """One ordered SKU (ItemModel); ``price`` in yen including tax."""

    detail_id: int
    manage_number: str
    variant_id: str
    code: str
    item_number: str
    merchant_sku: str | None
    title: str
    price: int
    units: int
    sku_info: str | None


@dataclass(slots=True)
class Basket:
    """One destination (PackageModel) with its lines and shipping rows."""

    id: int
    lines: list[Line]
    sender: Buyer
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Terms:
    """What the shopper chose and the shop may edit."""

    settlement: int
    paid: bool
    postage: int
    postage_known: bool = True
    points: int = 0
    coupon: int = 0
    order_type: int = 1
    rakuten_confirm: bool = False
    authorisation: str = "ok"
    pre_migration: bool = False
    social_gift: bool = False
    gift_input: float | None = None
    delivery_name: str = "宅配便"
    delivery_class: int | None = None
    delivery_date: str | None = None
    shipping_term: int = 0
    remarks: str = ""
    memo: str | None = None
    operator: str | None = None
    mail_plug: str | None = None


@dataclass(slots=True)
class Change:
    """One entry of ChangeReasonModelList; ``type`` per section 2.3."""

    id: int
    type: int
    at: float
    reason: int | None = None
    detail: int | None = None


@dataclass(slots=True)
class Order:
    """One order. ``progress`` per section 2.1; ``due`` is when Rakuten itself moves it on."""

    number: str
    placed: float
    visible_from: float
    buyer: Buyer
    baskets: list[Basket]
    terms: Terms
    progress: int = 100
    sub_status: int | None = None
    due: float | None = None
    confirmed: float | None = None
    fixed: float | None = None
    reported: float | None = None
    settled: float | None = None
    restore_type: int = 0
    cancel_reason: int | None = None
    changes: list[Change] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    mutations: list[Mutation] = field(default_factory=list)

    @property
    def cancelled(self) -> bool:
        """Cancel applied for (800) or done (900)."""
        return self.progress in (800, 900)

    def lines(self) -> list[Line]:
        """The lines of all baskets."""
        return [line for basket in self.baskets for line in basket.lines]

    def rows(self) -> list[Row]:
        """The shipping rows of all baskets."""
        return [row for basket in self.baskets for row in basket.rows]

    def goods_price(self) -> int:
        """Σ price × units in yen."""
        return sum(line.price * line.units for line in self.lines())
