"""Jobs on threads with a database connection of their own."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from django.db import connection

from ichigen.store.hot import run


class Worker:
    """Runs a job on a thread and a connection of its own; `finish` waits and raises what the job raised."""

    def __init__(self, job: Callable[[], object]) -> None:
        self._executor = ThreadPoolExecutor(1)
        self._backend = self._executor.submit(_connect).result()
        self._future = self._executor.submit(job)

    def wait_until_blocked(self) -> None:
        """Return when the job waits for a lock. Raises when it ended instead."""
        while not self._future.done():
            row = run("select wait_event_type from pg_stat_activity where pid = %s", (self._backend,)).fetchone()
            if row == ("Lock",):
                return
            time.sleep(0.01)
        self.finish()
        pytest.fail("the worker did not wait for a lock")

    def finish(self) -> None:
        try:
            self._future.result()
        finally:
            self._executor.submit(lambda: connection.close()).result()  # the thread's own
            self._executor.shutdown()


def _connect() -> int:
    connection.ensure_connection()
    backend: int = connection.connection.info.backend_pid
    return backend


def run_together(jobs: Sequence[Callable[[], object]]) -> None:
    barrier = threading.Barrier(len(jobs), timeout=60)

    def started(job: Callable[[], object]) -> Callable[[], object]:
        return lambda: (barrier.wait(), job())

    workers = [Worker(started(job)) for job in jobs]
    with ExitStack() as all_of_them:
        for worker in workers:
            all_of_them.callback(worker.finish)
