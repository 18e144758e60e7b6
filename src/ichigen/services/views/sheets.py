"""CSV imports as screens show them: the list, and one with its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from ichigen.domain.json import Json
from ichigen.domain.sheets.goods import LABELS
from ichigen.domain.sheets.problems import Problem
from ichigen.domain.sheets.verdict import Verdict
from ichigen.services.sheets.problem_json import from_json
from ichigen.services.sheets.state import JOBS, RUNNING, over
from ichigen.store.csv_imports import CsvImport, CsvRow
from ichigen.store.goods import Location
from ichigen.store.operations import Operation

LISTED = 50
KINDS: Mapping[str, str] = {kind.value: kind.label for kind in CsvImport.Kind}
STATES: Mapping[str, str] = {state.value: state.label for state in CsvImport.State}
POLICIES: Mapping[str, str] = {policy.value: policy.label for policy in CsvImport.Policy}
#: Tabs of rows: by verdict, then by outcome.
VERDICTS: Mapping[str, str] = {
    Verdict.NEW: "新規",
    Verdict.CHANGED: "変更",
    Verdict.UNCHANGED: "変更なし",
    Verdict.ERROR: "エラー",
    CsvRow.Outcome.FAILED: "取り込めなかった行",
    CsvRow.Outcome.KEPT: "戻せなかった行",
}
_OUTCOMES = (CsvRow.Outcome.FAILED, CsvRow.Outcome.KEPT)


@dataclass(frozen=True, slots=True)
class Progress:
    """A long job: rows done of `total` (None = not known yet)."""

    done: int
    total: int | None
    over: bool

    @property
    def percent(self) -> int:
        """How much of it is done."""
        return min(100, 100 * self.done // self.total) if self.total else 0


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One import in the list. `counts`: rows by verdict and outcome."""

    id: int
    kind: str
    kind_label: str
    filename: str
    state: str
    state_label: str
    counts: Mapping[str, int]
    at: datetime
    actor: str
    stopped: bool


@dataclass(frozen=True, slots=True)
class ImportDetail:
    """One import. `twin`: an earlier one of the same bytes that was taken in and stands. `actions`: what can be done now."""

    line: ImportLine
    encoding: str
    ignored: tuple[str, ...]
    refusal: Problem | None
    policy_label: str
    location: str
    reason: str
    progress: Progress | None
    twin: ImportLine | None
    applied_at: datetime | None
    undone_at: datetime | None

    @property
    def to_do(self) -> int:
        """Rows that would change something."""
        return self.line.counts.get(Verdict.NEW, 0) + self.line.counts.get(Verdict.CHANGED, 0)

    @property
    def wants_reason(self) -> bool:
        """Stock that came without a reason: it is asked for before the rows are taken in."""
        return self.line.kind != CsvImport.Kind.GOODS and not self.reason

    @property
    def taken_in(self) -> int:
        """Rows that were taken in, also those that were put back since or could not be."""
        done = (CsvRow.Outcome.APPLIED, CsvRow.Outcome.UNDONE, CsvRow.Outcome.KEPT)
        return sum(self.line.counts.get(outcome, 0) for outcome in done)

    @property
    def errors(self) -> int:
        """Rows that cannot be taken."""
        return self.line.counts.get(Verdict.ERROR, 0)

    @property
    def may_undo(self) -> bool:
        """True where something was done that can be taken back."""
        applied = self.line.state == CsvImport.State.APPLIED
        return applied or (self.line.state == CsvImport.State.APPLYING and self.line.stopped)


@dataclass(frozen=True, slots=True)
class Change:
    """One field: its label, what it was, what it becomes."""

    label: str
    before: Json
    after: Json


@dataclass(frozen=True, slots=True)
class RowView:
    """One row with what it would change and what is wrong with it."""

    id: int
    line: int
    code: str
    title: str
    verdict: str
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]


def imports() -> tuple[ImportLine, ...]:
    """Return the newest imports."""
    return tuple(_line(made) for made in _found()[:LISTED])


def import_detail(import_id: int) -> ImportDetail | None:
    """Return one import, None where there is none."""
    made = _found().filter(pk=import_id).first()
    if made is None:
        return None
    place = made.options.get("location_id")
    twin = _found().filter(digest=made.digest, kind=made.kind, pk__lt=made.pk, state=CsvImport.State.APPLIED).first()
    return ImportDetail(
        line=_line(made),
        encoding=made.encoding,
        ignored=tuple(made.ignored),
        refusal=from_json(made.refusal) if made.refusal else None,
        policy_label=POLICIES.get(made.policy, ""),
        location=Location.objects.filter(pk=place).values_list("name", flat=True).first() or "" if place else "",
        reason=str(made.options.get("reason", "")),
        progress=_progress(made.operation) if made.state in JOBS else None,
        twin=_line(twin) if twin else None,
        applied_at=made.applied_at,
        undone_at=made.undone_at,
    )


def rows_of(import_id: int, tab: str, page: int, size: int) -> tuple[RowView, ...]:
    """Return a page of the rows of a tab of `VERDICTS`."""
    start = (page - 1) * size
    return tuple(_row(row) for row in _tab(import_id, tab)[start : start + size])


def faulty_rows(import_id: int) -> tuple[RowView, ...]:
    """Return every row with something wrong: of the file, of taking it in, of taking it back."""
    rows = CsvRow.objects.filter(csv_import_id=import_id).exclude(problems=[]).order_by("line")
    return tuple(_row(row) for row in rows)


def places() -> tuple[tuple[int, str], ...]:
    """Return the 店舗・倉庫 to choose from."""
    return tuple(Location.objects.values_list("id", "name"))


def _found() -> QuerySet[CsvImport]:
    return CsvImport.objects.select_related("operation", "actor").defer("content")


def _tab(import_id: int, tab: str) -> QuerySet[CsvRow]:
    rows = CsvRow.objects.filter(csv_import_id=import_id).order_by("line")
    return rows.filter(outcome=tab) if tab in _OUTCOMES else rows.filter(verdict=tab)


def _line(made: CsvImport) -> ImportLine:
    return ImportLine(
        id=made.pk,
        kind=made.kind,
        kind_label=KINDS[made.kind],
        filename=made.filename,
        state=made.state,
        state_label=STATES[made.state],
        counts=made.counts,
        at=made.created_at,
        actor=made.actor.display_name if made.actor else "",
        stopped=made.state in JOBS and over(made),
    )


def _progress(job: Operation | None) -> Progress | None:
    return Progress(job.done, job.total, job.state not in RUNNING) if job else None


def _row(row: CsvRow) -> RowView:
    return RowView(
        id=row.pk,
        line=row.line,
        code=row.code,
        title=str(row.cells.get("title", "")),
        verdict=row.verdict,
        changes=tuple(
            Change(LABELS.get(key, key), row.before.get(key), value)
            for key, value in row.after.items()
            if key != "code"
        ),
        problems=tuple(from_json(problem) for problem in row.problems),
    )
