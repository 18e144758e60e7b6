"""Long jobs as the bar at the top of every page shows them: what runs now, and what of one's own has just ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Q

from ichigen.services.views.operations import OPEN, label_of
from ichigen.services.write_back import runs, stop_run
from ichigen.store.operations import Operation
from ichigen.store.write_runs import RunSum, sums

#: How long what has ended is still shown to whoever started it.
ENDED_FOR = timedelta(minutes=2)

#: A run whose write-backs are open for longer than this waits for something else than its turn.
CARRIED_FOR = timedelta(hours=3)

#: Jobs that are about a run, and those about a file.
_OF_RUN = (runs.RUN, runs.RETRY, stop_run.STOP)


class Place(StrEnum):
    """Where the result of a job is looked at."""

    OPERATION = "operation"
    RUN = "run"
    SHEET = "sheet"


@dataclass(frozen=True, slots=True)
class Job:
    """One job. `key` tells it from all others; `place_id` is the run or file, `operation_id` the job behind it."""

    key: str
    label: str
    place: Place
    place_id: int
    operation_id: int
    settled: int
    failed: int
    total: int | None
    over: bool


def jobs(actor_id: int | None, at: datetime) -> tuple[Job, ...]:
    """Return what runs, of anybody, newest first, then what `actor_id` started and has just ended; two queries."""
    ended = Q(actor_id=actor_id, finished_at__gte=at - ENDED_FOR)
    found = Operation.objects.filter(Q(state__in=OPEN) | ended).exclude(kind=runs.RUN)
    known = [*map(_of_operation, found.only(*_READ).order_by("-id")), *_of_runs(actor_id, at)]
    return tuple(sorted(known, key=lambda job: job.over))


_READ = ("kind", "params", "state", "total", "done", "failed")


def _of_operation(row: Operation) -> Job:
    place, subject = Place.OPERATION, row.pk
    if row.kind in _OF_RUN:
        place, subject = Place.RUN, int(str(row.params["run"]))
    elif "import" in row.params:
        place, subject = Place.SHEET, int(str(row.params["import"]))
    return Job(
        f"o{row.pk}",
        label_of(row.kind),
        place,
        subject,
        row.pk,
        row.done + row.failed,
        row.failed,
        row.total,
        row.state not in OPEN,
    )


def _of_runs(actor_id: int | None, at: datetime) -> Iterator[Job]:
    """A run is over when its last write-back is, long after the job that opened them."""
    for row in sums(at - CARRIED_FOR):
        over = row.left == 0 or (row.state not in OPEN and row.state != Operation.State.DONE)
        ended_now = row.finished_at is not None and row.finished_at >= at - ENDED_FOR and row.actor_id == actor_id
        if not over or ended_now:
            yield _of_run(row, over)


def _of_run(row: RunSum, over: bool) -> Job:
    return Job(
        f"r{row.run_id}",
        label_of(runs.RUN),
        Place.RUN,
        row.run_id,
        row.operation_id,
        row.total - row.left,
        row.failed,
        row.total,
        over,
    )
