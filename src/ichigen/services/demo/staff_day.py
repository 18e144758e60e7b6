"""The demo's packer: ships what waits for shipping, as staff would, and leaves the newest to whoever tries the product."""

from datetime import timedelta
from random import Random

from ichigen.domain.carriers import Carrier
from ichigen.domain.hours import JST
from ichigen.domain.orders import Parcel
from ichigen.services.clock import now
from ichigen.services.orders.ship import ship_order
from ichigen.store.order_marks import short_orders
from ichigen.store.orders import Order

AT_ONCE = 20


def ship_waiting(rng: Random, older_than_s: float, actor_id: int | None) -> int:
    """Ship orders in 発送待ち that were taken in at least `older_than_s` seconds ago; return how many."""
    at = now()
    waiting = Order.objects.filter(
        status__code="ready",
        history=False,
        unresolved=False,
        created_at__lte=at - timedelta(seconds=older_than_s),
    ).exclude(write_backs__kind="cancel")
    waiting = waiting.exclude(pk__in=short_orders())
    shipped = 0
    for order_id in waiting.order_by("ordered_at", "id").values_list("id", flat=True)[:AT_ONCE]:
        number = f"4{rng.randrange(10**11):011d}"
        parcel = Parcel(Carrier.YAMATO, number, at.astimezone(JST).date())
        shipped += ship_order(order_id, [parcel], actor_id) is None
    return shipped
