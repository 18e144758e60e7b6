"""orderChange 注文内容変更 (section 3.4, Trap 1)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from mallsim.malls.yahoo_shopping.orders.book import OrderBook
from mallsim.malls.yahoo_shopping.orders.changing import Moment, dashed, done, writable
from mallsim.malls.yahoo_shopping.orders.codes import CANCELLED
from mallsim.malls.yahoo_shopping.orders.fields import PAY_KEYS, SHIP_KEYS
from mallsim.malls.yahoo_shopping.orders.model import Line, Order
from mallsim.malls.yahoo_shopping.refusals import (
    FROM_CANCEL,
    INVALID,
    MISSING,
    ONCE_DONE,
    SHORT_OF_STOCK,
    UNKNOWN_KEY,
    RefusedError,
)
from mallsim.malls.yahoo_shopping.wire import Answer, leaves

GROUP_KEYS: dict[str, frozenset[str]] = {
    "": frozenset(
        ("IsSeen", "Notes", "StoreStatus", "BuyerComments", "PrintSlipFlag", "PrintDeliveryFlag", "PrintBillFlag")
    ),
    "Pay": frozenset(key for key in PAY_KEYS if key.startswith(("Bill", "Need", "PayNotes"))),
    "Ship": frozenset(
        key
        for key in SHIP_KEYS
        if key.startswith(("ShipRequest", "ShipFirst", "ShipLast", "ShipZip", "ShipPref", "ShipCity", "ShipAddress",
                           "ShipPhone", "ShipSection", "ShipNotes", "Gift", "NeedGift"))
    ),
    "Detail": frozenset({"PayCharge", "ShipCharge", "GiftWrapCharge", "Discount", "Adjustments"}),
}  # fmt: skip
LINE_KEYS = frozenset({"LineId", "Quantity"})
AFTER_REOPENING = {"Adjustments"}
MOST_QUANTITY = 999
MOST_HOURS_BYTES = 13
"""ShipRequestTime: HH:MM, a full-width tilde, HH:MM (section 3.3)."""


def change_content(book: OrderBook, request: Element, moment: Moment) -> Answer:
    """Write what is given; every success leaves IsSeen=true."""
    order = writable(book, request, moment.now)
    body = request.find("Order")
    if body is None:
        raise RefusedError(MISSING, "Order")
    given = _given(body)
    lines = [_line(order, element) for element in body.findall("Item")]
    _may_change(order, given, bool(lines))
    _move_lines(book, order, lines, moment)
    changed = {name: value for name, value in given.items() if order.get(name) != value}
    order.values.update(given)
    order.total_up()
    if changed:
        order.note(moment.now, "change", "shop", **changed)
    if order.get("IsSeen") != "true":
        order.values["IsSeen"] = "true"
        order.note(moment.now, "seen", "shop")
    return done()


def _given(body: Element) -> dict[str, str]:
    values: dict[str, str] = {}
    for group, allowed in GROUP_KEYS.items():
        found = leaves(body.find(group) if group else body, skip=("Pay", "Ship", "Detail", "Item"))
        odd = sorted(set(found) - allowed)
        if odd:
            raise RefusedError(UNKNOWN_KEY, ",".join(odd))
        values |= found
    if values.pop("IsSeen", "true") not in ("true", "false"):
        raise RefusedError(INVALID, "IsSeen")
    for name in GROUP_KEYS["Detail"] & set(values):
        least = None if name == "Adjustments" else 0
        values[name] = str(_whole(name, values[name], least))
    if len(values.get("ShipRequestTime", "").encode()) > MOST_HOURS_BYTES:
        raise RefusedError(INVALID, "ShipRequestTime")
    if "ShipRequestDate" in values:
        values["ShipRequestDate"] = dashed("ShipRequestDate", values["ShipRequestDate"])
    return values


def _whole(name: str, text: str, least: int | None) -> int:
    try:
        number = int(text)
    except ValueError:
        raise RefusedError(INVALID, name) from None
    if least is not None and number < least:
        raise RefusedError(INVALID, name)
    return number


def _line(order: Order, element: Element) -> tuple[Line, int | None]:
    given = leaves(element)
    odd = sorted(set(given) - LINE_KEYS)
    if odd:
        raise RefusedError(UNKNOWN_KEY, ",".join(odd))
    line = next(
        (one for one in order.lines if one.values["LineId"] == given.get("LineId")),
        None,
    )
    if line is None:
        raise RefusedError(MISSING if not given.get("LineId") else INVALID, "LineId")
    if "Quantity" not in given:
        return line, None
    quantity = _whole("Quantity", given["Quantity"], 0)
    if quantity > MOST_QUANTITY:
        raise RefusedError(INVALID, "Quantity")
    return line, quantity


def _may_change(order: Order, given: dict[str, str], lines: bool) -> None:
    if order.get("OrderStatus") == CANCELLED:
        raise RefusedError(FROM_CANCEL)
    if order.first_done is not None and (lines or set(given) - AFTER_REOPENING):
        raise RefusedError(ONCE_DONE)


def _move_lines(book: OrderBook, order: Order, lines: list[tuple[Line, int | None]], moment: Moment) -> None:
    for line, quantity in lines:
        row = book.stock.get(line.key)
        more = 0 if quantity is None else quantity - line.quantity
        if more > 0 and (row is None or not row.can_sell(more)):
            raise RefusedError(SHORT_OF_STOCK, line.values["LineId"])
    for line, quantity in lines:
        if quantity is not None and quantity != line.quantity:
            book.set_quantity(order, line, quantity, moment.now, "shop")
