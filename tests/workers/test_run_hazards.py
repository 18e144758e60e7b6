"""Hazards of the job library while jobs run, and that the port is not hit (engine: H4, H5, H7; design: fencing)."""

import asyncio
import signal
from datetime import datetime

import pytest
from django.db import connection
from procrastinate import App, PsycopgConnector

from ichigen.services.clock import now
from ichigen.services.wake import wake
from ichigen.store.accounts import LoopState
from ichigen.store.listings import Listing
from tests.workers.library import jobs, this_database
from tests.workers.process import until, worker_process
from tests.workers.sample import SampleServer, linked_account

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_jobs"),
]


def test_h4_library_a_retry_beside_a_newer_wake_up_blocks_the_key_for_ever() -> None:
    app = App(connector=PsycopgConnector(conninfo=this_database()))

    @app.task(name="x", lock="k", queueing_lock="k", retry=True)
    async def woken_again_then_fails() -> None:
        await woken_again_then_fails.defer_async()
        raise RuntimeError("a passing fault")

    async def one_worker() -> None:
        async with app.open_async():
            await woken_again_then_fails.defer_async()
            await app.run_worker_async(wait=False, listen_notify=False)

    asyncio.run(one_worker())

    assert jobs("x") == [("k", "doing"), ("k", "todo")]


def test_h4_port_a_failing_run_beside_a_newer_wake_up_is_tried_again(server: SampleServer) -> None:
    account = linked_account(server.url)
    wake(account.pk, "fail")

    with worker_process(this_database()):
        until(lambda: LoopState.objects.filter(kind="fail", succeeded_at__isnull=False).exists())
        until(lambda: jobs() == [])

    assert LoopState.objects.values_list("lease", "failures", "error_code").get() == (2, 0, "")


def test_h5_killed_in_mid_job_the_key_is_free_again_after_the_stall_limit(server: SampleServer) -> None:
    account = linked_account(server.url)
    server.silent = True
    wake(account.pk, "push")
    with worker_process(this_database(), stall_s=3):
        server.wait_for(1)
    # worker_process kills with SIGKILL at its end
    assert jobs() == [(f"{account.pk}:push", "doing")]

    server.silent = False
    with worker_process(this_database(), stall_s=3) as second:
        server.wait_for(4)
        until(lambda: LoopState.objects.filter(succeeded_at__isnull=False).exists())

    assert server.seen[1:] == [f"PUT /stock/2-{n}/{second.pid}" for n in (1, 2, 3)]
    assert jobs()[0] == (f"{account.pk}:push", "failed")


def test_h7_a_worker_that_wakes_up_after_a_takeover_sends_nothing_and_stores_nothing(server: SampleServer) -> None:
    account = linked_account(server.url)
    Listing.objects.create(account=account, code="A")
    server.silent = True
    wake(account.pk, "push")

    with worker_process(this_database(), stall_s=3) as first:
        server.wait_for(1)
        first.send_signal(signal.SIGSTOP)
        server.silent = False
        with worker_process(this_database(), stall_s=3) as second:
            until(lambda: LoopState.objects.get().succeeded_at is not None)
            taken_over_at = Listing.objects.get().seen_at
            second.send_signal(signal.SIGTERM)
            assert second.wait(15) == 0
        server.released.set()  # the answer to the first worker's only request
        resumed_at = now()
        first.send_signal(signal.SIGCONT)
        until(lambda: said_to_be_fenced(resumed_at))

    assert [call for call in server.seen if call.startswith(("PUT /stock/1-", "PUT /stock/2-"))] == [
        f"PUT /stock/1-1/{first.pid}",
        *(f"PUT /stock/2-{n}/{second.pid}" for n in (1, 2, 3)),
    ]
    # The number that is stored is that of the lease; the first worker, back at work, may have begun a third run by now.
    quantity, seen_at = Listing.objects.values_list("seen_quantity", "seen_at").get()
    assert quantity is not None
    assert seen_at is not None
    assert taken_over_at is not None
    assert (quantity, seen_at) == (2, taken_over_at) or (quantity > 2 and seen_at > taken_over_at)
    assert LoopState.objects.get().error_code == ""


def said_to_be_fenced(since: datetime) -> bool:
    """The first worker wrote its call log, which is the last thing a fenced run does."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from store_mallcall where at > %s", [since])
        return bool(cursor.fetchone()[0])
