"""The job library's app of one worker process: every task and every schedule is named here."""

from procrastinate.contrib.django import DjangoApp, app
from procrastinate.contrib.django.django_connector import DjangoConnector

from ichigen.services import operations, pulse, wake
from ichigen.workers import tasks
from ichigen.workers.setup import Setup

UPKEEP = "upkeep"

#: Upkeep goes before everything that waits for a slot.
FIRST = 10


def build_app(setup: Setup) -> DjangoApp:
    """Return an app on a connection pool of its own; the web's app stays what it is."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    built = DjangoApp(connector=connector.get_worker_connector())
    built.task(name=wake.TASK, queue=wake.QUEUE, pass_context=True)(tasks.run_loop)
    built.task(name=operations.TASK, queue=operations.QUEUE, pass_context=True)(tasks.run_operation)
    for task, cron in (
        (tasks.tick, every(1)),
        (tasks.sweep, every(5)),
        (tasks.unstall, every(round(setup.stall_s / 3))),
        (tasks.alarm, every(15)),
        (tasks.notify, every(5)),
        (tasks.renew, every(15)),
        (tasks.clear_away, "7 18 * * *"),  # 03:07 in Japan
    ):
        name = f"ichigen:{task.__name__}"
        made = built.task(name=name, queue=UPKEEP, queueing_lock=name, priority=FIRST, pass_context=True)(task)
        built.periodic(cron=cron, periodic_id="")(made)
    own = pulse_queue(setup)
    made = built.task(name=pulse.TASK, queue=own, queueing_lock=own, priority=FIRST, pass_context=True)(tasks.beat)
    built.periodic(cron=every(5), periodic_id=setup.name)(made)
    return built


def every(seconds: int) -> str:
    """Return the library's cron line for every so many seconds of a minute (its sixth field is the second)."""
    return f"* * * * * */{max(1, seconds)}"


def queues(setup: Setup) -> list[str]:
    """Return the queues a worker serves: the shared ones and its own."""
    return [UPKEEP, wake.QUEUE, operations.QUEUE, pulse_queue(setup)]


def pulse_queue(setup: Setup) -> str:
    """Return the queue that only this worker serves."""
    return f"{pulse.QUEUE_PREFIX}{setup.name}"
