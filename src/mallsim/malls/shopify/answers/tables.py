"""Every resolver by type and field; what is not here is a document that carries its own fields."""

from mallsim.malls.shopify.answers.fulfilment import FULFILMENT, FULFILMENT_ORDER
from mallsim.malls.shopify.answers.goods import PRODUCT, VARIANT
from mallsim.malls.shopify.answers.lines import LINE
from mallsim.malls.shopify.answers.orders import ORDER, REFUND
from mallsim.malls.shopify.answers.resolver import Table
from mallsim.malls.shopify.answers.root import ROOT
from mallsim.malls.shopify.answers.shop import SUBSCRIPTION
from mallsim.malls.shopify.answers.stock import ITEM, LEVEL, LOCATION, StockItem
from mallsim.malls.shopify.changes.table import MUTATION
from mallsim.malls.shopify.model import (
    Fulfilment,
    FulfilmentOrder,
    Level,
    Line,
    Location,
    Order,
    Product,
    Refund,
    Subscription,
    Variant,
)

TABLES: dict[str, Table] = {
    "QueryRoot": ROOT,
    "Mutation": MUTATION,
    "Order": ORDER,
    "LineItem": LINE,
    "Refund": REFUND,
    "FulfillmentOrder": FULFILMENT_ORDER,
    "Fulfillment": FULFILMENT,
    "InventoryItem": ITEM,
    "InventoryLevel": LEVEL,
    "Location": LOCATION,
    "Product": PRODUCT,
    "ProductVariant": VARIANT,
    "WebhookSubscription": SUBSCRIPTION,
}

KINDS: dict[type, str] = {
    Order: "Order",
    Line: "LineItem",
    Refund: "Refund",
    FulfilmentOrder: "FulfillmentOrder",
    Fulfilment: "Fulfillment",
    StockItem: "InventoryItem",
    Level: "InventoryLevel",
    Location: "Location",
    Product: "Product",
    Variant: "ProductVariant",
    Subscription: "WebhookSubscription",
}
"""The type of a record where the schema only knows an interface (Node)."""
