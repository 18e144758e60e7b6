"""What is read from, and cleared in, the tables of the job library."""

from collections.abc import Sequence

from ichigen.store.hot import run

QUEUED = """
select queueing_lock from procrastinate_jobs where status = 'todo' and queueing_lock = any(%(keys)s)
"""

#: A worker that is gone leaves its own heartbeat schedule and, at most, one job nobody fetches.
FORGET_PULSES = """
with old as (
  delete from store_workerpulse where at < clock_timestamp() - make_interval(days => 1) returning name
), defers as (
  delete from procrastinate_periodic_defers
  where task_name = %(task)s and periodic_id in (select name from old)
)
delete from procrastinate_jobs where status = 'todo' and task_name = %(task)s
  and queue_name in (select %(queue)s || name from old)
"""


def queued(keys: Sequence[str]) -> frozenset[str]:
    """Return those of `keys` (queueing locks) for which a job waits that has not started."""
    return frozenset(row[0] for row in run(QUEUED, {"keys": list(keys)}))


def forget_pulses(task: str, queue: str) -> None:
    """Remove what workers left that have been gone for a day."""
    run(FORGET_PULSES, {"task": task, "queue": queue})
