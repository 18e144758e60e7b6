"""Every GraphQL document this client can send (version 2026-10); a contract test holds each against the official schema.

Sizes are chosen so that no document may cost more than 1000 points, by the rules in `cost` (section 2).
"""

from dataclasses import dataclass

from ichigen.mallkit.manifest import Effect


@dataclass(frozen=True, slots=True)
class Document:
    """`name` is the operationName, `operation` the name for limits and the call log, `root` the member to read."""

    name: str
    operation: str
    root: str
    text: str
    effect: Effect = Effect.READ


ORDERS_PER_PAGE = 50
ORDERS_PER_FETCH = 4
STOCK_BATCH = 250
VARIANTS_PER_PAGE = 150
#: Shipments of an order, and parcels of one, that the whole order holds; where it has as many there may be more.
SHIPMENTS, PARCELS = 6, 5
LOCATIONS = 50

_ADDRESS = """
fragment HubAddress on MailingAddress {
  name company zip countryCodeV2 province provinceCode city address1 address2 phone
}"""

_LINE = """
fragment HubLine on LineItem {
  id title variantTitle sku currentQuantity customAttributes { key value }
  variant { id inventoryItem { id } }
  originalUnitPriceSet { shopMoney { amount } }
  taxLines { ratePercentage }
}"""

_ORDER = (
    """
fragment HubOrder on Order {
  id name createdAt updatedAt cancelledAt test displayFinancialStatus displayFulfillmentStatus
  email phone note customAttributes { key value } paymentGatewayNames currencyCode taxesIncluded
  currentTotalPriceSet { shopMoney { amount } }
  currentShippingPriceSet { shopMoney { amount } }
  currentTotalTaxSet { shopMoney { amount } }
  shippingAddress { ...HubAddress }
  billingAddress { ...HubAddress }
  shippingLine { title }
  lineItems(first: 25) { nodes { ...HubLine } pageInfo { hasNextPage endCursor } }
"""
    f"  fulfillments(first: {SHIPMENTS}) {{ id status createdAt"
    f" trackingInfo(first: {PARCELS}) {{ company number }} }}\n}}" + _LINE + _ADDRESS
)

ORDER_LIST = Document(
    "HubOrderList",
    "orders.list",
    "orders",
    """
query HubOrderList($first: Int!, $after: String, $query: String!, $sortKey: OrderSortKeys!) {
  orders(first: $first, after: $after, query: $query, sortKey: $sortKey) {
    nodes { id updatedAt cancelledAt displayFinancialStatus displayFulfillmentStatus }
    pageInfo { hasNextPage endCursor }
  }
}""",
)

#: Whether the app is shown who buys: the newest orders tell.
BUYERS = Document(
    "HubBuyers",
    "orders.check",
    "orders",
    """
query HubBuyers($first: Int!) {
  orders(first: $first, sortKey: CREATED_AT, reverse: true) {
    nodes { id email phone shippingAddress { name zip city address1 phone } }
  }
}""",
)

ORDERS_BY_ID = Document(
    "HubOrders",
    "orders.get",
    "nodes",
    "query HubOrders($ids: [ID!]!) { nodes(ids: $ids) { ... on Order { ...HubOrder } } }" + _ORDER,
)

ORDER_LINES = Document(
    "HubOrderLines",
    "orders.get",
    "order",
    """
query HubOrderLines($id: ID!, $after: String!) {
  order(id: $id) {
    id
    lineItems(first: 100, after: $after) { nodes { ...HubLine } pageInfo { hasNextPage endCursor } }
  }
}"""
    + _LINE,
)

#: Of orders with so many that `HubOrder` may not have held all.
ORDER_SHIPMENTS = Document(
    "HubOrderShipments",
    "orders.get",
    "order",
    """
query HubOrderShipments($id: ID!) {
  order(id: $id) { id fulfillments(first: 80) { id status createdAt trackingInfo(first: 10) { company number } } }
}""",
)

FULFILLMENT_ORDERS = Document(
    "HubFulfillmentOrders",
    "orders.fulfillment",
    "order",
    """
query HubFulfillmentOrders($id: ID!) {
  order(id: $id) {
    id displayFulfillmentStatus
    fulfillmentOrders(first: 10, query: "-status:CLOSED") {
      nodes {
        id status requestStatus
        assignedLocation { name location { id } }
        supportedActions { action }
        lineItems(first: 50) { nodes { id remainingQuantity } pageInfo { hasNextPage } }
      }
      pageInfo { hasNextPage }
    }
  }
}""",
)

SHIP = Document(
    "HubShip",
    "orders.ship",
    "fulfillmentCreate",
    """
mutation HubShip($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) {
    fulfillment { id status }
    userErrors { field message }
  }
}""",
    Effect.WRITE,
)

RETRACK = Document(
    "HubRetrack",
    "orders.retrack",
    "fulfillmentTrackingInfoUpdate",
    """
mutation HubRetrack($fulfillmentId: ID!, $tracking: FulfillmentTrackingInput!, $notify: Boolean) {
  fulfillmentTrackingInfoUpdate(
    fulfillmentId: $fulfillmentId, trackingInfoInput: $tracking, notifyCustomer: $notify
  ) {
    fulfillment { id status }
    userErrors { field message }
  }
}""",
    Effect.WRITE,
)

CANCEL = Document(
    "HubCancel",
    "orders.cancel",
    "orderCancel",
    """
mutation HubCancel($orderId: ID!, $reason: OrderCancelReason!, $restock: Boolean!,
                   $refundMethod: OrderCancelRefundMethodInput, $notify: Boolean, $note: String) {
  orderCancel(orderId: $orderId, reason: $reason, restock: $restock, refundMethod: $refundMethod,
              notifyCustomer: $notify, staffNote: $note) {
    job { id done }
    orderCancelUserErrors { field message code }
  }
}""",
    Effect.WRITE,
)

JOB = Document("HubJob", "orders.job", "job", "query HubJob($id: ID!) { job(id: $id) { id done } }")

_LEVEL = 'inventoryLevel(locationId: $location) { isActive quantities(names: ["available"]) { name quantity } }'

READ_STOCK = Document(
    "HubStock",
    "stock.read",
    "nodes",
    "query HubStock($ids: [ID!]!, $location: ID!) { nodes(ids: $ids) {"
    f" ... on InventoryItem {{ id tracked {_LEVEL} }} }} }}",
)

#: `@idempotent` is demanded at run time, though the schema does not say so (section 6).
WRITE_STOCK = Document(
    "HubSetStock",
    "stock.write",
    "inventorySetQuantities",
    """
mutation HubSetStock($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id }
    userErrors { field message code }
  }
}""",
    Effect.WRITE,
)

LOCATION_LIST = Document(
    "HubLocations",
    "locations.list",
    "locations",
    "query HubLocations($first: Int!, $after: String) { locations(first: $first, after: $after) {"
    " nodes { id name isActive isPrimary fulfillsOnlineOrders } pageInfo { hasNextPage endCursor } } }",
)

VARIANTS = Document(
    "HubVariants",
    "listings.list",
    "productVariants",
    "query HubVariants($first: Int!, $after: String, $location: ID!) {"
    " productVariants(first: $first, after: $after) { nodes { id title sku barcode price inventoryPolicy"
    f" product {{ id title status }} inventoryItem {{ id tracked {_LEVEL} }} }}"
    " pageInfo { hasNextPage endCursor } } }",
)

#: Of the goods alone, without their stock: what is asked to learn whether goods may be read.
PRODUCTS = Document(
    "HubProducts",
    "listings.check",
    "productVariants",
    "query HubProducts($first: Int!) { productVariants(first: $first) { nodes { id } } }",
)

CONNECTION = Document(
    "HubConnection",
    "account.check",
    "shop",
    """
query HubConnection {
  shop { id name myshopifyDomain currencyCode ianaTimezone taxesIncluded }
  currentAppInstallation { accessScopes { handle } }
  publicApiVersions { handle supported }
}""",
)

WEBHOOK_LIST = Document(
    "HubWebhooks",
    "webhooks.list",
    "webhookSubscriptions",
    "query HubWebhooks($first: Int!) { webhookSubscriptions(first: $first) { nodes { id topic uri format name } } }",
)

WEBHOOK_CREATE = Document(
    "HubWebhookCreate",
    "webhooks.create",
    "webhookSubscriptionCreate",
    """
mutation HubWebhookCreate($topic: WebhookSubscriptionTopic!, $subscription: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $subscription) {
    webhookSubscription { id }
    userErrors { field message }
  }
}""",
    Effect.WRITE,
)

WEBHOOK_DELETE = Document(
    "HubWebhookDelete",
    "webhooks.delete",
    "webhookSubscriptionDelete",
    """
mutation HubWebhookDelete($id: ID!) {
  webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } }
}""",
    Effect.WRITE,
)

#: All of them, for the tests that hold each to the schema and to the cost limit.
DOCUMENTS = (
    ORDER_LIST,
    BUYERS,
    ORDERS_BY_ID,
    ORDER_LINES,
    ORDER_SHIPMENTS,
    FULFILLMENT_ORDERS,
    SHIP,
    RETRACK,
    CANCEL,
    JOB,
    READ_STOCK,
    WRITE_STOCK,
    LOCATION_LIST,
    VARIANTS,
    PRODUCTS,
    CONNECTION,
    WEBHOOK_LIST,
    WEBHOOK_CREATE,
    WEBHOOK_DELETE,
)
