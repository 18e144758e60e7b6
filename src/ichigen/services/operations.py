"""Long jobs of a person, in chunks: each chunk and the cursor behind it are one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import structlog
from django.db import Error, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

from ichigen.domain.json import JsonObject
from ichigen.services.clock import now
from ichigen.store.faults import database_fault
from ichigen.store.operations import Operation, left_alone

TASK = "ichigen:run_operation"
QUEUE = "operations"
KEY_PREFIX = "operation:"

#: Operations share this many lanes, so that a pile of them never takes the slots of the loops.
LANES = 2

#: Starts without a single successful chunk after which an operation is given up.
MOST_ATTEMPTS = 3

#: How many failed rows are kept with their reasons.
KEPT_ERRORS = 100

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one chunk did: rows done, rows failed (each {"row", "code", "message"}), and where to go on (None = end).

    `total`: how many rows there are, where only a chunk could find out.
    """

    done: int
    cursor: Any
    errors: Sequence[JsonObject] = ()
    total: int | None = None


#: Does the chunk that begins at the cursor (None at first), inside the transaction that also moves the cursor.
Step: TypeAlias = Callable[[JsonObject, Any], Chunk]


def start_operation(kind: str, params: JsonObject, *, total: int | None = None, actor_id: int | None = None) -> int:
    """Queue a long job and return its number; it starts after commit. `total` rows, where it is known."""
    operation = Operation.objects.create(kind=kind, params=dict(params), total=total, actor_id=actor_id)
    transaction.on_commit(lambda: _defer(operation.pk))
    return operation.pk


def abort_operation(operation_id: int) -> bool:
    """Stop an operation after its present chunk; what is done stays done. False when it was over already."""
    open_ones = Operation.objects.filter(pk=operation_id, state__in=(Operation.State.QUEUED, Operation.State.RUNNING))
    return open_ones.update(state=Operation.State.ABORTED, finished_at=now()) == 1


def run_operation(operation_id: int, steps: Mapping[str, Step], should_abort: Callable[[], bool]) -> None:
    """Work on an operation chunk by chunk until its end, or until `should_abort` (the worker stops; it goes on later).

    An exception of a chunk rolls that chunk back and is raised; the sweep starts the operation again at the cursor.
    """
    if not _begin(operation_id):
        return
    while not should_abort() and _one_chunk(operation_id, steps):
        pass


def resume_operations() -> None:
    """Queue operations again whose job died with its worker or was never queued."""
    for operation_id in left_alone(KEY_PREFIX):
        _defer(operation_id)


def _begin(operation_id: int) -> bool:
    with transaction.atomic():
        operation = Operation.objects.select_for_update().get(pk=operation_id)
        if operation.state not in (Operation.State.QUEUED, Operation.State.RUNNING):
            return False
        operation.attempts += 1
        gives_up = operation.attempts > MOST_ATTEMPTS
        operation.state = Operation.State.FAILED if gives_up else Operation.State.RUNNING
        operation.finished_at = now() if gives_up else None
        operation.save(update_fields=["attempts", "state", "finished_at"])
        return not gives_up


def _one_chunk(operation_id: int, steps: Mapping[str, Step]) -> bool:
    """Do the next chunk under the operation's row lock; a second worker waits there and then sees the moved cursor."""
    with transaction.atomic():
        operation = Operation.objects.select_for_update().get(pk=operation_id)
        if operation.state != Operation.State.RUNNING:
            return False
        chunk = steps[operation.kind](operation.params, operation.cursor)
        operation.done += chunk.done
        operation.failed += len(chunk.errors)
        operation.errors = [*operation.errors, *chunk.errors][:KEPT_ERRORS]
        operation.cursor = chunk.cursor
        operation.total = operation.total if chunk.total is None else chunk.total
        operation.attempts = 0
        if chunk.cursor is None:
            operation.state = Operation.State.DONE
            operation.finished_at = now()
        operation.save()
        return chunk.cursor is not None


def _defer(operation_id: int) -> None:
    lane = f"{QUEUE}:{operation_id % LANES}"
    job = app.configure_task(TASK, queue=QUEUE, lock=lane, queueing_lock=f"{KEY_PREFIX}{operation_id}")
    try:
        job.defer(operation_id=operation_id)
    except AlreadyEnqueued:
        return
    except (Error, ConnectorException) as error:
        log.warning("operation.not_queued", operation=operation_id, **database_fault(error))
