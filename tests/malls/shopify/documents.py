"""Documents of the mall, written by us after the sections of the contract page of 2026-11-22 (API 2026-10).

Names, addresses and numbers are invented.
"""

from collections.abc import Mapping
from typing import Any

#: Section 2.
COST = {
    "cost": {
        "requestedQueryCost": 202,
        "actualQueryCost": 12,
        "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 1988, "restoreRate": 100.0},
    }
}
#: Section 2, literally.
THROTTLED = {
    "errors": [
        {
            "message": "Throttled",
            "extensions": {"code": "THROTTLED", "documentation": "https://shopify.dev/api/usage/rate-limits"},
        }
    ],
    "extensions": {
        "cost": {
            "requestedQueryCost": 202,
            "actualQueryCost": None,
            "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 18, "restoreRate": 100.0},
        }
    },
}
#: Section 1; the exact numbers are recalled.
TOKEN = {"access_token": "shpat_new", "scope": "read_orders,write_orders", "expires_in": 86399}

END = {"hasNextPage": False, "endCursor": None}
MORE = {"hasNextPage": True, "endCursor": "eyJsYXN0"}


def money(amount: str) -> dict[str, Any]:
    """A MoneyBag in the shop's currency."""
    return {"shopMoney": {"amount": amount, "currencyCode": "JPY"}}


def line(**changes: Any) -> dict[str, Any]:
    """A line of section 3."""
    return {
        "id": "gid://shopify/LineItem/1",
        "title": "綿Tシャツ",
        "variantTitle": "白 / M",
        "sku": "TEE-W-M",
        "currentQuantity": 1,
        "customAttributes": [],
        "variant": {"id": "gid://shopify/ProductVariant/11", "inventoryItem": {"id": "gid://shopify/InventoryItem/21"}},
        "originalUnitPriceSet": money("2980.0"),
        "taxLines": [{"ratePercentage": 10.0}],
    } | changes


def address(**changes: Any) -> dict[str, Any]:
    """The address of section 3."""
    return {
        "name": "山田 花子",
        "company": None,
        "zip": "150-0041",
        "countryCodeV2": "JP",
        "province": "Tōkyō",
        "provinceCode": "JP-13",
        "city": "渋谷区",
        "address1": "神南1-2-3",
        "address2": "○○ビル501",
        "phone": "+81312345678",
    } | changes


def state(**changes: Any) -> dict[str, Any]:
    """What a list shows of the order of section 3."""
    return {
        "id": "gid://shopify/Order/5550001",
        "updatedAt": "2026-11-22T01:05:00Z",
        "cancelledAt": None,
        "displayFinancialStatus": "PAID",
        "displayFulfillmentStatus": "UNFULFILLED",
    } | changes


def order(**changes: Any) -> dict[str, Any]:
    """The order of section 3, paid."""
    return (
        state()
        | {
            "name": "#1001",
            "createdAt": "2026-11-22T01:02:03Z",
            "test": False,
            "email": "hanako@example.com",
            "phone": None,
            "note": None,
            "customAttributes": [
                {"key": "配送希望日", "value": "2026-11-25"},
                {"key": "配送時間帯", "value": "14-16"},
            ],
            "paymentGatewayNames": ["shopify_payments"],
            "currencyCode": "JPY",
            "taxesIncluded": True,
            "currentTotalPriceSet": money("3580.0"),
            "currentShippingPriceSet": money("600.0"),
            "currentTotalTaxSet": money("325.0"),
            "shippingAddress": address(),
            "billingAddress": address(),
            "shippingLine": {"title": "通常配送"},
            "lineItems": {"nodes": [line()], "pageInfo": END},
            "fulfillments": [],
        }
        | changes
    )


def fulfillment(*parcels: tuple[str, str], status: str = "SUCCESS", **changes: Any) -> dict[str, Any]:
    """A shipment with (company, number) of its parcels, section 4."""
    return {
        "id": "gid://shopify/Fulfillment/901",
        "status": status,
        "createdAt": "2026-11-22T16:00:00Z",
        "trackingInfo": [{"company": company, "number": number} for company, number in parcels],
    } | changes


def fulfillment_order(number: int = 701, **changes: Any) -> dict[str, Any]:
    """A fulfilment order of section 4."""
    return {
        "id": f"gid://shopify/FulfillmentOrder/{number}",
        "status": "OPEN",
        "requestStatus": "UNSUBMITTED",
        "assignedLocation": {"name": "本店", "location": {"id": "gid://shopify/Location/5"}},
        "supportedActions": [{"action": "CREATE_FULFILLMENT"}, {"action": "HOLD"}],
        "lineItems": {
            "nodes": [{"id": f"gid://shopify/FulfillmentOrderLineItem/{number + 100}", "remainingQuantity": 1}],
            "pageInfo": END,
        },
    } | changes


def fulfillment_orders(*nodes: Mapping[str, Any], page: Mapping[str, Any] = END) -> dict[str, Any]:
    """The order with its fulfilment orders, section 4."""
    return {
        "id": "gid://shopify/Order/5550001",
        "displayFulfillmentStatus": "UNFULFILLED",
        "fulfillmentOrders": {"nodes": list(nodes), "pageInfo": page},
    }


def stock(code: int = 21, available: int | None = 15, **changes: Any) -> dict[str, Any]:
    """An inventory item of section 6; `available` None: not stocked at the location."""
    quantities = [{"name": "available", "quantity": available}]
    level = None if available is None else {"isActive": True, "quantities": quantities}
    return {"id": f"gid://shopify/InventoryItem/{code}", "tracked": True, "inventoryLevel": level} | changes


def variant(**changes: Any) -> dict[str, Any]:
    """A variant of section 7."""
    return {
        "id": "gid://shopify/ProductVariant/11",
        "title": "白",
        "sku": "TEE-W",
        "barcode": "4901234567894",
        "price": "2980",
        "inventoryPolicy": "DENY",
        "product": {"id": "gid://shopify/Product/31", "title": "綿Tシャツ", "status": "ACTIVE"},
        "inventoryItem": stock(),
    } | changes


def places(*found: dict[str, Any], more: bool = False) -> dict[str, Any]:
    """A page of locations."""
    return {"nodes": list(found), "pageInfo": MORE if more else END}


def place(
    number: int = 5, name: str = "本店", *, primary: bool = True, active: bool = True, online: bool = True
) -> dict[str, Any]:
    """A location."""
    return {
        "id": f"gid://shopify/Location/{number}",
        "name": name,
        "isActive": active,
        "isPrimary": primary,
        "fulfillsOnlineOrders": online,
    }


def connection(scopes: list[str], versions: list[str], **shop: Any) -> dict[str, Any]:
    """The members of the connection test of section 10."""
    return {
        "shop": {
            "id": "gid://shopify/Shop/1",
            "name": "ひなた商店",
            "myshopifyDomain": "hinata-shop.myshopify.com",
            "currencyCode": "JPY",
            "ianaTimezone": "Asia/Tokyo",
            "taxesIncluded": True,
        }
        | shop,
        "currentAppInstallation": {"accessScopes": [{"handle": scope} for scope in scopes]},
        "publicApiVersions": [{"handle": version, "supported": True} for version in versions],
    }


def subscription(topic: str, uri: str, **changes: Any) -> dict[str, Any]:
    """A webhook subscription of section 9."""
    return {
        "id": f"gid://shopify/WebhookSubscription/{topic}",
        "topic": topic,
        "uri": uri,
        "format": "JSON",
        "name": f"ichigen-{topic.lower()}",
    } | changes
