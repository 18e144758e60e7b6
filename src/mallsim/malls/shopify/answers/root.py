"""QueryRoot: single objects by id; an unknown id is null, an id of another kind an error (section 2)."""

from collections.abc import Callable
from typing import Any

from mallsim.malls.shopify.answers import lists, shop
from mallsim.malls.shopify.answers.people import customer
from mallsim.malls.shopify.answers.resolver import Args, Table
from mallsim.malls.shopify.answers.stock import item_of
from mallsim.malls.shopify.connections import MOST
from mallsim.malls.shopify.errors import ApiError
from mallsim.malls.shopify.gids import kind_of, level_of, number_of
from mallsim.malls.shopify.scopes import TYPES, holds
from mallsim.malls.shopify.visit import Visit

Finder = Callable[[Visit, str], Any]


def _orders_with(visit: Visit, inside: str, number: int) -> Any:
    for order in visit.shop.seen_orders(visit.granted):
        for one in getattr(order, inside):
            if one.id == number:
                return one
    return None


def _customer(visit: Visit, id: str) -> Any:
    number = number_of(id, "Customer")
    order = next((o for o in visit.shop.seen_orders(visit.granted) if o.customer_id == number), None)
    return customer(order, visit, {}) if order else None


def _level(visit: Visit, id: str) -> Any:
    location_id, item_id = level_of(id)
    level = visit.shop.level(item_id, location_id)
    return level if level is not None and level.active else None


FINDERS: dict[str, Finder] = {
    "Order": lambda visit, id: visit.order(number_of(id, "Order")),
    "FulfillmentOrder": lambda visit, id: _orders_with(visit, "fulfilment_orders", number_of(id, "FulfillmentOrder")),
    "Fulfillment": lambda visit, id: _orders_with(visit, "fulfilments", number_of(id, "Fulfillment")),
    "Refund": lambda visit, id: _orders_with(visit, "refunds", number_of(id, "Refund")),
    "LineItem": lambda visit, id: _orders_with(visit, "lines", number_of(id, "LineItem")),
    "Customer": _customer,
    "Product": lambda visit, id: visit.shop.products.get(number_of(id, "Product")),
    "ProductVariant": lambda visit, id: visit.shop.variants.get(number_of(id, "ProductVariant")),
    "InventoryItem": lambda visit, id: item_of(visit, number_of(id, "InventoryItem")),
    "InventoryLevel": _level,
    "Location": lambda visit, id: visit.shop.locations.get(number_of(id, "Location")),
    "WebhookSubscription": lambda visit, id: visit.shop.events.subscriptions.get(number_of(id, "WebhookSubscription")),
}


def _one(kind: str) -> Any:
    return lambda source, visit, args: FINDERS[kind](visit, args["id"])


def _location(source: Any, visit: Visit, args: Args) -> Any:
    return visit.shop.primary() if args.get("id") is None else FINDERS["Location"](visit, args["id"])


def _job(source: Any, visit: Visit, args: Args) -> Any:
    job = visit.shop.jobs.get(args["id"])
    return {"id": job.id, "done": job.done} if job else None


def _node(source: Any, visit: Visit, args: Args) -> Any:
    id = args["id"]
    kind = kind_of(id)
    if kind is None or kind not in FINDERS:
        raise ApiError(f"Invalid id: {id}", "RESOURCE_NOT_FOUND")
    needed = TYPES.get(kind, ())
    if needed and not holds(visit.granted, needed):
        return None
    return FINDERS[kind](visit, id)


def _nodes(source: Any, visit: Visit, args: Args) -> list[Any]:
    if len(args["ids"]) > MOST:
        message = f"The input array size of {len(args['ids'])} is greater than the maximum allowed of {MOST}."
        raise ApiError(message, "MAX_INPUT_SIZE_EXCEEDED")
    found = [_node(None, visit, {"id": id}) for id in args["ids"]]
    if visit.call.has("partial"):
        return [one if position % 2 == 0 else None for position, one in enumerate(found)]
    return found


ROOT: Table = {
    "shop": shop.store,
    "currentAppInstallation": shop.installation,
    "publicApiVersions": shop.api_versions,
    "job": _job,
    "node": _node,
    "nodes": _nodes,
    "orders": lists.orders,
    "ordersCount": lists.orders_count,
    "order": _one("Order"),
    "fulfillmentOrders": lists.fulfilment_orders,
    "fulfillmentOrder": _one("FulfillmentOrder"),
    "fulfillment": _one("Fulfillment"),
    "refund": _one("Refund"),
    "customer": _one("Customer"),
    "products": lists.products,
    "product": _one("Product"),
    "productVariants": lists.variants,
    "productVariant": _one("ProductVariant"),
    "inventoryItems": lists.items,
    "inventoryItem": _one("InventoryItem"),
    "inventoryLevel": _one("InventoryLevel"),
    "locations": lists.locations,
    "location": _location,
    "webhookSubscriptions": lists.subscriptions,
    "webhookSubscription": _one("WebhookSubscription"),
}
