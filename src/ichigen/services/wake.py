"""Wakes a loop after commit. A wake-up carries no data; a lost one is found by the sweep (ADR: jobs)."""

from collections.abc import Iterable

import structlog
from django.db import Error, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

from ichigen.store.commits import forgettable
from ichigen.store.faults import database_fault
from ichigen.store.jobs import queued

TASK = "ichigen:run_loop"
QUEUE = "loops"

log = structlog.get_logger(__name__)


def wake(account_id: int, kind: str) -> None:
    """Have the loop `kind` of an account run as soon as this transaction is committed (at once outside of one).

    Never raises into the caller's business: without a database connection the wake-up is lost and logged.
    """
    wake_many([(account_id, kind)])


def wake_many(pairs: Iterable[tuple[int, str]]) -> None:
    """`wake` for several loops, with one look for all of them."""
    wanted = {key(account_id, kind): (account_id, kind) for account_id, kind in pairs}
    if wanted:
        transaction.on_commit(lambda: _defer(wanted))


def key(account_id: int, kind: str) -> str:
    """Return the lock of a loop: nothing of the same key runs or waits twice."""
    return f"{account_id}:{kind}"


def _defer(wanted: dict[str, tuple[int, str]]) -> None:
    """Look first: finding a waiting job costs half of being refused by its unique index (engine: cost of a wake-up)."""
    try:
        for lock in wanted.keys() - queued(list(wanted)):
            _defer_one(lock, *wanted[lock])
    except (Error, ConnectorException) as error:
        log.warning("wake.lost", keys=sorted(wanted), **database_fault(error))


def _defer_one(lock: str, account_id: int, kind: str) -> None:
    job = app.configure_task(TASK, queue=QUEUE, lock=lock, queueing_lock=lock)
    try:
        with forgettable():  # the sweep finds a wake-up that a power cut took
            job.defer(account_id=account_id, kind=kind)
    except AlreadyEnqueued:
        return  # somebody else was first: the job they queued starts after our commit
