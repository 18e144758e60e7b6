"""Cancel an order: a write-back of its own; the stock returns when the mall shows the cancel (G4-23)."""

from collections.abc import Collection

from django.db import transaction

from ichigen.domain.write_back import CANCEL_LABELS, Cancel, CancelReason, GuardRefusal, StepPlan
from ichigen.mallkit.registry import mall
from ichigen.services.orders.events import add_event
from ichigen.services.write_back.open import ALREADY_OPEN, open_write_back, plan_for
from ichigen.store.orders import Order
from ichigen.store.worklist import AuditLog
from ichigen.store.write_backs import WriteBack

ALREADY_CANCELLED = GuardRefusal("already_cancelled", "この受注はすでにキャンセルされています。")
SHIP_RUNNING = GuardRefusal(
    "ship_running",
    "出荷の報告がモールへ送信中か、要対応に残っています。完了を待つか、書出を中止してからキャンセルしてください。",
)
REASON_NOT_TAKEN = GuardRefusal(
    "cancel_reason_not_taken",
    "このモールでは、このキャンセル理由を使えません。キャンセルの画面に表示される理由から選ぶか、モールの画面でキャンセルしてください。",
)

#: Write-backs that stand in the way of another one.
IN_THE_WAY = (WriteBack.State.OPEN, WriteBack.State.FAILED)


def plan_cancel(order: Order, intent: Cancel, open_kinds: Collection[str]) -> tuple[StepPlan, ...] | GuardRefusal:
    """Return the steps of a cancel, or why it cannot begin. `open_kinds`: kinds of the order's write-backs `IN_THE_WAY`."""
    if order.phase == "cancelled":
        return ALREADY_CANCELLED
    if "ship" in open_kinds:
        return SHIP_RUNNING
    if "cancel" in open_kinds:
        return ALREADY_OPEN
    if intent.reason not in reasons_of(order):
        return REASON_NOT_TAKEN
    return plan_for(order, intent)


def reasons_of(order: Order) -> tuple[CancelReason, ...]:
    """Return the reasons that the order's mall takes."""
    return mall(order.account.mall_id).write_back.cancel_reasons


def why_not(order: Order) -> GuardRefusal | None:
    """Return why an order cannot be cancelled from here whatever reason is given, None where it can; one query."""
    open_kinds = _in_the_way(order)
    plans = [plan_cancel(order, Cancel(reason), open_kinds) for reason in reasons_of(order)]
    refusals = [plan for plan in plans if isinstance(plan, GuardRefusal)]
    return refusals[0] if len(refusals) == len(plans) else None


def cancel_order(
    order_id: int, reason: CancelReason, detail: str, restock: bool, actor_id: int | None
) -> GuardRefusal | None:
    """Ask the mall to cancel; None when the write-back is open, otherwise why nothing was changed."""
    with transaction.atomic():
        order = Order.objects.select_for_update(of=("self",), no_key=True).select_related("account").get(id=order_id)
        intent = Cancel(reason, detail, restock)
        steps = plan_cancel(order, intent, _in_the_way(order))
        if isinstance(steps, GuardRefusal):
            return steps
        opened = open_write_back(order, intent, steps, actor_id)
        if isinstance(opened, GuardRefusal):
            return opened
        AuditLog.objects.create(
            actor_id=actor_id,
            action="order.cancel",
            subject="order",
            subject_id=order.id,
            reason=detail[:300],
            data={"reason": reason.value, "restock": restock},
        )
        add_event(order.id, "cancel_requested", f"キャンセルを申請しました（{CANCEL_LABELS[reason]}）", actor_id)
    return None


def _in_the_way(order: Order) -> set[str]:
    return set(order.write_backs.filter(state__in=IN_THE_WAY).values_list("kind", flat=True))
