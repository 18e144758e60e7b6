"""News from the mall (section 9): whether a delivery is genuine, and what is to be read because of it. Pure.

The body is the shape of the old REST interface: only its ids are used, everything is read through GraphQL.
"""

import hmac
from base64 import b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256

from ichigen.mallkit.errors import Refused
from ichigen.mallkit.json_values import Unreadable, parse_json
from ichigen.mallkit.signals import Delivery, Signal
from ichigen.malls.shopify.wire_values import Node

#: Topics we subscribe to. What happens to a fulfilment or a payment shows in the order, too.
TOPICS = (
    "ORDERS_CREATE",
    "ORDERS_UPDATED",
    "ORDERS_PAID",
    "ORDERS_CANCELLED",
    "REFUNDS_CREATE",
    "INVENTORY_LEVELS_UPDATE",
    "APP_UNINSTALLED",
)


def receive(delivery: Delivery, account: Mapping[str, str]) -> Signal | None:
    """Return what to read, None for news of no concern; `Refused` where the delivery is not proved to be the mall's."""
    signature = delivery.headers.get("x-shopify-hmac-sha256", "")
    secret = account.get("client_secret", "").strip()
    if not secret:
        raise Refused("webhook.no_secret", "シークレットが登録されていないため、通知の署名を確かめられません。")
    if not hmac.compare_digest(signed(delivery.body, secret).encode(), signature.encode()):
        raise Refused("webhook.signature", "通知の署名が違います。")
    shop = delivery.headers.get("x-shopify-shop-domain", "").strip().lower()
    if shop != account.get("shop_domain", "").strip().lower():
        raise Refused("webhook.shop", "別のストアの通知です。")
    read = _READ.get(delivery.headers.get("x-shopify-topic", "").strip().lower())
    if read is None:
        return None
    key = (delivery.headers.get("x-shopify-webhook-id") or signature)[:200]
    try:
        return read(key, parse_json(delivery.body))
    except Unreadable:  # genuine, though we cannot read it: something moved
        return Signal(key, poll=True)


def signed(body: bytes, secret: str) -> str:
    """Return the signature of a body: base64 of HMAC-SHA256 with the app's client secret (trap 11)."""
    return b64encode(hmac.digest(secret.encode(), body, sha256)).decode()


def _orders(member: str) -> Callable[[str, Node], Signal]:
    def read(key: str, body: Node) -> Signal:
        return Signal(key, orders=(_id(body, member),))

    return read


def _listing(key: str, body: Node) -> Signal:
    return Signal(key, listings=(_id(body, "inventory_item_id"),))


def _poll(key: str, body: Node) -> Signal:
    """Nothing to read by its id: the next call shows what is the matter."""
    return Signal(key, poll=True)


def _id(body: Node, member: str) -> str:
    value = body.get(member)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 10**20:
        raise Unreadable(member)
    return str(value)


_READ: Mapping[str, Callable[[str, Node], Signal]] = {
    "orders/create": _orders("id"),
    "orders/updated": _orders("id"),
    "orders/paid": _orders("id"),
    "orders/cancelled": _orders("id"),
    "orders/fulfilled": _orders("id"),
    "orders/partially_fulfilled": _orders("id"),
    "fulfillments/create": _orders("order_id"),
    "fulfillments/update": _orders("order_id"),
    "refunds/create": _orders("order_id"),
    "inventory_levels/update": _listing,
    "app/uninstalled": _poll,
}
