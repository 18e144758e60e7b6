"""Set an order's status by hand: a word of the same phase, or a hold and its end."""

from dataclasses import dataclass

from django.db import transaction

from ichigen.domain.phases import HOLDING, Phase
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.clock import now
from ichigen.services.orders.events import add_event
from ichigen.services.wake import wake
from ichigen.store.orders import Order, Status
from ichigen.store.worklist import AuditLog

WRONG_PHASE = GuardRefusal(
    "wrong_phase", "このステータスへは手動で変更できません。出荷とキャンセルは、それぞれのボタンから行ってください。"
)
UNPAID = GuardRefusal("payment_due", "前払いの入金がまだ確認できないため、発送待ちに変更できません。")


NO_STATUS = GuardRefusal("no_status", "このステータスはもうありません。")
CHANGED_SINCE = GuardRefusal("changed_since", "その後にステータスが変わっているため、元に戻しませんでした。")


@dataclass(frozen=True, slots=True)
class StatusNow:
    """The status of an order, and whether a person set it."""

    code: str
    by_hand: bool


def status_of(order_id: int) -> StatusNow:
    """Return the status of an order, which stays locked until the transaction ends. Raises `Order.DoesNotExist`."""
    order = Order.objects.select_for_update(of=("self",), no_key=True).select_related("status").get(id=order_id)
    return StatusNow(order.status.code, order.status_by_hand)


def set_status(order_id: int, status_code: str, actor_id: int | None, *, by_hand: bool = True) -> GuardRefusal | None:
    """Change the status; None when done. Only statuses of the open phases can be set; payment is guarded (G4-22).

    Not `by_hand`: back to what the rules had set, so that they go on from there.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update(of=("self",), no_key=True).select_related("status").get(id=order_id)
        status = Status.objects.filter(code=status_code).first()
        if status is None:
            return NO_STATUS
        if Phase(order.phase) not in HOLDING or Phase(status.phase) not in HOLDING:
            return WRONG_PHASE
        if status.phase == Phase.READY and order.pay_before_shipping and not order.paid:
            return UNPAID
        before = order.status.name
        order.status, order.status_by_hand, order.updated_at = status, by_hand, now()
        order.save(update_fields=["status", "status_by_hand", "updated_at"])
        wake(order.account_id, "write_back")
        add_event(order.id, "status_set", f"ステータス: {before} → {status.name}", actor_id)
        AuditLog.objects.create(
            actor_id=actor_id,
            action="order.status",
            subject="order",
            subject_id=order.id,
            data={"before": before, "after": status.name},
        )
    return None
