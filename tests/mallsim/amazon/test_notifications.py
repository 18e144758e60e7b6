"""Destinations, subscriptions and what they bring (section 3.8)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mallsim.malls.amazon.mall import Amazon
from tests.mallsim.amazon.seller import Seller

FREE = "sellingpartnerapi::notifications"
DESTINATIONS = "/notifications/v1/destinations"
ORDER_CHANGE = "/notifications/v1/subscriptions/ORDER_CHANGE"
QUANTITY_CHANGE = "/notifications/v1/subscriptions/LISTINGS_ITEM_MFN_QUANTITY_CHANGE"
SQS = {"sqs": {"arn": "arn:aws:sqs:us-west-2:111122223333:ichigen-amazon"}}
BRIDGE = {"eventBridge": {"accountId": "111122223333", "region": "us-west-2"}}


def destination(seller: Seller, resource: dict[str, Any]) -> str:
    """createDestination."""
    body = {"name": "hub", "resourceSpecification": resource}
    answer = seller.call("POST", DESTINATIONS, body, scope=FREE)
    assert answer.status_code == 200, answer.text
    number: str = answer.json()["payload"]["destinationId"]
    return number


def subscribe(seller: Seller, path: str, resource: dict[str, Any], *changes: str) -> dict[str, Any]:
    """createDestination and createSubscription."""
    body: dict[str, Any] = {"payloadVersion": "1.0", "destinationId": destination(seller, resource)}
    if changes:
        event_filter = {"eventFilterType": "ORDER_CHANGE", "orderChangeTypes": list(changes)}
        body["processingDirective"] = {"eventFilter": event_filter}
    answer = seller.call("POST", path, body)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()["payload"]
    return made


def queued(seller: Seller) -> list[Any]:
    """The messages in the queue."""
    mall = seller.town.world.seat("amazon").mall
    assert isinstance(mall, Amazon)
    return [json.loads(body) for body in mall.queued()]


def notices(seller: Seller) -> list[tuple[str, str, str]]:
    """(order number, change type, status) of the order changes in the queue."""
    found = [message["Payload"]["OrderChangeNotification"] for message in queued(seller)]
    return [(one["AmazonOrderId"], one["OrderChangeType"], one["Summary"]["OrderStatus"]) for one in found]


def test_3_8_destinations_are_grantless_and_subscriptions_are_the_sellers(seller: Seller) -> None:
    assert seller.call("GET", DESTINATIONS).status_code == 403
    assert seller.call("GET", DESTINATIONS, scope=FREE).json() == {"payload": []}
    assert seller.call("GET", ORDER_CHANGE, scope=FREE).status_code == 403
    assert seller.call("GET", ORDER_CHANGE).status_code == 404


def test_3_8_an_orders_life_in_v0_words(seller: Seller) -> None:
    subscribe(seller, ORDER_CHANGE, SQS)
    number = seller.town.buy(("MUG-7", 1))
    assert notices(seller) == []
    seller.pass_time(5)
    assert notices(seller) == [(number, "OrderStatusChange", "Pending")]
    seller.pass_time(300)
    seller.town.act(number, "request_cancel")
    seller.confirm(number)
    seller.pass_time(5)
    assert notices(seller)[1:] == [
        (number, "OrderStatusChange", "Unshipped"),
        (number, "BuyerRequestedChange", "Unshipped"),
        (number, "OrderStatusChange", "Shipped"),
    ]
    first = queued(seller)[0]
    assert (first["NotificationType"], first["EventTime"]) == ("ORDER_CHANGE", "2026-04-01T03:00:00.000Z")
    assert first["NotificationMetadata"]["PublishTime"] == "2026-04-01T03:00:05.000Z"
    summary = first["Payload"]["OrderChangeNotification"]["Summary"]
    assert (summary["FulfillmentType"], summary["DestinationPostalCode"]) == ("MFN", None)


def test_3_8_trap_2_cancelled_is_canceled_there(seller: Seller) -> None:
    subscribe(seller, ORDER_CHANGE, SQS)
    number = seller.town.buy(("MUG-7", 1))
    seller.town.act(number, "cancel")
    seller.pass_time(5)
    assert notices(seller)[-1] == (number, "OrderStatusChange", "Canceled")


def test_3_8_the_filter_lets_only_the_named_changes_through(seller: Seller) -> None:
    subscribe(seller, ORDER_CHANGE, SQS, "BuyerRequestedChange")
    number = seller.unshipped(("MUG-7", 1))
    seller.order(number)
    seller.town.act(number, "request_cancel")
    seller.pass_time(5)
    assert notices(seller) == [(number, "BuyerRequestedChange", "Unshipped")]


def test_3_8_a_notification_arrives_before_the_api_shows_the_order(seller: Seller) -> None:
    subscribe(seller, ORDER_CHANGE, SQS)
    number = seller.town.buy(("MUG-7", 1))
    seller.pass_time(5)
    assert [one[0] for one in notices(seller)] == [number]
    assert seller.call("GET", f"/orders/2026-01-01/orders/{number}").status_code == 404


def test_3_8_without_a_subscription_nothing_is_kept(seller: Seller) -> None:
    seller.town.buy(("MUG-7", 1))
    seller.pass_time(5)
    assert queued(seller) == []
    subscribe(seller, ORDER_CHANGE, SQS)
    assert queued(seller) == []


def test_3_8_quantity_changes_go_through_event_bridge(seller: Seller) -> None:
    subscribe(seller, QUANTITY_CHANGE, BRIDGE)
    seller.town.buy(("MUG-7", 1))
    seller.set_stock("MUG-7", 9)
    seller.set_stock("TEE-W-M", 12)
    seller.pass_time(125)
    events = queued(seller)
    assert {event["detail-type"] for event in events} == {"LISTINGS_ITEM_MFN_QUANTITY_CHANGE"}
    assert [event["detail"]["Payload"] for event in events] == [
        {"SellerId": seller.id, "FulfillmentChannelCode": "DEFAULT", "Sku": "MUG-7", "Quantity": quantity}
        for quantity in (2, 9)
    ]


@pytest.mark.parametrize(
    ("path", "resource", "status"),
    [
        (ORDER_CHANGE, BRIDGE, 400),
        (QUANTITY_CHANGE, SQS, 400),
        ("/notifications/v1/subscriptions/ORDER_STATUS_CHANGE", SQS, 400),
        (ORDER_CHANGE, SQS, 200),
    ],
)
def test_3_8_each_type_has_its_way(seller: Seller, path: str, resource: dict[str, Any], status: int) -> None:
    body = {"payloadVersion": "1.0", "destinationId": destination(seller, resource)}
    assert seller.call("POST", path, body).status_code == status


@pytest.mark.parametrize(
    "resource", [{}, {"sqs": {"arn": "arn:aws:sns:x:y:z"}}, {**SQS, **BRIDGE}, {"eventBridge": {"accountId": "1"}}]
)
def test_3_8_a_destination_is_one_valid_resource(seller: Seller, resource: dict[str, Any]) -> None:
    body = {"name": "hub", "resourceSpecification": resource}
    assert seller.call("POST", DESTINATIONS, body, scope=FREE).status_code == 400


def test_3_8_everything_once_and_subscriptions_go_first(seller: Seller) -> None:
    made = subscribe(seller, ORDER_CHANGE, SQS)
    again = {"name": "two", "resourceSpecification": SQS}
    assert seller.call("POST", DESTINATIONS, again, scope=FREE).status_code == 409
    body = {"payloadVersion": "1.0", "destinationId": made["destinationId"]}
    assert seller.call("POST", ORDER_CHANGE, body).status_code == 409
    path = f"{DESTINATIONS}/{made['destinationId']}"
    assert seller.call("DELETE", path, scope=FREE).status_code == 409
    assert seller.call("DELETE", f"{ORDER_CHANGE}/{made['subscriptionId']}", scope=FREE).status_code == 200
    assert seller.call("DELETE", path, scope=FREE).status_code == 200
    assert seller.call("GET", path, scope=FREE).status_code == 404
