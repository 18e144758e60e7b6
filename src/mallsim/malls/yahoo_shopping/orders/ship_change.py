"""orderShipStatusChange: shipping state, carrier, number (section 3.4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from mallsim.malls.yahoo_shopping.orders.book import OrderBook
from mallsim.malls.yahoo_shopping.orders.changing import (
    Moment,
    dashed,
    done,
    operator,
    point_fix,
    refuse_closed,
    writable,
)
from mallsim.malls.yahoo_shopping.orders.codes import (
    EMPTY_REASONS,
    JAPAN_POST,
    METHOD_COMPANIES,
    METHOD_NAMES,
    SHIP_COMPANIES,
    SHIP_METHODS,
    SHIP_STATUS,
    YAMATO,
)
from mallsim.malls.yahoo_shopping.orders.model import Order
from mallsim.malls.yahoo_shopping.refusals import (
    INVALID,
    INVOICE_AND_REASON,
    INVOICE_FORM,
    MISSING,
    POINT_NOT_FIXED,
    UNKNOWN_KEY,
    RefusedError,
)
from mallsim.malls.yahoo_shopping.wire import Answer, leaves

DATES = ("ShipDate", "ArrivalDate", "CollectionDate")
TEXTS = {"ShipNotes": 500, "ShipUrl": 100, "EazyDeliveryName": 100}
CHOICES: dict[str, frozenset[str]] = {
    "ShipStatus": frozenset(SHIP_STATUS),
    "ShipMethod": SHIP_METHODS,
    "ShipCompanyCode": SHIP_COMPANIES,
    "ShipInvoiceNumberEmptyReason": EMPTY_REASONS,
    "EazyDeliveryCode": frozenset("01234567"),
}
PLAIN = (
    "IsEazy",
    "IsMallContactlessDelivery",
    "ShipInstructStatus",
    "CashOnDeliveryTax",
)
NUMBERS = ("ShipInvoiceNumber1", "ShipInvoiceNumber2")
KEYS = {*DATES, *TEXTS, *CHOICES, *PLAIN, *NUMBERS}

NumberRule = Callable[[str], bool]


def _yamato(number: str) -> bool:
    return re.fullmatch(r"[0-9-]{1,14}", number) is not None


def _japan_post(number: str) -> bool:
    bare = number.replace("-", "")
    return re.fullmatch(r"[A-Za-z0-9]{11,13}", bare) is not None


NUMBER_RULES: dict[str, NumberRule] = {YAMATO: _yamato, JAPAN_POST: _japan_post}
_ANY_NUMBER = re.compile(r"[A-Za-z0-9-]{1,30}")


def change_shipping(book: OrderBook, request: Element, moment: Moment) -> Answer:
    """Write ShipStatus and what comes with it; a key that is not sent keeps its value, an empty one clears it."""
    order = writable(book, request, moment.now)
    if not point_fix(request):
        raise RefusedError(POINT_NOT_FIXED)
    given = leaves(request.find("Order/Ship"))
    if not given.get("ShipStatus"):
        raise RefusedError(MISSING, "Order/Ship/ShipStatus")
    odd = sorted(set(given) - KEYS)
    if odd:
        raise RefusedError(UNKNOWN_KEY, ",".join(odd))
    refuse_closed(order)
    given = _checked(given)
    _settle_company(order, given)
    _check_numbers(order, given)
    operator(order, request)
    changed = {name: value for name, value in given.items() if order.get(name) != value}
    order.values.update(given)
    order.ship_changed = moment.now
    if changed:
        order.note(moment.now, "ship", "shop", **changed)
    return done()


def _checked(given: Mapping[str, str]) -> dict[str, str]:
    for name, allowed in CHOICES.items():
        if given.get(name) and given[name] not in allowed:
            raise RefusedError(INVALID, name)
    for name, most in TEXTS.items():
        if len(given.get(name, "")) > most:
            raise RefusedError(INVALID, name)
    return {
        **given,
        **{name: dashed(name, given[name]) for name in DATES if name in given},
    }


def _settle_company(order: Order, given: dict[str, str]) -> None:
    """The company tied to the method wins where both change together."""
    method = given.get("ShipMethod")
    if not method:
        return
    given["ShipMethodName"] = METHOD_NAMES.get(method, f"配送方法{method.removeprefix('postage')}")
    both = given.get("ShipCompanyCode") and method != order.get("ShipMethod")
    if both and method in METHOD_COMPANIES:
        given["ShipCompanyCode"] = METHOD_COMPANIES[method]


def _check_numbers(order: Order, given: Mapping[str, str]) -> None:
    after = {name: given.get(name, order.get(name)) for name in (*NUMBERS, "ShipInvoiceNumberEmptyReason")}
    numbers = [after[name] for name in NUMBERS if after[name]]
    if numbers and after["ShipInvoiceNumberEmptyReason"]:
        raise RefusedError(INVOICE_AND_REASON)
    company = given.get("ShipCompanyCode", order.get("ShipCompanyCode"))
    rule = NUMBER_RULES.get(company)
    for number in numbers:
        if not _ANY_NUMBER.fullmatch(number) or (rule is not None and not rule(number)):
            raise RefusedError(INVOICE_FORM, company)
