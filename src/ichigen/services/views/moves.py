"""入出庫: places, what came in and moved lately, and returned goods that wait for a decision."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from ichigen.domain.phases import Phase
from ichigen.domain.stock import MOVEMENT_LABELS, MovementKind
from ichigen.services.stock.returns import undecided
from ichigen.store.goods import Location, Sku
from ichigen.store.orders import Order
from ichigen.store.stock import LedgerEntry
from ichigen.store.worklist import WorklistItem

SHOWN = 30
KINDS = (MovementKind.RECEIVE, MovementKind.TRANSFER, MovementKind.RETURN)
PENDING = "return_pending"


@dataclass(frozen=True, slots=True)
class Place:
    """A 店舗・倉庫. `sells`: malls may be offered what is there."""

    id: int
    code: str
    name: str
    sells: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """One entry of the 在庫台帳; signed pieces."""

    at: datetime
    label: str
    sku_id: int
    sku_code: str
    place: str
    units: int
    note: str
    actor: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Units of one SKU that left with an order that was cancelled then."""

    order_id: int
    order_number: str
    sku_id: int
    sku_code: str
    title: str
    units: int


def places() -> tuple[Place, ...]:
    """Return every 店舗・倉庫."""
    return tuple(Place(*row) for row in Location.objects.values_list("id", "code", "name", "sells"))


def latest_moves() -> tuple[Moved, ...]:
    """Return the newest entries of 入荷, 移動 and 返品."""
    rows = list(
        LedgerEntry.objects.filter(kind__in=[kind.value for kind in KINDS])
        .select_related("actor", "location")
        .order_by("-id")[:SHOWN]
    )
    codes = dict(Sku.objects.filter(pk__in={row.sku_id for row in rows}).values_list("id", "code"))
    return tuple(
        Moved(
            row.at,
            MOVEMENT_LABELS[MovementKind(row.kind)],
            row.sku_id,
            codes.get(row.sku_id, ""),
            row.location.name,
            row.on_hand,
            row.note,
            row.actor.display_name if row.actor else "",
        )
        for row in rows
    )


def waiting_returns() -> tuple[Waiting, ...]:
    """Return what waits for 再入庫 or 廃棄: cancelled orders with an open item, the oldest first."""
    items = WorklistItem.objects.filter(code=PENDING, closed_at__isnull=True, order__phase=Phase.CANCELLED)
    order_ids = list(items.filter(order__isnull=False).order_by("opened_at").values_list("order_id", flat=True))
    left = undecided(order_ids)
    numbers = dict(Order.objects.filter(pk__in=order_ids).values_list("id", "number"))
    skus = {pk: (code, title) for pk, code, title in _skus({sku_id for _, sku_id in left})}
    by_order: dict[int, list[Waiting]] = defaultdict(list)
    for (order_id, sku_id), units in sorted(left.items()):
        by_order[order_id].append(Waiting(order_id, numbers[order_id], sku_id, *skus[sku_id], units))
    return tuple(row for order_id in order_ids for row in by_order[order_id])


def _skus(ids: set[int]) -> list[tuple[int, str, str]]:
    return list(Sku.objects.filter(pk__in=ids).values_list("id", "code", "title"))
