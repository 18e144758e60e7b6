"""処理結果 and 処理途中経過 of a run: counted from its rows, so that a page may be closed and a worker may die."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from ichigen.services.views.malls import MallFace, mall_face
from ichigen.services.views.operations import OPEN
from ichigen.store.operations import Operation
from ichigen.store.write_backs import WriteBack
from ichigen.store.write_runs import WriteRun, WriteRunRow, counts

ALL, DONE, FAILED, LEFT = "all", "done", "failed", "left"

#: Not written, because the mall has it so already.
SAME = "same"

_NARROWED: dict[str, Q] = {
    ALL: Q(),
    DONE: Q(write_back__state=WriteBack.State.DONE) | Q(code=SAME),
    FAILED: Q(write_back__state__in=(WriteBack.State.FAILED, WriteBack.State.DROPPED)) | ~Q(code__in=("", SAME)),
    LEFT: Q(write_back__state=WriteBack.State.OPEN) | Q(write_back=None, code=""),
}


@dataclass(frozen=True, slots=True)
class RunRow:
    """One order of a run with its 処理結果."""

    order_id: int
    number: str
    result: str
    reason: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class RunView:
    """One run: `done` + `failed` + `left` = `total`; `retryable` of the failed wait for 再実行.

    `running`: the long job that opens its write-backs, while there is something to stop.
    """

    id: int
    account_id: int
    account: str
    mall: MallFace
    created_at: datetime
    actor: str
    total: int
    done: int
    failed: int
    left: int
    retryable: int
    stopped: bool
    running: int | None

    @property
    def finished(self) -> int:
        """How many have a result."""
        return self.done + self.failed


def recent_runs(most: int = 20) -> tuple[RunView, ...]:
    """Return the last runs of all accounts."""
    return tuple(_view(run) for run in _runs()[:most])


def write_run(run_id: int) -> RunView | None:
    """Return one run."""
    run = _runs().filter(pk=run_id).first()
    return _view(run) if run else None


def run_rows(run_id: int, which: str, start: int, size: int) -> tuple[Sequence[RunRow], int]:
    """Return a page of a run's orders and how many there are; `which` narrows to a result."""
    found = WriteRunRow.objects.filter(_NARROWED.get(which, Q()), run_id=run_id)
    page = found.select_related("order", "write_back").defer("order__snapshot").prefetch_related("write_back__steps")
    return [_row(row) for row in page.order_by("id")[start : start + size]], found.count()


def _runs() -> QuerySet[WriteRun]:
    return WriteRun.objects.select_related("account", "actor", "operation").defer(
        "account__credentials", "account__tokens"
    )


def _view(run: WriteRun) -> RunView:
    total, done, failed, left, retryable = counts(run.pk)
    stopped = run.operation is not None and run.operation.state in (Operation.State.FAILED, Operation.State.ABORTED)
    return RunView(
        run.pk,
        run.account_id,
        run.account.label,
        mall_face(run.account.mall_id),
        run.created_at,
        run.actor.display_name if run.actor else "",
        total,
        done,
        failed,
        left,
        retryable,
        stopped,
        run.operation.pk if run.operation is not None and run.operation.state in OPEN else None,
    )


def _row(row: WriteRunRow) -> RunRow:
    back = row.write_back
    refused = next((step.error_message for step in back.steps.all() if step.state == "refused"), "") if back else ""
    result = {"done": DONE, "failed": FAILED, "dropped": FAILED}.get(back.state, LEFT) if back else ""
    return RunRow(
        row.order_id,
        row.order.number,
        result or {"": LEFT, SAME: DONE}.get(row.code, FAILED),
        refused or row.message,
        tuple((change["field"], change["before"], change["after"]) for change in row.changes),
    )
