"""What is read from, and cleared in, the tables of the job library."""

from collections.abc import Sequence

from ichigen.store.hot import run

QUEUED = """
select queueing_lock from procrastinate_jobs where status = 'todo' and queueing_lock = any(%(keys)s)
"""

GONE = "select name from store_workerpulse where at < clock_timestamp() - make_interval(days => 1)"

#: A worker that is gone leaves its own heartbeat schedule and, at most, one job nobody fetches. Jobs first: their
#: removal changes the rows of the schedule, which one statement must not do twice.
FORGET_JOBS = """
delete from procrastinate_jobs where status = 'todo' and task_name = %(task)s and queue_name = any(%(queues)s)
"""

FORGET_SCHEDULES = """
delete from procrastinate_periodic_defers where task_name = %(task)s and periodic_id = any(%(names)s)
"""

FORGET_PULSES = "delete from store_workerpulse where name = any(%(names)s)"


def queued(keys: Sequence[str]) -> frozenset[str]:
    """Return those of `keys` (queueing locks) for which a job waits that has not started."""
    return frozenset(row[0] for row in run(QUEUED, {"keys": list(keys)}))


def forget_pulses(task: str, queue: str) -> None:
    """Remove what workers left that have been gone for a day; `queue` is the prefix of their own queues."""
    names = [str(row[0]) for row in run(GONE)]
    run(FORGET_JOBS, {"task": task, "queues": [queue + name for name in names]})
    run(FORGET_SCHEDULES, {"task": task, "names": names})
    run(FORGET_PULSES, {"names": names})
