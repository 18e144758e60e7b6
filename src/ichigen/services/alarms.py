"""“Work for 60 s and no finished run” is an alarm, never a silence (design: loops)."""

from ichigen.domain.loops import loop_label
from ichigen.services.worklist import Item, close_item, open_item
from ichigen.store.alarms import Silent, open_keys, silent

CODE = "loop_silent"
AFTER_S = 60.0


def watch_loops(after_s: float = AFTER_S) -> None:
    """Put loops that finish nothing on 要対応, and take those off that do again."""
    items = [_item(found) for found in silent(after_s)]
    for item in items:
        open_item(item)
    for key in open_keys(CODE) - {item.key for item in items}:
        close_item(key, "自動で回復しました。")


def _item(found: Silent) -> Item:
    return Item(
        key=f"{CODE}:{found.account_id}:{found.kind}",
        code=CODE,
        title=f"{found.account}: {loop_label(found.kind)}が1分以上完了していません",
        cause=found.error or "処理の順番が回ってきていないか、処理が途中で止まっています。",
        action="自動で再試行しています。「再試行」を押すと、待たずに実行します。"
        "続く場合は、接続チェックで原因を確認し、サーバーの担当者に伝えてください。",
        urgent=True,
        account_id=found.account_id,
    )
