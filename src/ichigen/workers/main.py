"""The worker process. It ends rather than half-dies; the supervisor starts it again after any end."""

import asyncio
import signal
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial

import structlog
from django.db import Error
from procrastinate.exceptions import ConnectorException

from ichigen.services.loops.run import STALL_S
from ichigen.services.operations import Step
from ichigen.services.pulse import last_heartbeat, slots_needed
from ichigen.services.turns import Loop
from ichigen.workers.build import build_app, queues
from ichigen.workers.loops import LOOPS
from ichigen.workers.operations import OPERATIONS
from ichigen.workers.setup import Setup

__all__ = ["last_heartbeat", "run"]

#: After a request to stop, running jobs get this long; a loop ends by its deadline before that.
GRACE_S = 25.0

log = structlog.get_logger(__name__)


class Ending(Enum):
    """Why the worker stopped: somebody asked, it needs more slots, or by itself (a lost connection)."""

    ASKED = "asked"
    GROWS = "grows"
    DIED = "died"


def run(
    concurrency: int | None = None,
    *,
    loops: Mapping[str, Loop] = LOOPS,
    operations: Mapping[str, Step] = OPERATIONS,
    stall_s: float = STALL_S,
) -> int:
    """Serve until SIGTERM or SIGINT and return the exit code: 0 when asked to stop, 1 when it stopped by itself.

    `concurrency`: jobs at once (None = one for each loop of each account, and growing with them).
    """
    while True:
        try:
            needed = slots_needed(len(loops))
            setup = Setup(concurrency or needed, loops=loops, operations=operations, stall_s=stall_s)
            ending = asyncio.run(_serve(setup, fixed=concurrency is not None))
        except (Error, ConnectorException):
            log.exception("worker.database")
            return 1
        log.info("worker.ended", why=ending.value)
        if ending is not Ending.GROWS:
            return 0 if ending is Ending.ASKED else 1


@dataclass(slots=True)
class _Wish:
    """Why the worker was told to stop, if it was."""

    told: asyncio.Event
    why: Ending = Ending.DIED

    def stop(self, why: Ending) -> None:
        self.why = why
        self.told.set()


async def _serve(setup: Setup, *, fixed: bool) -> Ending:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(setup.slots, thread_name_prefix="job"))
    wish = _Wish(asyncio.Event())
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, wish.stop, Ending.ASKED)
    if not fixed:
        setup = replace(setup, grow=partial(_from_thread, loop, wish))
    app = build_app(setup)
    async with app.open_async():
        worker = asyncio.create_task(
            app.run_worker_async(
                queues=queues(setup),
                name=setup.name,
                concurrency=setup.slots,
                delete_jobs="successful",
                shutdown_graceful_timeout=GRACE_S,
                install_signal_handlers=False,
                update_heartbeat_interval=setup.stall_s / 3,
                stalled_worker_timeout=setup.stall_s,
                additional_context=setup.as_context(),
            )
        )
        await _until_told(worker, wish.told)
    return wish.why


def _from_thread(loop: asyncio.AbstractEventLoop, wish: _Wish) -> None:
    loop.call_soon_threadsafe(wish.stop, Ending.GROWS)


async def _until_told(worker: asyncio.Task[None], told: asyncio.Event) -> None:
    """Return when the worker has ended, by itself or because it was told to; its error is raised."""
    telling = asyncio.create_task(told.wait())
    await asyncio.wait({worker, telling}, return_when=asyncio.FIRST_COMPLETED)
    telling.cancel()
    if not worker.done():
        worker.cancel()  # the library turns this into a graceful stop
    await asyncio.wait({worker})
    if not worker.cancelled():
        worker.result()
