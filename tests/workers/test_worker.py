"""A real worker process: wakes, ticks, upkeep, and its end (engine: the seven rules)."""

import signal
from datetime import timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from ichigen.services.clock import now
from ichigen.services.operations import start_operation
from ichigen.services.pulse import last_heartbeat
from ichigen.services.wake import wake
from ichigen.store.accounts import LoopState, MallCall
from ichigen.store.operations import Operation, WorkerPulse
from tests.workers.library import jobs, this_database
from tests.workers.process import until, worker_process
from tests.workers.sample import SampleServer, linked_account

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_jobs"),
]


def test_a_worker_runs_what_is_woken_what_is_due_and_long_jobs_and_ends_when_asked(server: SampleServer) -> None:
    account = linked_account(server.url)
    LoopState.objects.create(account=account, kind="read", due_at=now())
    began = now()

    with worker_process(this_database()) as process:
        wake(account.pk, "push")
        operation = start_operation("count", {}, total=3000)
        until(lambda: server.seen.count("GET /orders") >= 3)
        until(lambda: Operation.objects.get(pk=operation).state == "done")
        until(lambda: (last_heartbeat() or began) > began)
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0

    pushed = [line for line in server.seen if line.startswith("PUT")]
    assert pushed == [f"PUT /stock/1-{n}/{process.pid}" for n in (1, 2, 3)]
    assert LoopState.objects.get(kind="push").due_at is None
    assert Operation.objects.values_list("done", "failed", "errors", "cursor").get() == (
        2999,
        1,
        [{"row": 1500, "code": "bad", "message": "数量が数字ではありません。"}],
        None,
    )
    assert WorkerPulse.objects.get().slots == 20


def test_a_dead_run_is_found_by_the_tick(server: SampleServer) -> None:
    account = linked_account(server.url)
    long_ago = now() - timedelta(minutes=5)
    LoopState.objects.create(account=account, kind="push", lease=7, started_at=long_ago, due_at=long_ago)

    with worker_process(this_database()):
        server.wait_for(3)

    assert server.seen[0].startswith("PUT /stock/8-1/")


def test_a_worker_grows_with_the_accounts(server: SampleServer) -> None:
    linked_account(server.url)

    with worker_process(this_database()) as process:
        until(lambda: WorkerPulse.objects.filter(slots=20).exists())
        for number in range(5):
            linked_account(server.url, shop=str(number))
        until(lambda: WorkerPulse.objects.filter(slots=6 * 4 + 4).exists())
        assert process.poll() is None

    assert WorkerPulse.objects.count() == 1


def test_the_night_removes_old_jobs_old_calls_and_the_traces_of_workers_that_are_gone(server: SampleServer) -> None:
    account = linked_account(server.url)
    MallCall.objects.create(account=account, at=now() - timedelta(days=31), operation="x", effect="read")
    for name, days in (("gone", 2), ("here", 0)):
        WorkerPulse.objects.create(name=name, at=now() - timedelta(days=days), slots=20)
        with connection.cursor() as cursor:
            cursor.execute(LEFT_BY_A_WORKER, {"name": name})
    for hours in (71, 73):
        with connection.cursor() as cursor:
            cursor.execute(FAILED_JOB, {"hours": hours})
    app.configure_task("ichigen:clear_away", queue="upkeep").defer(timestamp=0)

    with worker_process(this_database()):
        until(lambda: not WorkerPulse.objects.filter(name="gone").exists())

    assert MallCall.objects.count() == 0
    assert jobs("old") == [("71", "failed")]
    assert [lock for lock, _ in jobs("ichigen:pulse") if lock in ("gone", "here")] == ["here"]
    with connection.cursor() as cursor:
        cursor.execute("select periodic_id from procrastinate_periodic_defers where periodic_id in ('gone', 'here')")
        assert cursor.fetchall() == [("here",)]


LEFT_BY_A_WORKER = """
select procrastinate_defer_periodic_job_v2(
  'pulse:' || %(name)s, %(name)s, %(name)s, 'ichigen:pulse', 10, %(name)s, 1, '{}')
"""

FAILED_JOB = """
with job as (
  insert into procrastinate_jobs (queue_name, task_name, lock, status)
  values ('loops', 'old', %(hours)s::text, 'failed') returning id
)
insert into procrastinate_events (job_id, type, at)
select id, 'failed', now() - make_interval(hours => %(hours)s) from job
"""
