"""What a worker does when the database goes away, and when a mall never answers (engine: H6; design: slots)."""

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from procrastinate import App, PsycopgConnector
from psycopg import sql

from ichigen.cli.postgres.binaries import find_binaries
from ichigen.cli.postgres.place import Place, place_at
from ichigen.cli.postgres.postmaster import Postmaster
from ichigen.cli.postgres.server import start_server
from ichigen.services.clock import now
from ichigen.services.wake import wake_many
from ichigen.store.accounts import LoopState
from tests.database import THROWAWAY, session_place
from tests.workers.library import a_connection, this_database
from tests.workers.process import until, worker_process
from tests.workers.sample import SampleServer, linked_account, sample_server

pytestmark = pytest.mark.slow


@pytest.fixture
def own_place() -> Iterator[Place]:
    """A place for a database server that a test may stop."""
    root = Path(tempfile.mkdtemp(prefix="ichigen-own-"))
    root.chmod(0o711)
    yield place_at(root / "db")
    shutil.rmtree(root)


def pulses(place: Place) -> int:
    with psycopg.connect(place.url()) as looking:
        row = looking.execute("select count(*) from store_workerpulse").fetchone()
    assert row is not None
    return int(row[0])


def listeners() -> list[int]:
    with a_connection() as looking:
        rows = looking.execute(
            "select pid from pg_stat_activity where datname = current_database() and query ilike 'listen%'"
        )
        return [int(row[0]) for row in rows]


async def lose_the_listener(app: App) -> bool:
    """Run a worker, cut its LISTEN connection and refuse new ones for a moment; say whether it still runs."""
    async with app.open_async():
        worker = asyncio.create_task(app.run_worker_async(install_signal_handlers=False))
        while not (pids := await asyncio.to_thread(listeners)):
            await asyncio.sleep(0.05)
        with psycopg.connect(session_place().url(), autocommit=True) as outside:
            name = sql.Identifier(str(connection.settings_dict["NAME"]))
            outside.execute(sql.SQL("alter database {} allow_connections false").format(name))
            try:
                outside.execute("select pg_terminate_backend(%s, 5000)", pids)
                await asyncio.wait({worker}, timeout=1)
            finally:
                outside.execute(sql.SQL("alter database {} allow_connections true").format(name))
        await asyncio.wait({worker}, timeout=2)
        lives = not worker.done()
        assert await asyncio.to_thread(listeners) == []
        worker.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await worker
        return lives


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_jobs")
def test_h6_library_without_a_periodic_task_a_worker_lives_on_deaf_and_with_one_it_ends_without_error() -> None:
    deaf = App(connector=PsycopgConnector(conninfo=this_database()))
    ending = App(connector=PsycopgConnector(conninfo=this_database()))

    @ending.periodic(cron="0 0 1 1 *")
    @ending.task(name="x")
    async def yearly(timestamp: int) -> None: ...

    assert asyncio.run(lose_the_listener(deaf)) is True
    assert asyncio.run(lose_the_listener(ending)) is False


def test_h6_a_worker_ends_with_an_error_after_a_restart_of_the_database_rather_than_half_dies(own_place: Place) -> None:
    server: Postmaster = start_server(own_place, find_binaries(), print, THROWAWAY)
    try:
        with worker_process(own_place.url(), migrate=1) as process:
            until(lambda: pulses(own_place) == 1)
            server.stop()
            server.start()
            server.wait_ready(print)
            assert process.wait(45) == 1

        with worker_process(own_place.url()):
            until(lambda: pulses(own_place) == 2)
    finally:
        server.stop()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_jobs")
def test_a_mall_that_never_answers_takes_no_slot_from_another_account(server: SampleServer) -> None:
    """24 loops hang, four times as many as the library's own threads on two cores; another account goes on."""
    server.silent = True
    hanging = [linked_account(server.url, shop=f"s{n}") for n in range(8)]
    with sample_server() as lively:
        other = linked_account(lively.url, shop="other")
        LoopState.objects.create(account=other, kind="read", due_at=now())
        wake_many((account.pk, kind) for account in hanging for kind in ("push", "read", "wait"))

        with worker_process(this_database()):
            until(lambda: server.waiting == 24)
            before = len(lively.seen)
            until(lambda: len(lively.seen) >= before + 3)
            assert server.waiting == 24
