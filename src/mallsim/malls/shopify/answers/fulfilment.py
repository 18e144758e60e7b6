"""Fulfilment orders and fulfilments (section 4)."""

from typing import Any

from mallsim.malls.shopify import connections
from mallsim.malls.shopify.answers.people import address, email
from mallsim.malls.shopify.answers.resolver import Args, Table, at, attr, const, named, only_id
from mallsim.malls.shopify.gids import gid
from mallsim.malls.shopify.model import FoLine, Fulfilment, FulfilmentOrder, Order
from mallsim.malls.shopify.visit import Visit

ACTIONS = {
    "OPEN": ("CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD", "SPLIT"),
    "IN_PROGRESS": ("CREATE_FULFILLMENT", "HOLD", "SPLIT"),
    "ON_HOLD": ("RELEASE_HOLD", "HOLD", "MOVE"),
    "SCHEDULED": ("MARK_AS_OPEN", "MOVE"),
}
"""What may be done by status; CREATE_FULFILLMENT is documented, the rest recalled."""


def _order(source: FulfilmentOrder | Fulfilment, visit: Visit) -> Order:
    return visit.shop.orders[source.order_id]


def _place(fo: FulfilmentOrder, visit: Visit, args: Args) -> dict[str, Any]:
    location = visit.shop.locations[fo.location_id]
    blank = dict.fromkeys(("address1", "address2", "city", "phone", "province", "zip"))
    return {"name": location.name, "location": location, "countryCode": "JP", **blank}


def _destination(fo: FulfilmentOrder, visit: Visit, args: Args) -> dict[str, Any]:
    shown = address(_order(fo, visit), visit, {}) or {}
    names = ("firstName", "lastName", "company", "address1", "address2", "city", "province", "zip", "phone")
    return {name: shown.get(name) for name in names} | {
        "id": gid("FulfillmentOrderDestination", fo.id),
        "countryCode": "JP",
        "email": email(_order(fo, visit), visit, {}),
    }


def _lines(fo: FulfilmentOrder, visit: Visit, args: Args) -> Any:
    rows = [_FoRow(line, fo).document(visit) for line in fo.lines]
    return connections.page(rows, lambda row: (row["id"], 0), dict(args), visit.call)


class _FoRow:
    def __init__(self, line: FoLine, fo: FulfilmentOrder) -> None:
        self.line = line
        self.fo = fo

    def document(self, visit: Visit) -> dict[str, Any]:
        """FulfillmentOrderLineItem."""
        item = visit.shop.orders[self.fo.order_id].line(self.line.line_id)
        return {
            "id": gid("FulfillmentOrderLineItem", self.line.id),
            "sku": item.sku,
            "totalQuantity": self.line.total,
            "remainingQuantity": self.line.remaining,
            "lineItem": item,
            "inventoryItemId": gid("InventoryItem", item.item_id),
            "productTitle": item.title,
            "variantTitle": item.variant_title,
            "requiresShipping": True,
            "variant": visit.shop.variants.get(item.variant_id),
            "vendor": None,
        }


def _holds(fo: FulfilmentOrder, visit: Visit, args: Args) -> list[dict[str, Any]]:
    return [
        {
            "id": gid("FulfillmentHold", hold.id),
            "reason": hold.reason,
            "reasonNotes": hold.notes,
            "displayReason": hold.reason.replace("_", " ").capitalize(),
            "handle": None,
            "heldByRequestingApp": False,
        }
        for hold in fo.holds
    ]


def _made(fo: FulfilmentOrder, visit: Visit, args: Args) -> Any:
    rows = [one for one in _order(fo, visit).fulfilments if fo.id in one.fo_ids]
    return connections.page(rows, lambda one: (one.id, one.id), dict(args), visit.call)


FULFILMENT_ORDER: Table = {
    **only_id("FulfillmentOrder"),
    "status": attr("status"),
    "requestStatus": const("UNSUBMITTED"),
    "createdAt": at("created"),
    "updatedAt": at("updated"),
    "fulfillAt": at("created"),
    "fulfillBy": const(None),
    "order": lambda fo, visit, args: _order(fo, visit),
    "orderId": lambda fo, visit, args: gid("Order", fo.order_id),
    "orderName": lambda fo, visit, args: _order(fo, visit).name,
    "orderProcessedAt": lambda fo, visit, args: at("created")(_order(fo, visit), visit, args),
    "assignedLocation": _place,
    "supportedActions": lambda fo, visit, args: [
        {"action": action, "externalUrl": None} for action in ACTIONS.get(fo.status, ())
    ],
    "lineItems": _lines,
    "fulfillments": _made,
    "fulfillmentHolds": _holds,
    "destination": _destination,
}


def _parts(made: Fulfilment, visit: Visit, args: Args) -> Any:
    order = _order(made, visit)
    rows = [
        {"id": gid("FulfillmentLineItem", part.id), "quantity": part.quantity, "lineItem": order.line(part.line_id)}
        for part in made.parts
    ]
    return connections.page(rows, lambda row: (row["id"], 0), dict(args), visit.call)


def _sources(made: Fulfilment, visit: Visit, args: Args) -> Any:
    rows = [fo for fo in _order(made, visit).fulfilment_orders if fo.id in made.fo_ids]
    return connections.page(rows, lambda fo: (fo.id, fo.id), dict(args), visit.call)


FULFILMENT: Table = {
    **named("Fulfillment"),
    "name": attr("name"),
    "status": attr("status"),
    "displayStatus": lambda made, visit, args: "CANCELED" if made.status == "CANCELLED" else "FULFILLED",
    "createdAt": at("created"),
    "updatedAt": at("updated"),
    "deliveredAt": const(None),
    "inTransitAt": const(None),
    "estimatedDeliveryAt": const(None),
    "order": lambda made, visit, args: _order(made, visit),
    "location": lambda made, visit, args: visit.shop.locations.get(made.location_id),
    "requiresShipping": const(True),
    "totalQuantity": lambda made, visit, args: sum(part.quantity for part in made.parts),
    "trackingInfo": lambda made, visit, args: made.tracking[: args.get("first")],
    "fulfillmentLineItems": _parts,
    "fulfillmentOrders": _sources,
}
