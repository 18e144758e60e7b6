"""同梱 of orders: a person joins them, and may take one out again while it is here (G3-26, G3-27)."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from ichigen.domain.bundles import NOT_OPEN, Member, join_problem
from ichigen.domain.buyers import is_anonymous
from ichigen.domain.phases import HOLDING, Phase
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.orders.events import add_event
from ichigen.services.write_back.open import mall_view
from ichigen.store.orders import Order


def join_orders(parent_id: int, child_ids: Sequence[int], actor_id: int | None) -> GuardRefusal | None:
    """Make orders the 子注文 of another; None when done, else why none of them was."""
    with transaction.atomic():
        _lock([parent_id, *child_ids])
        found = {one.id: one for one in _members(Order.objects.filter(pk__in=[parent_id, *child_ids]))}
        parent = found[parent_id]
        joined = [found[child_id] for child_id in child_ids]
        problem = next(filter(None, (join_problem(parent, child) for child in joined)), None)
        if problem is not None:
            return problem
        Order.objects.filter(pk__in=child_ids).update(parent_id=parent_id)
        for child in joined:
            add_event(child.id, "bundle", f"受注 {parent.number} に同梱しました（子注文）", actor_id)
            add_event(parent.id, "bundle", f"受注 {child.number} を同梱しました（親注文）", actor_id)
    return None


def leave_bundle(child_id: int, actor_id: int | None) -> GuardRefusal | None:
    """Take a 子注文 out of its bundle; None when done or where it is in none."""
    with transaction.atomic():
        _lock([child_id])
        child = member(child_id)
        if child.parent_id is None:
            return None
        if not child.open:
            return NOT_OPEN
        Order.objects.filter(pk=child_id).update(parent_id=None)
        add_event(child.parent_id, "bundle", f"受注 {child.number} の同梱を解除しました", actor_id)
        add_event(child_id, "bundle", "同梱を解除しました", actor_id)
    return None


def member(order_id: int) -> Member:
    """Return an order as a bundle looks at it. Raises `Order.DoesNotExist`."""
    found = _members(Order.objects.filter(pk=order_id))
    if not found:
        raise Order.DoesNotExist
    return found[0]


def children_of(order_id: int) -> tuple[Member, ...]:
    """Return the 子注文 of an order, in the order they came."""
    return _members(Order.objects.filter(parent_id=order_id))


def bundle_candidates(order_id: int) -> tuple[Member, ...]:
    """Return the orders that could become 子注文 of this one."""
    parent = member(order_id)
    if parent.address is None or not parent.open or parent.parent_id is not None:
        return ()
    alike = Order.objects.filter(account_id=parent.account_id, phase__in=HOLDING, search__ship_key=parent.address)
    found = _members(alike.filter(parent=None).exclude(pk=order_id))
    return tuple(child for child in found if join_problem(parent, child) is None)


def _lock(order_ids: Sequence[int]) -> None:
    """In the order of the locks everywhere (by id). Raises `Order.DoesNotExist`."""
    locking = Order.objects.select_for_update(of=("self",), no_key=True).only("id")
    if len(locking.filter(pk__in=order_ids).order_by("id")) < len(set(order_ids)):
        raise Order.DoesNotExist


def _members(found: QuerySet[Order]) -> tuple[Member, ...]:
    """One query for any number of orders."""
    rows = found.annotate(
        address=F("search__ship_key"), is_parent=Exists(Order.objects.filter(parent_id=OuterRef("pk")))
    )
    return tuple(
        Member(
            id=order.pk,
            number=order.number,
            account_id=order.account_id,
            address=vars(order)["address"],
            open=Phase(order.phase) in HOLDING,
            anonymous=is_anonymous(mall_view(order)),
            parent_id=order.parent_id,
            has_children=vars(order)["is_parent"],
        )
        for order in rows.order_by("id")
    )
