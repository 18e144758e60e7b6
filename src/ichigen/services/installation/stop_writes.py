"""全モールへの書込みを停止, and 再開: the one switch in front of every write to every mall."""

from django.db import transaction

from ichigen.domain.loops import LoopKind
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.clock import now
from ichigen.services.wake import wake_many
from ichigen.store.accounts import Account
from ichigen.store.installation import Installation
from ichigen.store.worklist import AuditLog

REASON_LENGTH = 300

NO_REASON = GuardRefusal("reason_missing", "停止する理由を入力してください。全員の画面と操作履歴に表示します。")
STOPPED = GuardRefusal("already_stopped", "全モールへの書込みはすでに停止しています。")
RUNNING = GuardRefusal("not_stopped", "全モールへの書込みはすでに再開しています。")
UNDECIDED = GuardRefusal(
    "installation_undecided", "この環境が本番か練習かがまだ決まっていないため、モールへの書込みは行われていません。"
)


@transaction.atomic
def stop_writes(reason: str, actor_id: int | None) -> GuardRefusal | None:
    """Stop every write to every mall from the next request on; None when done. Reading and taking orders in go on."""
    reason = reason.strip()[:REASON_LENGTH]
    if not reason:
        return NO_REASON
    row = _locked()
    if row is None:
        return UNDECIDED
    if row.writes_stopped_at is not None:
        return STOPPED
    row.writes_stopped_at, row.writes_stopped_reason = now(), reason
    row.save(update_fields=["writes_stopped_at", "writes_stopped_reason"])
    _record("installation.stop_writes", row.pk, reason, actor_id)
    return None


@transaction.atomic
def resume_writes(actor_id: int | None) -> GuardRefusal | None:
    """Let writes go again, and wake what waited; None when done."""
    row = _locked()
    if row is None:
        return UNDECIDED
    if row.writes_stopped_at is None:
        return RUNNING
    reason, row.writes_stopped_at, row.writes_stopped_reason = row.writes_stopped_reason, None, ""
    row.save(update_fields=["writes_stopped_at", "writes_stopped_reason"])
    _record("installation.resume_writes", row.pk, reason, actor_id)
    live = Account.objects.filter(mode=Account.Mode.LIVE).values_list("pk", flat=True)
    wake_many((account_id, kind) for account_id in live for kind in (LoopKind.STOCK, LoopKind.WRITE_BACK))
    return None


def _locked() -> Installation | None:
    return Installation.objects.select_for_update().order_by("id").first()


def _record(action: str, installation_id: int, reason: str, actor_id: int | None) -> None:
    AuditLog.objects.create(
        actor_id=actor_id, action=action, subject="installation", subject_id=installation_id, reason=reason
    )
