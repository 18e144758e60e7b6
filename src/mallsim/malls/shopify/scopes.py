"""Which access scopes a type or field asks for (any one of them is enough); held against the official list by a test."""

from collections.abc import Collection
from functools import cache

GRANTED = (
    "read_orders", "write_orders", "read_customers", "read_products", "write_products", "read_inventory",
    "write_inventory", "read_locations", "read_merchant_managed_fulfillment_orders",
    "write_merchant_managed_fulfillment_orders", "read_publications", "write_publications", "write_files",
)  # fmt: skip
"""What the simulated app was granted: the list of section 1."""

_ORDERS = ("read_orders", "read_marketplace_orders")
_MANAGED = (
    "read_assigned_fulfillment_orders",
    "read_merchant_managed_fulfillment_orders",
    "read_third_party_fulfillment_orders",
)
_PLACED = (*_MANAGED, "read_marketplace_fulfillment_orders")
_SHIP = tuple(scope.replace("read_", "write_", 1) for scope in _MANAGED)
_PLACES = ("read_locations",)
_STOCK = ("read_inventory",)
_GOODS = ("read_products",)
_PEOPLE = ("read_customers",)
_STOCK_WRITE = ("write_inventory",)

TYPES: dict[str, tuple[str, ...]] = {
    "Customer": _PEOPLE,
    "CustomerEmailAddress": _PEOPLE,
    "CustomerPhoneNumber": _PEOPLE,
    "Fulfillment": (*_ORDERS, *_PLACED),
    "FulfillmentHold": _PLACED,
    "FulfillmentLineItem": _ORDERS,
    "FulfillmentOrder": _PLACED,
    "FulfillmentOrderAssignedLocation": _PLACED,
    "FulfillmentOrderDestination": _MANAGED,
    "FulfillmentOrderLineItem": _MANAGED,
    "FulfillmentOrderSupportedAction": _MANAGED,
    "FulfillmentTrackingInfo": (*_ORDERS, *_PLACED),
    "InventoryAdjustmentGroup": _STOCK,
    "InventoryChange": _STOCK,
    "InventoryItem": (*_STOCK, *_GOODS),
    "InventoryLevel": _STOCK,
    "InventoryQuantity": _STOCK,
    "LineItem": _ORDERS,
    "Location": (*_PLACES, *_STOCK, "read_markets_home"),
    "Order": (*_ORDERS, "read_quick_sale"),
    "OrderCancelUserError": _ORDERS,
    "OrderCancellation": ("read_orders",),
    "OrderTransaction": _ORDERS,
    "Product": _GOODS,
    "ProductOption": _GOODS,
    "ProductOptionValue": _GOODS,
    "ProductVariant": _GOODS,
    "ProductVariantsBulkUpdateUserError": _GOODS,
    "Refund": _ORDERS,
    "RefundLineItem": _ORDERS,
}

FIELDS: dict[tuple[str, str], tuple[str, ...]] = {
    **{
        ("InventoryItem", name): _STOCK
        for name in ("duplicateSkuCount", "inventoryLevel", "inventoryLevels", "locationsCount")
    },
    **{
        ("Location", name): _PLACES
        for name in (
            "address", "createdAt", "fulfillsOnlineOrders", "hasActiveInventory", "inventoryLevel", "inventoryLevels",
            "isActive", "isFulfillmentService", "isPrimary", "shipsInventory", "updatedAt",
        )
    },
    ("Location", "id"): (*_PLACES, *_STOCK, "read_markets_home"),
    ("Location", "name"): (*_PLACES, "read_markets_home"),
    ("Mutation", "fulfillmentCreate"): _SHIP,
    ("Mutation", "fulfillmentOrderHold"): _SHIP[1:],
    ("Mutation", "fulfillmentOrderReleaseHold"): (*_SHIP[1:], "write_marketplace_fulfillment_orders"),
    ("Mutation", "fulfillmentTrackingInfoUpdate"): _SHIP,
    ("Mutation", "inventoryActivate"): _STOCK_WRITE,
    ("Mutation", "inventoryAdjustQuantities"): _STOCK_WRITE,
    ("Mutation", "inventoryItemUpdate"): _STOCK_WRITE,
    ("Mutation", "productSet"): ("write_products",),
    ("Mutation", "productUpdate"): ("write_products",),
    ("Mutation", "productVariantsBulkUpdate"): ("write_products",),
    ("Mutation", "inventorySetQuantities"): _STOCK_WRITE,
    ("Mutation", "orderCancel"): ("write_orders", "write_marketplace_orders"),
    ("Mutation", "orderMarkAsPaid"): ("write_orders",),
    ("QueryRoot", "fulfillment"): (*_ORDERS, *_PLACED),
    ("QueryRoot", "fulfillmentOrders"): _PLACED,
    ("QueryRoot", "ordersCount"): _ORDERS,
    ("QueryRoot", "refund"): _ORDERS,
}  # fmt: skip


@cache
def wanted(parent: str, field: str, returned: str) -> tuple[str, ...]:
    """The scopes of which one is needed for a field that returns ``returned``; empty = none."""
    named = FIELDS.get((parent, field))
    if named is not None:
        return named
    return TYPES.get(returned.removesuffix("Connection").removesuffix("Edge"), ())


def holds(granted: Collection[str], needed: Collection[str]) -> bool:
    """Is one of the needed scopes granted? ``write_x`` includes ``read_x`` (section 1)."""
    return any(s in granted or s.replace("read_", "write_", 1) in granted for s in needed)
