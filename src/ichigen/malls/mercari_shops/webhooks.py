"""News from the mall (page section 3.9): what a delivery says to read. Pure.

No signature is known: what proves a delivery is that it came to the account's own secret address. So it only ever makes us
read an order through the API, and the lists go on at their own pace: deliveries are late and lost.
"""

import json
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256

from ichigen.mallkit.errors import Refused
from ichigen.mallkit.json_values import Document, Unreadable, child, parse_json, text
from ichigen.mallkit.signals import Delivery, Signal
from ichigen.malls.mercari_shops.client_check import SHOP_ID

#: Topics we register (names as seen in client code, 2026-11). `ORDER_CREATED` and its like, one for each unit, are going.
TOPICS = (
    "ORDER_TRANSACTION_CREATED",
    "ORDER_TRANSACTION_PAID",
    "ORDER_TRANSACTION_CANCELED",
    "ORDER_CANCELLATION_COMPLETED",
)

#: What happens to an order once, as `_plain` has it: the same again is a repetition. Goods of an order may be cancelled
#: one after the other, and whether `created_at` is then the event's moment or the order's is not established.
_ONCE = frozenset({"ORDERTRANSACTIONCREATED", "ORDERTRANSACTIONPAID", "ORDERTRANSACTIONCANCELED"})

#: Every topic of an order begins so; what is written to and by the buyer moves no stock.
OF_ORDERS, OF_MESSAGES = "ORDER", "MESSAGE"

#: Members as they were seen, and as the rest of this API would write them.
_TOPIC = ("topic",)
_SHOP = ("shop_id", "shopId")
_ORDER = ("order_transaction_id", "orderTransactionId")
_EVENT = ("event_id", "eventId")
_INNER = ("payload", "data")

_NUMBER = re.compile(r"[!-~]{1,100}")


def receive(delivery: Delivery, account: Mapping[str, str]) -> Signal | None:
    """Return what to read, None for news of no concern; `Refused` where the delivery names another shop."""
    try:
        body = parse_json(delivery.body)
    except Unreadable:  # at our address all the same: something moved
        return Signal(_every_time(delivery), poll=True)
    shop, ours = _said(body, _SHOP), account.get(SHOP_ID, "").strip()
    if shop and ours and shop != ours:
        raise Refused("webhook.shop", "別のショップの通知です。")
    topic = _plain(_said(body, _TOPIC))
    if topic and (not topic.startswith(OF_ORDERS) or OF_MESSAGES in topic):
        return None
    number = _said(body, _ORDER)
    readable = _NUMBER.fullmatch(number) is not None
    event = _said(body, _EVENT)
    if event:
        key = _digest(json.dumps([event, topic, number]).encode())
    elif readable and topic in _ONCE:
        key = _digest(delivery.body)
    else:
        key = _every_time(delivery)
    return Signal(key, orders=(number,)) if readable else Signal(key, poll=True)


def _every_time(delivery: Delivery) -> str:
    """Two events could look alike: each delivery is news then, and an order read once too often."""
    return f"{_digest(delivery.body)}@{delivery.now_s:.3f}"


def _digest(told: bytes) -> str:
    return sha256(told).hexdigest()


def _plain(topic: str) -> str:
    """A topic in capitals without what parts its words: it was seen in both cases."""
    return "".join(letter for letter in topic.upper() if letter.isalnum())


def _said(body: Document, names: tuple[str, ...]) -> str:
    """A member under the first of its names that has a value, of the body or of what it carries."""
    return next((value for part in _parts(body) for name in names if (value := text(part, name).strip())), "")


def _parts(body: Document) -> Iterator[Document]:
    yield body
    for name in _INNER:
        yield child(body, name)
