"""The documents of the contract page (sections 3 to 6, 9 and 10), written by us."""

ORDERS = """
query HubOrders($first: Int!, $after: String, $query: String!) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes {
      id name createdAt processedAt updatedAt cancelledAt cancelReason closedAt test
      displayFinancialStatus displayFulfillmentStatus returnStatus
      email phone note customAttributes { key value } tags sourceName paymentGatewayNames currencyCode taxesIncluded
      totalPriceSet { shopMoney { amount currencyCode } } totalShippingPriceSet { shopMoney { amount } }
      totalTaxSet { shopMoney { amount } } totalDiscountsSet { shopMoney { amount } }
      customer { id displayName defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }
      shippingAddress {
        name firstName lastName company zip countryCodeV2 province provinceCode city address1 address2 phone
      }
      billingAddress { name zip province city address1 address2 phone }
      shippingLine { title code source originalPriceSet { shopMoney { amount } } }
      lineItems(first: 100) {
        nodes { id name title variantTitle sku quantity currentQuantity unfulfilledQuantity requiresShipping
          variant { id inventoryItem { id } }
          originalUnitPriceSet { shopMoney { amount } }
          discountedUnitPriceAfterAllDiscountsSet { shopMoney { amount } }
          taxLines { title ratePercentage priceSet { shopMoney { amount } } } }
        pageInfo { hasNextPage endCursor } } }
    pageInfo { hasNextPage endCursor } } }
"""

NAMES = """
query($first: Int = 50, $after: String, $query: String, $sort: OrderSortKeys = UPDATED_AT, $reverse: Boolean) {
  orders(first: $first, after: $after, query: $query, sortKey: $sort, reverse: $reverse) {
    nodes { name } pageInfo { hasNextPage endCursor } } }
"""

ORDER = """
query($id: ID!) { order(id: $id) {
  id name updatedAt cancelledAt cancelReason closedAt displayFinancialStatus displayFulfillmentStatus canMarkAsPaid
  lineItems(first: 50) { nodes { id sku quantity currentQuantity unfulfilledQuantity } }
  fulfillments(first: 20) { id name status trackingInfo(first: 10) { company number url } } } }
"""

FULFILLMENT_ORDERS = """
query HubFulfillmentOrders($id: ID!) { order(id: $id) { id displayFulfillmentStatus
  fulfillmentOrders(first: 20, query: "-status:CLOSED") { nodes { id status requestStatus fulfillBy
    assignedLocation { name location { id } } supportedActions { action }
    lineItems(first: 100) { nodes { id sku totalQuantity remainingQuantity lineItem { id } } } } } } }
"""

SHIP = """
mutation HubShip($fulfillment: FulfillmentInput!) { fulfillmentCreate(fulfillment: $fulfillment) {
  fulfillment { id status trackingInfo(first: 5) { company number url } } userErrors { field message } } }
"""

TRACKING = """
mutation($id: ID!, $tracking: FulfillmentTrackingInput!, $notify: Boolean) {
  fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $tracking, notifyCustomer: $notify) {
    fulfillment { id trackingInfo(first: 5) { company number url } } userErrors { field message } } }
"""

UNSHIP = "mutation($id: ID!) { fulfillmentCancel(id: $id) { fulfillment { status } userErrors { field message } } }"

CANCEL = """
mutation HubCancel($orderId: ID!, $reason: OrderCancelReason!, $restock: Boolean!, $refund: Boolean,
    $refundMethod: OrderCancelRefundMethodInput, $notify: Boolean, $note: String) {
  orderCancel(orderId: $orderId, reason: $reason, restock: $restock, refund: $refund, refundMethod: $refundMethod,
      notifyCustomer: $notify, staffNote: $note) {
    job { id done } orderCancelUserErrors { field message code } } }
"""

JOB = "query($id: ID!) { job(id: $id) { done } }"

PAY = """
mutation($id: ID!) { orderMarkAsPaid(input: {id: $id}) {
  order { displayFinancialStatus } userErrors { field message } } }
"""

REFUND = """
mutation($input: RefundInput!, $key: String!) { refundCreate(input: $input) @idempotent(key: $key) {
  refund { id totalRefundedSet { shopMoney { amount } } } order { displayFinancialStatus }
  userErrors { field message } } }
"""

SET_STOCK = """
mutation HubSetStock($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { reason referenceDocumentUri changes { name delta quantityAfterChange } }
    userErrors { field message code } } }
"""

ADJUST_STOCK = """
mutation($input: InventoryAdjustQuantitiesInput!, $key: String!) {
  inventoryAdjustQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { changes { name delta quantityAfterChange } } userErrors { field message code } } }
"""

ACTIVATE = """
mutation($item: ID!, $place: ID!, $available: Int, $key: String!) {
  inventoryActivate(inventoryItemId: $item, locationId: $place, available: $available) @idempotent(key: $key) {
    inventoryLevel { quantities(names: ["available"]) { quantity } } userErrors { field message } } }
"""

LEVEL = """
query($item: ID!, $place: ID!) { inventoryItem(id: $item) { sku tracked inventoryLevel(locationId: $place) {
  isActive quantities(names: ["available", "on_hand", "committed"]) { name quantity } } } }
"""

SUBSCRIBE = """
mutation($topic: WebhookSubscriptionTopic!, $subscription: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $subscription) {
    webhookSubscription { id topic uri } userErrors { field message } } }
"""

SUBSCRIPTIONS = "{ webhookSubscriptions(first: 50) { nodes { id topic uri format } } }"

UNSUBSCRIBE = """
mutation($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } } }
"""

CONNECTION = """
{ shop { id name myshopifyDomain currencyCode ianaTimezone taxesIncluded }
  currentAppInstallation { accessScopes { handle } } publicApiVersions { handle supported } }
"""
