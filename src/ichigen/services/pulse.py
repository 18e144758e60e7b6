"""Signs of life of workers: written by a job of the worker itself, so that a half-dead one shows no more of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ichigen.services.clock import now
from ichigen.store.accounts import Account
from ichigen.store.jobs import forget_pulses
from ichigen.store.operations import WorkerPulse

TASK = "ichigen:pulse"
QUEUE_PREFIX = "pulse:"

#: A worker that showed no sign of life for this long is called silent.
SILENT = timedelta(minutes=2)

LEAST_SLOTS = 20
SPARE_SLOTS = 4


@dataclass(frozen=True, slots=True)
class Silence:
    """No worker lives: nothing is taken in, written or told. `since`: the last sign of life, None = there never was one."""

    since: datetime | None


def beat(name: str, slots: int) -> None:
    """Record that the worker `name` ran a job just now."""
    WorkerPulse.objects.update_or_create(name=name, defaults={"at": now(), "slots": slots})


def last_heartbeat(name: str | None = None) -> datetime | None:
    """Return when the worker `name` (None = any worker) last ran a job; None when it never did."""
    pulses = WorkerPulse.objects.all() if name is None else WorkerPulse.objects.filter(name=name)
    return pulses.order_by("-at").values_list("at", flat=True).first()


def silence(at: datetime) -> Silence | None:
    """Return that no worker lives at `at`; None while one does."""
    last = last_heartbeat()
    return None if last is not None and at - last < SILENT else Silence(last)


def forget_workers() -> None:
    """Remove the traces of workers that have been gone for a day."""
    forget_pulses(TASK, QUEUE_PREFIX)


def slots_needed(kinds: int) -> int:
    """Return how many jobs a worker must be able to run at once, so that a slow mall takes no slot from another."""
    return max(LEAST_SLOTS, Account.objects.exclude(mode=Account.Mode.DISABLED).count() * kinds + SPARE_SLOTS)
