"""Turns events into messages for everyone who subscribed (section 3.8)."""

from __future__ import annotations

import json
from datetime import datetime

from mallsim.malls.amazon.notifications.model import ORDER_CHANGE, Destination, Event, Subscription
from mallsim.malls.amazon.queue.model import ACCOUNT, Message
from mallsim.malls.amazon.settings import REGION
from mallsim.malls.amazon.shop import Shop
from mallsim.malls.amazon.wire import Document, second, stamp

APPLICATION = "amzn1.sellerapps.app.00000000-0000-4000-8000-000000000001"


def settle(shop: Shop, now: datetime) -> None:
    """Send what happened ``notification_lag_s`` ago; without a subscription an event is lost."""
    lag = shop.wait(shop.settings.notification_lag_s)
    due = [event for event in shop.events if event.at + lag <= now]
    shop.events = [event for event in shop.events if event.at + lag > now]
    for event in due:
        for subscription in shop.subscriptions.values():
            if _wants(subscription, event):
                _send(shop, subscription, event, event.at + lag)


def notification(shop: Shop, subscription: Subscription, event: Event, at: datetime) -> Document:
    """The envelope every notification has."""
    return {
        "NotificationVersion": "1.0",
        "NotificationType": event.type,
        "PayloadVersion": subscription.payload_version,
        "EventTime": stamp(event.at),
        "Payload": event.payload,
        "NotificationMetadata": {
            "ApplicationId": APPLICATION,
            "SubscriptionId": subscription.id,
            "PublishTime": stamp(at),
            "NotificationId": shop.uuid(),
        },
    }


def _wants(subscription: Subscription, event: Event) -> bool:
    if subscription.type != event.type or subscription.id not in event.subscribed:
        return False
    wanted = subscription.directive.get("eventFilter", {}).get("orderChangeTypes", [])
    if event.type != ORDER_CHANGE or not wanted:
        return True
    return event.payload["OrderChangeNotification"]["OrderChangeType"] in wanted


def _send(shop: Shop, subscription: Subscription, event: Event, at: datetime) -> None:
    destination = shop.destinations.get(subscription.destination_id)
    if destination is None:
        return
    body = notification(shop, subscription, event, at)
    if "eventBridge" in destination.resource:
        body = _event(shop, destination, body, at)
    shop.messages.append(Message(shop.uuid(), json.dumps(body, ensure_ascii=False), at, at))


def _event(shop: Shop, destination: Destination, body: Document, at: datetime) -> Document:
    """EventBridge wraps the notification; the shop's rule then puts the event into the same queue."""
    return {
        "version": "0",
        "id": shop.uuid(),
        "detail-type": body["NotificationType"],
        "source": f"aws.partner/sellingpartnerapi.amazon.com/{ACCOUNT}/{APPLICATION}",
        "account": destination.resource["eventBridge"]["accountId"],
        "time": second(at),
        "region": REGION,
        "resources": [],
        "detail": body,
    }
