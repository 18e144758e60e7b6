"""The three calls of a shipment (section 3.5)."""

from typing import Any

from graphql import GraphQLResolveInfo

from mallsim.malls.mercari_shops import documents, life
from mallsim.malls.mercari_shops.documents import Document
from mallsim.malls.mercari_shops.model import CREATED, WAITING_FOR_SHIPPING, Order, Shipping
from mallsim.malls.mercari_shops.refusals import FAILED_PRECONDITION, INVALID_ARGUMENT, NOT_FOUND, RefusedError
from mallsim.malls.mercari_shops.visit import Visit, visit_of

Rows = tuple[tuple[int, int], ...]


def create(info: GraphQLResolveInfo, input: dict[str, Any]) -> Document:
    """createOrderShipping: choose lines and quantities; the same key again gives the same shipping."""
    visit = visit_of(info)
    order = _order(visit, input["orderTransactionId"])
    rows = _rows(order, input["products"])
    key = input["idempotencyKey"]
    if not key.strip():
        raise RefusedError(INVALID_ARGUMENT, "idempotencyKey must not be empty")
    shipping = _earlier(visit, order, key, rows)
    if shipping is None:
        _check_free(order, rows)
        shipping = life.plan(visit.shop, order, rows, key, "shop")
        visit.call.effect(order=order.number, mutation="ship_create")
    return {"orderShipping": documents.shipping(visit, shipping)}


def track(info: GraphQLResolveInfo, input: dict[str, Any]) -> Document:
    """updateOrderShippingTrackingCode: a free text, which the buyer reads."""
    visit = visit_of(info)
    order, shipping = _open_shipping(visit, input)
    text = input["trackingCode"]
    if not text.strip():
        raise RefusedError(INVALID_ARGUMENT, "trackingCode must not be empty")
    if shipping.tracking_code != text:
        shipping.tracking_code = text
        order.note(visit.now, "ship_track", "shop", shipping=shipping.id, trackingCode=text)
        visit.call.effect(order=order.number, mutation="ship_track")
    return {"orderShipping": documents.shipping(visit, shipping)}


def complete(info: GraphQLResolveInfo, input: dict[str, Any]) -> Document:
    """completeOrderShipping: the units are on their way; the order moves on when none is left."""
    visit = visit_of(info)
    order, shipping = _open_shipping(visit, input)
    if visit.shop.settings.tracking_code_required and not shipping.tracking_code:
        raise RefusedError(FAILED_PRECONDITION, "the shipping has no tracking code")
    life.send(visit.shop, order, shipping, "shop")
    visit.call.effect(order=order.number, mutation="ship_complete")
    return {"orderShippingId": shipping.id}


def _order(visit: Visit, number: str) -> Order:
    order = visit.shop.visible_order(number)
    if order is None:
        raise RefusedError(NOT_FOUND, "order transaction not found")
    return order


def _rows(order: Order, wanted: list[dict[str, Any]]) -> Rows:
    """(line position, units) of every product named, all of one shipping method."""
    rows: dict[int, int] = {}
    for each in wanted:
        at = order.line_at(each["productId"], each["variantId"])
        if at is None or at in rows:
            raise RefusedError(INVALID_ARGUMENT, "products must name products of the order, each once")
        if each["quantity"] < 1:
            raise RefusedError(INVALID_ARGUMENT, "quantity must be 1 or more")
        rows[at] = each["quantity"]
    if not rows:
        raise RefusedError(INVALID_ARGUMENT, "products must not be empty")
    if len({order.lines[at].delivery for at in rows}) > 1:
        raise RefusedError(INVALID_ARGUMENT, "products of one shipping must have the same shipping method")
    return tuple(sorted(rows.items()))


def _earlier(visit: Visit, order: Order, key: str, rows: Rows) -> Shipping | None:
    """The shipping made with this key; the key with other content is refused, unless the settings say otherwise."""
    for each in visit.shop.orders.values():
        for shipping in each.shippings:
            if shipping.key != key:
                continue
            same = each is order and shipping.rows == rows
            if not same and visit.shop.settings.reused_key == "refuse":
                raise RefusedError(INVALID_ARGUMENT, "idempotencyKey was used with other content")
            return shipping
    return None


def _check_free(order: Order, rows: Rows) -> None:
    _check_waiting(order)
    for at, units in rows:
        line = order.lines[at]
        if line.anonymous:
            raise RefusedError(FAILED_PRECONDITION, "this shipping method cannot be shipped by the API")
        if units > line.quantity - line.planned:
            raise RefusedError(FAILED_PRECONDITION, "nothing left to ship")


def _check_waiting(order: Order) -> None:
    if order.status != WAITING_FOR_SHIPPING:
        raise RefusedError(FAILED_PRECONDITION, f"order transaction is {order.status}, not waiting for shipping")


def _open_shipping(visit: Visit, input: dict[str, Any]) -> tuple[Order, Shipping]:
    order = _order(visit, input["orderTransactionId"])
    shipping = visit.shop.shipping(order, input["orderShippingId"])
    if shipping is None:
        raise RefusedError(NOT_FOUND, "order shipping not found")
    if shipping.status != CREATED:
        raise RefusedError(FAILED_PRECONDITION, "order shipping is already shipped")
    _check_waiting(order)
    return order, shipping
