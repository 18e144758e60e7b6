"""Cancel an order: a write-back of its own; the stock returns when the mall shows the cancel (G4-23)."""

from django.db import transaction

from ichigen.domain.write_back import CANCEL_LABELS, Cancel, CancelReason, GuardRefusal
from ichigen.services.orders.events import add_event
from ichigen.services.write_back.open import open_write_back, plan_for
from ichigen.store.orders import Order
from ichigen.store.worklist import AuditLog
from ichigen.store.write_backs import WriteBack

ALREADY_CANCELLED = GuardRefusal("already_cancelled", "この受注はすでにキャンセルされています。")
SHIP_RUNNING = GuardRefusal(
    "ship_running",
    "出荷の報告がモールへ送信中か、要対応に残っています。完了を待つか、書出を中止してからキャンセルしてください。",
)


def cancel_order(
    order_id: int, reason: CancelReason, detail: str, restock: bool, actor_id: int | None
) -> GuardRefusal | None:
    """Ask the mall to cancel; None when the write-back is open, otherwise why nothing was changed."""
    with transaction.atomic():
        order = Order.objects.select_for_update(of=("self",), no_key=True).select_related("account").get(id=order_id)
        if order.phase == "cancelled":
            return ALREADY_CANCELLED
        if order.write_backs.filter(kind="ship", state__in=[WriteBack.State.OPEN, WriteBack.State.FAILED]).exists():
            return SHIP_RUNNING
        intent = Cancel(reason, detail, restock)
        steps = plan_for(order, intent)
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
