"""The SKU and location a person moves stock of, and the rule of the 一点物."""

from django.db.models import Sum

from ichigen.services.stock.refusal import StockRefused
from ichigen.store import ledger
from ichigen.store.goods import Location, Sku
from ichigen.store.stock import StockLevel

LARGEST = 1_000_000


def lock_goods(sku_id: int, location_id: int) -> int:
    """Lock the SKU, then what a movement of it locks, and return its on_hand at the location; inside a transaction.

    The SKU's row stands for levels that do not exist yet: two people who count it wait for each other, whatever the
    location. Raises `StockRefused` for unknown goods.
    """
    if Sku.objects.select_for_update(no_key=True).filter(pk=sku_id).first() is None:
        raise StockRefused("sku_unknown", "この SKU は登録されていません。商品の一覧を開き直してください。")
    if not Location.objects.filter(pk=location_id).exists():
        raise StockRefused("location_unknown", "この店舗・倉庫は登録されていません。選び直してください。")
    ledger.lock_listings([sku_id])
    levels = StockLevel.objects.select_for_update(no_key=True).filter(sku_id=sku_id, location_id=location_id)
    return levels.values_list("on_hand", flat=True).first() or 0


def check_units(units: int) -> None:
    """Raise `StockRefused` for a number that can only be a slip of the hand."""
    if abs(units) > LARGEST:
        raise StockRefused("too_many", f"数量は {LARGEST:,} 以下で入力してください。")


def check_one_off(sku_id: int) -> None:
    """Raise `StockRefused`, after the movement and before the commit, where a 一点物 would be in stock twice."""
    total = StockLevel.objects.filter(sku_id=sku_id, sku__one_off=True).aggregate(on_hand=Sum("on_hand"))["on_hand"]
    if total is not None and total > 1:
        raise StockRefused("one_off", "一点物の在庫は 0 か 1 です。別の商品なら、新しい SKU として登録してください。")
