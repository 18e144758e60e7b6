"""JSON_LISTINGS_FEED: messages in, a processing report out; DONE is not success (section 4.5, Trap 3)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mallsim.malls.amazon.feeds.model import Feed
from mallsim.malls.amazon.listings import issues, patching
from mallsim.malls.amazon.listings.submissions import Submission, patch_problems
from mallsim.malls.amazon.shop import Shop
from mallsim.malls.amazon.wire import Document, RefusedError

VERSION = "2.0"
MOST_MESSAGES, LARGEST_ID = 25_000, 2_147_483_647
NEEDS = {
    "UPDATE": {"productType", "attributes"},
    "PARTIAL_UPDATE": {"productType", "attributes"},
    "PATCH": {"productType", "patches"},
    "DELETE": set(),
}
MEMBERS = {"productType", "attributes", "patches", "requirements"}
ALLOWED = {**NEEDS, "UPDATE": {*NEEDS["UPDATE"], "requirements"}}


@dataclass(frozen=True, slots=True)
class Judged:
    """One message with its issues; ``made`` is what it asks for when nothing is wrong."""

    message: Document
    problems: Sequence[Document]
    made: Submission | None


def process(shop: Shop, feed: Feed, content: bytes, now: datetime) -> bytes:
    """Do the messages that are good and report on all of them."""
    messages = _messages(shop, content)
    if messages is None:
        bad = {"code": "BAD_REQUEST", "severity": "ERROR", "message": "Invalid parameters provided."}
        return _report(shop, feed, [bad], 0, 0)
    due = now + shop.wait(shop.settings.listing_effect_s)
    judged = [_judge(shop, feed, message, due) for message in messages]
    cut = len(judged) // 2 if feed.call.has("partial") else len(judged)
    judged[cut:] = [Judged(one.message, [_not_processed()], None) for one in judged[cut:]]
    shop.submissions += [one.made for one in judged if one.made is not None]
    found = [_reported(one.message, each) for one in judged for each in one.problems]
    return _report(shop, feed, found, len(judged), sum(one.made is not None for one in judged))


def _messages(shop: Shop, content: bytes) -> list[Document] | None:
    """The messages of a well-formed feed of this seller, else None: the whole feed is refused."""
    try:
        feed = json.loads(content)
    except ValueError:
        return None
    header = feed.get("header") if isinstance(feed, dict) else None
    if not isinstance(header, dict) or header.get("version") != VERSION:
        return None
    messages = feed.get("messages")
    if header.get("sellerId") != shop.settings.seller_id or not isinstance(messages, list):
        return None
    if not 1 <= len(messages) <= MOST_MESSAGES or not all(_well_formed(one) for one in messages):
        return None
    return messages if len({one["messageId"] for one in messages}) == len(messages) else None


def _well_formed(message: Any) -> bool:
    if not isinstance(message, dict) or message.get("operationType") not in NEEDS:
        return False
    number, sku, kind = message.get("messageId"), message.get("sku"), message["operationType"]
    numbered = isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= LARGEST_ID
    given = MEMBERS & set(message)
    return numbered and isinstance(sku, str) and bool(sku) and NEEDS[kind] <= given <= ALLOWED[kind]


def _judge(shop: Shop, feed: Feed, message: Document, due: datetime) -> Judged:
    sku, kind, product_type = message["sku"], message["operationType"], str(message.get("productType", ""))
    head = (sku, due, feed.call, product_type)
    if kind == "DELETE":
        return Judged(message, [], Submission(shop.uuid(), "delete", *head))
    if kind == "UPDATE":
        attributes = message["attributes"]
        found = issues.of_put(message.get("requirements", "LISTING"), attributes)
        return Judged(message, found, None if found else Submission(shop.uuid(), "put", *head, (), attributes))
    try:
        patches = patching.check_form(message["patches"] if kind == "PATCH" else _replacing(message["attributes"]))
    except RefusedError as refused:
        text = refused.answer.body["errors"][0]["details"]
        return Judged(message, [issues.issue("4000003", text, "INVALID_ATTRIBUTE")], None)
    found = patch_problems(shop, sku, product_type, patches)
    return Judged(message, found, None if found else Submission(shop.uuid(), "patch", *head, patches))


def _replacing(attributes: Document) -> list[Document]:
    """PARTIAL_UPDATE is a replace of each attribute named."""
    return [{"op": "replace", "path": patching.PREFIX + name, "value": rows} for name, rows in attributes.items()]


def _not_processed() -> Document:
    return issues.issue("INTERNAL_ERROR", "このメッセージは処理されませんでした。", "INVALID_ATTRIBUTE")


def _reported(message: Document, found: Document) -> Document:
    row = {"messageId": message["messageId"], "sku": message["sku"]}
    row |= {name: found[name] for name in ("code", "severity", "message")}
    names = found.get("attributeNames", [])
    return {**row, "attributeName": names[0]} if names else row


def _report(shop: Shop, feed: Feed, found: list[Document], processed: int, accepted: int) -> bytes:
    summary = {
        "errors": sum(one["severity"] == "ERROR" for one in found),
        "warnings": sum(one["severity"] == "WARNING" for one in found),
        "messagesProcessed": processed,
        "messagesAccepted": accepted,
        "messagesInvalid": processed - accepted,
    }
    header = {"sellerId": shop.settings.seller_id, "version": VERSION, "feedId": feed.id}
    return json.dumps({"header": header, "issues": found, "summary": summary}, ensure_ascii=False).encode()
