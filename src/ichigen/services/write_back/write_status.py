"""Write one order's status now, because a person says so; before payment only with a permission and a reason (G4-22)."""

from django.db import transaction

from ichigen.domain.eligibility import Excluded, Question
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.clock import now
from ichigen.services.orders.events import add_event
from ichigen.services.write_back.judging import judge_of
from ichigen.services.write_back.status_table import table_of
from ichigen.services.write_back.status_writes import give_way, lock_orders, open_status_write
from ichigen.store import to_judge
from ichigen.store.accounts import Account
from ichigen.store.orders import Order
from ichigen.store.worklist import AuditLog

NO_TABLE = GuardRefusal("no_status_table", "このモールには、ステータスの紐付けがありません。")
NO_REASON = GuardRefusal("no_reason", "入金前に書き出す理由を入力してください。")
NOT_LIVE = GuardRefusal("not_live", "在庫連動を開始していないアカウントには書き出せません。")
UNDER_WAY = GuardRefusal(
    "status_under_way", "ステータスの書出の結果を確認中です。確認が終わってから、もう一度操作してください。"
)


def write_status(order_id: int, actor_id: int | None) -> GuardRefusal | None:
    """Write what the table says of the order as it is; None when done, otherwise why not."""
    return _write(order_id, actor_id, "")


def write_before_payment(order_id: int, reason: str, actor_id: int | None) -> GuardRefusal | None:
    """The same without the payment guard. The caller has checked the permission; the reason is recorded."""
    return _write(order_id, actor_id, reason.strip()) if reason.strip() else NO_REASON


@transaction.atomic
def _write(order_id: int, actor_id: int | None, reason: str) -> GuardRefusal | None:
    account = Account.objects.only("id", "mall_id", "mode").get(
        pk=Order.objects.values_list("account_id", flat=True).get(pk=order_id)
    )
    table = table_of(account.mall_id)
    if table is None or account.mode != Account.Mode.LIVE:
        return NO_TABLE if table is None else NOT_LIVE
    order = lock_orders([order_id])[0]
    if not give_way(order, "いまの内容で書き直すため", actor_id):
        transaction.set_rollback(True)  # what is left of the earlier one is still to be written
        return UNDER_WAY
    judge = judge_of(account.pk, table)
    verdict = judge.verdicts([order], Question(now(), before_payment=bool(reason)))[order.pk]
    if isinstance(verdict, Excluded):
        transaction.set_rollback(True)
        return GuardRefusal(verdict.code, verdict.message)
    opened = open_status_write(order, judge, verdict, actor_id, before_payment=bool(reason))
    if isinstance(opened, GuardRefusal):
        return opened
    to_judge.mark_judged([order.pk])
    if reason:
        add_event(order.pk, "before_payment", f"入金前の書出を許可しました: {reason}", actor_id)
        AuditLog.objects.create(
            actor_id=actor_id,
            action="write_back.before_payment",
            subject="order",
            subject_id=order.pk,
            reason=reason[:300],
            data={"changes": [[c.field, c.before, c.after] for c in verdict.changes]},
        )
    return None
