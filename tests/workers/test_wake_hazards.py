"""Hazards of the job library at wake-up, each reproduced and then shown not to reach the port (engine: H1, H2, H3)."""

import threading
from collections.abc import Callable

import psycopg
import pytest
from django.db import InternalError, connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from ichigen.services.wake import wake, wake_many
from ichigen.store.orders import Status
from tests.workers.process import until
from tests.workers.library import DEFER, a_connection, jobs, start_next_job

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_jobs")]


def test_h1_library_a_duplicate_inside_a_transaction_kills_it() -> None:
    job = app.configure_task("x", queueing_lock="k")
    with pytest.raises(InternalError, match="aborted"), transaction.atomic():
        job.defer()
        with pytest.raises(AlreadyEnqueued):
            job.defer()
        Status.objects.count()


def test_h1_port_waking_twice_inside_a_transaction_leaves_it_whole_and_one_job() -> None:
    with transaction.atomic():
        wake(1, "stock")
        wake(1, "stock")
        assert Status.objects.count() == 7
        assert jobs() == []

    assert jobs() == [("1:stock", "todo")]
    wake(1, "stock")
    assert jobs() == [("1:stock", "todo")]


def test_h1_port_a_refused_duplicate_is_no_error() -> None:
    """Somebody else queues the same key, invisible to our look because it is not committed yet."""
    with a_connection() as other:
        other.execute(DEFER, {"key": "1:stock"})
        waking = threading.Thread(target=on_own_connection, args=(lambda: wake(1, "stock"),))
        waking.start()
        until(somebody_waits_for_a_lock)
        other.commit()
        waking.join()

    assert (jobs("x"), jobs()) == ([("1:stock", "todo")], [])


def test_h2_library_a_second_transaction_waits_for_the_first() -> None:
    with a_connection() as first, a_connection() as second:
        first.execute(DEFER, {"key": "1:stock"})
        second.execute("set lock_timeout = '100ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            second.execute(DEFER, {"key": "1:stock"})


def test_h2_port_nobody_waits_for_an_open_transaction() -> None:
    def other() -> None:
        with transaction.atomic():
            wake(1, "stock")

    with transaction.atomic():
        wake(1, "stock")
        in_thread(other)
        assert jobs() == [("1:stock", "todo")]

    assert jobs() == [("1:stock", "todo")]


def test_h3_library_opposite_orders_deadlock() -> None:
    ends: list[str] = []

    def defer(on: "psycopg.Connection[tuple[object, ...]]", key: str) -> None:
        try:
            on.execute(DEFER, {"key": key})
            ends.append("queued")
        except psycopg.errors.DeadlockDetected:
            ends.append("deadlock")

    with a_connection() as first, a_connection() as second:
        first.execute(DEFER, {"key": "a"})
        second.execute(DEFER, {"key": "b"})
        waiting = threading.Thread(target=defer, args=(first, "b"))
        waiting.start()
        defer(second, "a")
        waiting.join()

    assert sorted(ends) == ["deadlock", "queued"]


def test_h3_port_opposite_orders_of_open_transactions_queue_both() -> None:
    def other() -> None:
        with transaction.atomic():
            wake(2, "stock")
            wake(1, "stock")

    with transaction.atomic():
        wake(1, "stock")
        in_thread(other)
        wake(2, "stock")

    assert sorted(jobs()) == [("1:stock", "todo"), ("2:stock", "todo")]


def test_a_wake_up_during_a_run_is_not_swallowed() -> None:
    """Deduplication ends when the job starts: what commits now is seen by a run that starts later."""
    wake(1, "stock")
    start_next_job()

    wake(1, "stock")

    assert jobs() == [("1:stock", "doing"), ("1:stock", "todo")]


def test_many_wakes_queue_each_key_once() -> None:
    wake(1, "stock")

    wake_many([(1, "stock"), (1, "intake"), (2, "stock"), (1, "intake")])

    assert sorted(jobs()) == [("1:intake", "todo"), ("1:stock", "todo"), ("2:stock", "todo")]


def test_a_rolled_back_change_wakes_nobody() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        wake(1, "stock")
        raise RuntimeError

    assert jobs() == []


def test_a_wake_up_without_a_job_table_does_not_reach_the_business() -> None:
    with connection.cursor() as cursor:
        cursor.execute("alter table procrastinate_jobs rename to hidden")
    try:
        with transaction.atomic():
            wake(1, "stock")
        assert Status.objects.count() == 7
    finally:
        with connection.cursor() as cursor:
            cursor.execute("alter table hidden rename to procrastinate_jobs")


def in_thread(work: Callable[[], None]) -> None:
    """Run `work` on a database connection of its own and wait for its end."""

    thread = threading.Thread(target=on_own_connection, args=(work,))
    thread.start()
    thread.join(10)
    assert not thread.is_alive(), "waits for an open transaction"


def on_own_connection(work: Callable[[], None]) -> None:
    """Run `work` and close the connection that this thread opened for it."""
    try:
        work()
    finally:
        connection.close()


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from pg_locks where not granted)")
        return bool(cursor.fetchone()[0])
