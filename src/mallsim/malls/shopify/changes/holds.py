"""fulfillmentOrderHold and fulfillmentOrderReleaseHold."""

from collections.abc import Mapping
from typing import Any

from mallsim.malls.shopify import holding
from mallsim.malls.shopify.errors import user_error
from mallsim.malls.shopify.gids import gid, number_of
from mallsim.malls.shopify.model import FulfilmentOrder, Order
from mallsim.malls.shopify.visit import Visit

HOLD: dict[str, Any] = {"fulfillmentHold": None, "fulfillmentOrder": None, "remainingFulfillmentOrder": None}
RELEASE: dict[str, Any] = {"fulfillmentOrder": None}
MISSING = "FULFILLMENT_ORDER_NOT_FOUND"


def hold(source: Any, visit: Visit, args: Mapping[str, Any]) -> dict[str, Any]:
    """Stop a fulfilment order."""
    found = _find(visit, args["id"])
    if found is None:
        return HOLD | {"userErrors": [user_error("Fulfillment order not found.", "id", code=MISSING)]}
    order, fo = found
    if fo.status in ("CLOSED", "CANCELLED"):
        return HOLD | {
            "userErrors": [user_error("The fulfillment order is not in a holdable state.", "id", code="TAKEN")]
        }
    given = args["fulfillmentHold"]
    made = holding.hold(visit.shop, fo, given["reason"], given.get("reasonNotes"))
    visit.did(order, "hold", reason=made.reason)
    shown = {
        "id": gid("FulfillmentHold", made.id),
        "reason": made.reason,
        "reasonNotes": made.notes,
        "displayReason": made.reason.replace("_", " ").capitalize(),
        "handle": None,
        "heldByRequestingApp": True,
    }
    return HOLD | {"fulfillmentHold": shown, "fulfillmentOrder": fo, "userErrors": []}


def release(source: Any, visit: Visit, args: Mapping[str, Any]) -> dict[str, Any]:
    """Let a fulfilment order go on."""
    found = _find(visit, args["id"])
    if found is None:
        return RELEASE | {"userErrors": [user_error("Fulfillment order not found.", "id", code=MISSING)]}
    order, fo = found
    if fo.status == "ON_HOLD":
        holding.release(visit.shop, fo)
        visit.did(order, "release_hold")
    return {"fulfillmentOrder": fo, "userErrors": []}


def _find(visit: Visit, id: str) -> tuple[Order, FulfilmentOrder] | None:
    number = number_of(id, "FulfillmentOrder")
    rows = [(order, fo) for order in visit.shop.seen_orders(visit.granted) for fo in order.fulfilment_orders]
    return next(((order, fo) for order, fo in rows if fo.id == number), None)
