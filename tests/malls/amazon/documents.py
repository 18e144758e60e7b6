"""Documents of Amazon.co.jp, invented here after the public model of Orders v2026-01-01, Listings Items 2021-08-01 and
Feeds 2021-06-30 (state of 2026-08-05) and its reference pages. Names and addresses are of nobody."""

from copy import deepcopy
from typing import Any

YEN = "JPY"


def yen(amount: str) -> dict[str, str]:
    """Return an amount as the mall writes it."""
    return {"amount": amount, "currencyCode": YEN}


_ITEM: dict[str, Any] = {
    "orderItemId": "11111111111101",
    "quantityOrdered": 2,
    "product": {
        "asin": "B0TESTCUP1",
        "title": "湯のみ 青",
        "sellerSku": "CUP-BLUE",
        "condition": {"conditionType": "NEW", "conditionSubtype": "NEW"},
        "price": {"unitPrice": yen("1200")},
    },
    "proceeds": {"proceedsTotal": yen("2400"), "breakdowns": [{"type": "ITEM", "subtotal": yen("2400.00")}]},
    "expense": {"pointsCost": {"pointsGranted": {"pointsNumber": 24, "pointsMonetaryValue": yen("24")}}},
    "fulfillment": {"quantityFulfilled": 0, "quantityUnfulfilled": 2},
}

_ORDER: dict[str, Any] = {
    "orderId": "250-0000001-0000001",
    "createdTime": "2026-11-22T01:02:03.000Z",
    "lastUpdatedTime": "2026-11-22T01:40:00.000Z",
    "programs": ["PRIME"],
    "salesChannel": {"channelName": "AMAZON", "marketplaceId": "A1VC38T7YXB528", "marketplaceName": "Amazon.co.jp"},
    "buyer": {"buyerName": "試験 花子", "buyerEmail": "t1@marketplace.amazon.co.jp"},
    "recipient": {
        "deliveryAddress": {
            "name": "試験 花子",
            "addressLine1": "架空市見本町1-2-3",
            "addressLine2": "見本荘101",
            "stateOrRegion": "東京都",
            "postalCode": "1000000",
            "countryCode": "JP",
            "phone": "0300000000",
        }
    },
    "proceeds": {
        "grandTotal": yen("2670"),
        "breakdowns": [
            {"type": "ITEM", "subtotal": yen("2400")},
            {"type": "SHIPPING", "subtotal": yen("370")},
            {"type": "DISCOUNT", "subtotal": yen("100")},
        ],
    },
    "payment": {"paymentExecutions": [{"paymentMethod": "CreditCard", "paymentAmount": yen("2670")}]},
    "fulfillment": {
        "fulfillmentStatus": "UNSHIPPED",
        "fulfilledBy": "MERCHANT",
        "fulfillmentServiceLevel": "STANDARD",
        "shipByWindow": {"earliestDateTime": "2026-11-22T15:00:00Z", "latestDateTime": "2026-11-24T14:59:59Z"},
    },
    "orderItems": [_ITEM],
}


def item(**changes: Any) -> dict[str, Any]:
    """Return an order item with other members."""
    return deepcopy(_ITEM) | changes


def order(status: str = "UNSHIPPED", **changes: Any) -> dict[str, Any]:
    """Return an order in a state, with other members; a value of None takes a member away."""
    found = deepcopy(_ORDER)
    found["fulfillment"]["fulfillmentStatus"] = status
    found |= changes
    return {name: value for name, value in found.items() if value is not None}


def pending() -> dict[str, Any]:
    """Return an order whose payment is not authorised: no price, no address, no buyer."""
    bare = {
        "orderItemId": "11111111111101",
        "quantityOrdered": 2,
        "product": {"asin": "B0TESTCUP1", "title": "湯のみ 青", "sellerSku": "CUP-BLUE"},
        "fulfillment": {"quantityFulfilled": 0, "quantityUnfulfilled": 2},
    }
    return order("PENDING", buyer=None, recipient=None, proceeds=None, payment=None, orderItems=[bare])


def package(reference: str = "1", number: str = "400000000011", carrier: str = "YAMATO") -> dict[str, Any]:
    """Return a package as the order shows it."""
    return {
        "packageReferenceId": reference,
        "packageStatus": {"status": "SHIPPED"},
        "carrier": carrier,
        "shipTime": "2026-11-22T03:00:00Z",
        "trackingNumber": number,
        "packageItems": [{"orderItemId": "11111111111101", "quantity": 2}],
    }


def listing(
    sku: str = "CUP-BLUE", quantity: int | None = 5, channel: str = "DEFAULT", **changes: Any
) -> dict[str, Any]:
    """Return a listing."""
    availability: dict[str, Any] = {"fulfillmentChannelCode": channel}
    if quantity is not None:
        availability["quantity"] = quantity
    found: dict[str, Any] = {
        "sku": sku,
        "summaries": [
            {
                "marketplaceId": "A1VC38T7YXB528",
                "asin": "B0TESTCUP1",
                "productType": "DRINKING_CUP",
                "status": ["BUYABLE", "DISCOVERABLE"],
                "itemName": "湯のみ 青",
                "createdDate": "2026-01-01T00:00:00Z",
                "lastUpdatedDate": "2026-11-20T00:00:00Z",
            }
        ],
        "offers": [{"marketplaceId": "A1VC38T7YXB528", "offerType": "B2C", "price": yen("1200")}],
        "fulfillmentAvailability": [availability],
    }
    return found | changes


def search(*listings: dict[str, Any], total: int | None = None, token: str = "") -> dict[str, Any]:
    """Return an answer of searchListingsItems."""
    found: dict[str, Any] = {"numberOfResults": len(listings) if total is None else total, "items": list(listings)}
    return found | ({"pagination": {"nextToken": token}} if token else {})


def submission(status: str = "ACCEPTED", *messages: str) -> dict[str, Any]:
    """Return the answer of a write of a listing."""
    issues = [
        {"code": "90220", "message": m, "severity": "ERROR", "categories": ["INVALID_ATTRIBUTE"]} for m in messages
    ]
    return {"sku": "CUP-BLUE", "status": status, "submissionId": "s-1", "issues": issues}


def report(*errors: dict[str, Any], accepted: int = 0, items: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the processing report of a listings feed."""
    return {
        "header": {"sellerId": "A1SELLERTEST", "version": "2.0", "feedId": "f-1"},
        "issues": list(errors),
        "summary": {
            "errors": len(errors),
            "warnings": 0,
            "messagesProcessed": accepted + len(errors),
            "messagesAccepted": accepted,
            "messagesInvalid": len(errors),
        },
        "items": [{"sku": sku} for sku in items],
    }


def news(
    kind: str = "ORDER_CHANGE",
    seller: str = "A1SELLERTEST",
    delivered_by: str = "MFN",
    marketplace: str = "A1VC38T7YXB528",
) -> dict[str, Any]:
    """Return a notification of an order, in the vocabulary of v0."""
    return {
        "NotificationVersion": "1.0",
        "NotificationType": kind,
        "PayloadVersion": "1.0",
        "EventTime": "2026-11-22T02:00:00.000Z",
        "Payload": {
            "OrderChangeNotification": {
                "NotificationLevel": "OrderLevel",
                "SellerId": seller,
                "AmazonOrderId": "250-0000001-0000001",
                "OrderChangeType": "OrderStatusChange",
                "OrderChangeTrigger": {"TimeOfOrderChange": "2026-11-22T01:59:00.000Z"},
                "Summary": {
                    "MarketplaceId": marketplace,
                    "OrderStatus": "Unshipped",
                    "FulfillmentType": delivered_by,
                },
            }
        },
        "NotificationMetadata": {"NotificationId": "n-1", "PublishTime": "2026-11-22T02:00:00.000Z"},
    }
