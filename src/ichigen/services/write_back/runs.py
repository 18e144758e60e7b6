"""更新実行: one button whatever the volume; a long operation that goes on where it stopped (G4-05 … G4-08)."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction

from ichigen.domain.eligibility import Excluded, Question
from ichigen.domain.json import JsonObject
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.clock import now
from ichigen.services.operations import Chunk, start_operation
from ichigen.services.write_back.judging import judge_of
from ichigen.services.write_back.retry import retry_step
from ichigen.services.write_back.status_table import table_of, version_in_force
from ichigen.services.write_back.status_writes import lock_orders, open_status_write
from ichigen.services.write_back.targets import Preview
from ichigen.store import to_judge
from ichigen.store.accounts import Account
from ichigen.store.worklist import AuditLog
from ichigen.store.write_backs import WriteBack, WriteBackStep
from ichigen.store.write_runs import WriteRun, WriteRunRow

RUN = "status_write"
RETRY = "status_retry"
CHUNK = 50

NOTHING = GuardRefusal("no_targets", "更新対象がありません。")
LOOK_AGAIN = GuardRefusal(
    "preview_old", "ステータス紐付けが確認の後に変更されました。更新対象をもう一度確認してください。"
)
NOT_LIVE = GuardRefusal("not_live", "在庫連動を開始していないアカウントには書き出せません。")


@transaction.atomic
def start_run(preview: Preview, seen_table: int, actor_id: int | None) -> WriteRun | GuardRefusal:
    """Write to the mall what the person saw in 更新対象の確認; each order is judged once more when its turn comes."""
    version = version_in_force(preview.account_id)
    if (version.number if version else 0) != seen_table:
        return LOOK_AGAIN
    if not Account.objects.filter(pk=preview.account_id, mode=Account.Mode.LIVE).exists():
        return NOT_LIVE
    if not preview.targets:
        return NOTHING
    run = WriteRun.objects.create(
        account_id=preview.account_id,
        within_days=preview.within_days,
        table_number=seen_table,
        created_at=now(),
        actor_id=actor_id,
    )
    WriteRunRow.objects.bulk_create(
        (
            WriteRunRow(run=run, order_id=one.order_id, changes=[asdict(change) for change in one.changes])
            for one in preview.targets
        ),
        batch_size=500,
    )
    run.operation_id = start_operation(RUN, {"run": run.pk}, total=len(preview.targets), actor_id=actor_id)
    run.save(update_fields=["operation_id"])
    AuditLog.objects.create(
        actor_id=actor_id,
        action="write_run.start",
        subject="write_run",
        subject_id=run.pk,
        data={"orders": len(preview.targets), "table": seen_table},
    )
    return run


def run_chunk(params: JsonObject, cursor: Any) -> Chunk:
    """Open the write-backs of the next rows; the write-back loop carries them."""
    run = WriteRun.objects.select_related("account").get(pk=int(str(params["run"])))
    rows = list(run.rows.filter(id__gt=cursor or 0, write_back=None, code="").order_by("id")[:CHUNK])
    table = table_of(run.account.mall_id)
    if not rows or table is None:
        return Chunk(0, None)
    orders = lock_orders([row.order_id for row in rows])
    judge = judge_of(run.account_id, table)
    verdicts = judge.verdicts(orders, Question(now(), run.within_days))
    by_id = {order.pk: order for order in orders}
    for row in rows:
        verdict = verdicts[row.order_id]
        if isinstance(verdict, Excluded):
            row.code, row.message = verdict.code, verdict.message
            continue
        outcome = open_status_write(by_id[row.order_id], judge, verdict, run.actor_id)
        if isinstance(outcome, GuardRefusal):
            row.code, row.message = outcome.code, outcome.message[:500]
        else:
            row.write_back = outcome
    WriteRunRow.objects.bulk_update(rows, ["write_back", "code", "message"])
    # A status that changed just before is written by this run: writing it by itself would take the run's place.
    to_judge.mark_judged([row.order_id for row in rows if row.write_back_id])
    return Chunk(len(rows), rows[-1].pk, _errors(rows))


def retry_failed(run_id: int, actor_id: int | None) -> int:
    """Have only the failed orders of a run tried again; return how many there are."""
    failed = WriteRunRow.objects.filter(run_id=run_id, write_back__state=WriteBack.State.FAILED).count()
    if failed:
        start_operation(RETRY, {"run": run_id, "actor": actor_id}, total=failed, actor_id=actor_id)
    return failed


def retry_chunk(params: JsonObject, cursor: Any) -> Chunk:
    """Plan the refused steps of the next failed orders again: each order is read first, nothing is sent twice."""
    refused = WriteBackStep.objects.filter(
        state="refused",
        write_back__state=WriteBack.State.FAILED,
        write_back__in=WriteRunRow.objects.filter(run_id=int(str(params["run"]))).values("write_back_id"),
        id__gt=cursor or 0,
    )
    ids = list(refused.order_by("id").values_list("id", flat=True)[:CHUNK])
    actor = params["actor"]
    for step_id in ids:
        retry_step(step_id, actor if isinstance(actor, int) else None)
    return Chunk(len(ids), ids[-1] if ids else None)


def _errors(rows: Sequence[WriteRunRow]) -> list[JsonObject]:
    return [
        {"row": row.order_id, "code": row.code, "message": row.message} for row in rows if row.code not in ("", "same")
    ]
