"""Give a write-back up by hand: nothing more of it is sent, and the same kind may be written anew."""

from django.db import transaction

from ichigen.domain.write_back import GuardRefusal
from ichigen.services.clock import now
from ichigen.services.orders.events import add_event
from ichigen.store import steps, to_judge
from ichigen.store.orders import Order
from ichigen.store.worklist import AuditLog, WorklistItem
from ichigen.store.write_backs import WriteBack

NO_REASON = GuardRefusal("no_reason", "中止する理由を入力してください。")
NOT_OPEN = GuardRefusal("not_open", "この書出はすでに完了しているか、中止されています。")
UNDER_WAY = GuardRefusal(
    "under_way", "モールへ送信した結果を確認中のため、まだ中止できません。確認が終わってからもう一度操作してください。"
)


def drop_write_back(write_back_id: int, reason: str, actor_id: int | None) -> GuardRefusal | None:
    """Give up a write-back that failed, or of which nothing was sent yet; None when done, otherwise why not."""
    if not reason.strip():
        return NO_REASON
    order_id = WriteBack.objects.values_list("order_id", flat=True).get(id=write_back_id)
    with transaction.atomic():
        Order.objects.select_for_update(no_key=True).only("id").get(id=order_id)
        steps.lock_steps(write_back_id)
        write_back = WriteBack.objects.select_for_update().get(id=write_back_id)
        if write_back.state not in (WriteBack.State.OPEN, WriteBack.State.FAILED):
            return NOT_OPEN
        if write_back.state == WriteBack.State.OPEN and steps.in_doubt(write_back_id):
            return UNDER_WAY
        give_up(write_back, reason.strip(), actor_id)
        if write_back.kind in ("ship", "status"):
            to_judge.mark_judged([order_id])  # else the status would be written in its place
        AuditLog.objects.create(
            actor_id=actor_id,
            action="write_back.drop",
            subject="write_back",
            subject_id=write_back_id,
            reason=reason.strip()[:300],
        )
    return None


def give_up(write_back: WriteBack, reason: str, actor_id: int | None) -> None:
    """Do it inside the caller's transaction, which holds the order and has seen that nothing is in doubt."""
    steps.lock_steps(write_back.id)
    steps.drop_all(write_back.id, f"中止しました: {reason}")
    write_back.state, write_back.finished_at = WriteBack.State.DROPPED, now()
    write_back.save(update_fields=["state", "finished_at"])
    WorklistItem.objects.filter(step__write_back=write_back, closed_at__isnull=True).update(
        closed_at=now(), closed_by_id=actor_id, resolution=f"書出を中止しました: {reason}"[:300]
    )
    add_event(write_back.order_id, "write_back_dropped", f"書出を中止しました: {reason}", actor_id)
