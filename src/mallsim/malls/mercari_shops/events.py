"""The webhook sender (section 3.9): what happened to an order is written down at once and sent until the shop takes it.

Payload and topics are as client code has them; no signature is known, so nothing but the address proves a delivery.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mallsim.core.notices import Notice
from mallsim.malls.mercari_shops.schema import iso

if TYPE_CHECKING:
    from mallsim.malls.mercari_shops.shop import Shop

CREATED, PAID, CANCELED = "ORDER_TRANSACTION_CREATED", "ORDER_TRANSACTION_PAID", "ORDER_TRANSACTION_CANCELED"

TAKEN = frozenset({102, 200, 201, 202, 204})
"""Every other answer, and none, makes the mall try again (section 3.9)."""

RETRIES_S = (60, 300, 900, 3_600, 14_400, 43_200, 86_400, 86_400)
"""Several days in all (section 3.9); the single waits are our choice."""


@dataclass(frozen=True, slots=True)
class Pending:
    """One event for one webhook; ``tries`` attempts failed so far."""

    webhook: str
    notice: Notice
    due: float
    tries: int = 0


def happen(shop: Shop, topic: str, shop_id: str, order: str) -> None:
    """Write the event down for every webhook of its topic; some leave late, as one shop counted."""
    body = {
        "topic": topic.lower(),
        "shop_id": shop_id,
        "order_transaction_id": order,
        "created_at": iso(shop.now()),
    }
    raw, settings = json.dumps(body).encode(), shop.settings
    for webhook in shop.webhooks.values():
        if webhook.topic == topic:
            late_s = settings.webhook_late_s if shop.chance.random() < settings.webhook_late_share else 0.0
            notice = Notice(topic.lower(), webhook.end_point, {"Content-Type": "application/json"}, raw)
            shop.pending.append(Pending(webhook.id, notice, shop.after(settings.webhook_delay_s + late_s)))


def due(shop: Shop) -> list[Notice]:
    """Take out of the queue what is due now; what belongs to a deleted webhook is dropped."""
    now = shop.now()
    ready = [one for one in shop.pending if one.due <= now]
    shop.pending = [one for one in shop.pending if one.due > now]
    wanted = [one for one in ready if one.webhook in shop.webhooks]
    shop.sent += wanted
    return [one.notice for one in wanted]


def answered(shop: Shop, notice: Notice, status: int | None) -> None:
    """What was not taken comes again later with the same body."""
    one = next((one for one in shop.sent if one.notice is notice), None)
    if one is None:
        return
    shop.sent.remove(one)
    if status not in TAKEN and one.tries < len(RETRIES_S):
        shop.pending.append(replace(one, due=shop.after(RETRIES_S[one.tries]), tries=one.tries + 1))
