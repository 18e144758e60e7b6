"""Changing the fields of one SKU by hand; its code stays, for orders and malls know it by that."""

from collections.abc import Mapping

from django.db import transaction

from ichigen.domain.json import Json
from ichigen.domain.sheets.goods import CHANGES
from ichigen.services.sheets.now import fields_of, pieces
from ichigen.store.goods import Sku
from ichigen.store.worklist import AuditLog


class GoodsRefused(Exception):
    """Nothing was changed: a code for programs, a Japanese sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@transaction.atomic
def edit_sku(sku_id: int, seen: Mapping[str, Json], wanted: Mapping[str, Json], actor_id: int | None) -> bool:
    """Set the fields of `wanted` that differ from what the person saw; False when nothing differs.

    A field that somebody else changed meanwhile is not overwritten. Raises `GoodsRefused`.
    """
    sku = Sku.objects.select_for_update(no_key=True).filter(pk=sku_id).first()
    if sku is None:
        raise GoodsRefused("sku_unknown", "この SKU は登録されていません。商品の一覧を開き直してください。")
    now = fields_of(sku)
    changes = {key: wanted[key] for key in CHANGES if key in wanted and wanted[key] != seen.get(key)}
    if any(now[key] != seen.get(key) for key in changes):
        raise GoodsRefused(
            "changed_since",
            "他の人が更新しました。いまの内容を表示しています。確かめてから、もう一度保存してください。",
        )
    if changes.get("one_off") and pieces([sku_id]).get(sku_id, 0) > 1:
        raise GoodsRefused("one_off", "在庫が 2 個以上あるため、一点物にできません。先に在庫を調整してください。")
    for key, value in changes.items():
        setattr(sku, key, value)
    if changes:
        sku.save(update_fields=list(changes))
        data = {key: [now[key], value] for key, value in changes.items()}
        AuditLog.objects.create(actor_id=actor_id, action="goods.edit", subject="sku", subject_id=sku_id, data=data)
    return bool(changes)
