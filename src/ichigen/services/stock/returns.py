"""返品待ち: goods of an order cancelled after they had left. A person puts them back or writes them off (design: stock 9)."""

from collections import Counter

from django.db import transaction
from django.db.models import Sum

from ichigen.domain.phases import Phase
from ichigen.domain.stock import MovementKind
from ichigen.services.clock import now
from ichigen.services.stock.goods import check_one_off, lock_goods
from ichigen.services.stock.record import reason_given, record
from ichigen.services.stock.refusal import StockRefused
from ichigen.services.worklist import close_item
from ichigen.store import ledger
from ichigen.store.goods import Sku
from ichigen.store.ledger import Moved, Movement
from ichigen.store.orders import Order
from ichigen.store.returns import ReturnDecision
from ichigen.store.stock import Reservation


@transaction.atomic
def restock(order_id: int, sku_id: int, location_id: int, units: int, reason: str, actor_id: int | None) -> None:
    """再入庫: units that came back are in stock again (返品 in the ledger). Raises `StockRefused`."""
    reason = reason_given(reason)
    _check(order_id, sku_id, units)
    lock_goods(sku_id, location_id)
    moved = ledger.move_one(
        Movement(sku_id, location_id, MovementKind.RETURN, units, order_id=order_id, note=reason, actor_id=actor_id)
    )
    check_one_off(sku_id)
    _decide(moved, order_id, sku_id, location_id, units, reason, actor_id)


@transaction.atomic
def write_off(order_id: int, sku_id: int, units: int, reason: str, actor_id: int | None) -> None:
    """廃棄: the units are lost or unsaleable. They left with the shipment, so the stock stays. Raises `StockRefused`."""
    reason = reason_given(reason)
    _check(order_id, sku_id, units)
    _decide(Moved(()), order_id, sku_id, None, units, reason, actor_id)


def undecided(order_ids: list[int]) -> dict[tuple[int, int], int]:
    """Return, by order and SKU, the units that left and of which nobody has said what became of them."""
    left: Counter[tuple[int, int]] = Counter()
    taken = Reservation.objects.filter(order_line__order_id__in=order_ids, taken__gt=0).order_by()
    for order_id, sku_id, units in taken.values_list("order_line__order_id", "sku_id").annotate(n=Sum("taken")):
        left[order_id, sku_id] += units
    decided = ReturnDecision.objects.filter(order_id__in=order_ids).order_by()
    for order_id, sku_id, units in decided.values_list("order_id", "sku_id").annotate(n=Sum("units")):
        left[order_id, sku_id] -= units
    return {key: units for key, units in left.items() if units > 0}


def _check(order_id: int, sku_id: int, units: int) -> None:
    """Lock the SKU, then the order, and refuse what cannot be; listings and levels are locked after both."""
    Sku.objects.select_for_update(no_key=True).filter(pk=sku_id).first()
    order = Order.objects.select_for_update(no_key=True).only("phase").filter(pk=order_id).first()
    if order is None or order.phase != Phase.CANCELLED:
        raise StockRefused("not_returned", "この受注は返品待ちではありません。画面を開き直してください。")
    left = undecided([order_id]).get((order_id, sku_id), 0)
    if not 1 <= units <= left:
        raise StockRefused("units_left", f"この商品の返品待ちは {left} 個です。1～{left} の数を入力してください。")


def _decide(
    moved: Moved, order_id: int, sku_id: int, location_id: int | None, units: int, reason: str, actor_id: int | None
) -> None:
    ReturnDecision.objects.create(
        order_id=order_id, sku_id=sku_id, location_id=location_id, units=units, note=reason, at=now(), actor_id=actor_id
    )
    if not undecided([order_id]):
        close_item(f"return_pending:{order_id}", "返品の扱いを決めました")
    action = "return.restock" if location_id else "return.write_off"
    record(moved, action, ("order", order_id), reason, actor_id, sku=sku_id, location=location_id, units=units)
