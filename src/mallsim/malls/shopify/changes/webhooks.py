"""Webhook subscriptions (section 9)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from mallsim.core.courier import is_loopback
from mallsim.malls.shopify.errors import user_error
from mallsim.malls.shopify.gids import gid, number_of
from mallsim.malls.shopify.model import Subscription
from mallsim.malls.shopify.visit import Visit

INPUT = "webhookSubscription"


def create(source: Any, visit: Visit, args: Mapping[str, Any]) -> dict[str, Any]:
    """Subscribe an address to a topic."""
    given, topic = args[INPUT], args["topic"]
    uri, member = _address(given)
    error = _address_error(uri, member)
    taken = any(one.topic == topic and one.uri == uri for one in visit.shop.events.subscriptions.values())
    if error is None and taken:
        error = user_error("Address for this topic has already been taken", INPUT, member)
    if error is not None:
        return {"webhookSubscription": None, "userErrors": [error]}
    now = visit.shop.now()
    include = tuple(given.get("includeFields") or ())
    made = Subscription(visit.shop.next_id(), topic, uri, now, now, include, given.get("name"))
    visit.shop.events.subscriptions[made.id] = made
    visit.call.effect(webhook=topic, mutation="create")
    return {"webhookSubscription": made, "userErrors": []}


def update(source: Any, visit: Visit, args: Mapping[str, Any]) -> dict[str, Any]:
    """Change address, fields or name."""
    found = _find(visit, args["id"])
    if found is None:
        return {"webhookSubscription": None, "userErrors": [user_error("Webhook subscription does not exist", "id")]}
    given = args[INPUT]
    uri, member = _address(given)
    error = _address_error(uri, member) if uri else None
    if error is not None:
        return {"webhookSubscription": None, "userErrors": [error]}
    found.uri = uri or found.uri
    found.include = tuple(given["includeFields"]) if given.get("includeFields") is not None else found.include
    found.name = given.get("name", found.name)
    found.updated = visit.shop.now()
    visit.call.effect(webhook=found.topic, mutation="update")
    return {"webhookSubscription": found, "userErrors": []}


def delete(source: Any, visit: Visit, args: Mapping[str, Any]) -> dict[str, Any]:
    """End a subscription."""
    found = _find(visit, args["id"])
    if found is None:
        message = "Webhook subscription does not exist"
        return {"deletedWebhookSubscriptionId": None, "userErrors": [user_error(message, "id")]}
    del visit.shop.events.subscriptions[found.id]
    visit.call.effect(webhook=found.topic, mutation="delete")
    return {"deletedWebhookSubscriptionId": gid("WebhookSubscription", found.id), "userErrors": []}


def _find(visit: Visit, id: str) -> Subscription | None:
    return visit.shop.events.subscriptions.get(number_of(id, "WebhookSubscription"))


def _address(given: Mapping[str, Any]) -> tuple[str, str]:
    """The address and the member it came in; ``callbackUrl`` is the deprecated one."""
    member = "callbackUrl" if given.get("uri") is None and given.get("callbackUrl") is not None else "uri"
    return str(given.get(member) or ""), member


def _address_error(uri: str, member: str) -> dict[str, Any] | None:
    """https only; plain http is taken for this machine alone, because a simulated hub has no certificate."""
    if not uri:
        return user_error("Address can't be blank", INPUT, member)
    scheme = urlsplit(uri).scheme
    if scheme == "https" or (scheme == "http" and is_loopback(uri)):
        return None
    return user_error(f"Address protocol {scheme}:// is not supported", INPUT, member)
