"""How orders move: payment, shipping, completion, cancel; also by themselves when their time has come (section 3.4)."""

from mallsim.core.views import Mail
from mallsim.malls.mercari_shops import events
from mallsim.malls.mercari_shops.model import (
    CANCELED,
    CANCELING,
    COMPLETED,
    COMPLETING,
    WAITING_FOR_PAYMENT,
    WAITING_FOR_SHIPPING,
    Order,
    Shipping,
)
from mallsim.malls.mercari_shops.shop import Shop


def pay(shop: Shop, order: Order) -> None:
    """The buyer paid (コンビニ and the like)."""
    order.status, order.paid = WAITING_FOR_SHIPPING, shop.now()
    order.note(shop.now(), "pay", "buyer")
    shop.tell(events.PAID, order)


def plan(shop: Shop, order: Order, rows: tuple[tuple[int, int], ...], key: str, by: str) -> Shipping:
    """Put units of lines of one delivery into a new shipping."""
    delivery = order.lines[rows[0][0]].delivery
    shipping = Shipping(f"OS{shop.next('shipping'):06}", key, rows, delivery, shop.now())
    for at, units in rows:
        order.lines[at].planned += units
    order.shippings.append(shipping)
    order.note(shop.now(), "ship_create", by, shipping=shipping.id)
    return shipping


def send(shop: Shop, order: Order, shipping: Shipping, by: str) -> None:
    """The units of a shipping leave; the buyer is told. COMPLETED comes later (section 3.4)."""
    for at, units in shipping.rows:
        order.lines[at].sent += units
    shipping.status, shipping.shipped = COMPLETING, shop.now()
    shipping.due = shop.after(shop.settings.completing_s)
    order.note(shop.now(), "ship_complete", by, shipping=shipping.id)
    order.mails.append(Mail(shop.now(), "shipped"))
    if order.all_sent:
        order.status = COMPLETING


def start_cancel(shop: Shop, order: Order, by: str, reason: str) -> None:
    """The cancel begins; it is final later, at once where no money has to go back."""
    order.cancel_reason = reason
    order.note(shop.now(), "cancel", by, reason=reason)
    unpaid = order.status == WAITING_FOR_PAYMENT
    order.status = CANCELING
    order.due = shop.now() if unpaid else shop.after(shop.settings.canceling_s)
    settle(shop)


def refuse_cancel(shop: Shop, order: Order) -> None:
    """The cancel comes to nothing and the order waits for shipping again."""
    order.status, order.due, order.cancel_reason = WAITING_FOR_SHIPPING, None, None
    order.note(shop.now(), "refuse_cancel", "shop_screen")


def settle(shop: Shop) -> None:
    """Everything that is due by now."""
    now = shop.now()
    for order in shop.orders.values():
        for shipping in order.shippings:
            if shipping.status == COMPLETING and shipping.due is not None and shipping.due <= now:
                shipping.status, shipping.completed = COMPLETED, now
        if order.status == COMPLETING and all(each.status == COMPLETED for each in order.shippings):
            order.status, order.completed = COMPLETED, now
            order.note(now, "complete", "mall")
        if order.status == CANCELING and order.due is not None and order.due <= now:
            _cancel(shop, order, now)


def _cancel(shop: Shop, order: Order, now: float) -> None:
    order.status = CANCELED
    order.note(now, "canceled", "mall")
    order.mails.append(Mail(now, "cancelled"))
    shop.tell(events.CANCELED, order)
    if not shop.settings.stock_returns_on_cancel:
        return
    for line in order.lines:
        found = shop.variant(line.variant_id)
        if found is not None:
            found[1].set(found[1].quantity + line.quantity, now)
