"""Write an order's status to its mall by the status table: by itself when it changes, or because a person says so."""

from collections.abc import Sequence

from django.db import transaction

from ichigen.domain.eligibility import Excluded, Question, Target, Verdict
from ichigen.domain.phases import GONE
from ichigen.domain.status_changes import Change
from ichigen.domain.status_table import StatusTable
from ichigen.domain.write_back import GuardRefusal, SetStatus
from ichigen.mallkit.manifest import Mall
from ichigen.services.clock import now
from ichigen.services.orders.events import add_event
from ichigen.services.worklist import Item, close_item, open_item
from ichigen.services.write_back.drop import give_up
from ichigen.services.write_back.judging import Judge, judge_of
from ichigen.services.write_back.open import mall_view, open_write_back
from ichigen.store import steps, to_judge
from ichigen.store.accounts import Account
from ichigen.store.orders import Order, Shipment
from ichigen.store.write_backs import WriteBack

BATCH = 100


def open_due(account: Account, kind: Mall) -> int:
    """Judge the orders whose status or payment changed and open what is to be written; return how many were opened.

    A changed table changes no status, so it writes nothing by itself (G4-33); a changed order is one event (G3-28).
    What the shop itself shipped is written; what was shipped on the mall alone waits for 更新実行, for it would complete it.
    """
    if kind.status_table is None:
        return 0
    to_judge.mark_present(account.pk, account.started_at)
    opened, after = 0, 0
    while ids := to_judge.to_judge(account.pk, after, BATCH):
        after = ids[-1]
        opened += _open_batch(account, kind.status_table, ids)
    return opened


@transaction.atomic
def _open_batch(account: Account, table: StatusTable, ids: Sequence[int]) -> int:
    orders = [order for order in lock_orders(ids) if give_way(order, "ステータスが変わったため", None)]
    judge = judge_of(account.pk, table)
    verdicts = judge.verdicts(orders, Question(now()))
    sent_here = set(Shipment.objects.filter(order_id__in=list(verdicts)).values_list("order_id", flat=True))
    opened = 0
    for order in orders:
        verdict = verdicts[order.pk]
        if isinstance(verdict, Target) and (order.status.phase not in GONE or order.pk in sent_here):
            opened += not isinstance(open_status_write(order, judge, verdict, None), GuardRefusal)
    to_judge.mark_judged([order.pk for order in orders if not _passes(verdicts[order.pk])])
    return opened


def _passes(verdict: Verdict) -> bool:
    """What keeps the order from being written ends by itself or by a person; then it is judged again."""
    return isinstance(verdict, Excluded) and verdict.code in ("held_by_mall", "under_way", "on_worklist")


def lock_orders(ids: Sequence[int]) -> list[Order]:
    """Return the orders, locked, with their status, in the order of the locks everywhere (by id)."""
    locking = Order.objects.select_for_update(of=("self",), no_key=True)
    return list(locking.select_related("status").filter(pk__in=ids).order_by("id"))


def open_status_write(
    order: Order, judge: Judge, target: Target, actor_id: int | None, *, before_payment: bool = False
) -> WriteBack | GuardRefusal:
    """Open the write-back of a 対象 on a locked order; what the mall cannot take goes to 要対応 until it is solved."""
    subject = judge.subjects([order])[order.pk]
    intent = SetStatus(target.state, subject.parcels, subject.delivery, before_payment)
    planned = judge.table.plan(intent, mall_view(order))
    outcome = planned if isinstance(planned, GuardRefusal) else open_write_back(order, intent, planned, actor_id)
    if isinstance(outcome, GuardRefusal):
        _tell(order, outcome)
        return outcome
    close_item(_key(order), "書き出しました。")
    message = f"ステータスを書き出します（{said(target.changes)}）"
    add_event(order.pk, "status_write", message, actor_id)
    return outcome


def give_way(order: Order, why: str, actor_id: int | None) -> bool:
    """Take back the status write-back of a locked order that something newer replaces; False while one is in doubt.

    Of one in doubt nothing more is begun; what was sent is proved to the end.
    """
    older = order.write_backs.filter(kind="status", state__in=(WriteBack.State.OPEN, WriteBack.State.FAILED)).first()
    if older is None:
        return True
    steps.lock_steps(older.pk)
    if older.state == WriteBack.State.OPEN and steps.in_doubt(older.pk):
        steps.supersede(older.pk)
        return False
    give_up(older, why, actor_id)
    return True


def said(changes: Sequence[Change]) -> str:
    """Return what changes in one line, for the timeline."""
    return "、".join(f"{change.field}: {change.before or '—'} → {change.after}" for change in changes)


def _tell(order: Order, refusal: GuardRefusal) -> None:
    open_item(
        Item(
            key=_key(order),
            code="status_refused",
            title=f"受注 {order.number}: ステータスを書き出せません",
            cause=f"{refusal.message}（{refusal.code}）",
            action="原因を直してから、受注の「いまの内容を書き出す」を押してください。",
            account_id=order.account_id,
            order_id=order.pk,
        )
    )


def _key(order: Order) -> str:
    return f"status_write:{order.pk}"
