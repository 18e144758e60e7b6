"""移動: goods go from one 店舗・倉庫 to another."""

from django.db import transaction

from ichigen.domain.stock import MovementKind
from ichigen.services.stock.goods import check_units, lock_goods
from ichigen.services.stock.record import record
from ichigen.services.stock.refusal import StockRefused
from ichigen.store import ledger
from ichigen.store.goods import Location
from ichigen.store.ledger import Movement
from ichigen.store.stock import StockLevel


@transaction.atomic
def transfer_stock(
    sku_id: int, source_id: int, target_id: int, units: int, note: str = "", actor_id: int | None = None
) -> None:
    """Move `units` (at least 1) that nobody holds; two entries in one statement. Raises `StockRefused`."""
    if units < 1:
        raise StockRefused("units_missing", "移動する数を 1 以上で入力してください。")
    check_units(units)
    if source_id == target_id:
        raise StockRefused("same_location", "移動元と移動先が同じです。別の場所を選んでください。")
    if not Location.objects.filter(pk=target_id).exists():
        raise StockRefused("location_unknown", "この店舗・倉庫は登録されていません。選び直してください。")
    on_hand = lock_goods(sku_id, source_id)
    held = (
        StockLevel.objects.filter(sku_id=sku_id, location_id=source_id).values_list("reserved", flat=True).first() or 0
    )
    if units > on_hand - held:
        raise StockRefused(
            "not_enough",
            f"移動元の在庫は {on_hand} 個、うち確保が {held} 個です。動かせるのは {max(0, on_hand - held)} 個です。",
        )
    note = note.strip()[:200]
    both = (Movement(sku_id, place, MovementKind.TRANSFER, change, note=note, actor_id=actor_id)
            for place, change in ((source_id, -units), (target_id, units)))  # fmt: skip
    moved = ledger.move_many(list(both))
    subject = ("sku", sku_id)
    record(moved, "stock.transfer", subject, note, actor_id, source=source_id, target=target_id, units=units)
