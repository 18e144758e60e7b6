"""Orders that left from here while their mall was told nothing: the row of the status table was not 有効 (G3-28, G4-25)."""

from django.db.models import Exists, OuterRef, Q

from ichigen.domain.phases import GONE
from ichigen.store.orders import Order, Shipment
from ichigen.store.write_backs import WriteBack


def untold() -> Q:
    """Shipped here; no write-back with its parcels was taken or is under way, and the mall does not show that it left."""
    told = WriteBack.objects.filter(
        order_id=OuterRef("pk"), kind__in=("ship", "status"), state__in=(WriteBack.State.OPEN, WriteBack.State.DONE)
    ).exclude(intent__parcels=[])
    left = Q(snapshot__phase__in=[phase.value for phase in GONE])
    return Q(Exists(Shipment.objects.filter(order_id=OuterRef("pk"))), ~Exists(told), phase__in=GONE) & ~left


def is_untold(order_id: int) -> bool:
    """Return whether this order is one of them."""
    return Order.objects.filter(untold(), pk=order_id).exists()
