"""The search conditions of orderList as tables: key → the order value it looks at (section 3.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from mallsim.malls.yahoo_shopping.orders.model import Order
from mallsim.malls.yahoo_shopping.refusals import INVALID, RefusedError
from mallsim.malls.yahoo_shopping.timing import read_day, read_moment, stamp
from mallsim.malls.yahoo_shopping.wire import comma_list

EXACT: dict[str, bool] = {
    "OrderId": False, "OrderTime": False, "IsSeen": False, "OrderStatus": True, "PayStatus": False,
    "ShipStatus": True, "StoreStatus": False, "SettleStatus": True, "PayType": True, "PayMethod": False,
    "ShipMethod": False, "ShipCompanyCode": False, "ShipDate": False, "ShipInvoiceNumber": False, "ItemId": False,
    "SubCode": False, "BillMailAddress": False, "Suspect": True, "IsSplit": False, "IsYahooAuctionOrder": False,
    "ItemYahooAucId": False, "ItemYahooAucMerchantId": False, "YahooAuctionBidType": False,
    "YahooAuctionBundleType": False, "LineGiftDisplayType": False, "LineGiftShippableType": False,
    "SocialGiftType": True,
}  # fmt: skip
"""Conditions of equality; True where several values may be given, comma separated."""

WORDS = ("Title", "BillLastName", "BillFirstName", "BillLastNameKana", "BillFirstNameKana", "ShipLastName",
         "ShipFirstName", "ShipLastNameKana", "ShipFirstNameKana")  # fmt: skip
"""Conditions that look for a part of the text."""

MOMENTS = ("OrderTime", "PublicationTime", "PayMethodChangeDeadline")
DAYS = ("ShipRequestDate", "ShipDate")
RANGES = {name + end: (name, end) for name in (*MOMENTS, *DAYS) for end in ("From", "To")}

DATE_KEYS = (
    "OrderId",
    "OrderTime",
    *(name for name in RANGES if RANGES[name][0] in MOMENTS),
)
"""One of these must be given."""

Matcher = Callable[[Order, datetime], bool]

LINE_KEYS = {"ItemId", "SubCode", "Title", "ItemYahooAucId", "ItemYahooAucMerchantId"}
IGNORED = {"LineGiftDisplayType", "LineGiftShippableType"}


def matcher(name: str, wanted: str) -> Matcher:
    """The test one condition makes; refuses a value of the wrong form."""
    if name in RANGES:
        return _range(name, wanted)
    if name in WORDS:
        return lambda order, now: any(wanted in value for value in _values(order, name, now))
    if name == "OrderTime":
        moment = _moment(name, wanted)
        return lambda order, now: order.get("OrderTime") == moment
    if name == "ShipDate":
        day = _day(name, wanted)
        return lambda order, now: order.get("ShipDate") == day
    if name in IGNORED:
        return lambda order, now: True
    choices = set(comma_list(wanted)) if EXACT.get(name) else {wanted}
    return lambda order, now: not choices.isdisjoint(_values(order, name, now))


def _values(order: Order, name: str, now: datetime) -> list[str]:
    if name in LINE_KEYS:
        return [line.values.get(name, "") for line in order.lines]
    if name == "ShipInvoiceNumber":
        return [order.get("ShipInvoiceNumber1"), order.get("ShipInvoiceNumber2")]
    return [order.shown(name, now)]


def _range(name: str, wanted: str) -> Matcher:
    key, end = RANGES[name]
    edge = _moment(name, wanted) if key in MOMENTS else _day(name, wanted)

    def within(order: Order, now: datetime) -> bool:
        value = order.shown(key, now)
        return bool(value) and (value >= edge if end == "From" else value <= edge)

    return within


def _moment(name: str, text: str) -> str:
    moment = read_moment(text)
    if moment is None:
        raise RefusedError(INVALID, name)
    return stamp(moment)


def _day(name: str, text: str) -> str:
    day = read_day(text)
    if day is None:
        raise RefusedError(INVALID, name)
    return day.isoformat()
