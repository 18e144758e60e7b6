"""調整: the stock is not what the books say."""

from django.db import transaction

from ichigen.domain.stock import MovementKind
from ichigen.services.stock.goods import check_one_off, check_units, lock_goods
from ichigen.services.stock.record import reason_given, record
from ichigen.services.stock.refusal import StockRefused
from ichigen.store import ledger, opening
from ichigen.store.ledger import Movement


@transaction.atomic
def adjust_stock(
    sku_id: int,
    location_id: int,
    *,
    delta: int | None = None,
    counted: int | None = None,
    reason: str,
    actor_id: int | None,
) -> int:
    """Change on_hand by a difference or to a counted number (one of the two); return the difference in pieces.

    A count that agrees with the books is recorded in the 操作履歴 and moves nothing. The first one of a SKU is an entry of
    0 pieces: the SKU has been counted, and no opening says otherwise. Raises `StockRefused`.
    """
    if (delta is None) == (counted is None):
        raise ValueError("either delta or counted")
    reason = reason_given(reason)
    on_hand = lock_goods(sku_id, location_id)
    change = counted - on_hand if counted is not None else delta or 0
    check_units(change)
    if on_hand + change < min(0, on_hand):
        raise StockRefused(
            "below_zero", f"在庫は {on_hand} 個です。0 個より少なくはできません。数えた数を確認してください。"
        )
    if change or (counted is not None and opening.never_counted([sku_id])):
        movement = Movement(sku_id, location_id, MovementKind.ADJUST, on_hand=change, note=reason, actor_id=actor_id)
        moved = ledger.move_one(movement)
        check_one_off(sku_id)
    else:
        moved = ledger.Moved(())
    record(
        moved, "stock.adjust", ("sku", sku_id), reason, actor_id, location=location_id, change=change, counted=counted
    )
    return change
