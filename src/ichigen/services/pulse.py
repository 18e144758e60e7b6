"""Signs of life of workers: written by a job of the worker itself, so that a half-dead one shows no more of them."""

from datetime import datetime

from ichigen.services.clock import now
from ichigen.store.accounts import Account
from ichigen.store.jobs import forget_pulses
from ichigen.store.operations import WorkerPulse

TASK = "ichigen:pulse"
QUEUE_PREFIX = "pulse:"

LEAST_SLOTS = 20
SPARE_SLOTS = 4


def beat(name: str, slots: int) -> None:
    """Record that the worker `name` ran a job just now."""
    WorkerPulse.objects.update_or_create(name=name, defaults={"at": now(), "slots": slots})


def last_heartbeat(name: str | None = None) -> datetime | None:
    """Return when the worker `name` (None = any worker) last ran a job; None when it never did."""
    pulses = WorkerPulse.objects.all() if name is None else WorkerPulse.objects.filter(name=name)
    return pulses.order_by("-at").values_list("at", flat=True).first()


def forget_workers() -> None:
    """Remove the traces of workers that have been gone for a day."""
    forget_pulses(TASK, QUEUE_PREFIX)


def slots_needed(kinds: int) -> int:
    """Return how many jobs a worker must be able to run at once, so that a slow mall takes no slot from another."""
    return max(LEAST_SLOTS, Account.objects.exclude(mode=Account.Mode.DISABLED).count() * kinds + SPARE_SLOTS)
