"""fulfillmentCreate, fulfillmentTrackingInfoUpdate, fulfillmentCancel (section 4); none of them is idempotent."""

from collections.abc import Mapping, Sequence
from typing import Any

from mallsim.malls.shopify import shipments
from mallsim.malls.shopify.errors import ApiError, user_error
from mallsim.malls.shopify.gids import number_of
from mallsim.malls.shopify.model import FoLine, Fulfilment, FulfilmentOrder, Order
from mallsim.malls.shopify.visit import Visit

MOST_LINES = 512
Given = Mapping[str, Any]
Found = tuple[Order, shipments.Wanted]


class RefusedError(Exception):
    """The mutation is refused with one userError; ``path`` is its field."""

    def __init__(self, message: str, *path: str | int) -> None:
        super().__init__(message)
        self.error = user_error(message, *path)


def create(source: Any, visit: Visit, args: Given) -> dict[str, Any]:
    """Ship lines of fulfilment orders that belong to one order and one place."""
    given = args["fulfillment"]
    try:
        order, wanted = _wanted(visit, given["lineItemsByFulfillmentOrder"])
        tracking = _tracking(given.get("trackingInfo"), "fulfillment", "trackingInfo")
    except RefusedError as refused:
        return {"fulfillment": None, "userErrors": [refused.error]}
    made = shipments.ship(visit.shop, order, wanted, tracking, notify=bool(given.get("notifyCustomer")))
    visit.did(order, "ship", fulfillment=made.id)
    return {"fulfillment": made, "userErrors": []}


def update_tracking(source: Any, visit: Visit, args: Given) -> dict[str, Any]:
    """Replace the tracking of a fulfilment."""
    made = _fulfilment(visit, args["fulfillmentId"])
    if made is None:
        return {"fulfillment": None, "userErrors": [user_error("Fulfillment does not exist.", "fulfillmentId")]}
    if made.status == "CANCELLED":
        return {"fulfillment": None, "userErrors": [user_error("Fulfillment is cancelled.", "fulfillmentId")]}
    try:
        made.tracking = _tracking(args["trackingInfoInput"], "trackingInfoInput")
    except RefusedError as refused:
        return {"fulfillment": None, "userErrors": [refused.error]}
    made.updated = visit.shop.now()
    order = visit.shop.orders[made.order_id]
    if args.get("notifyCustomer"):
        visit.shop.mail(order, "shipping_updated")
    visit.shop.events.fulfilment(made, "FULFILLMENTS_UPDATE")
    visit.did(order, "ship_update", fulfillment=made.id)
    return {"fulfillment": made, "userErrors": []}


def cancel(source: Any, visit: Visit, args: Given) -> dict[str, Any]:
    """Undo a fulfilment."""
    made = _fulfilment(visit, args["id"])
    if made is None or made.status == "CANCELLED":
        message = "Fulfillment not found." if made is None else "Fulfillment is already cancelled."
        return {"fulfillment": None, "userErrors": [user_error(message, "id")]}
    order = visit.shop.orders[made.order_id]
    shipments.unship(visit.shop, order, made)
    visit.did(order, "ship_cancel", fulfillment=made.id)
    return {"fulfillment": made, "userErrors": []}


def _wanted(visit: Visit, given: Sequence[Given]) -> Found:
    if sum(len(part.get("fulfillmentOrderLineItems") or ()) for part in given) > MOST_LINES:
        raise ApiError(f"At most {MOST_LINES} line items can be fulfilled at once.", "MAX_INPUT_SIZE_EXCEEDED")
    found: list[tuple[Order, FulfilmentOrder]] = []
    for part in given:
        number = number_of(part["fulfillmentOrderId"], "FulfillmentOrder")
        found += [
            (order, fo)
            for order in visit.shop.seen_orders(visit.granted)
            for fo in order.fulfilment_orders
            if fo.id == number
        ]
    if len(found) != len(given) or not found:
        raise RefusedError("Fulfillment order does not exist.", "fulfillment")
    if len({(order.id, fo.location_id) for order, fo in found}) > 1:
        raise RefusedError("All fulfillment orders must belong to the same order and location.", "fulfillment")
    for _, fo in found:
        if not fo.shippable:
            message = f"Fulfillment order {fo.id} has an unfulfillable status= {fo.status.lower()}."
            raise RefusedError(message, "fulfillment")
    rows = [_rows(fo, part, place) for place, ((_, fo), part) in enumerate(zip(found, given, strict=True))]
    return found[0][0], list(zip((fo for _, fo in found), rows, strict=True))


def _rows(fo: FulfilmentOrder, part: Given, place: int) -> list[tuple[FoLine, int]]:
    asked = part.get("fulfillmentOrderLineItems")
    if not asked:
        return [(row, row.remaining) for row in fo.lines if row.remaining]
    path = ("fulfillment", "lineItemsByFulfillmentOrder", place, "fulfillmentOrderLineItems")
    lines = {row.id: row for row in fo.lines}
    taken: dict[int, int] = {}
    for position, one in enumerate(asked):
        if one["quantity"] <= 0:
            raise RefusedError("Quantity must be greater than 0", *path, position, "quantity")
        number = number_of(one["id"], "FulfillmentOrderLineItem")
        taken[number] = taken.get(number, 0) + one["quantity"]
    if any(number not in lines or units > lines[number].remaining for number, units in taken.items()):
        raise RefusedError("Invalid fulfillment order line item quantity requested.", "fulfillment")
    return [(lines[number], units) for number, units in taken.items()]


def _tracking(given: Given | None, *path: str) -> list[dict[str, str | None]]:
    for one, many in (("number", "numbers"), ("url", "urls")):
        if given and given.get(one) is not None and given.get(many) is not None:
            raise RefusedError(f"Only one of {one} and {many} can be given.", *path)
    return shipments.tracking_of(given)


def _fulfilment(visit: Visit, id: str) -> Fulfilment | None:
    number = number_of(id, "Fulfillment")
    made = [one for order in visit.shop.seen_orders(visit.granted) for one in order.fulfilments]
    return next((one for one in made if one.id == number), None)
