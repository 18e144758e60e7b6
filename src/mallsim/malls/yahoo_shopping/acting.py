"""What happens to an order outside the API: the buyer, and the store in ストアクリエイターPro."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from mallsim.core.errors import Invalid
from mallsim.malls.yahoo_shopping.orders.codes import (
    BUYER_CANCEL_REASONS,
    CANCELLED,
    COMPLETED,
    DEFAULT_CANCEL_REASON,
    HELD,
    PAID,
    PROCESSING,
    SHIPPED,
    STORE_CANCEL_REASONS,
    SYSTEM_CANCEL_REASONS,
)
from mallsim.malls.yahoo_shopping.orders.model import Order
from mallsim.malls.yahoo_shopping.shop import Shop
from mallsim.malls.yahoo_shopping.timing import day

Payload = Mapping[str, Any]
Action = Callable[[Shop, Order, Payload, datetime], None]

REASONS = {
    "buyer": (BUYER_CANCEL_REASONS, "300"),
    "shop": (STORE_CANCEL_REASONS, DEFAULT_CANCEL_REASON),
    "mall": (SYSTEM_CANCEL_REASONS, "0"),
}
LOGGED_AS = {"buyer": "buyer", "shop": "control", "mall": "mall"}


def act(shop: Shop, order: Order, action: str, payload: Payload, now: datetime) -> None:
    """Do it; raises Invalid where the mall would not let it happen."""
    doing = ACTIONS.get(action)
    if doing is None:
        raise Invalid(f"no such action: {action}; there are {', '.join(ACTIONS)}")
    if order.get("OrderStatus") == CANCELLED:
        raise Invalid(f"{order.id} is cancelled")
    doing(shop, order, payload, now)


def _confirm(shop: Shop, order: Order, payload: Payload, now: datetime) -> None:
    order.values["IsSeen"] = "true"
    order.note(now, "seen", "control")


def _pay(shop: Shop, order: Order, payload: Payload, now: datetime) -> None:
    shop.orders.set_payment(order, PAID, now, "buyer", day(now))


def _cancel(shop: Shop, order: Order, payload: Payload, now: datetime) -> None:
    by = str(payload.get("by", "buyer"))
    if by not in REASONS:
        raise Invalid(f"by: one of {', '.join(REASONS)}")
    reasons, usual = REASONS[by]
    reason = str(payload.get("reason", usual))
    if reason not in reasons:
        raise Invalid(f"reason: one of {', '.join(reasons)}")
    if by == "buyer" and not order.read_only(now):
        raise Invalid("the buyer can cancel only in the first ten minutes")
    shop.orders.cancel(order, reason, now, LOGGED_AS[by])


def _ship(shop: Shop, order: Order, payload: Payload, now: datetime) -> None:
    order.values.update(
        ShipStatus=SHIPPED,
        ShipCompanyCode=str(payload.get("company", "1001")),
        ShipInvoiceNumber1=str(payload.get("number", "1111-2222-3333")),
        ShipDate=str(payload.get("date", day(now))),
    )
    order.ship_changed = now
    order.note(now, "ship", "control", ShipStatus=SHIPPED)


def _complete(shop: Shop, order: Order, payload: Payload, now: datetime) -> None:
    if order.get("OrderStatus") == COMPLETED:
        raise Invalid(f"{order.id} is completed already")
    shop.orders.complete(order, now, "control")


def _hold(shop: Shop, order: Order, payload: Payload, now: datetime) -> None:
    if order.get("OrderStatus") != PROCESSING or order.first_done is not None:
        raise Invalid("only an order in 処理中 that was never completed can be held")
    order.values["OrderStatus"] = HELD
    order.note(now, "status", "control", status=HELD)


def _lock(shop: Shop, order: Order, payload: Payload, now: datetime) -> None:
    order.locked = True


def _unlock(shop: Shop, order: Order, payload: Payload, now: datetime) -> None:
    order.locked = False


def _release_fraud(shop: Shop, order: Order, payload: Payload, now: datetime) -> None:
    if not order.fraud_held():
        raise Invalid(f"{order.id} is not held")
    order.values["FraudHoldStatus"] = "2"
    order.published = now
    order.note(now, "fraud_released", "mall")


def _edit_lines(shop: Shop, order: Order, payload: Payload, now: datetime) -> None:
    """``lines``: [{"line_id": "1" | "code": "item:sub", "quantity": n}]; n below the old number gives stock back."""
    wanted = payload.get("lines")
    if not isinstance(wanted, list) or not wanted:
        raise Invalid("lines: a list of {line_id or code, quantity}")
    for each in wanted:
        line = next(
            (one for one in order.lines if _named(each, one.values["LineId"], one.key)),
            None,
        )
        quantity = each.get("quantity", 0)
        if line is None or not isinstance(quantity, int) or quantity < 0:
            raise Invalid(f"lines: no such line or no whole quantity in {each}")
        if quantity != line.quantity and not shop.orders.set_quantity(order, line, quantity, now, "control"):
            raise Invalid(f"stock is short for {each}")


def _named(each: Payload, line_id: str, key: tuple[str, str]) -> bool:
    if "line_id" in each:
        return str(each["line_id"]) == line_id
    return each.get("code") in (":".join(filter(None, key)), key[1] or key[0])


def _partial_cancel(shop: Shop, order: Order, payload: Payload, now: datetime) -> None:
    """``code`` or ``line_id``, and ``quantity`` units to take away (1)."""
    line = next((one for one in order.lines if _named(payload, one.values["LineId"], one.key)), None)
    less = payload.get("quantity", 1)
    if line is None or not isinstance(less, int) or not 1 <= less <= line.quantity:
        raise Invalid("partial_cancel: a code of the order, and at most as many units as it has")
    shop.orders.set_quantity(order, line, line.quantity - less, now, "control")


ACTIONS: dict[str, Action] = {
    "confirm": _confirm,
    "pay": _pay,
    "cancel": _cancel,
    "ship": _ship,
    "complete": _complete,
    "hold": _hold,
    "edit_lines": _edit_lines,
    "partial_cancel": _partial_cancel,
    "release_fraud": _release_fraud,
    "lock": _lock,
    "unlock": _unlock,
}
