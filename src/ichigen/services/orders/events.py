"""The timeline of an order."""

from ichigen.services.clock import now
from ichigen.store.orders import OrderEvent


def add_event(order_id: int, kind: str, message: str, actor_id: int | None = None) -> None:
    """Append one line to an order's timeline."""
    OrderEvent.objects.create(order_id=order_id, at=now(), kind=kind, message=message[:300], actor_id=actor_id)
