"""The GraphQL documents (page section 3), and what they are estimated to cost in points (page section 1).

Fields whose names the page does not establish are in `unseen_fields` alone.
"""

SHOP = "query Shop{ shop{ id name shopStatus enableMultiplePurchase } }"

ORDER_LIST = """query Orders($first:Int,$after:String,$since:DateTime,$statuses:[OrderTransactionStatusFilter!]){
  orderTransactions(first:$first, after:$after, orderedDateGte:$since, statuses:$statuses){
    edges{ cursor node{ id status paidAt } }
    pageInfo{ hasNextPage endCursor } } }"""

PRODUCTS = """query Products($first:Int,$after:String){
  products(first:$first, after:$after){
    edges{ cursor node{ id name price status variants{ id skuCode stockQuantity %s } } }
    pageInfo{ hasNextPage endCursor } } }"""

_ORDER = """id status totalPrice createdAt paidAt completedAt salesChannel %(order)s
    products{ productId quantity purchasedQuantity unshippedQuantity shippingMethod %(line)s
      variant{ id skuCode %(variant)s } }"""

UPDATE_STOCK = """mutation Stock($by:ProductVariantBy!,$in:UpdateProductVariantInput!){
  updateProductVariant(by:$by,input:$in){ productVariant{ id skuCode stockQuantity } } }"""

UPDATE_STOCKS = """mutation Stocks($in:UpdateProductVariantsInput!){
  updateProductVariants(input:$in){ productVariants{ id skuCode stockQuantity } } }"""

CREATE_SHIPPING = """mutation CreateShipping($i:CreateOrderShippingInput!){
  createOrderShipping(input:$i){ orderShipping{ id status trackingCode } } }"""

UPDATE_TRACKING = """mutation UpdateTracking($i:UpdateTrackingInput!){
  updateOrderShippingTrackingCode(input:$i){ orderShipping{ id status trackingCode } } }"""

COMPLETE_SHIPPING = """mutation CompleteShipping($i:CompleteOrderShippingInput!){
  completeOrderShipping(input:$i){ orderShippingId } }"""

#: `%s`: how the schema spells the address.
WEBHOOKS = "query Webhooks{ webhooks{ id topic %s } }"

#: What these two answer is not established beyond that it is an object.
CREATE_WEBHOOK = "mutation CreateWebhook($i:CreateWebhookInput!){ createWebhook(input:$i){ __typename } }"
DELETE_WEBHOOK = "mutation DeleteWebhook($i:DeleteWebhookInput!){ deleteWebhook(input:$i){ __typename } }"

WEBHOOK_SCHEMA = """query WebhookSchema{
  topics: __type(name:"WebhookTopic"){ enumValues{ name } }
  webhook: __type(name:"Webhook"){ fields{ name } }
  input: __type(name:"CreateWebhookInput"){ inputFields{ name } } }"""

#: Fields of one record, for the estimate: a list inside it counts as if it had ten entries.
LIST_FIELDS, ORDER_FIELDS, PRODUCT_FIELDS, VARIANT_FIELDS = 6, 120, 50, 4
#: Fields around the records of a page.
AROUND = 5


def orders_by_id(count: int, extra: dict[str, str]) -> str:
    """Return the document that asks for orders `$o0` … as fields `o0` …; `extra`: selections by the name in `_ORDER`."""
    fields = _ORDER % {name: extra.get(name, "") for name in ("order", "line", "variant")}
    return _by_id("Order", "o", count, "orderTransaction(id:{})", fields)


def products_by_id(count: int) -> str:
    """Return the document that asks for name and price of products `$p0` … as fields `p0` …."""
    return _by_id("ProductNames", "p", count, "product(id:{})", "id name price")


def variants_by_id(count: int) -> str:
    """Return the document that reads stock of variants `$v0` … as fields `v0` …."""
    return _by_id("StockLevels", "v", count, "productVariant(by:{{id:{}}})", "id skuCode stockQuantity")


def cost(fields: int, records: int) -> float:
    """Return the points of a request: max(1, complexity / 100), complexity taken as the fields asked for (estimate)."""
    return float(max(1, -(-(fields * records + AROUND) // 100)))


def _by_id(name: str, letter: str, count: int, field: str, selection: str) -> str:
    variables = ",".join(f"${letter}{at}:ID!" for at in range(count))
    fields = " ".join(f"{letter}{at}: {field.format(f'${letter}{at}')}{{ {selection} }}" for at in range(count))
    return f"query {name}({variables}){{ {fields} }}"
