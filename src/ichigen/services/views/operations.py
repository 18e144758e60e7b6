"""処理状況: long jobs, running and over, and the rows of one that failed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from ichigen.domain.permissions import may
from ichigen.services.bulk.kinds import KIND_LABELS, REDO, UNDO, Kind, needed
from ichigen.store.operations import Operation, OperationRow

STATE_TONES = {"queued": "grey", "running": "blue", "done": "good", "failed": "red", "aborted": "grey"}
SHOWN_FAILURES = 200
OPEN = (Operation.State.QUEUED, Operation.State.RUNNING)


#: Long jobs that are no bulk action on orders.
OTHER_KINDS: Mapping[str, str] = {
    "sheet_read": "CSV の読取り",
    "sheet_apply": "CSV の取込み",
    "sheet_undo": "CSV の取込みの取消し",
    "status_write": "ステータスの一括書出し",
    "status_retry": "一括書出しの失敗分のやり直し",
    "status_stop": "一括書出しの中止",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """A row that failed: number of the order, its id where it exists, code for programs, reason for people."""

    order_id: int | None
    number: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class OperationView:
    """A long job; `failed` counts all failed rows, `total` None = not known. `undone_by`: the operation that took it back.

    `retried_by`: the one that tried its failed rows again.
    """

    id: int
    kind: str
    label: str
    state: str
    state_label: str
    tone: str
    actor: str
    created_at: datetime
    finished_at: datetime | None
    total: int | None
    done: int
    failed: int
    undone_by: int | None
    retried_by: int | None
    undoable: int
    retryable: int

    @property
    def running(self) -> bool:
        """True while it is not over."""
        return self.state in OPEN

    @property
    def settled(self) -> int:
        """Rows that have their result."""
        return self.done + self.failed


@dataclass(frozen=True, slots=True)
class OperationPage:
    """A page of operations, newest first, and how many there are in each group."""

    rows: tuple[OperationView, ...]
    counts: dict[str, int]


#: Tabs of the screen, with the states they hold.
GROUPS: dict[str, tuple[str, ...]] = {
    "": tuple(Operation.State.values),
    "open": OPEN,
    "over": ("done", "failed", "aborted"),
}


def operations(group: str, page: int, size: int) -> OperationPage:
    """Return one page of a group of `GROUPS`; "bad" holds those with failed rows."""
    known = Operation.objects.all()
    counts = dict(known.values_list("state").annotate(n=Count("id")).order_by())
    bad = known.filter(failed__gt=0)
    found = bad if group == "bad" else known.filter(state__in=GROUPS.get(group, GROUPS[""]))
    start = (page - 1) * size
    rows = found.select_related("actor").defer("errors").order_by("-id")[start : start + size]
    by_group = {name: sum(counts.get(state, 0) for state in states) for name, states in GROUPS.items()}
    return OperationPage(tuple(_view(row) for row in rows), {**by_group, "bad": bad.count()})


def operation(operation_id: int) -> OperationView | None:
    """Return one operation, None where there is none."""
    found = Operation.objects.select_related("actor").defer("errors").filter(pk=operation_id).first()
    return _view(found, whole=True) if found else None


def failures(operation_id: int, limit: int | None = SHOWN_FAILURES) -> Iterator[Failure]:
    """Return the failed rows in their order; jobs that keep no rows tell of their first failures."""
    rows = OperationRow.objects.filter(operation_id=operation_id, state=OperationRow.State.FAILED).order_by("position")
    found = False
    for row in rows[:limit] if limit else rows.iterator():
        found = True
        yield Failure(row.subject_id, row.label, row.code, row.message)
    if not found:
        for error in Operation.objects.values_list("errors", flat=True).get(pk=operation_id):
            yield Failure(None, str(error["row"]), str(error["code"]), str(error["message"]))


def label_of(kind: str) -> str:
    """Return what a kind of operation is called."""
    return KIND_LABELS[Kind(kind)] if kind in set(Kind) else OTHER_KINDS.get(kind, kind)


def may_act(role: str, kind: str) -> bool:
    """True where the role may start, stop, repeat and take back operations of this kind."""
    return may(role, needed(kind))


def _view(row: Operation, *, whole: bool = False) -> OperationView:
    over = row.state not in OPEN
    kind = Kind(row.kind) if row.kind in set(Kind) else None
    undone_by, retried_by = row.params.get("undone_by"), row.params.get("retried_by")
    return OperationView(
        id=row.pk,
        kind=row.kind,
        label=label_of(row.kind),
        state=row.state,
        state_label=str(Operation.State(row.state).label),
        tone=STATE_TONES[row.state],
        actor=str(row.actor) if row.actor else "",
        created_at=row.created_at,
        finished_at=row.finished_at,
        total=row.total,
        done=row.done,
        failed=row.failed,
        undone_by=undone_by,
        retried_by=retried_by,
        undoable=row.rows.filter(undo__isnull=False, state="done").count()
        if whole and over and kind in UNDO and not undone_by
        else 0,
        retryable=row.rows.filter(state="failed", subject_id__isnull=False).count()
        if whole and over and kind in REDO and row.failed and not retried_by
        else 0,
    )
