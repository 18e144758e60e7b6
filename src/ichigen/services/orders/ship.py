"""Ship an order, and with a 親注文 its 子注文 (G3-26, G3-27)."""

from collections.abc import Sequence

from django.db import transaction

from ichigen.domain.bundles import IS_CHILD, notices
from ichigen.domain.orders import Parcel
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.orders.bundle import children_of, member
from ichigen.services.orders.events import add_event
from ichigen.services.orders.ship_one import (
    ALREADY_SHIPPED,
    CANCEL_RUNNING,
    HELD_HERE,
    NO_PARCEL,
    ship_one,
)

__all__ = ["ALREADY_SHIPPED", "CANCEL_RUNNING", "HELD_HERE", "NO_PARCEL", "ship_order"]

BY_HAND = "親注文だけを書き出しました。この子注文は、モールの画面で処理してください。"


def ship_order(order_id: int, parcels: Sequence[Parcel], actor_id: int | None) -> GuardRefusal | None:
    """Record the shipment; None when done, otherwise why this order was not changed.

    Where the 親注文 may go, the 子注文 go first, each in a transaction of its own: one that is refused leaves the 親注文
    open, so that shipping it again goes on where it stopped. A 子注文 that is here is not shipped by itself.
    """
    order = member(order_id)
    if order.parent_id is not None and order.open:
        return IS_CHILD
    if order.has_children and parcels:
        refusal = _refusal(order_id, parcels, actor_id)
        if refusal is not None and refusal != ALREADY_SHIPPED:
            return refusal
        split = notices(order, children_of(order_id))
        for child in split.written:
            refusal = ship_one(child.id, parcels, actor_id)
            if refusal is not None and refusal != ALREADY_SHIPPED:
                return GuardRefusal(refusal.code, f"子注文 {child.number}: {refusal.message}")
        for child in split.by_hand:
            add_event(child.id, "bundle", BY_HAND, actor_id)
    return ship_one(order_id, parcels, actor_id)


def _refusal(order_id: int, parcels: Sequence[Parcel], actor_id: int | None) -> GuardRefusal | None:
    """Say whether the 親注文 could be shipped now, and change nothing: no buyer is told of a parcel that does not leave."""
    with transaction.atomic():
        refusal = ship_one(order_id, parcels, actor_id)
        transaction.set_rollback(True)
    return refusal
