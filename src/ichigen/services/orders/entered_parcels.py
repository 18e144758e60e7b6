"""What the shop entered as parcels of its orders, for who writes them to a mall or tells a buyer of them."""

from collections import defaultdict
from collections.abc import Sequence

from ichigen.domain.orders import Parcel
from ichigen.store.orders import Shipment


def entered_parcels(order_ids: Sequence[int]) -> dict[int, tuple[Parcel, ...]]:
    """Return by order the parcels of the last time they were entered: a correction replaces what was there. One query."""
    found: dict[int, list[Shipment]] = defaultdict(list)
    for row in Shipment.objects.filter(order_id__in=order_ids).order_by("id"):
        rows = found[row.order_id]
        if rows and rows[-1].entry != row.entry:
            rows.clear()
        rows.append(row)
    return {
        order_id: tuple(Parcel(r.carrier, r.tracking_number, r.shipped_on, r.no_number_reason) for r in rows)
        for order_id, rows in found.items()
    }
