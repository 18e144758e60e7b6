"""What a request does: GraphQL has one path, so the document tells."""

import json
from typing import Any

from graphql import DocumentNode, FieldNode, GraphQLError, OperationDefinitionNode, OperationType, visit
from graphql.language import Visitor

from mallsim.core.mall import Operation
from mallsim.malls.shopify import documents

UNKNOWN = Operation("unknown", "read")
TOKEN = Operation("auth.token", "read")
MUTATIONS = {
    "fulfillmentCreate": "order.ship",
    "fulfillmentTrackingInfoUpdate": "order.ship_update",
    "fulfillmentCancel": "order.ship_cancel",
    "fulfillmentOrderHold": "order.hold",
    "fulfillmentOrderReleaseHold": "order.release_hold",
    "orderCancel": "order.cancel",
    "orderMarkAsPaid": "order.pay",
    "refundCreate": "order.refund",
    "inventorySetQuantities": "stock.write",
    "inventoryAdjustQuantities": "stock.adjust",
    "inventoryActivate": "stock.activate",
    "inventoryItemUpdate": "item.update",
    "productSet": "item.write",
    "productUpdate": "item.update",
    "productVariantsBulkUpdate": "item.update",
    "webhookSubscriptionCreate": "webhook.create",
    "webhookSubscriptionUpdate": "webhook.update",
    "webhookSubscriptionDelete": "webhook.delete",
}
QUERIES = {
    "orders": "order.list",
    "ordersCount": "order.count",
    "order": "order.get",
    "fulfillmentOrder": "order.get",
    "fulfillmentOrders": "order.get",
    "fulfillment": "order.get",
    "refund": "order.get",
    "customer": "order.get",
    "job": "job.get",
    "products": "item.list",
    "product": "item.get",
    "productVariants": "item.list",
    "productVariant": "item.get",
    "inventoryItems": "item.list",
    "inventoryItem": "item.get",
    "inventoryLevel": "stock.read",
    "locations": "location.list",
    "location": "location.list",
    "webhookSubscriptions": "webhook.list",
    "webhookSubscription": "webhook.list",
    "shop": "shop.get",
    "currentAppInstallation": "shop.get",
    "publicApiVersions": "shop.get",
}
NODES = {"Order": "order.get", "FulfillmentOrder": "order.get", "Fulfillment": "order.get", "InventoryItem": "item.get"}
STOCK_FIELDS = frozenset({"inventoryLevel", "inventoryLevels", "quantities", "inventoryQuantity"})
"""A query for goods that asks for one of these reads stock."""


def named(body: bytes) -> Operation:
    """The operation of a request body; the first field of the document decides."""
    try:
        request = json.loads(body)
        document = documents.parsed(str(request["query"]))
    except (ValueError, KeyError, TypeError):
        return UNKNOWN
    if isinstance(document, GraphQLError):
        return UNKNOWN
    operation = documents.operation(document, request.get("operationName"))
    fields = [node for node in operation.selection_set.selections if isinstance(node, FieldNode)] if operation else []
    if operation is None or not fields:
        return UNKNOWN
    return _named(document, operation, fields[0].name.value, body.decode(errors="replace"))


def _named(document: DocumentNode, operation: OperationDefinitionNode, field: str, text: str) -> Operation:
    if operation.operation is OperationType.MUTATION:
        return Operation(MUTATIONS.get(field, "unknown"), "write")
    if field in ("node", "nodes"):
        name = next((name for kind, name in NODES.items() if f"/{kind}/" in text), "item.get")
    else:
        name = QUERIES.get(field, "unknown")
    if name.startswith("item.") and _fields(document) & STOCK_FIELDS:
        name = "stock.read"
    return Operation(name, "read")


def _fields(document: DocumentNode) -> set[str]:
    found: set[str] = set()

    class Names(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            found.add(node.name.value)

    visit(document, Names())
    return found
