"""A real worker process: wakes, ticks, upkeep, and its end (engine: the seven rules)."""

import signal
from datetime import timedelta

import pytest

from ichigen.services.clock import now
from ichigen.services.operations import start_operation
from ichigen.services.pulse import last_heartbeat
from ichigen.services.wake import wake
from ichigen.store.accounts import LoopState
from ichigen.store.operations import Operation, WorkerPulse
from tests.workers.process import until, worker_process
from tests.workers.library import this_database
from tests.workers.sample import SampleServer, linked_account

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_jobs")]


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
