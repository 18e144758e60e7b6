"""同梱 of orders: a person joins them, and may take one out again while it is here (G3-26, G3-27)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from ichigen.domain.bundles import NOT_OPEN, Member, join_problem
from ichigen.domain.buyers import is_anonymous
from ichigen.domain.phases import GONE, HOLDING, Phase
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.orders.events import add_event
from ichigen.services.write_back.open import mall_view
from ichigen.store.order_search import OrderSearch
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


def lock_bundle(order_id: int) -> None:
    """Lock an order and its 子注文, by id, inside the caller's transaction: no other order joins meanwhile.

    Raises `Order.DoesNotExist`.
    """
    wanted, found = None, _family(order_id)
    while wanted != found:
        wanted = found
        with transaction.atomic():
            _lock(wanted)
            found = _family(order_id)
            if wanted != found:
                transaction.set_rollback(True)  # let go of them: one that joined may come first


def _family(order_id: int) -> list[int]:
    return [order_id, *Order.objects.filter(parent_id=order_id).order_by("id").values_list("id", flat=True)]


@dataclass(frozen=True, slots=True)
class SharedParcel:
    """同梱 as one of its orders sees it: its 親注文, its 子注文, and what could become one.

    `together`: how many open orders go to this address, this open one included; 0 where it is alone
    or in a bundle already (同梱候補).
    """

    parent: Member | None = None
    children: tuple[Member, ...] = ()
    joinable: tuple[Member, ...] = ()
    together: int = 0

    @property
    def shown(self) -> bool:
        """Is there anything to say?"""
        return bool(self.parent or self.children or self.joinable)


def shared_parcel(order: Order) -> SharedParcel:
    """Return what an order goes in one parcel with, or could; one query."""
    key = OrderSearch.objects.filter(order_id=order.pk).values("ship_key")[:1]
    family = Order.objects.filter(Q(pk__in=[order.pk, order.parent_id]) | Q(parent_id=order.pk))
    alike = Order.objects.filter(phase__in=HOLDING, search__ship_key=key)
    rows = _annotated(family).union(_annotated(alike), all=True)
    found = {row.pk: _member(row) for row in sorted(rows, key=lambda row: row.pk)}
    me = found.pop(order.pk)
    others = tuple(found.values())
    free = me.open and me.address is not None and not (me.parent_id or me.has_children)
    there = sum(one.open and one.address == me.address for one in others) if free else 0
    return SharedParcel(
        parent=found.get(me.parent_id) if me.parent_id else None,
        children=tuple(one for one in others if one.parent_id == me.id),
        joinable=tuple(one for one in others if one.parent_id is None and join_problem(me, one) is None),
        together=there + 1 if there else 0,
    )


def _lock(order_ids: Sequence[int]) -> None:
    """In the order of the locks everywhere (by id). Raises `Order.DoesNotExist`."""
    locking = Order.objects.select_for_update(of=("self",), no_key=True).only("id")
    if len(locking.filter(pk__in=order_ids).order_by("id")) < len(set(order_ids)):
        raise Order.DoesNotExist


def _members(found: QuerySet[Order]) -> tuple[Member, ...]:
    """One query for any number of orders."""
    return tuple(_member(order) for order in _annotated(found).order_by("id"))


def _annotated(found: QuerySet[Order]) -> QuerySet[Order]:
    is_parent = Exists(Order.objects.filter(parent_id=OuterRef("pk")))
    return found.annotate(address=F("search__ship_key"), is_parent=is_parent)


def _member(order: Order) -> Member:
    return Member(
        id=order.pk,
        number=order.number,
        account_id=order.account_id,
        address=vars(order)["address"],
        open=Phase(order.phase) in HOLDING,
        anonymous=is_anonymous(mall_view(order)),
        parent_id=order.parent_id,
        has_children=vars(order)["is_parent"],
        shipped=Phase(order.phase) in GONE,
    )
