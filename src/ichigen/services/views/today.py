"""Today's numbers (JST)."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncHour

from ichigen.domain.phases import Phase
from ichigen.store.order_marks import short_orders
from ichigen.store.orders import Order

JST = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True, slots=True)
class Today:
    """Orders since midnight (cancelled ones left out), yen, and the open work. `hours`: orders by hour of the day."""

    orders: int
    amount: int
    shipped: int
    new: int
    unpaid: int
    ready: int
    held: int
    shortage: int
    hours: tuple[int, ...]


def today(now: datetime) -> Today:
    """Return the numbers of the day that `now` falls on; two queries."""
    local = now.astimezone(JST)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    is_today = Q(ordered_at__gte=midnight) & ~Q(phase=Phase.CANCELLED)
    open_ones = Order.objects.filter(history=False)
    row = open_ones.aggregate(
        orders=Count("pk", filter=is_today),
        amount=Sum("total", filter=is_today),
        shipped=Count("pk", filter=Q(shipped_at__gte=midnight)),
        **{
            phase.value: Count("pk", filter=Q(phase=phase))
            for phase in (Phase.NEW, Phase.UNPAID, Phase.READY, Phase.HELD)
        },
    )
    by_hour = dict(
        open_ones.filter(is_today).values_list(TruncHour("ordered_at", tzinfo=JST)).annotate(n=Count("pk")).order_by()
    )
    return Today(
        orders=row["orders"],
        amount=row["amount"] or 0,
        shipped=row["shipped"],
        new=row["new"],
        unpaid=row["unpaid"],
        ready=row["ready"],
        held=row["held"],
        shortage=len(short_orders()),
        hours=tuple(by_hour.get(midnight.replace(hour=hour), 0) for hour in range(local.hour + 1)),
    )
