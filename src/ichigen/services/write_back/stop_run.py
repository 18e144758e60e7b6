"""中止 of a 更新実行: what is not sent yet is given up, what is in doubt is proved to the end and not sent again."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from ichigen.domain.json import JsonObject
from ichigen.services.operations import Chunk, abort_operation, start_operation
from ichigen.services.write_back.drop import give_up
from ichigen.services.write_back.runs import RETRY, RUN
from ichigen.store import steps
from ichigen.store.operations import Operation
from ichigen.store.orders import Order
from ichigen.store.worklist import AuditLog
from ichigen.store.write_backs import WriteBack
from ichigen.store.write_runs import WriteRun, WriteRunRow

STOP = "status_stop"
CHUNK = 50
WHY = "一括書出しを中止したため"


@transaction.atomic
def stop_run(operation_id: int, actor_id: int | None) -> bool:
    """Stop the run that an operation opens or tries again; False where nothing of it is left to stop.

    Its write-backs are opened within seconds and carried for an hour, so stopping the operation alone stops nothing.
    """
    operation = Operation.objects.filter(pk=operation_id, kind__in=(RUN, RETRY)).first()
    if operation is None:
        return False
    run_id = int(str(operation.params["run"]))
    WriteRun.objects.select_for_update().get(pk=run_id)
    aborted = abort_operation(operation_id)
    left = _open(run_id).count()
    if left and not Operation.objects.filter(kind=STOP, params__run=run_id, state__in=("queued", "running")).exists():
        start_operation(STOP, {"run": run_id, "actor": actor_id}, total=left, actor_id=actor_id)
    if aborted or left:
        AuditLog.objects.create(
            actor_id=actor_id, action="write_run.stop", subject="write_run", subject_id=run_id, data={"open": left}
        )
    return aborted or left > 0


def stop_chunk(params: JsonObject, cursor: Any) -> Chunk:
    """Give up the next write-backs of the run."""
    actor = params["actor"]
    rows = _open(int(str(params["run"]))).filter(order_id__gt=cursor or 0)
    orders = list(rows.order_by("order_id").values_list("order_id", flat=True)[:CHUNK])
    locked = Order.objects.select_for_update(no_key=True).only("id").filter(pk__in=orders).order_by("id")
    for order in locked:
        _stop_one(order, int(str(params["run"])), actor if isinstance(actor, int) else None)
    return Chunk(len(orders), orders[-1] if orders else None)


def _stop_one(order: Order, run_id: int, actor_id: int | None) -> None:
    """On a locked order; what was finished meanwhile stays as it is."""
    row = _open(run_id).filter(order=order).select_related("write_back").first()
    if row is None or row.write_back is None:
        return
    steps.lock_steps(row.write_back.pk)
    if steps.in_doubt(row.write_back.pk):
        steps.supersede(row.write_back.pk)
    else:
        give_up(row.write_back, WHY, actor_id)


def _open(run_id: int) -> QuerySet[WriteRunRow]:
    return WriteRunRow.objects.filter(run_id=run_id, write_back__state=WriteBack.State.OPEN)
