"""News from the mall (page section 3.9): what a delivery says to read. Pure.

No signature is known: what proves a delivery is that it came to the account's own secret address. So it only ever makes us
read an order through the API, and the lists go on at their own pace: deliveries are late and lost.
"""

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

#: Every topic of an order begins so; what is written to and by the buyer moves no stock.
OF_ORDERS, OF_MESSAGES = "ORDER_", "_MESSAGE_"

#: Members as they were seen, and as the rest of this API would write them.
_SHOP = ("shop_id", "shopId")
_ORDER = ("order_transaction_id", "orderTransactionId")
_EVENT = ("event_id", "eventId")
_MOMENT = ("created_at", "createdAt", "occurredAt")
_INNER = ("payload", "data")

NUMBER_WIDTH = 100


def receive(delivery: Delivery, account: Mapping[str, str]) -> Signal | None:
    """Return what to read, None for news of no concern; `Refused` where the delivery names another shop."""
    try:
        body = parse_json(delivery.body)
    except Unreadable:  # at our address all the same: something moved
        return Signal(_key(delivery, {}), poll=True)
    shop, ours = _said(body, _SHOP), account.get(SHOP_ID, "").strip()
    if shop and ours and shop != ours:
        raise Refused("webhook.shop", "別のショップの通知です。")
    topic = text(body, "topic").strip().upper()
    if topic and (not topic.startswith(OF_ORDERS) or OF_MESSAGES in topic):
        return None
    number = _said(body, _ORDER)
    readable = bool(number) and number.isascii() and number.isprintable() and len(number) <= NUMBER_WIDTH
    key = _key(delivery, body)
    return Signal(key, orders=(number,)) if readable else Signal(key, poll=True)


def _key(delivery: Delivery, body: Document) -> str:
    """The same for a delivery and its repetition. Without a moment or an id two events could look alike: each is news then."""
    event = _said(body, _EVENT)
    if event:
        return sha256(event.encode(errors="replace")).hexdigest()
    told = sha256(delivery.body).hexdigest()
    return told if _said(body, _MOMENT) else f"{told}@{delivery.now_s:.3f}"


def _said(body: Document, names: tuple[str, ...]) -> str:
    """A member under the first of its names that has a value, of the body or of what it carries."""
    return next((value for part in _parts(body) for name in names if (value := text(part, name).strip())), "")


def _parts(body: Document) -> Iterator[Document]:
    yield body
    for name in _INNER:
        yield child(body, name)
