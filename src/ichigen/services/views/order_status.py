"""Statuses that a person may set."""

from ichigen.domain.phases import HOLDING
from ichigen.store.orders import Status


def statuses_by_hand() -> tuple[tuple[str, str], ...]:
    """Return (code, name) of the statuses of the open phases: the others follow from shipping and cancelling."""
    return tuple(Status.objects.filter(phase__in=HOLDING).values_list("code", "name"))
