"""refundCreate (section 5): money by transactions, lines with or without restock."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from mallsim.malls.shopify import cancelling, stocktaking
from mallsim.malls.shopify.changes.idempotent import once
from mallsim.malls.shopify.errors import user_error
from mallsim.malls.shopify.gids import number_of
from mallsim.malls.shopify.model import Order, Refund
from mallsim.malls.shopify.visit import Visit

EMPTY: dict[str, Any] = {"refund": None, "order": None}
Rows = list[tuple[int, int, str, int | None]]


def create(source: Any, visit: Visit, args: Mapping[str, Any]) -> dict[str, Any]:
    """The mutation; @idempotent is required since 2026-04."""
    return once("refundCreate", EMPTY, visit, args, lambda: _create(visit, args["input"]), coded=False)


def _create(visit: Visit, given: Mapping[str, Any]) -> dict[str, Any]:
    order = visit.order(number_of(given["orderId"], "Order"))
    if order is None:
        return EMPTY | {"userErrors": [user_error("Order does not exist", "orderId")]}
    yen = sum(int(Decimal(str(one["amount"]))) for one in given.get("transactions") or ())
    if yen > order.placed_total - order.refunded:
        return EMPTY | {"userErrors": [user_error("Refund amount exceeds what can be refunded.", "transactions")]}
    rows = [_row(one) for one in given.get("refundLineItems") or ()]
    for position, (line_id, count, _, _) in enumerate(rows):
        line = next((line for line in order.lines if line.id == line_id), None)
        if line is None or not 0 < count <= line.current:
            message = "Quantity cannot refund more items than were purchased"
            return EMPTY | {"userErrors": [user_error(message, "refundLineItems", position, "quantity")]}
    return {"refund": refund(visit, order, yen, rows, given), "order": order, "userErrors": []}


def refund(visit: Visit, order: Order, yen: int, rows: Rows, given: Mapping[str, Any]) -> Refund:
    """Give money back and take lines off the order."""
    shop = visit.shop
    for line_id, count, restock, location_id in rows:
        line = order.line(line_id)
        line.current -= count
        unshipped = cancelling.shrink(shop, order, line_id, count, restock=restock in ("CANCEL", "RETURN"))
        if restock == "RETURN" and count > unshipped:
            stocktaking.put_back(shop, line.item_id, location_id or shop.primary().id, count - unshipped)
            line.fulfilled -= count - unshipped
    made = Refund(shop.next_id(), order.id, yen, rows, shop.now(), given.get("note"))
    order.refunds.append(made)
    if yen:
        order.financial = "REFUNDED" if order.refunded >= order.placed_total else "PARTIALLY_REFUNDED"
    if given.get("notify"):
        shop.mail(order, "refunded")
    shop.events.refund(made)
    visit.did(order, "refund", yen=yen)
    return made


def _row(given: Mapping[str, Any]) -> tuple[int, int, str, int | None]:
    place = given.get("locationId")
    return (
        number_of(given["lineItemId"], "LineItem"),
        given["quantity"],
        given.get("restockType") or "NO_RESTOCK",
        number_of(place, "Location") if place else None,
    )
