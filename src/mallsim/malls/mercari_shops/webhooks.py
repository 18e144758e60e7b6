"""Registering webhooks (section 3.9); what is sent to them is in events.py."""

from typing import Any
from urllib.parse import urlsplit

from graphql import GraphQLResolveInfo

from mallsim.malls.mercari_shops import documents
from mallsim.malls.mercari_shops.documents import Document
from mallsim.malls.mercari_shops.model import Webhook
from mallsim.malls.mercari_shops.refusals import INVALID_ARGUMENT, NOT_FOUND, RefusedError
from mallsim.malls.mercari_shops.visit import visit_of

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def create(info: GraphQLResolveInfo, input: dict[str, Any]) -> Document:
    """createWebhook: https, or http on this computer; several addresses of one topic are allowed."""
    visit = visit_of(info)
    address = urlsplit(input["endPoint"])
    local = address.scheme == "http" and address.hostname in LOOPBACK
    if not address.hostname or not (address.scheme == "https" or local):
        raise RefusedError(INVALID_ARGUMENT, "endPoint must be an https URL")
    webhook = Webhook(f"WH{visit.shop.next('webhook'):06}", input["topic"], input["endPoint"], visit.now)
    visit.shop.webhooks[webhook.id] = webhook
    visit.call.effect(webhook=webhook.id, mutation="create")
    return {"webhook": documents.webhook(webhook)}


def delete(info: GraphQLResolveInfo, input: dict[str, Any]) -> Document:
    """deleteWebhook."""
    visit = visit_of(info)
    webhook = visit.shop.webhooks.pop(input["id"], None)
    if webhook is None:
        raise RefusedError(NOT_FOUND, "webhook not found")
    visit.call.effect(webhook=webhook.id, mutation="delete")
    return {"webhook": documents.webhook(webhook)}
