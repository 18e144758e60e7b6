"""The account's webhook subscriptions through `Caller` (section 9)."""

from contextlib import suppress
from dataclasses import dataclass

from ichigen.mallkit.errors import Refused
from ichigen.mallkit.json_values import Unreadable, optional_records
from ichigen.mallkit.manifest import Effect
from ichigen.malls.shopify import documents, errors
from ichigen.malls.shopify.caller import Caller, rejected
from ichigen.malls.shopify.webhooks import TOPICS
from ichigen.malls.shopify.wire_values import Node, required_child, required_text, text

#: Subscriptions of ours are told from others of the same app by their name.
PREFIX = "ichigen-"


@dataclass(frozen=True, slots=True)
class Subscription:
    """One subscription of the app."""

    id: str
    topic: str
    uri: str
    format: str
    name: str

    def is_ours(self, address: str) -> bool:
        """Made by us, under whatever address, or for this address by whomever."""
        return self.name.startswith(PREFIX) or self.uri == address

    def serves(self, address: str) -> bool:
        """Tells us what we want to know, in the shape we read."""
        return self.uri == address and self.format == "JSON" and self.topic in TOPICS


def keep_webhooks(caller: Caller, address: str) -> None:
    """Make the mall post our topics to `address`: what is missing is subscribed, what of ours goes elsewhere is removed.

    One refused topic does not keep the others from being subscribed; `Refused` names them at the end.
    """
    kept: set[str] = set()
    for found in subscriptions(caller):
        if found.serves(address) and found.topic not in kept:
            kept.add(found.topic)
        elif found.is_ours(address):
            with suppress(Refused):  # it went meanwhile
                rejected(caller.mutate(documents.WEBHOOK_DELETE, {"id": found.id}), caller)
    refused: dict[str, str] = {}
    for topic in TOPICS:
        if topic not in kept:
            try:
                _subscribe(caller, topic, address)
            except Refused as error:
                refused[topic] = error.message
    if refused:
        message = next(iter(refused.values()))
        raise Refused("webhook.topic", f"通知「{'、'.join(refused)}」を受け取れません。{message}"[:500])


def subscriptions(caller: Caller) -> tuple[Subscription, ...]:
    """Return the app's subscriptions in this shop; the mall shows those of no other app."""
    data = caller.run(documents.WEBHOOK_LIST, {"first": 250})
    try:
        return tuple(map(_subscription, optional_records(required_child(data, "webhookSubscriptions"), "nodes")))
    except Unreadable as error:
        raise errors.unreadable(Effect.READ) from error


def _subscription(node: Node) -> Subscription:
    return Subscription(
        required_text(node, "id"), text(node, "topic"), text(node, "uri"), text(node, "format"), text(node, "name")
    )


def _subscribe(caller: Caller, topic: str, address: str) -> None:
    wanted = {"uri": address, "format": "JSON", "name": PREFIX + topic.lower()}
    rejected(caller.mutate(documents.WEBHOOK_CREATE, {"topic": topic, "subscription": wanted}), caller)
