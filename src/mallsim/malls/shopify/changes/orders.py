"""orderCancel and orderMarkAsPaid (sections 3 and 5)."""

from collections.abc import Mapping
from typing import Any

from mallsim.malls.shopify import cancelling
from mallsim.malls.shopify.errors import user_error
from mallsim.malls.shopify.gids import number_of
from mallsim.malls.shopify.model import Order
from mallsim.malls.shopify.visit import Visit

NOTE = 255


def cancel(source: Any, visit: Visit, args: Mapping[str, Any]) -> dict[str, Any]:
    """Hand a cancellation in; it is done when ``job { done }`` says so."""
    order = visit.order(number_of(args["orderId"], "Order"))
    error = _error(order, args)
    if error is not None or order is None:
        plain = {name: value for name, value in (error or {}).items() if name != "code"}
        return {"job": None, "orderCancelUserErrors": [error], "userErrors": [plain]}
    method = args.get("refundMethod") or {}
    job = visit.jobs.cancel(
        order,
        visit.call,
        reason=args["reason"],
        restock=args["restock"],
        refund=bool(args.get("refund") or method.get("originalPaymentMethodsRefund")),
        notify=bool(args.get("notifyCustomer")),
        note=args.get("staffNote"),
    )
    return {"job": {"id": job.id, "done": job.done}, "orderCancelUserErrors": [], "userErrors": []}


def _error(order: Order | None, args: Mapping[str, Any]) -> dict[str, Any] | None:
    if order is None:
        return user_error("Order does not exist", "orderId", code="NOT_FOUND")
    if args.get("refund") is not None and args.get("refundMethod") is not None:
        message = "Only one of the arguments `refund` or `refund_method` is allowed."
        return user_error(message, "refund", code="INVALID")
    if len(args.get("staffNote") or "") > NOTE:
        message = f"Staff note is too long. Maximum length is {NOTE} characters."
        return user_error(message, "staffNote", code="INVALID")
    if order.cancelled is not None:
        return user_error("Cannot cancel an order that has already been canceled", "orderId", code="INVALID")
    if cancelling.outstanding(order):
        return user_error("Cannot cancel an order that has outstanding fulfillments", "orderId", code="INVALID")
    return None


def mark_as_paid(source: Any, visit: Visit, args: Mapping[str, Any]) -> dict[str, Any]:
    """Record a manual payment."""
    order = visit.order(number_of(args["input"]["id"], "Order"))
    if order is None:
        return {"order": None, "userErrors": [user_error("Order does not exist", "id")]}
    if order.financial not in cancelling.PAYABLE or order.cancelled is not None:
        return {"order": order, "userErrors": [user_error("Order cannot be marked as paid.", "id")]}
    cancelling.pay(visit.shop, order)
    visit.did(order, "pay")
    return {"order": order, "userErrors": []}
