"""What every change of stock by a person leaves behind: an entry in the 操作履歴 and woken stock loops."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from ichigen.domain.json import Json
from ichigen.services.stock.refusal import StockRefused
from ichigen.services.stock.shortage import watch_shortage
from ichigen.services.wake import wake
from ichigen.store.ledger import Moved
from ichigen.store.worklist import AuditLog

REASON_LENGTH = 200


def reason_given(reason: str) -> str:
    """Return the trimmed reason. Raises `StockRefused` when there is none, or more than the ledger keeps."""
    reason = reason.strip()
    if not reason:
        raise StockRefused("reason_missing", "理由を入力してください。在庫台帳と操作履歴に残ります。")
    if len(reason) > REASON_LENGTH:
        raise StockRefused("reason_too_long", f"理由は {REASON_LENGTH} 文字以内で入力してください。")
    return reason


def record(
    moved: Moved, action: str, subject: tuple[str, int], reason: str, actor_id: int | None, **data: Json
) -> None:
    """Write the 操作履歴 in this transaction and wake the stock loops of the touched accounts after it."""
    assert transaction.get_connection().in_atomic_block  # the history and the movement stand or fall together
    AuditLog.objects.create(
        actor_id=actor_id, action=action, subject=subject[0], subject_id=subject[1], reason=reason, data=data
    )
    _follow(moved)


def record_each(
    moved: Moved, action: str, skus: Sequence[tuple[int, Mapping[str, Json]]], reason: str, actor_id: int | None
) -> None:
    """Like `record` for a change of many SKUs: one entry of the 操作履歴 for each (SKU id, data)."""
    assert transaction.get_connection().in_atomic_block
    AuditLog.objects.bulk_create(
        AuditLog(actor_id=actor_id, action=action, subject="sku", subject_id=sku_id, reason=reason, data=dict(data))
        for sku_id, data in skus
    )
    _follow(moved)


def _follow(moved: Moved) -> None:
    watch_shortage(moved)
    for account_id in moved.account_ids:
        wake(account_id, "stock")
