"""The Notifications operations: destinations need a grantless token, subscriptions the seller's (section 3.8)."""

from __future__ import annotations

import re
from typing import Any

from mallsim.malls.amazon.notifications.model import ORDER_CHANGE, QUANTITY_CHANGE, Destination, Subscription
from mallsim.malls.amazon.settings import REGION
from mallsim.malls.amazon.visit import Visit
from mallsim.malls.amazon.wire import Answer, Document, RefusedError, invalid, not_found

ARN = re.compile(r"arn:aws:sqs:\S+:\S+:\S+")
WAYS = {
    ORDER_CHANGE: "sqs",
    QUANTITY_CHANGE: "eventBridge",
    "LISTINGS_ITEM_STATUS_CHANGE": "eventBridge",
    "LISTINGS_ITEM_ISSUES_CHANGE": "eventBridge",
    "PRODUCT_TYPE_DEFINITIONS_CHANGE": "eventBridge",
}
"""Which way a type goes; the older ORDER_STATUS_CHANGE types no longer exist."""


def create_destination(visit: Visit) -> Answer:
    """``POST /notifications/v1/destinations``."""
    body = visit.document()
    name, given = body.get("name"), body.get("resourceSpecification")
    if not isinstance(name, str) or not name or len(name) > 256 or not isinstance(given, dict):
        raise invalid("name and resourceSpecification are required.")
    resource = _resource(name, given)
    if any(one.resource == resource for one in visit.shop.destinations.values()):
        raise RefusedError(409, "ResourceAlreadyExists", "The destination already exists.")
    made = Destination(visit.shop.uuid(), name, resource)
    visit.shop.destinations[made.id] = made
    return Answer(200, {"payload": _destination(made)})


def _resource(name: str, given: dict[str, Any]) -> Document:
    if len(given) == 1 and isinstance(given.get("sqs"), dict):
        arn = given["sqs"].get("arn", "")
        if isinstance(arn, str) and ARN.fullmatch(arn):
            return {"sqs": {"arn": arn}}
    bridge = given.get("eventBridge")
    if len(given) == 1 and isinstance(bridge, dict) and bridge.get("accountId") and bridge.get("region") == REGION:
        return {"eventBridge": {"accountId": str(bridge["accountId"]), "region": REGION, "name": name}}
    raise invalid("resourceSpecification: one valid sqs or eventBridge resource is required.")


def get_destinations(visit: Visit) -> Answer:
    """``GET /notifications/v1/destinations``."""
    return Answer(200, {"payload": [_destination(one) for one in visit.shop.destinations.values()]})


def get_destination(visit: Visit) -> Answer:
    """``GET /notifications/v1/destinations/{destinationId}``."""
    return Answer(200, {"payload": _destination(_find_destination(visit, visit.path["destinationId"]))})


def delete_destination(visit: Visit) -> Answer:
    """``DELETE /notifications/v1/destinations/{destinationId}``."""
    found = _find_destination(visit, visit.path["destinationId"])
    if any(one.destination_id == found.id for one in visit.shop.subscriptions.values()):
        raise RefusedError(409, "ResourceInUse", "The destination has subscriptions.")
    del visit.shop.destinations[found.id]
    return Answer(200, {})


def create_subscription(visit: Visit) -> Answer:
    """``POST /notifications/v1/subscriptions/{notificationType}``: one per type and payload version."""
    kind, body = _kind(visit), visit.document()
    version, destination_id = body.get("payloadVersion"), body.get("destinationId")
    if version != "1.0" or not isinstance(destination_id, str):
        raise invalid("payloadVersion and destinationId are required.")
    destination = _find_destination(visit, destination_id)
    if WAYS[kind] not in destination.resource:
        raise invalid(f"{kind} cannot be delivered to this kind of destination.")
    if any(one.type == kind for one in visit.shop.subscriptions.values()):
        raise RefusedError(409, "ResourceAlreadyExists", "The subscription already exists.")
    directive = body.get("processingDirective") or {}
    if kind == ORDER_CHANGE and directive.get("eventFilter", {}).get("eventFilterType", kind) != kind:
        raise invalid("processingDirective.eventFilter.eventFilterType: is invalid.")
    made = Subscription(visit.shop.uuid(), kind, version, destination_id, directive)
    visit.shop.subscriptions[made.id] = made
    return Answer(200, {"payload": _subscription(made)})


def get_subscription(visit: Visit) -> Answer:
    """``GET /notifications/v1/subscriptions/{notificationType}``."""
    kind = _kind(visit)
    found = next((one for one in visit.shop.subscriptions.values() if one.type == kind), None)
    if found is None:
        raise not_found(f"There is no subscription for {kind}.")
    return Answer(200, {"payload": _subscription(found)})


def get_subscription_by_id(visit: Visit) -> Answer:
    """``GET /notifications/v1/subscriptions/{notificationType}/{subscriptionId}``."""
    return Answer(200, {"payload": _subscription(_find_subscription(visit))})


def delete_subscription(visit: Visit) -> Answer:
    """``DELETE /notifications/v1/subscriptions/{notificationType}/{subscriptionId}``; grantless."""
    del visit.shop.subscriptions[_find_subscription(visit).id]
    return Answer(200, {})


def _kind(visit: Visit) -> str:
    kind = visit.path["notificationType"]
    if kind not in WAYS:
        raise invalid(f"notificationType: {kind} is invalid.")
    return kind


def _find_subscription(visit: Visit) -> Subscription:
    found = visit.shop.subscriptions.get(visit.path["subscriptionId"])
    if found is None or found.type != _kind(visit):
        raise not_found("The subscription was not found.")
    return found


def _find_destination(visit: Visit, destination_id: str) -> Destination:
    found = visit.shop.destinations.get(destination_id)
    if found is None:
        raise not_found(f"The destination {destination_id} was not found.")
    return found


def _destination(one: Destination) -> Document:
    return {"destinationId": one.id, "name": one.name, "resource": one.resource}


def _subscription(one: Subscription) -> Document:
    body = {"subscriptionId": one.id, "payloadVersion": one.payload_version, "destinationId": one.destination_id}
    return {**body, "processingDirective": one.directive} if one.directive else body
