"""Finding orders: which ones the API knows by now, and the time window of a search (section 3.1, Trap 9)."""

from __future__ import annotations

import re
from datetime import datetime

from mallsim.malls.amazon.orders.model import Order, Window
from mallsim.malls.amazon.settings import SEARCH_EDGE_S
from mallsim.malls.amazon.shop import Shop
from mallsim.malls.amazon.visit import Visit
from mallsim.malls.amazon.wire import invalid, not_found

ORDER_ID = re.compile(r"\d{3}-\d{7}-\d{7}")


def known_orders(shop: Shop, now: datetime) -> list[Order]:
    """Orders the API shows: new ones appear with a lag."""
    return [order for order in shop.orders.values() if order.visible_from <= now]


def find_order(visit: Visit) -> Order:
    """The order of the path; raises RefusedError (400 for a malformed number, 404)."""
    number = visit.path["orderId"]
    if not ORDER_ID.fullmatch(number):
        raise invalid(f"OrderId: {number} is invalid, should be in 3-7-7 format.")
    order = visit.shop.orders.get(number)
    if order is None or order.visible_from > visit.now:
        raise not_found(f"OrderId: {number} was not found.")
    return order


def window(visit: Visit, after: str, before: str, updated_after: str, updated_before: str) -> Window:
    """The window the four parameters describe; exactly one *After*, its *Before* at least two minutes ago."""
    given = {name: visit.moment(name) for name in (after, before, updated_after, updated_before)}
    if (given[after] is None) == (given[updated_after] is None):
        raise invalid(f"Exactly one of {after} and {updated_after} must be provided.")
    by_update = given[updated_after] is not None
    wrong = after if by_update else updated_after
    wrong_before = before if by_update else updated_before
    if given[wrong_before] is not None:
        raise invalid(f"{wrong_before} must not be provided without {wrong}.")
    start = given[updated_after] or given[after]
    edge_name = updated_before if by_update else before
    assert start is not None
    latest = visit.now - visit.shop.wait(SEARCH_EDGE_S)
    end = given[edge_name] or latest
    if given[edge_name] is not None and end < start:
        raise invalid(f"{edge_name} must be equal to or after {updated_after if by_update else after}.")
    if end > latest:
        raise invalid(f"{edge_name} must be at least two minutes before the time of the request.")
    if start > visit.now:
        raise invalid(f"{updated_after if by_update else after} must not be in the future.")
    return Window(by_update, start, end, edge_name)
