"""Orders, their lines, fulfilments and fulfilment orders as typed records (sections 3 and 4)."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from ichigen.mallkit.exchange import Problem
from ichigen.mallkit.json_values import Unreadable, optional_records, required_flag, texts
from ichigen.malls.shopify.gids import ORDER, number_of
from ichigen.malls.shopify.wire_values import (
    Node,
    child,
    flag,
    moment,
    number,
    page_end,
    points,
    required_child,
    required_moment,
    required_text,
    shop_yen,
    text,
)

#: Shipments that did not take place.
UNDONE = frozenset({"CANCELLED", "ERROR", "FAILURE"})


@dataclass(frozen=True, slots=True)
class OrderState:
    """The members by which a move of an order shows, equal in the list and in the detail. Statuses may be empty (null)."""

    updated_at: datetime
    cancelled: bool
    financial: str
    fulfillment: str


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """One row of the list; `number` is the number of the order's gid."""

    number: str
    state: OrderState


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """One page of the list; `end` is the cursor of the next one."""

    rows: tuple[OrderSummary, ...]
    end: str | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One of the free key-value pairs of an order or a line."""

    key: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Address:
    """An address as the mall has it; every member may be empty."""

    name: str = ""
    company: str = ""
    zip_code: str = ""
    country: str = ""
    province: str = ""
    province_code: str = ""
    city: str = ""
    address1: str = ""
    address2: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `item`: gid of the inventory item, empty where the variant was deleted or never was one.

    `quantity` is what the order still has (currentQuantity); `tax_percent` None: the mall states no tax.
    """

    line_id: str
    title: str
    variant_title: str
    sku: str
    item: str
    quantity: int
    unit_price: int
    tax_percent: Decimal | None
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True, slots=True)
class Tracking:
    """One parcel of a fulfilment."""

    company: str
    number: str


@dataclass(frozen=True, slots=True)
class Fulfillment:
    """One shipment that was reported."""

    id: str
    status: str
    created_at: datetime
    tracking: tuple[Tracking, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """One order. `lines_end`: cursor of the lines that the document did not hold, None where it holds all."""

    number: str
    name: str
    created_at: datetime
    state: OrderState
    test: bool
    email: str = field(repr=False)
    phone: str = field(repr=False)
    note: str = field(repr=False)
    attributes: tuple[Attribute, ...]
    gateways: tuple[str, ...]
    currency: str
    taxes_included: bool
    total: int | None
    shipping: int | None
    tax: int | None
    ship_to: Address | None = field(repr=False)
    bill_to: Address | None = field(repr=False)
    shipping_title: str
    lines: tuple[Line, ...]
    lines_end: str | None
    fulfillments: tuple[Fulfillment, ...]


def read_summaries(connection: Node) -> SummaryPage:
    """Read one page of `orders`: a bad row is a problem, a page without its pageInfo is `Unreadable`."""
    rows: list[OrderSummary] = []
    problems: list[Problem] = []
    for position, node in enumerate(optional_records(connection, "nodes")):
        try:
            rows.append(OrderSummary(_number(node), _state(node)))
        except Unreadable as error:
            problems.append(unreadable(number_of(text(node, "id"), ORDER) or f"orders[{position}]", error))
    return SummaryPage(tuple(rows), page_end(connection), tuple(problems))


def read_order(node: Node) -> Order:
    """Read one order; anything needed that cannot be read costs that order: `Unreadable`."""
    lines, end = read_lines(required_child(node, "lineItems"))
    return Order(
        number=_number(node),
        name=text(node, "name"),
        created_at=required_moment(node, "createdAt"),
        state=_state(node),
        test=flag(node, "test"),
        email=text(node, "email"),
        phone=text(node, "phone"),
        note=text(node, "note"),
        attributes=_attributes(node),
        gateways=texts(node, "paymentGatewayNames"),
        currency=required_text(node, "currencyCode"),
        taxes_included=required_flag(node, "taxesIncluded"),
        total=shop_yen(node, "currentTotalPriceSet"),
        shipping=shop_yen(node, "currentShippingPriceSet"),
        tax=shop_yen(node, "currentTotalTaxSet"),
        ship_to=_address(node, "shippingAddress"),
        bill_to=_address(node, "billingAddress"),
        shipping_title=text(child(node, "shippingLine") or {}, "title"),
        lines=lines,
        lines_end=end,
        fulfillments=read_fulfillments(node),
    )


def read_fulfillments(order: Node) -> tuple[Fulfillment, ...]:
    """Read the shipments of an order."""
    return tuple(map(_fulfillment, optional_records(order, "fulfillments")))


def read_lines(connection: Node) -> tuple[tuple[Line, ...], str | None]:
    """Read one page of `lineItems` and the cursor of the next; the same line twice is one line."""
    lines = dict.fromkeys(map(_line, optional_records(connection, "nodes")))
    return tuple(lines), page_end(connection)


def unreadable(where: str, error: Unreadable) -> Problem:
    """Return the problem of one row, with the name of the member and never its value."""
    return Problem(where, "unreadable", f"モールの応答の項目「{error}」を読めませんでした。")


def _number(node: Node) -> str:
    found = number_of(required_text(node, "id"), ORDER)
    if not found:
        raise Unreadable("id")
    return found


def _state(node: Node) -> OrderState:
    return OrderState(
        updated_at=required_moment(node, "updatedAt"),
        cancelled=moment(node, "cancelledAt") is not None,
        financial=text(node, "displayFinancialStatus"),
        fulfillment=text(node, "displayFulfillmentStatus"),
    )


def _attributes(node: Node) -> tuple[Attribute, ...]:
    return tuple(
        Attribute(text(entry, "key"), text(entry, "value")) for entry in optional_records(node, "customAttributes")
    )


def _address(node: Node, key: str) -> Address | None:
    found = child(node, key)
    if found is None:
        return None
    return Address(
        name=text(found, "name"),
        company=text(found, "company"),
        zip_code=text(found, "zip"),
        country=text(found, "countryCodeV2"),
        province=text(found, "province"),
        province_code=text(found, "provinceCode"),
        city=text(found, "city"),
        address1=text(found, "address1"),
        address2=text(found, "address2"),
        phone=text(found, "phone"),
    )


def _line(node: Node) -> Line:
    quantity, price = number(node, "currentQuantity"), shop_yen(node, "originalUnitPriceSet")
    if quantity < 0 or price is None:
        raise Unreadable("currentQuantity" if quantity < 0 else "originalUnitPriceSet")
    item = child(child(node, "variant") or {}, "inventoryItem")
    return Line(
        line_id=required_text(node, "id"),
        title=text(node, "title"),
        variant_title=text(node, "variantTitle"),
        sku=text(node, "sku"),
        item=text(item or {}, "id"),
        quantity=quantity,
        unit_price=price,
        tax_percent=_tax(node),
        attributes=_attributes(node),
    )


def _tax(node: Node) -> Decimal | None:
    rates = [points(entry, "ratePercentage") for entry in optional_records(node, "taxLines")]
    told = [Decimal(str(rate)) for rate in rates if rate is not None and rate <= 100]
    return sum(told, Decimal(0)) if told else None


def _fulfillment(node: Node) -> Fulfillment:
    return Fulfillment(
        id=required_text(node, "id"),
        status=text(node, "status"),
        created_at=required_moment(node, "createdAt"),
        tracking=tuple(
            Tracking(text(entry, "company"), text(entry, "number")) for entry in optional_records(node, "trackingInfo")
        ),
    )
