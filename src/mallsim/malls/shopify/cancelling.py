"""How orders end: cancelled by whoever, paid, edited (sections 3 and 5)."""

from mallsim.malls.shopify import shipments, stocktaking
from mallsim.malls.shopify.model import Order, Refund
from mallsim.malls.shopify.shop import Shop

PAYABLE = ("PENDING", "AUTHORIZED", "PARTIALLY_PAID", "EXPIRED")


def outstanding(order: Order) -> bool:
    """Has something been shipped and not taken back?"""
    return any(made.status == "SUCCESS" for made in order.fulfilments)


def cancel(shop: Shop, order: Order, reason: str, *, restock: bool, refund: bool, notify: bool) -> None:
    """Cancel now: fulfilment orders are closed, bound stock goes back or is written off, money is settled."""
    now = shop.now()
    for fo in order.fulfilment_orders:
        if fo.status in ("CLOSED", "CANCELLED"):
            continue
        for row in fo.lines:
            stocktaking.release(shop, order, fo, row.line_id, row.remaining, restock=restock)
        fo.status, fo.updated = "CLOSED", now
    order.cancelled = order.closed = now
    order.cancel_reason = reason
    if order.financial in PAYABLE:
        order.financial = "VOIDED"
    elif refund and order.financial == "PAID":
        order.refunds.append(Refund(shop.next_id(), order.id, order.placed_total, [], now))
        order.financial = "REFUNDED"
    if notify:
        shop.mail(order, "cancelled")
    shop.events.order(order, "ORDERS_CANCELLED")


def pay(shop: Shop, order: Order) -> None:
    """The money is there."""
    order.financial = "PAID"
    shipments.archive(shop, order)
    shop.events.order(order, "ORDERS_PAID")


def shrink(shop: Shop, order: Order, line_id: int, units: int, *, restock: bool) -> int:
    """Take up to ``units`` unshipped units off a line's fulfilment orders; returns how many there were."""
    left = units
    for fo in order.fulfilment_orders:
        for row in fo.lines:
            if row.line_id != line_id or fo.status in ("CLOSED", "CANCELLED") or not left:
                continue
            taken = min(left, row.remaining)
            row.remaining -= taken
            left -= taken
            stocktaking.release(shop, order, fo, line_id, taken, restock=restock)
        if fo.status != "CLOSED" and not any(row.remaining for row in fo.lines):
            fo.status, fo.updated = "CLOSED", shop.now()
    return units - left
