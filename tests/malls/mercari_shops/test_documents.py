"""Every document is valid GraphQL over the part of the schema that the page gives with a client as its witness [C].

The schema here is written for this test from section 2 of the contract page; it has nothing that the page marks as a guess,
but for what marks itself as one below.
"""

import pytest
from graphql import OperationDefinitionNode, OperationType, build_schema, parse, validate

from ichigen.malls.mercari_shops import documents

SCHEMA = build_schema(
    """
    scalar DateTime
    enum OrderTransactionStatusFilter { WAITING_FOR_PAYMENT WAITING_FOR_SHIPPING COMPLETING COMPLETED CANCELING CANCELED }
    type Query {
      shop: Shop!
      product(id: ID!): Product
      products(first: Int, after: String): ProductConnection!
      productVariant(by: ProductVariantBy!): ProductVariant
      webhooks: [Webhook!]!
      orderTransaction(id: ID!): OrderTransaction
      orderTransactions(first: Int, after: String, orderedDateGte: DateTime,
        statuses: [OrderTransactionStatusFilter!]): OrderTransactionConnection!
    }
    type Mutation {
      updateProductVariant(by: ProductVariantBy!, input: UpdateProductVariantInput!): VariantPayload!
      updateProductVariants(input: UpdateProductVariantsInput!): VariantsPayload!
      createOrderShipping(input: CreateOrderShippingInput!): ShippingPayload!
      updateOrderShippingTrackingCode(input: UpdateTrackingInput!): ShippingPayload!
      completeOrderShipping(input: CompleteOrderShippingInput!): CompletePayload!
      createWebhook(input: CreateWebhookInput!): WebhookPayload!
      deleteWebhook(input: DeleteWebhookInput!): WebhookPayload!
    }
    enum WebhookTopic { ORDER_TRANSACTION_CREATED ORDER_TRANSACTION_PAID ORDER_TRANSACTION_CANCELED
      ORDER_CANCELLATION_COMPLETED }
    type Webhook { id: ID! endPoint: String! topic: WebhookTopic! createdAt: DateTime! }
    input CreateWebhookInput { endPoint: String! topic: WebhookTopic! }
    input DeleteWebhookInput { id: ID! }  # [R]
    type WebhookPayload { webhook: Webhook }  # [R]
    type Shop { id: ID! name: String! shopStatus: String! enableMultiplePurchase: Boolean }
    type Product { id: ID! name: String! price: Int! status: String! variants: [ProductVariant!]! }
    type ProductVariant { id: ID! skuCode: String stockQuantity: Int! }
    type ProductConnection { edges: [ProductEdge!]! pageInfo: PageInfo! }
    type ProductEdge { node: Product! cursor: String! }
    type PageInfo { hasNextPage: Boolean! endCursor: String }
    type OrderTransaction { id: ID! status: String! totalPrice: Int! createdAt: DateTime! paidAt: DateTime
      completedAt: DateTime salesChannel: String products: [OrderTransactionProduct!]! }
    type OrderTransactionProduct { productId: ID! quantity: Int! purchasedQuantity: Int! unshippedQuantity: Int!
      shippingMethod: String variant: ProductVariant }
    type OrderTransactionConnection { edges: [OrderTransactionEdge!]! pageInfo: PageInfo! }
    type OrderTransactionEdge { node: OrderTransaction! cursor: String! }
    type OrderShipping { id: ID! status: String trackingCode: String }
    type ShippingPayload { orderShipping: OrderShipping! }
    type CompletePayload { orderShippingId: ID! }
    type VariantPayload { productVariant: ProductVariant! }
    type VariantsPayload { productVariants: [ProductVariant!]! }  # [R]
    input ProductVariantBy { id: ID skuCode: String }
    input UpdateProductVariantInput { stockQuantity: Int }
    input UpdateProductVariantsInput { variants: [VariantStockInput!]! }  # [R]
    input VariantStockInput { by: ProductVariantBy! stockQuantity: Int! }  # [R]
    input CreateOrderShippingInput { idempotencyKey: String! orderTransactionId: ID! products: [ShippedInput!]! }
    input ShippedInput { productId: ID! variantId: ID! quantity: Int! }
    input UpdateTrackingInput { orderShippingId: ID! orderTransactionId: ID! trackingCode: String! }
    input CompleteOrderShippingInput { orderShippingId: ID! orderTransactionId: ID! }
    """
)

DOCUMENTS = {
    "shop": documents.SHOP,
    "order list": documents.ORDER_LIST,
    "orders": documents.orders_by_id(10, {}),
    "products": documents.PRODUCTS % "",
    "product names": documents.products_by_id(3),
    "stock": documents.variants_by_id(20),
    "set stock": documents.UPDATE_STOCK,
    "set stocks": documents.UPDATE_STOCKS,
    "create shipping": documents.CREATE_SHIPPING,
    "tracking": documents.UPDATE_TRACKING,
    "complete": documents.COMPLETE_SHIPPING,
    "webhooks": documents.WEBHOOKS % "endPoint",
    "create webhook": documents.CREATE_WEBHOOK,
    "delete webhook": documents.DELETE_WEBHOOK,
    "webhook schema": documents.WEBHOOK_SCHEMA,
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_asks_for_nothing_that_the_page_does_not_give(name: str) -> None:
    assert validate(SCHEMA, parse(DOCUMENTS[name])) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_document_holds_more_than_one_mutation(name: str) -> None:
    """Section 1: several mutations in one document time out."""
    (definition,) = parse(DOCUMENTS[name]).definitions
    assert isinstance(definition, OperationDefinitionNode)
    if definition.operation is OperationType.MUTATION:
        assert len(definition.selection_set.selections) == 1
