"""The search index of orders: it knows a change only some time after it was made (section 3)."""

from collections.abc import Mapping
from typing import Any

from mallsim.malls.shopify import statuses
from mallsim.malls.shopify.model import Indexed, Order
from mallsim.malls.shopify.search import Matcher, by_flag, by_number, by_time, by_word, one_of

_OPEN = frozenset({"open"})
FULFILMENT = {
    "unshipped": frozenset({"UNFULFILLED"}),
    "unfulfilled": frozenset({"UNFULFILLED"}),
    "shipped": frozenset({"FULFILLED"}),
    "fulfilled": frozenset({"FULFILLED"}),
    "partial": frozenset({"PARTIALLY_FULFILLED"}),
    "scheduled": frozenset({"SCHEDULED"}),
    "on_hold": frozenset({"ON_HOLD"}),
    "request_declined": frozenset({"REQUEST_DECLINED"}),
}
FINANCIAL = {
    word.lower(): frozenset({word})
    for word in (
        "PENDING",
        "AUTHORIZED",
        "PARTIALLY_PAID",
        "PAID",
        "PARTIALLY_REFUNDED",
        "REFUNDED",
        "VOIDED",
        "EXPIRED",
    )
} | {"unpaid": frozenset({"PENDING", "AUTHORIZED", "PARTIALLY_PAID"})}
STATUS = {
    "open": _OPEN,
    "closed": frozenset({"closed"}),
    "cancelled": frozenset({"cancelled"}),
    "not_closed": frozenset({"open", "cancelled"}),
    "any": frozenset({"open", "closed", "cancelled"}),
}


def by_name(value: Any, op: str, text: str) -> bool | None:
    """``name:#1001`` and ``name:1001`` both find #1001 (recorded)."""
    return str(value or "").removeprefix("#").lower() == text.removeprefix("#").lower()


FIELDS: dict[str, Matcher] = {
    "created_at": by_time,
    "processed_at": by_time,
    "updated_at": by_time,
    "status": one_of(STATUS),
    "financial_status": one_of(FINANCIAL),
    "fulfillment_status": one_of(FULFILMENT),
    "name": by_name,
    "id": by_number,
    "sku": by_word,
    "tag": by_word,
    "test": by_flag,
    "location_id": by_word,
    "source_name": by_word,
    "gateway": by_word,
    "email": by_word,
}
FREE = ("name", "email", "sku")
SORT = {
    "CREATED_AT": "created_at",
    "PROCESSED_AT": "processed_at",
    "UPDATED_AT": "updated_at",
    "ORDER_NUMBER": "number",
    "ID": "id",
    "FINANCIAL_STATUS": "financial_status",
    "FULFILLMENT_STATUS": "fulfillment_status",
    "TOTAL_PRICE": "total",
    "CURRENT_TOTAL_PRICE": "current_total",
}
"""Sort keys that have a value here; the others sort by id."""


def describe(order: Order) -> dict[str, Any]:
    """What the index keeps of an order."""
    return {
        "id": order.id,
        "number": order.number,
        "name": order.name,
        "created_at": int(order.created),
        "processed_at": int(order.created),
        "updated_at": int(order.updated),
        "status": statuses.lifecycle(order),
        "financial_status": order.financial,
        "fulfillment_status": statuses.fulfilment(order),
        "sku": [line.sku for line in order.lines],
        "tag": list(order.tags),
        "test": order.test,
        "location_id": [fo.location_id for fo in order.fulfilment_orders],
        "source_name": "web",
        "gateway": order.gateway,
        "email": order.buyer.email,
        "total": order.placed_total,
        "current_total": order.current_total,
    }


def note(order: Order, known_from: float) -> None:
    """Hand the order as it is now to the index, which knows it from ``known_from`` on."""
    order.index = [*order.index[:1], *order.index[1:][-8:], Indexed(known_from, describe(order))]


def known(order: Order, at: float) -> Mapping[str, Any] | None:
    """The newest entry the index has of an order at an instant; None while it has none."""
    return next((entry.values for entry in reversed(order.index) if entry.known_from <= at), None)
