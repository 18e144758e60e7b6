"""Orders of v2026-01-01 as typed records (page sections 3.1 to 3.4); members we do not know are passed over."""

from dataclasses import dataclass
from datetime import datetime

from ichigen.mallkit.exchange import Problem
from ichigen.mallkit.json_values import Document, Unreadable, child, children, records
from ichigen.malls.amazon.wire import (
    Money,
    moment,
    money,
    number,
    required_moment,
    required_number,
    required_text,
    text,
    texts,
)


@dataclass(frozen=True, slots=True)
class Address:
    """`recipient.deliveryAddress`: any member may be empty (page trap 8)."""

    name: str = ""
    company: str = ""
    lines: tuple[str, ...] = ()
    city: str = ""
    district: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One `orderItems` entry. `fulfilled` and `unfulfilled` are None where the mall does not tell."""

    item_id: str
    ordered: int
    sku: str = ""
    asin: str = ""
    title: str = ""
    condition: str = ""
    unit_price: Money | None = None
    goods: Money | None = None
    fulfilled: int | None = None
    unfulfilled: int | None = None
    points: int = 0
    gift_message: str = ""
    gift_wrap: str = ""
    cancel_requested_by: str = ""
    cancelled_by: str = ""
    scheduled_from: datetime | None = None
    scheduled_to: datetime | None = None
    cash_on_delivery: bool = False


@dataclass(frozen=True, slots=True)
class Package:
    """One `packages` entry: what the shop told of a parcel."""

    reference: str
    carrier: str = ""
    tracking_number: str = ""
    shipped_at: datetime | None = None
    status: str = ""
    items: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """One order; what was not asked for, or what the role does not allow, is empty."""

    number: str
    created: datetime
    updated: datetime
    items: tuple[Item, ...]
    marketplace: str = ""
    status: str = ""
    fulfilled_by: str = ""
    service_level: str = ""
    ship_by: datetime | None = None
    programs: tuple[str, ...] = ()
    buyer_name: str = ""
    buyer_email: str = ""
    buyer_company: str = ""
    address: Address | None = None
    delivery_note: str = ""
    total: Money | None = None
    proceeds: tuple[tuple[str, Money], ...] = ()
    payment_methods: tuple[str, ...] = ()
    packages: tuple[Package, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderList:
    """One answer of searchOrders."""

    orders: tuple[Order, ...]
    next_token: str | None
    problems: tuple[Problem, ...]


def read_list(document: Document) -> OrderList:
    """Read an answer of searchOrders; `Unreadable` where it has no list. An order that makes no sense is a problem."""
    orders: list[Order] = []
    problems: list[Problem] = []
    for position, entry in enumerate(records(document, "orders")):
        try:
            orders.append(read_order(entry))
        except Unreadable as error:
            where = text(entry, "orderId") or f"orders[{position}]"
            message = f"モールの応答の項目「{error}」を読めませんでした。"
            problems.append(Problem(where, "order.unreadable", message))
    token = text(child(document, "pagination"), "nextToken") or None
    return OrderList(tuple(orders), token, tuple(problems))


def read_single(document: Document) -> Order:
    """Read an answer of getOrder."""
    return read_order(child(document, "order"))


def read_order(source: Document) -> Order:
    """Read one order; `Unreadable` where one of the five members that every order has is missing."""
    fulfillment = child(source, "fulfillment")
    buyer = child(source, "buyer")
    proceeds = child(source, "proceeds")
    return Order(
        number=required_text(source, "orderId"),
        created=required_moment(source, "createdTime"),
        updated=required_moment(source, "lastUpdatedTime"),
        items=tuple(_item(entry) for entry in records(source, "orderItems")),
        marketplace=text(child(source, "salesChannel"), "marketplaceId"),
        status=text(fulfillment, "fulfillmentStatus"),
        fulfilled_by=text(fulfillment, "fulfilledBy"),
        service_level=text(fulfillment, "fulfillmentServiceLevel"),
        ship_by=moment(child(fulfillment, "shipByWindow"), "latestDateTime"),
        programs=texts(source, "programs"),
        buyer_name=text(buyer, "buyerName"),
        buyer_email=text(buyer, "buyerEmail"),
        buyer_company=text(buyer, "buyerCompanyName"),
        address=_address(child(source, "recipient", "deliveryAddress")),
        delivery_note=_delivery_note(child(source, "recipient", "deliveryPreference")),
        total=money(proceeds, "grandTotal"),
        proceeds=_breakdowns(proceeds),
        payment_methods=_payment_methods(child(source, "payment")),
        packages=tuple(_package(entry) for entry in children(source, "packages")),
    )


def _item(source: Document) -> Item:
    product = child(source, "product")
    fulfillment = child(source, "fulfillment")
    shipping = child(fulfillment, "shipping")
    gift = child(fulfillment, "packing", "giftOption")
    window = child(shipping, "scheduledDeliveryWindow")
    return Item(
        item_id=required_text(source, "orderItemId"),
        ordered=max(0, required_number(source, "quantityOrdered")),
        sku=text(product, "sellerSku"),
        asin=text(product, "asin"),
        title=text(product, "title"),
        condition=text(child(product, "condition"), "conditionType"),
        unit_price=money(child(product, "price"), "unitPrice"),
        goods=dict(_breakdowns(child(source, "proceeds"))).get("ITEM"),
        fulfilled=number(fulfillment, "quantityFulfilled"),
        unfulfilled=number(fulfillment, "quantityUnfulfilled"),
        points=number(child(source, "expense", "pointsCost", "pointsGranted"), "pointsNumber") or 0,
        gift_message=text(gift, "giftMessage"),
        gift_wrap=text(gift, "giftWrapLevel"),
        cancel_requested_by=text(child(source, "cancellation", "cancellationRequest"), "requester"),
        cancelled_by=text(child(source, "cancellation", "cancellationExecution"), "cancelledBy"),
        scheduled_from=moment(window, "earliestDateTime"),
        scheduled_to=moment(window, "latestDateTime"),
        cash_on_delivery=bool(text(child(shipping, "shippingConstraints"), "cashOnDelivery")),
    )


def _address(source: Document) -> Address | None:
    lines = tuple(line for n in (1, 2, 3) if (line := text(source, f"addressLine{n}")))
    found = Address(
        name=text(source, "name"),
        company=text(source, "companyName"),
        lines=lines,
        city=text(source, "city") or text(source, "municipality"),
        district=text(source, "districtOrCounty"),
        region=text(source, "stateOrRegion"),
        postal_code=text(source, "postalCode"),
        country=text(source, "countryCode"),
        phone=text(source, "phone"),
    )
    return None if found == Address(country=found.country) else found


def _delivery_note(source: Document) -> str:
    parts = (text(source, "dropOffLocation"), text(source, "addressInstruction"))
    return " ".join(part for part in parts if part)


def _breakdowns(source: Document) -> tuple[tuple[str, Money], ...]:
    pairs = ((text(entry, "type"), money(entry, "subtotal")) for entry in children(source, "breakdowns"))
    return tuple((kind, amount) for kind, amount in pairs if kind and amount is not None)


def _payment_methods(source: Document) -> tuple[str, ...]:
    found = (text(entry, "paymentMethod") for entry in children(source, "paymentExecutions"))
    return tuple(dict.fromkeys(method for method in found if method))


def _package(source: Document) -> Package:
    pairs = ((text(entry, "orderItemId"), number(entry, "quantity")) for entry in children(source, "packageItems"))
    return Package(
        reference=text(source, "packageReferenceId"),
        carrier=text(source, "carrier"),
        tracking_number=text(source, "trackingNumber"),
        shipped_at=moment(source, "shipTime"),
        status=text(child(source, "packageStatus"), "status"),
        items=tuple((item, quantity) for item, quantity in pairs if item and quantity),
    )
