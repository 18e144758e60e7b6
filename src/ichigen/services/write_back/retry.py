"""Retry one refused record: the order is read first, so what was done meanwhile is found, not sent again."""

from django.db import transaction

from ichigen.services.clock import now
from ichigen.services.orders.events import add_event
from ichigen.services.wake import wake
from ichigen.store.orders import Order
from ichigen.store.worklist import WorklistItem
from ichigen.store.write_backs import WriteBack, WriteBackStep


def retry_step(step_id: int, actor_id: int | None) -> bool:
    """Plan a refused step again and close its worklist item; False when it is not refused (any more), or was given up."""
    with transaction.atomic():
        Order.objects.select_for_update(no_key=True).only("id").filter(write_backs__steps=step_id).first()
        step = WriteBackStep.objects.select_for_update().filter(id=step_id, state="refused").first()
        if step is None:
            return False
        write_back = WriteBack.objects.select_for_update().get(id=step.write_back_id)
        if write_back.state != WriteBack.State.FAILED:
            return False
        step.state, step.not_before, step.attempts = "planned", None, max(step.attempts, 1)
        step.error_code = step.error_message = ""
        step.save(update_fields=["state", "not_before", "attempts", "error_code", "error_message"])
        write_back.state = WriteBack.State.OPEN
        write_back.save(update_fields=["state"])
        WorklistItem.objects.filter(step=step, closed_at__isnull=True).update(
            closed_at=now(), closed_by_id=actor_id, resolution="再試行しました"
        )
        add_event(write_back.order_id, "step_retried", f"{step.label}: 再試行", actor_id)
        wake(step.account_id, "write_back")
    return True
