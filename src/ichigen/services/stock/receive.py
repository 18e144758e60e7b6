"""入荷: goods come in."""

from django.db import transaction

from ichigen.domain.stock import MovementKind
from ichigen.services.stock.goods import check_one_off, check_units, lock_goods
from ichigen.services.stock.record import record
from ichigen.services.stock.refusal import StockRefused
from ichigen.store import ledger
from ichigen.store.ledger import Movement


@transaction.atomic
def receive_stock(sku_id: int, location_id: int, units: int, note: str = "", actor_id: int | None = None) -> None:
    """Add `units` (at least 1) that came in; `note` = 伝票番号 or where from. Raises `StockRefused`."""
    if units < 1:
        raise StockRefused("units_missing", "入荷した数を 1 以上で入力してください。")
    check_units(units)
    lock_goods(sku_id, location_id)
    note = note.strip()[:200]
    moved = ledger.move_one(
        Movement(sku_id, location_id, MovementKind.RECEIVE, on_hand=units, note=note, actor_id=actor_id)
    )
    check_one_off(sku_id)
    record(moved, "stock.receive", ("sku", sku_id), note, actor_id, location=location_id, units=units)
