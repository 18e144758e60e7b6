"""Ship an order, and with a 親注文 its 子注文 (G3-26, G3-27)."""

from collections.abc import Sequence

from django.db import transaction

from ichigen.domain.bundles import IS_CHILD, Member, notices
from ichigen.domain.orders import Parcel
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.orders.bundle import children_of, lock_bundle, member
from ichigen.services.orders.events import add_event
from ichigen.services.orders.follow import follow
from ichigen.services.orders.ship_one import (
    ALREADY_SHIPPED,
    CANCEL_RUNNING,
    HELD_HERE,
    NO_PARCEL,
    ship_one,
)
from ichigen.services.orders.stock_of import restage_orders

__all__ = ["ALREADY_SHIPPED", "CANCEL_RUNNING", "HELD_HERE", "NO_PARCEL", "ship_order"]

BY_HAND = "親注文だけを書き出しました。この子注文は、モールの画面で処理してください。"


@transaction.atomic
def ship_order(order_id: int, parcels: Sequence[Parcel], actor_id: int | None) -> GuardRefusal | None:
    """Record the shipment; None when done, otherwise why this order was not changed.

    Where the 親注文 may go, the 子注文 go first: one that is refused leaves the 親注文 open, and those before it stay shipped,
    so that shipping it again goes on where it stopped. A 子注文 that is here is not shipped by itself. All orders are locked
    before anything else and their stock is moved at once, so that a caller's transaction locks in the order of everybody.
    """
    lock_bundle(order_id)
    order = member(order_id)
    if order.parent_id is not None and order.open:
        return IS_CHILD
    left: list[int] = []
    refusal = _ship_children(order, parcels, actor_id, left) if order.has_children and parcels else None
    if refusal is None:
        refusal = _ship(order_id, parcels, actor_id, left)
    if left:
        restage_orders(left)
    return refusal


def _ship(order_id: int, parcels: Sequence[Parcel], actor_id: int | None, left: list[int]) -> GuardRefusal | None:
    """Ship one of them; where its goods leave now it is added to `left`."""
    outcome = ship_one(order_id, parcels, actor_id)
    if isinstance(outcome, GuardRefusal):
        return outcome
    if outcome:
        left.append(order_id)
    return None


def _ship_children(
    order: Member, parcels: Sequence[Parcel], actor_id: int | None, left: list[int]
) -> GuardRefusal | None:
    """No buyer is told of a parcel that does not leave, or keeps the number of one that was corrected."""
    refusal = _refusal(order.id, parcels, actor_id)
    if refusal not in (None, ALREADY_SHIPPED):
        return refusal
    split = notices(order, children_of(order.id))
    for child in split.written:
        refused = _ship(child.id, parcels, actor_id, left)
        if refused is not None:
            return _of_child(child, refused)
    for child in split.gone if refusal is None else ():
        refused = follow(child, parcels, actor_id)
        if refused is not None:
            return _of_child(child, refused)
    for child in split.by_hand:
        add_event(child.id, "bundle", BY_HAND, actor_id)
    return None


def _of_child(child: Member, refusal: GuardRefusal) -> GuardRefusal:
    return GuardRefusal(refusal.code, f"子注文 {child.number}: {refusal.message}")


def _refusal(order_id: int, parcels: Sequence[Parcel], actor_id: int | None) -> GuardRefusal | None:
    """Say whether the 親注文 could be shipped now, and change nothing."""
    with transaction.atomic():
        outcome = ship_one(order_id, parcels, actor_id)
        transaction.set_rollback(True)
    return outcome if isinstance(outcome, GuardRefusal) else None
