"""What happens to an order outside the API: the buyer, Amazon, and the shop in セラーセントラル."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from mallsim.core.errors import Invalid
from mallsim.malls.amazon.orders import life
from mallsim.malls.amazon.orders.model import CANCELLED, SHIPPED, STATUSES, By, Order, Package
from mallsim.malls.amazon.shop import Shop

Payload = Mapping[str, Any]
Action = Callable[[Shop, Order, Payload, datetime], None]

CANCELLERS: Mapping[str, By] = {"buyer": "buyer", "shop": "shop_screen", "mall": "mall"}
REASONS = {"buyer": "BUYER_CANCELLED", "shop_screen": "NO_INVENTORY", "mall": "PAYMENT_NOT_AUTHORIZED"}


def act(shop: Shop, order: Order, action: str, payload: Payload, now: datetime) -> None:
    """Do it; raises Invalid where the mall would not let it happen."""
    doing = ACTIONS.get(action)
    if doing is None:
        raise Invalid(f"no such action: {action}; there are {', '.join(ACTIONS)}")
    if order.status == CANCELLED:
        raise Invalid(f"{order.id} is cancelled")
    doing(shop, order, payload, now)


def _pay(shop: Shop, order: Order, payload: Payload, now: datetime) -> None:
    if not order.pending:
        raise Invalid(f"{order.id} is paid already")
    life.authorise(shop, order, now, "buyer")


def _cancel(shop: Shop, order: Order, payload: Payload, now: datetime) -> None:
    """``by``: buyer (only while 保留中; later they can but ask), shop or mall; ``reason``."""
    named = str(payload.get("by", "buyer"))
    if named not in CANCELLERS:
        raise Invalid(f"by: one of {', '.join(CANCELLERS)}")
    by = CANCELLERS[named]
    if order.status == SHIPPED or any(line.shipped for line in order.lines):
        raise Invalid(f"{order.id} is shipped")
    if by == "buyer" and not order.pending:
        raise Invalid("the buyer cancels only while the order is pending; later there is request_cancel")
    life.cancel(shop, order, now, by, str(payload.get("reason", REASONS[by])))


def _request_cancel(shop: Shop, order: Order, payload: Payload, now: datetime) -> None:
    """``reason``: the buyer's words."""
    if order.status == SHIPPED or order.pending:
        raise Invalid("a buyer asks to cancel between payment and shipping")
    life.request_cancel(shop, order, now, str(payload.get("reason", "BUYER_CANCELLED")))


def _ship(shop: Shop, order: Order, payload: Payload, now: datetime) -> None:
    """``carrier``, ``number``; everything still unshipped goes into one package."""
    if order.pending or order.status == SHIPPED:
        raise Invalid(f"{order.id} cannot be shipped in status {order.status}")
    if order.by_amazon:
        life.ship_by_amazon(shop, order, now)
        return
    items = {line.item_id: line.unshipped for line in order.lines if line.unshipped}
    reference = str(1 + max((int(one.reference) for one in order.packages), default=0))
    texts = (str(payload.get("carrier", "YAMATO")), "", "宅急便", str(payload.get("number", "123456789012")))
    order.packages.append(Package(reference, *texts, now, now, items))
    for line in order.lines:
        line.shipped = line.quantity
    life.shipped(shop, order, now, "shop_screen", reference)


def _deliver(shop: Shop, order: Order, payload: Payload, now: datetime) -> None:
    if order.status != SHIPPED:
        raise Invalid(f"{order.id} is not shipped")
    for package in order.packages:
        package.status = "DELIVERED"
    order.note(now, "delivered", "mall")


def _partial_cancel(shop: Shop, order: Order, payload: Payload, now: datetime) -> None:
    """``code``, ``quantity`` (1): the shop takes units out in セラーセントラル; the stock does not come back."""
    line = next((one for one in order.lines if one.sku == payload.get("code")), None)
    less = payload.get("quantity", 1)
    if line is None or not isinstance(less, int) or not 1 <= less <= line.unshipped or less == line.quantity:
        raise Invalid("partial_cancel: a code of the order, and fewer units than are unshipped of it")
    line.quantity -= less
    order.status = order.status_by_shipment()
    order.note(now, "partial_cancel", "shop_screen", code=line.sku, quantity=less)


def _set_status(shop: Shop, order: Order, payload: Payload, now: datetime) -> None:
    """``status``: any word of the model, whatever the order's history."""
    if payload.get("status") not in STATUSES:
        raise Invalid(f"status: one of {', '.join(STATUSES)}")
    order.status = str(payload["status"])
    shop.moving[order.id] = None
    order.note(now, "status", "mall", status=order.status)
    life.tell(shop, order, now, life.STATUS_CHANGE, "Status changed")


ACTIONS: dict[str, Action] = {
    "pay": _pay,
    "cancel": _cancel,
    "request_cancel": _request_cancel,
    "ship": _ship,
    "deliver": _deliver,
    "partial_cancel": _partial_cancel,
    "set_status": _set_status,
}
