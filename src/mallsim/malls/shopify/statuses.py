"""The states an order shows; there is no single status field (section 3)."""

from mallsim.malls.shopify.model import Order


def fulfilment(order: Order) -> str:
    """displayFulfillmentStatus."""
    lines = [line for line in order.lines if line.current or line.fulfilled]
    if lines and all(line.fulfilled >= line.current for line in lines):
        return "FULFILLED" if any(line.fulfilled for line in lines) else "UNFULFILLED"
    if any(line.fulfilled for line in lines):
        return "PARTIALLY_FULFILLED"
    waiting = [fo for fo in order.fulfilment_orders if fo.status not in ("CLOSED", "CANCELLED")]
    if waiting and all(fo.status == "ON_HOLD" for fo in waiting):
        return "ON_HOLD"
    return "UNFULFILLED"


def plain(order: Order) -> str:
    """One word for the control API: cancelled, or what the two display states say."""
    return "CANCELLED" if order.cancelled is not None else f"{order.financial}/{fulfilment(order)}"


def lifecycle(order: Order) -> str:
    """The value the search field ``status`` compares with."""
    if order.cancelled is not None:
        return "cancelled"
    return "open" if order.closed is None else "closed"
