"""Registered webhooks (section 3.9). Topics, payload and signature are not known, so nothing is sent."""

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
    """createWebhook: https, or http on this computer; several endpoints of one topic are allowed."""
    visit = visit_of(info)
    if not input["topic"]:
        raise RefusedError(INVALID_ARGUMENT, "topic must not be empty")
    endpoint = urlsplit(input["endpoint"])
    local = endpoint.scheme == "http" and endpoint.hostname in LOOPBACK
    if not endpoint.hostname or not (endpoint.scheme == "https" or local):
        raise RefusedError(INVALID_ARGUMENT, "endpoint must be an https URL")
    webhook = Webhook(f"WH{visit.shop.next('webhook'):06}", input["topic"], input["endpoint"])
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
