"""Move an order to a phase by an act in the hub."""

from ichigen.domain.phases import GONE, Phase
from ichigen.services.clock import now
from ichigen.store.orders import Order, Status


def move_to_phase(order: Order, phase: Phase) -> None:
    """Set phase and its default status on a locked order."""
    at = now()
    order.phase = phase
    order.status = Status.objects.get(phase=phase, default=True)
    order.status_by_hand = False
    order.updated_at = at
    if phase in GONE and order.shipped_at is None:
        order.shipped_at = at
    order.save(update_fields=["phase", "status", "status_by_hand", "updated_at", "shipped_at"])
