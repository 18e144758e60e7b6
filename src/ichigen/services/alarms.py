"""“Work for 60 s and no finished run” is an alarm, never a silence (design: loops); nor is a mall that only asks to wait."""

from collections.abc import Sequence

from ichigen.domain.loops import LoopKind, loop_label
from ichigen.services.worklist import Item, close_item, open_item
from ichigen.store.alarms import PutOff, Silent, open_keys, put_off, silent

CODE = "loop_silent"
AFTER_S = 60.0

PUT_OFF_CODE = "intake_put_off"
PUT_OFF_AFTER_S = 300.0


def watch_loops(after_s: float = AFTER_S, put_off_after_s: float = PUT_OFF_AFTER_S) -> None:
    """Put loops that finish nothing on 要対応, and take those off that do again."""
    _show(CODE, [_item(found) for found in silent(after_s)])
    _show(PUT_OFF_CODE, [_waiting(found) for found in put_off(put_off_after_s)])


def _show(code: str, items: Sequence[Item]) -> None:
    for item in items:
        open_item(item)
    for key in open_keys(code) - {item.key for item in items}:
        close_item(key, "自動で回復しました。")


def _waiting(found: PutOff) -> Item:
    return Item(
        key=f"{PUT_OFF_CODE}:{found.account_id}:{LoopKind.INTAKE}",
        code=PUT_OFF_CODE,
        title=f"{found.account}: 受注を5分以上取り込めていません",
        cause=found.said or "モールが、時間をおいて読み取るように求めています。",
        action="自動で再試行しています。「再試行」を押すと、待たずに1回だけ読み取ります。急ぐ受注は、モールの画面で確認してください。"
        "続く場合は、同じアカウントを使うほかのツールを止めるか、モールの障害のお知らせを確認してください。",
        urgent=True,
        account_id=found.account_id,
    )


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
