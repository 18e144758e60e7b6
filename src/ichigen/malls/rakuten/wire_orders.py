"""The documents of the order API, searchOrder and getOrder version 10 (sections 2.2, 2.3)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ichigen.mallkit.exchange import Problem
from ichigen.mallkit.json_values import (
    Document,
    Unreadable,
    child,
    children,
    optional_records,
    required_text,
    text,
    texts,
)
from ichigen.malls.rakuten.wire_messages import Message, parse_messages
from ichigen.malls.rakuten.wire_values import amount, day, decimal, flag, moment, number, required_number, undetermined

_RATE = Decimal("0.10")


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """`searchOrder`: numbers of one page. The pagination members are null when nothing was found."""

    numbers: tuple[str, ...]
    total: int
    pages: int
    page: int
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """OrdererModel and SenderModel."""

    zip_code: str
    prefecture: str
    city: str
    address: str
    name: str
    kana: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Item:
    """ItemModel with its first SkuModel; the SKU members are empty for orders from before the SKU migration."""

    detail_id: int
    name: str
    item_id: str
    item_number: str
    manage_number: str
    units: int
    price: int
    choice: str
    tax_rate: Decimal
    deleted: bool
    variant_id: str
    merchant_sku: str
    sku_info: str


@dataclass(frozen=True, slots=True)
class ShippingRow:
    """ShippingModel: one parcel of a package; any member may be blank (trap 8)."""

    detail_id: int
    company: str
    number: str
    shipped_on: date | None


@dataclass(frozen=True, slots=True)
class Package:
    """PackageModel: what goes to one address."""

    basket_id: int
    deleted: bool
    undetermined: bool
    sender: Person
    gift_input_pending: bool
    items: tuple[Item, ...]
    shipping: tuple[ShippingRow, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """OrderModel: the members we use."""

    number: str
    progress: int
    ordered_at: datetime
    confirm_flag: bool
    undetermined: bool
    settlement_code: int | None
    settlement: str
    delivery_name: str
    delivery_day: date | None
    shipping_term: int | None
    remarks: str
    goods_price: int | None
    postage_price: int | None
    fees: tuple[int | None, ...]
    coupon: int | None
    points: int | None
    request_price: int | None
    orderer: Person
    packages: tuple[Package, ...]


@dataclass(frozen=True, slots=True)
class OrdersAnswer:
    """`getOrder`: the readable orders, and a problem for each that is not."""

    orders: tuple[Order, ...]
    problems: tuple[Problem, ...]
    messages: tuple[Message, ...]
    has_list: bool


def parse_search(document: Document) -> SearchAnswer:
    """Read an answer of searchOrder."""
    pages = child(document, "PaginationResponseModel")
    return SearchAnswer(
        numbers=texts(document, "orderNumberList"),
        total=number(pages, "totalRecordsAmount") or 0,
        pages=number(pages, "totalPages") or 0,
        page=number(pages, "requestPage") or 0,
        messages=parse_messages(document),
    )


def parse_orders(document: Document) -> OrdersAnswer:
    """Read an answer of getOrder; an order that cannot be read is a problem, the others stand."""
    orders: list[Order] = []
    problems: list[Problem] = []
    listed = document.get("OrderModelList")
    for entry in listed if isinstance(listed, list) else ():
        order = entry if isinstance(entry, dict) else {}
        try:
            orders.append(_order(order))
        except Unreadable as error:
            where = text(order, "orderNumber") or "?"
            problems.append(Problem(where, "order.unreadable", f"受注を読み取れませんでした(項目 {error})。"))
    return OrdersAnswer(tuple(orders), tuple(problems), parse_messages(document), isinstance(listed, list))


_AMOUNTS = ("goodsPrice", "postagePrice", "deliveryPrice", "paymentCharge", "totalPrice", "requestPrice")
_PACKAGE_AMOUNTS = ("postagePrice", "deliveryPrice", "goodsPrice", "totalPrice")
_FEES = ("deliveryPrice", "paymentCharge", "additionalFeeOccurAmountToUser")


def _order(entry: Document) -> Order:
    ordered_at = moment(entry, "orderDatetime")
    if ordered_at is None:
        raise Unreadable("orderDatetime")
    settlement, delivery = child(entry, "SettlementModel"), child(entry, "DeliveryModel")
    return Order(
        number=required_text(entry, "orderNumber"),
        progress=required_number(entry, "orderProgress"),
        ordered_at=ordered_at,
        confirm_flag=flag(entry, "rakutenConfirmFlag"),
        undetermined=any(undetermined(entry, key) for key in _AMOUNTS),
        settlement_code=number(settlement, "settlementMethodCode"),
        settlement=text(settlement, "settlementMethod"),
        delivery_name=text(delivery, "deliveryName"),
        delivery_day=day(entry, "deliveryDate"),
        shipping_term=number(entry, "shippingTerm"),
        remarks=text(entry, "remarks"),
        goods_price=amount(entry, "goodsPrice"),
        postage_price=amount(entry, "postagePrice"),
        fees=tuple(amount(entry, key) for key in _FEES),
        coupon=amount(entry, "couponAllTotalPrice"),
        points=amount(child(entry, "PointModel"), "usedPoint"),
        request_price=amount(entry, "requestPrice"),
        orderer=_person(child(entry, "OrdererModel")),
        packages=tuple(_package(package) for package in optional_records(entry, "PackageModelList")),
    )


def _package(entry: Document) -> Package:
    gift = child(entry, "SocialGiftModel")
    return Package(
        basket_id=required_number(entry, "basketId"),
        deleted=flag(entry, "packageDeleteFlag"),
        undetermined=any(undetermined(entry, key) for key in _PACKAGE_AMOUNTS),
        sender=_person(child(entry, "SenderModel")),
        gift_input_pending=bool(gift) and not flag(gift, "inputFlag"),
        items=tuple(_item(item) for item in optional_records(entry, "ItemModelList")),
        shipping=tuple(_shipping(row) for row in optional_records(entry, "ShippingModelList")),
    )


def _item(entry: Document) -> Item:
    sku = next(children(entry, "SkuModelList"), {})
    price = amount(entry, "priceTaxIncl")
    return Item(
        detail_id=required_number(entry, "itemDetailId"),
        name=text(entry, "itemName"),
        item_id=text(entry, "itemId"),
        item_number=text(entry, "itemNumber"),
        manage_number=text(entry, "manageNumber"),
        units=required_number(entry, "units"),
        price=required_number(entry, "price") if price is None else price,
        choice=text(entry, "selectedChoice"),
        tax_rate=decimal(entry, "taxRate", _RATE),
        deleted=flag(entry, "deleteItemFlag"),
        variant_id=text(sku, "variantId"),
        merchant_sku=text(sku, "merchantDefinedSkuId"),
        sku_info=text(sku, "skuInfo"),
    )


def _shipping(entry: Document) -> ShippingRow:
    return ShippingRow(
        detail_id=required_number(entry, "shippingDetailId"),
        company=text(entry, "deliveryCompany"),
        number=text(entry, "shippingNumber"),
        shipped_on=day(entry, "shippingDate"),
    )


def _person(entry: Document) -> Person:
    return Person(
        zip_code=_joined(entry, "zipCode1", "zipCode2"),
        prefecture=text(entry, "prefecture"),
        city=text(entry, "city"),
        address=text(entry, "subAddress"),
        name=_joined(entry, "familyName", "firstName", by=" "),
        kana=_joined(entry, "familyNameKana", "firstNameKana", by=" "),
        phone=_joined(entry, "phoneNumber1", "phoneNumber2", "phoneNumber3"),
        email=text(entry, "emailAddress"),
    )


def _joined(entry: Document, *keys: str, by: str = "-") -> str:
    return by.join([part for key in keys if (part := text(entry, key))])
