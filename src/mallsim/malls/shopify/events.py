"""The webhook sender (section 9): what happened is written down at once and sent until the shop answers 2xx."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from hashlib import sha256
from hmac import new as hmac_of
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mallsim.core.notices import Notice
from mallsim.malls.shopify import rest
from mallsim.malls.shopify.model import Fulfilment, Level, Order, Product, Refund, Subscription
from mallsim.malls.shopify.times import iso
from mallsim.malls.shopify.topics import HEADER
from mallsim.malls.shopify.versions import NEWEST_OFFSET, version_from

if TYPE_CHECKING:
    from mallsim.malls.shopify.shop import Shop

RETRIES_S = (60, 120, 240, 480, 960, 1920, 3840, 6780)
"""Eight retries within four hours; the single waits are our choice."""
ID_HEADER = "X-Shopify-Webhook-Id"


@dataclass(frozen=True, slots=True)
class Pending:
    """One thing to tell one subscriber; ``tries`` attempts failed so far."""

    id: str
    subscription_id: int
    topic: str
    body: bytes
    happened: float
    due: float
    tries: int = 0


class Events:
    """Subscriptions and what is still to be sent."""

    def __init__(self, shop: Shop, secret: str) -> None:
        self._shop = shop
        self._secret = secret
        self.clear()

    def clear(self) -> None:
        """Forget subscriptions and what was to be sent."""
        self.subscriptions: dict[int, Subscription] = {}
        self.pending: dict[str, Pending] = {}
        self._sent: dict[str, Pending] = {}
        self._count = 0

    def checkpoint(self) -> Callable[[], None]:
        """Remember; the result puts it back."""
        subscriptions, pending = deepcopy(self.subscriptions), dict(self.pending)

        def restore() -> None:
            self.subscriptions, self.pending = subscriptions, pending

        return restore

    def order(self, order: Order, topic: str) -> None:
        """Something happened to an order."""
        hidden = {} if self._shop.switches.protected_customer_data else {"email": None}
        self._happen(topic, lambda: rest.order(order) | hidden)

    def fulfilment(self, shipment: Fulfilment, topic: str) -> None:
        """A fulfilment was made or changed."""
        self._happen(topic, lambda: rest.fulfilment(shipment))

    def stock(self, level: Level) -> None:
        """A stock number changed."""
        self._happen("INVENTORY_LEVELS_UPDATE", lambda: rest.level(level))

    def product(self, product: Product, topic: str) -> None:
        """A product was made or changed."""
        variants = [one for one in self._shop.variants.values() if one.product_id == product.id]
        self._happen(topic, lambda: rest.product(product, variants))

    def product_gone(self, product_id: int) -> None:
        """A product was deleted."""
        self._happen("PRODUCTS_DELETE", lambda: {"id": product_id})

    def refund(self, refund: Refund) -> None:
        """Money was given back."""
        self._happen("REFUNDS_CREATE", lambda: rest.refund(refund))

    def due(self) -> list[Notice]:
        """Take what is due now out of the queue."""
        now = self._shop.now()
        ready = [one for one in self.pending.values() if one.due <= now]
        for one in ready:
            del self.pending[one.id]
        wanted = {one.id: one for one in ready if one.subscription_id in self.subscriptions}
        self._sent |= wanted
        return [self._notice(one) for one in wanted.values()]

    def answered(self, notice: Notice, status: int | None) -> None:
        """2xx is taken; anything else is tried again, and a subscription that fails too often is removed."""
        one = self._sent.pop(notice.headers[ID_HEADER], None)
        subscription = self.subscriptions.get(one.subscription_id) if one else None
        if one is None or subscription is None:
            return
        if status is not None and 200 <= status < 300:
            subscription.failures = 0
            return
        subscription.failures += 1
        if subscription.failures >= self._shop.switches.webhook_failures:
            del self.subscriptions[subscription.id]
        elif one.tries < len(RETRIES_S):
            due = self._shop.after(RETRIES_S[one.tries])
            self.pending[one.id] = replace(one, tries=one.tries + 1, due=due)

    def _happen(self, topic: str, body: Callable[[], Mapping[str, Any]]) -> None:
        listening = [one for one in self.subscriptions.values() if one.topic == topic]
        if not listening:
            return
        document, now = body(), self._shop.now()
        for subscription in listening:
            kept = {n: v for n, v in document.items() if not subscription.include or n in subscription.include}
            raw = json.dumps(kept, ensure_ascii=False).encode()
            self._count += 1
            id = str(UUID(int=(subscription.id << 64) + self._count))
            self.pending[id] = Pending(id, subscription.id, topic, raw, now, now)

    def _notice(self, one: Pending) -> Notice:
        subscription = self.subscriptions[one.subscription_id]
        digest = hmac_of(self._secret.encode(), one.body, sha256).digest()
        headers = {
            "Content-Type": "application/json",
            "X-Shopify-Topic": HEADER[one.topic],
            "X-Shopify-Shop-Domain": self._shop.domain,
            "X-Shopify-API-Version": version_from(self._shop.switches.oldest_version, NEWEST_OFFSET),
            ID_HEADER: one.id,
            "X-Shopify-Event-Id": str(UUID(int=int(one.happened * 1_000_000))),
            "X-Shopify-Triggered-At": iso(one.happened),
            "X-Shopify-Hmac-Sha256": b64encode(digest).decode(),
        }
        if subscription.name:
            headers["X-Shopify-Name"] = subscription.name
        return Notice(HEADER[one.topic], subscription.uri, headers, one.body)
