"""Products, orders and shippings as the mall keeps them. Times are epoch seconds, money is integer yen."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from mallsim.core.shopping import Buyer
from mallsim.core.views import Mail, Mutation

WAITING_FOR_PAYMENT = "WAITING_FOR_PAYMENT"
WAITING_FOR_SHIPPING = "WAITING_FOR_SHIPPING"
COMPLETING = "COMPLETING"
COMPLETED = "COMPLETED"
CANCELING = "CANCELING"
CANCELED = "CANCELED"
STATUSES = (WAITING_FOR_PAYMENT, WAITING_FOR_SHIPPING, COMPLETING, COMPLETED, CANCELING, CANCELED)
"""Section 3.4."""

SELLER, RAKURAKU, YUYU = "seller", "rakuraku", "yuyu"
ANONYMOUS = frozenset({RAKURAKU, YUYU})
"""メルカリ便: the label is made on the mall's screen, the address stays hidden (section 3.5)."""

CREATED = "CREATED"
KEPT = 200


@dataclass(slots=True)
class Variant:
    """One SKU; ``earlier`` holds (since, quantity) of every value, for stale reads."""

    id: str
    sku_code: str | None
    name: str | None
    quantity: int
    earlier: list[tuple[float, int]] = field(default_factory=list)

    @property
    def code(self) -> str:
        """The matching code: the SKUコード, or the variant's id where the seller left it empty (section 4)."""
        return self.sku_code or self.id

    def set(self, quantity: int, now: float) -> None:
        """Write the stock number."""
        self.quantity = quantity
        self.earlier.append((now, quantity))
        del self.earlier[:-KEPT]

    def as_of(self, moment: float) -> int:
        """The stock number at a moment; the oldest one known before that."""
        before = [quantity for since, quantity in self.earlier if since <= moment]
        return before[-1] if before else self.earlier[0][1]


@dataclass(slots=True)
class Product:
    """One listing. ``delivery`` is seller, rakuraku, yuyu, or a shippingMethod given by createProduct."""

    id: str
    name: str
    price: int
    updated: float
    description: str = ""
    opened: bool = True
    delivery: str = SELLER
    variants: list[Variant] = field(default_factory=list)
    given: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Line:
    """One product of an order. ``planned`` units stand in some shipping, ``sent`` ones in a completed shipping."""

    product_id: str
    variant_id: str
    code: str
    title: str
    price: int
    quantity: int
    delivery: str
    planned: int = 0
    sent: int = 0

    @property
    def anonymous(self) -> bool:
        """メルカリ便."""
        return self.delivery in ANONYMOUS


@dataclass(slots=True)
class Shipping:
    """One shipping of an order: (line position, units) pairs of one shipping method."""

    id: str
    key: str
    rows: tuple[tuple[int, int], ...]
    delivery: str
    created: float
    status: str = CREATED
    tracking_code: str | None = None
    shipped: float | None = None
    completed: float | None = None
    due: float | None = None


@dataclass(slots=True)
class Order:
    """One order transaction. ``ordinal`` counts orders; ``due`` is when a running cancel becomes final."""

    number: str
    ordinal: int
    placed: float
    visible_from: float
    buyer: Buyer
    payment: str
    lines: list[Line]
    total: int
    status: str
    paid: float | None
    sales_channel: str = "MERCARI"
    completed: float | None = None
    due: float | None = None
    cancel_reason: str | None = None
    shippings: list[Shipping] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    mutations: list[Mutation] = field(default_factory=list)

    @property
    def all_sent(self) -> bool:
        """Is every unit in a completed shipping?"""
        return all(line.sent == line.quantity for line in self.lines)

    @property
    def address_known(self) -> bool:
        """The address exists once the money is there, and never for メルカリ便 alone (G3-11, G3-15)."""
        return self.paid is not None and not all(line.anonymous for line in self.lines)

    def line_at(self, product_id: str, variant_id: str) -> int | None:
        """The position of the line with this product and variant."""
        found: Iterator[int] = (
            at for at, line in enumerate(self.lines) if (line.product_id, line.variant_id) == (product_id, variant_id)
        )
        return next(found, None)

    def note(self, now: float, kind: str, by: str, **detail: object) -> None:
        """Write an effective change into the history."""
        self.mutations.append(Mutation(now, kind, by, dict(detail)))


@dataclass(frozen=True, slots=True)
class Webhook:
    """One registered address of a topic."""

    id: str
    topic: str
    end_point: str
    created: float
