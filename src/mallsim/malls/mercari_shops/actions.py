"""What happens to an order outside the API: the buyer, the shop's own screen and the mall act."""

from collections.abc import Callable, Mapping
from typing import Any

from mallsim.core.errors import Invalid
from mallsim.malls.mercari_shops import life
from mallsim.malls.mercari_shops.model import CANCELING, WAITING_FOR_PAYMENT, WAITING_FOR_SHIPPING, Order
from mallsim.malls.mercari_shops.shop import Shop

Payload = Mapping[str, Any]
BY = {"buyer": "buyer", "shop": "shop_screen", "mall": "mall"}


def act(shop: Shop, order: Order, action: str, payload: Payload) -> None:
    """Do one verb; raises Invalid where it is not possible."""
    verb = VERBS.get(action)
    if verb is None:
        raise Invalid(f"action: one of {', '.join(VERBS)}")
    verb(shop, order, payload)


def _pay(shop: Shop, order: Order, payload: Payload) -> None:
    _needs(order, WAITING_FOR_PAYMENT)
    life.pay(shop, order)


def _cancel(shop: Shop, order: Order, payload: Payload) -> None:
    """``by`` buyer, shop or mall; runs through CANCELING."""
    by = payload.get("by", "buyer")
    if by not in BY:
        raise Invalid(f"by: one of {', '.join(BY)}")
    _needs(order, WAITING_FOR_PAYMENT, WAITING_FOR_SHIPPING)
    if any(line.sent for line in order.lines):
        raise Invalid(f"order {order.number} is shipped in part")
    life.start_cancel(shop, order, BY[by], str(payload.get("reason", "")))


def _refuse_cancel(shop: Shop, order: Order, payload: Payload) -> None:
    _needs(order, CANCELING)
    life.refuse_cancel(shop, order)


def _ship(shop: Shop, order: Order, payload: Payload) -> None:
    """The shop ships what is left on the mall's screen, メルカリ便 too: one shipping per way of shipping."""
    _needs(order, WAITING_FOR_SHIPPING)
    text = f"{payload.get('company', 'ヤマト運輸')}\n{payload.get('number', '400000000011')}"
    left: dict[str, list[tuple[int, int]]] = {}
    for at, line in enumerate(order.lines):
        if line.planned < line.quantity:
            left.setdefault(line.delivery, []).append((at, line.quantity - line.planned))
    for rows in left.values():
        life.plan(shop, order, tuple(rows), "", "shop_screen")
    for shipping in order.shippings:
        if shipping.shipped is None:
            shipping.tracking_code = shipping.tracking_code or text
            life.send(shop, order, shipping, "shop_screen")


def _new_status(shop: Shop, order: Order, payload: Payload) -> None:
    """The mall puts the order into a status that its documentation does not name (yet)."""
    order.status = str(payload.get("status", "ON_HOLD"))
    order.note(shop.now(), "new_status", "mall", status=order.status)


VERBS: Mapping[str, Callable[[Shop, Order, Payload], None]] = {
    "pay": _pay,
    "cancel": _cancel,
    "refuse_cancel": _refuse_cancel,
    "ship": _ship,
    "new_status": _new_status,
}


def _needs(order: Order, *statuses: str) -> None:
    if order.status not in statuses:
        raise Invalid(f"order {order.number} is {order.status}; this needs {' or '.join(statuses)}")
