"""orderList 注文検索 (section 3.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from xml.etree.ElementTree import Element

from mallsim.malls.yahoo_shopping.orders.conditions import DATE_KEYS, EXACT, RANGES, WORDS, matcher
from mallsim.malls.yahoo_shopping.orders.fields import CDATA_KEYS, GROUP_OF, LIST_KEYS
from mallsim.malls.yahoo_shopping.orders.model import Order
from mallsim.malls.yahoo_shopping.refusals import INVALID, MISSING, NO_CONDITION, UNKNOWN_KEY, RefusedError
from mallsim.malls.yahoo_shopping.wire import Answer, Node, comma_list, leaves, text_at, tree, xml

MOST_RESULTS = 2000
DEFAULT_RESULTS = 10
MODES = ("ReadOnlyMode", "FraudHoldDisplayType", "ShipRequestDateNo")

Arrange = Callable[[list[Order]], list[Order]]


def order_list(request: Element, orders: Sequence[Order], now: datetime, arrange: Arrange = list) -> Answer:
    """Search; ``arrange`` lets a fault double or reorder the page's orders."""
    search = request.find("Search")
    if search is None:
        raise RefusedError(MISSING, "Search")
    fields = _fields(text_at(search, "Field"))
    count = _number(search, "Result", DEFAULT_RESULTS, 0, MOST_RESULTS)
    start = _number(search, "Start", 1, 1, None)
    conditions = leaves(search.find("Condition"))
    _check(conditions)
    found = _sorted(
        [order for order in orders if _meets(order, conditions, now)],
        text_at(search, "Sort"),
    )
    page = found[start - 1 : start - 1 + count]
    total = Node("TotalCount", str(len(found)))
    rows = [_row(number, order, fields, now) for number, order in enumerate(arrange(page), start)]
    if found and not rows:
        rows = [Node("OrderInfo")]
    return xml(tree("Result", Node("Status", "OK"), tree("Search", total, *rows)))


def _fields(text: str) -> list[str]:
    names = comma_list(text)
    if not names:
        raise RefusedError(MISSING, "Field")
    odd = [name for name in names if name not in GROUP_OF and name not in LIST_KEYS]
    if odd:
        raise RefusedError(UNKNOWN_KEY, ",".join(odd))
    return [name for name in names if name in LIST_KEYS]


def _number(search: Element, name: str, default: int, least: int, most: int | None) -> int:
    text = text_at(search, name)
    if not text:
        return default
    if not text.isdigit() or int(text) < least or (most is not None and int(text) > most):
        raise RefusedError(INVALID, name)
    return int(text)


def _check(conditions: dict[str, str]) -> None:
    odd = set(conditions) - set(EXACT) - set(RANGES) - set(WORDS) - set(MODES)
    if odd:
        raise RefusedError(UNKNOWN_KEY, ",".join(sorted(odd)))
    if not any(conditions.get(name) for name in DATE_KEYS):
        raise RefusedError(NO_CONDITION)


def _meets(order: Order, conditions: dict[str, str], now: datetime) -> bool:
    return _in_view(order, conditions, now) and all(
        matcher(name, wanted)(order, now) for name, wanted in conditions.items() if wanted and name not in MODES
    )


def _in_view(order: Order, conditions: dict[str, str], now: datetime) -> bool:
    """The ten-minute window (ReadOnlyMode), fraud holds and requested dates, each with its documented default."""
    mode = conditions.get("ReadOnlyMode") or "0"
    held = conditions.get("FraudHoldDisplayType") or "0"
    requested = conditions.get("ShipRequestDateNo") or ""
    allowed = {"ReadOnlyMode": (mode, "012"), "FraudHoldDisplayType": (held, "01")}
    for name, (value, values) in allowed.items():
        if value not in values:
            raise RefusedError(INVALID, name)
    if held == "0" and order.get("FraudHoldStatus") in ("1", "3"):
        return False
    if requested in ("1", "2") and (order.get("ShipRequestDate") == "") != (requested == "2"):
        return False
    return mode == "2" or order.read_only(now) == (mode == "1")


def _sorted(orders: list[Order], sort: str) -> list[Order]:
    if sort not in ("", "+order_time", "-order_time"):
        raise RefusedError(INVALID, "Sort")
    return sorted(orders, key=lambda order: (order.placed, order.id), reverse=sort.startswith("-"))


def _row(index: int, order: Order, fields: Sequence[str], now: datetime) -> Node:
    cells = (Node(name, order.shown(name, now), name in CDATA_KEYS) for name in fields)
    return tree("OrderInfo", Node("Index", str(index)), *cells)
