"""orderList, orderInfo and the answers of order changes as typed records (page sections 3.2 to 3.4)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from xml.etree.ElementTree import Element

from ichigen.mallkit.exchange import Problem
from ichigen.malls.yahoo_shopping.wire import Unreadable, child, children, flag, local, moment, required, text, whole

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OrderState:
    """The members by which a move of an order shows, equal in the list and in the detail."""

    last_update: str
    order_status: int
    pay_status: int
    ship_status: int
    settle_status: int
    fraud_hold: int
    suspect: int
    is_seen: bool
    is_read_only: bool


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """One row of orderList."""

    order_id: str
    state: OrderState


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """One answer of orderList; `total` counts all pages."""

    total: int
    rows: tuple[OrderSummary, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """The Bill* or the Ship* members of an order."""

    last_name: str
    first_name: str
    last_kana: str
    first_kana: str
    zip_code: str
    prefecture: str
    city: str
    address1: str
    address2: str
    phone: str
    mail: str


@dataclass(frozen=True, slots=True)
class Item:
    """One line. `options` are the free texts: SubCodeOption, ItemOption and Inscription."""

    line_id: int
    item_id: str
    sub_code: str
    title: str
    options: tuple[str, ...]
    unit_price: int
    quantity: int
    tax_ratio: int | None
    auction_id: str
    auction_merchant_id: str


@dataclass(frozen=True, slots=True)
class Shipping:
    """The Ship group without the receiver."""

    method: str
    request_date: str
    request_time: str
    time_zone: int | None
    company: int | None
    invoices: tuple[str, ...]
    empty_reason: int | None
    ship_date: str


@dataclass(frozen=True, slots=True)
class Detail:
    """The amounts, integer yen; None where the mall gave none."""

    pay_charge: int | None
    ship_charge: int | None
    gift_wrap_charge: int | None
    discount: int | None
    use_point: int | None
    mall_coupon: int | None
    adjustments: int | None
    total: int | None


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """The answer of orderInfo. `pay_type` None: not told."""

    order_id: str
    order_time: datetime
    state: OrderState
    pay_type: int | None
    pay_method: str
    is_auction: bool
    social_gift: int
    comments: str = field(repr=False)
    buyer: Person = field(repr=False)
    receiver: Person = field(repr=False)
    shipping: Shipping
    items: tuple[Item, ...]
    detail: Detail


def read_order_list(root: Element) -> SummaryPage:
    """Read orderList: the root is `Result`, rows are flat, an empty `OrderInfo` is no row."""
    search = child(root, "Search") if local(root) == "Result" else child(root, "Result", "Search")
    if search is None:
        raise Unreadable("Search")
    rows = [row for row in children(search, "OrderInfo") if len(row)]
    summaries, problems = _each(rows, _summary, "order_list")
    return SummaryPage(required(search, "TotalCount"), summaries, problems)


def read_order_info(root: Element) -> OrderDetail:
    """Read orderInfo. One order per call, so anything that cannot be read costs that order: `Unreadable`."""
    info = child(root, "Result", "OrderInfo")
    order_time = moment(text(info, "OrderTime"))
    if info is None or order_time is None or not text(info, "OrderId"):
        raise Unreadable("OrderInfo" if info is None else "OrderTime")
    pay, ship = child(info, "Pay"), child(info, "Ship")
    items = tuple(dict.fromkeys(_item(row) for row in children(info, "Item")))  # the same row twice is one line
    if not items:
        raise Unreadable("Item")
    return OrderDetail(
        order_id=text(info, "OrderId"),
        order_time=order_time,
        state=_state(info, pay, ship),
        pay_type=whole(pay, "PayType"),
        pay_method=text(pay, "PayMethodName") or text(pay, "PayMethod"),
        is_auction=flag(info, "IsYahooAuctionOrder"),
        social_gift=whole(info, "SocialGiftType") or 0,
        comments=text(info, "BuyerComments"),
        buyer=_person(pay, "Bill", "BillMailAddress"),
        receiver=_person(ship, "Ship", ""),
        shipping=_shipping(ship),
        items=items,
        detail=_detail(child(info, "Detail")),
    )


def read_change(root: Element) -> tuple[bool, tuple[str, ...]]:
    """Read the answer of a change: whether it is OK, and the warning codes (a warning means: done)."""
    result = child(root, "Result")
    warnings = tuple(text(row, "Code") for row in children(result, "Warning")) if result is not None else ()
    return text(result, "Status") == "OK", tuple(code for code in warnings if code)


def _each(rows: list[Element], read: Callable[[Element], T], where: str) -> tuple[tuple[T, ...], tuple[Problem, ...]]:
    """Read every row by itself: one bad row never costs the page."""
    values: list[T] = []
    problems: list[Problem] = []
    for position, row in enumerate(rows):
        try:
            values.append(read(row))
        except Unreadable as error:
            name = text(row, "OrderId") or f"{where}[{position}]"
            problems.append(Problem(name, "unreadable", f"モールの応答の項目「{error.member}」を読めませんでした。"))
    return tuple(values), tuple(problems)


def _summary(row: Element) -> OrderSummary:
    if not text(row, "OrderId"):
        raise Unreadable("OrderId")
    return OrderSummary(text(row, "OrderId"), _state(row, row, row))


def _state(info: Element, pay: Element | None, ship: Element | None) -> OrderState:
    updated = moment(text(info, "LastUpdateTime"))
    return OrderState(
        last_update=updated.isoformat() if updated else text(info, "LastUpdateTime"),
        order_status=required(info, "OrderStatus"),
        pay_status=required(pay, "PayStatus"),
        ship_status=required(ship, "ShipStatus"),
        settle_status=whole(pay, "SettleStatus") or 0,
        fraud_hold=whole(info, "FraudHoldStatus") or 0,
        suspect=whole(info, "Suspect") or 0,
        is_seen=flag(info, "IsSeen"),
        is_read_only=flag(info, "IsReadOnly"),
    )


def _person(group: Element | None, prefix: str, mail: str) -> Person:
    def member(name: str) -> str:
        return text(group, prefix + name)

    return Person(
        last_name=member("LastName"),
        first_name=member("FirstName"),
        last_kana=member("LastNameKana"),
        first_kana=member("FirstNameKana"),
        zip_code=member("ZipCode"),
        prefecture=member("Prefecture"),
        city=member("City"),
        address1=member("Address1"),
        address2=member("Address2"),
        phone=member("PhoneNumber"),
        mail=text(group, mail) if mail else "",
    )


def _item(row: Element) -> Item:
    quantity = required(row, "Quantity")
    if quantity < 0:
        raise Unreadable("Quantity")
    chosen = [f"{text(option, 'Name')}:{text(option, 'Value')}" for option in children(row, "ItemOption")]
    chosen += [f"{text(option, 'Name')}:{text(option, 'Value')}" for option in children(row, "Inscription")]
    return Item(
        line_id=required(row, "LineId"),
        item_id=text(row, "ItemId"),
        sub_code=text(row, "SubCode"),
        title=text(row, "Title"),
        options=tuple(part for part in (text(row, "SubCodeOption"), *chosen) if part.strip(":")),
        unit_price=required(row, "UnitPrice"),
        quantity=quantity,
        tax_ratio=whole(row, "ItemTaxRatio"),
        auction_id=text(row, "ItemYahooAucId"),
        auction_merchant_id=text(row, "ItemYahooAucMerchantId"),
    )


def _shipping(ship: Element | None) -> Shipping:
    numbers = (text(ship, "ShipInvoiceNumber1"), text(ship, "ShipInvoiceNumber2"))
    return Shipping(
        method=text(ship, "ShipMethodName") or text(ship, "ShipMethod"),
        request_date=text(ship, "ShipRequestDate"),
        request_time=text(ship, "ShipRequestTime"),
        time_zone=whole(ship, "ShipRequestTimeZoneCode"),
        company=whole(ship, "ShipCompanyCode"),
        invoices=tuple(number for number in numbers if number),
        empty_reason=whole(ship, "ShipInvoiceNumberEmptyReason"),
        ship_date=text(ship, "ShipDate"),
    )


def _detail(detail: Element | None) -> Detail:
    return Detail(
        pay_charge=whole(detail, "PayCharge"),
        ship_charge=whole(detail, "ShipCharge"),
        gift_wrap_charge=whole(detail, "GiftWrapCharge"),
        discount=whole(detail, "Discount"),
        use_point=whole(detail, "UsePoint"),
        mall_coupon=whole(detail, "TotalMallCouponDiscount"),
        adjustments=whole(detail, "Adjustments"),
        total=whole(detail, "TotalPrice"),
    )
