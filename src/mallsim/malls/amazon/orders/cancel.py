"""cancelOrder: published and withdrawn three times, so off unless the setting says otherwise (section 3.7)."""

from __future__ import annotations

from mallsim.malls.amazon.orders import life
from mallsim.malls.amazon.orders.finding import find_order
from mallsim.malls.amazon.orders.model import CANCELLED, SHIPPED
from mallsim.malls.amazon.visit import Visit
from mallsim.malls.amazon.wire import Answer, invalid, unauthorized

REASONS = ("NO_INVENTORY", "BUYER_CANCELLED", "SHIPPING_ADDRESS_UNDELIVERABLE", "CUSTOMER_EXCHANGE", "PRICING_ERROR")


def cancel_order(visit: Visit) -> Answer:
    """``PUT /orders/2026-01-01/orders/{orderId}/cancellation`` → 202; whole orders only."""
    if not visit.shop.settings.cancel_order_api:
        raise unauthorized()
    order = find_order(visit)
    reason = visit.document().get("cancelReasonCode")
    if reason not in REASONS:
        raise invalid("cancelReasonCode: is invalid.")
    if order.by_amazon or order.status in (SHIPPED, CANCELLED) or any(line.shipped for line in order.lines):
        raise invalid(f"OrderId: {order.id} cannot be cancelled in its current status.")
    life.cancel(visit.shop, order, visit.now, "shop", reason)
    visit.call.effect(order=order.id, mutation="cancel")
    return Answer(202)
