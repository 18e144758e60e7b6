"""Who holds it: every unit of a SKU explains itself."""

from dataclasses import dataclass
from datetime import datetime

from ichigen.domain.stock import MOVEMENT_LABELS, HolderKind, MovementKind
from ichigen.services.views.listing_state import ListingState, listing_states
from ichigen.store.accounts import Account
from ichigen.store.goods import Location, Sku
from ichigen.store.orders import Order
from ichigen.store.stock import LedgerEntry, Reservation, StockLevel

LEDGER_ROWS = 20
HOLDER_LABELS = {
    HolderKind.LINE: "受注明細",
    HolderKind.BID: "入札",
    HolderKind.PROVISIONAL: "仮確保",
    HolderKind.MANUAL: "手動",
}


@dataclass(frozen=True, slots=True)
class Holder:
    """Units held now, by whom, since when. `order_id` where an order line holds them; `code` the listing behind it."""

    id: int
    kind: str
    kind_label: str
    quantity: int
    location: str
    since: datetime
    order_id: int | None
    order_number: str
    order_status: str
    order_tone: str
    account: str
    code: str
    note: str


@dataclass(frozen=True, slots=True)
class Level:
    """Pieces at one location."""

    location_id: int
    location: str
    on_hand: int
    reserved: int

    @property
    def available(self) -> int:
        """販売可能; negative is 在庫不足."""
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the 在庫台帳; signed pieces."""

    at: datetime
    label: str
    on_hand: int
    reserved: int
    order_id: int | None
    order_number: str
    note: str
    actor: str


@dataclass(frozen=True, slots=True)
class SkuDetail:
    """One SKU with its levels, holders, listings (account label, state) and the newest ledger entries."""

    id: int
    code: str
    title: str
    variant: str
    jan: str
    one_off: bool
    levels: tuple[Level, ...]
    holders: tuple[Holder, ...]
    listings: tuple[tuple[str, ListingState], ...]
    entries: tuple[Entry, ...]

    @property
    def on_hand(self) -> int:
        """Pieces at all locations."""
        return sum(level.on_hand for level in self.levels)

    @property
    def reserved(self) -> int:
        """Pieces 確保 at all locations."""
        return sum(level.reserved for level in self.levels)

    @property
    def available(self) -> int:
        """販売可能; negative is 在庫不足."""
        return self.on_hand - self.reserved


def sku_detail(sku_id: int) -> SkuDetail | None:
    """Return the SKU, None where there is none; eight queries."""
    sku = Sku.objects.filter(pk=sku_id).first()
    if sku is None:
        return None
    accounts = dict(Account.objects.values_list("id", "label"))
    states = [state for group in listing_states([sku_id])[sku_id].values() for state in group]
    return SkuDetail(
        id=sku.id,
        code=sku.code,
        title=sku.title,
        variant=sku.variant,
        jan=sku.jan,
        one_off=sku.one_off,
        levels=_levels(sku_id),
        holders=_holders(sku_id, accounts),
        listings=tuple((accounts[state.account_id], state) for state in states),
        entries=_entries(sku_id),
    )


def _levels(sku_id: int) -> tuple[Level, ...]:
    stored = {row.location_id: row for row in StockLevel.objects.filter(sku_id=sku_id)}
    return tuple(
        Level(
            place.id,
            place.name,
            stored[place.id].on_hand if place.id in stored else 0,
            stored[place.id].reserved if place.id in stored else 0,
        )
        for place in Location.objects.all()
    )


def _holders(sku_id: int, accounts: dict[int, str]) -> tuple[Holder, ...]:
    rows = (
        Reservation.objects.filter(sku_id=sku_id, quantity__gt=0)
        .select_related("location", "listing", "order_line__order__status")
        .defer("order_line__order__snapshot")
        .order_by("created_at", "id")
    )
    return tuple(_holder(row, accounts) for row in rows)


def _holder(row: Reservation, accounts: dict[int, str]) -> Holder:
    line = row.order_line
    order = line.order if line else None
    account_id = order.account_id if order else row.listing.account_id if row.listing else None
    return Holder(
        id=row.id,
        kind=row.holder,
        kind_label=HOLDER_LABELS[HolderKind(row.holder)],
        quantity=row.quantity,
        location=row.location.name,
        since=row.created_at,
        order_id=order.id if order else None,
        order_number=order.number if order else "",
        order_status=order.status.name if order else "",
        order_tone=order.status.tone if order else "",
        account=accounts.get(account_id, "") if account_id else "",
        code=line.listing_code if line else row.listing.code if row.listing else "",
        note=row.note,
    )


def _entries(sku_id: int) -> tuple[Entry, ...]:
    rows = list(LedgerEntry.objects.filter(sku_id=sku_id).select_related("actor").order_by("-id")[:LEDGER_ROWS])
    numbers = dict(
        Order.objects.filter(pk__in=[row.order_id for row in rows if row.order_id]).values_list("id", "number")
    )
    return tuple(
        Entry(
            at=row.at,
            label=MOVEMENT_LABELS[MovementKind(row.kind)],
            on_hand=row.on_hand,
            reserved=row.reserved,
            order_id=row.order_id if row.order_id in numbers else None,
            order_number=numbers.get(row.order_id, "") if row.order_id else "",
            note=row.note,
            actor=row.actor.display_name if row.actor else "",
        )
        for row in rows
    )
