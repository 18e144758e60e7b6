"""The shop's registered webhooks through `Caller` (page section 3.9): made by the API alone, no screen of the mall shows them.

How the address is spelled is not established, nor which topics there are: the schema is asked, as for `unseen_fields`.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from ichigen.mallkit.errors import AuthExpired, Refused
from ichigen.mallkit.json_values import child, text
from ichigen.mallkit.manifest import Effect
from ichigen.malls.mercari_shops import documents
from ichigen.malls.mercari_shops.caller import Caller, Query
from ichigen.malls.mercari_shops.errors import is_of_shape
from ichigen.malls.mercari_shops.webhooks import TOPICS
from ichigen.malls.mercari_shops.wire_values import entries

#: The member that holds the address, the likeliest first.
ADDRESS = ("endPoint", "endpoint")

NO_TOPIC = "メルカリShopsに、受注を知らせる通知の種類がありません。"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the schema has of webhooks: the topics we want that there are, and how the address is written and read."""

    topics: tuple[str, ...] = TOPICS
    written: str = ADDRESS[0]
    read: str = ADDRESS[0]


@dataclass(frozen=True, slots=True)
class Webhook:
    """One registered webhook of the shop, ours or of another tool."""

    id: str
    topic: str
    address: str

    def is_ours(self, address: str) -> bool:
        """Made by this installation, or for this account where the installation stood elsewhere: its last part is secret."""
        place, _, key = address.rpartition("/")
        there, _, secret = self.address.rpartition("/")
        return there == place or (secret == key and urlsplit(there).path == urlsplit(place).path)


def keep_webhooks(caller: Caller, address: str) -> None:
    """Make the mall post our topics to `address`: what is missing is registered, what of ours goes elsewhere is removed.

    Webhooks of other tools stay. One refused topic does not keep the others from being registered; `Refused` names them.
    """
    terms, registered = _registered(caller, _terms(caller))
    kept: set[str] = set()
    for found in registered:
        if found.address == address and found.topic in terms.topics and found.topic not in kept:
            kept.add(found.topic)
        elif found.is_ours(address):
            with suppress(
                Refused, AuthExpired
            ):  # it went meanwhile, or it stays: the others are registered all the same
                caller.change(_mutation("webhooks.delete", documents.DELETE_WEBHOOK, {"id": found.id}))
    refused: dict[str, str] = {}
    for topic in terms.topics:
        if topic not in kept:
            try:
                wanted = {"topic": topic, terms.written: address}
                caller.change(_mutation("webhooks.create", documents.CREATE_WEBHOOK, wanted))
            except (Refused, AuthExpired) as error:  # the token is good: it has just listed what is registered
                refused[topic] = error.message
    if refused or not terms.topics:
        message = next(iter(refused.values()), NO_TOPIC)
        raise Refused("webhook.topic", f"通知「{'、'.join(refused or TOPICS)}」を受け取れません。{message}"[:500])


def _registered(caller: Caller, terms: Terms) -> tuple[Terms, Sequence[Webhook]]:
    """What is registered; a mall that keeps its schema to itself shows by a refusal that it spells the address otherwise."""
    try:
        return terms, _read(caller, terms.read)
    except Refused as error:
        if not is_of_shape(error):
            raise
    other = next(name for name in ADDRESS if name != terms.read)
    return replace(terms, written=other, read=other), _read(caller, other)


def _read(caller: Caller, spelled: str) -> Sequence[Webhook]:
    query = Query("webhooks.list", documents.WEBHOOKS % spelled, {})
    answer = caller.ask(query)
    if answer.data.get("webhooks") is None:
        raise caller.whole_error(query, answer)
    return tuple(
        Webhook(text(entry, "id"), text(entry, "topic").upper(), text(entry, spelled))
        for entry in entries(answer.data, "webhooks")
    )


def _terms(caller: Caller) -> Terms:
    try:
        found = caller.ask(Query("schema.read", documents.WEBHOOK_SCHEMA, {})).data
    except (Refused, AuthExpired):
        return Terms()  # a mall may keep its schema to itself
    there = {text(entry, "name") for entry in entries(child(found, "topics"), "enumValues")}
    return Terms(
        tuple(topic for topic in TOPICS if not there or topic in there),
        _spelled({text(entry, "name") for entry in entries(child(found, "input"), "inputFields")}),
        _spelled({text(entry, "name") for entry in entries(child(found, "webhook"), "fields")}),
    )


def _spelled(there: set[str]) -> str:
    return next((name for name in ADDRESS if name in there), ADDRESS[0])


def _mutation(operation: str, document: str, wanted: dict[str, str]) -> Query:
    return Query(operation, document, {"i": wanted}, Effect.WRITE)
