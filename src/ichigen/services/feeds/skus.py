"""SKUs with their levels and listings, for other programs."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ichigen.domain.stock import HolderKind
from ichigen.services.feeds.span import Page, Position, position_after, span_of
from ichigen.services.views.stock_matrix import ListingState, listing_states
from ichigen.store import feeds
from ichigen.store.feeds import Change
from ichigen.store.goods import Location, Sku
from ichigen.store.listings import Listing
from ichigen.store.stock import Reservation, StockLevel


@dataclass(frozen=True, slots=True)
class LevelOut:
    """Pieces at one location; `available` may be negative (在庫不足)."""

    location: str
    on_hand: int
    reserved: int
    available: int


@dataclass(frozen=True, slots=True)
class ListingOut:
    """One listing: what it should show, what we expect it to show (an interval), and what was last read there."""

    id: int
    account_id: int
    code: str
    units_per_sale: int
    desired: int | None
    expected_low: int | None
    expected: int | None
    seen: int | None
    seen_at: datetime | None
    confirmed_at: datetime | None
    state: str
    message: str


@dataclass(frozen=True, slots=True)
class SkuOut:
    """One SKU; `updated_at` is when its data, its stock or one of its listings last changed."""

    id: int
    code: str
    title: str
    variant: str
    jan: str
    one_off: bool
    updated_at: datetime
    levels: tuple[LevelOut, ...]
    listings: tuple[ListingOut, ...]


@dataclass(frozen=True, slots=True)
class ReservationOut:
    """Units held: by whom (line, bid, provisional, manual), and for which order or listing."""

    id: int
    holder: HolderKind
    location: str
    quantity: int
    order_id: int | None
    listing_id: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LocationOut:
    """店舗・倉庫; stock of a location that does not sell is offered on no mall."""

    code: str
    name: str
    sells: bool


def sku_page(position: Position, limit: int) -> Page[SkuOut]:
    """Return one page of SKUs; seven queries whatever its size."""
    found = feeds.skus(span_of(position, limit))
    return Page(_skus(found[:limit]), position_after(position, found, limit), position.until)


def sku_out(sku_id: int) -> SkuOut | None:
    """Return one SKU, None where there is none."""
    found = [change for change in feeds.skus(feeds.just(sku_id)) if change.id == sku_id]
    return next(iter(_skus(found)), None)


def reservations_of(sku_id: int) -> tuple[ReservationOut, ...]:
    """Return what holds units of a SKU now, oldest first."""
    rows = Reservation.objects.filter(sku_id=sku_id, quantity__gt=0).select_related("location", "order_line")
    return tuple(
        ReservationOut(
            row.pk,
            HolderKind(row.holder),
            row.location.code,
            row.quantity,
            row.order_line.order_id if row.order_line else None,
            row.listing_id,
            row.created_at,
        )
        for row in rows.order_by("id")
    )


def reservation_exists(reservation_id: int) -> bool:
    """True for a reservation that holds something, or once did."""
    return Reservation.objects.filter(pk=reservation_id).exists()


def locations() -> tuple[LocationOut, ...]:
    """Return every location."""
    return tuple(LocationOut(row.code, row.name, row.sells) for row in Location.objects.all())


def location_id(code: str) -> int | None:
    """Return the id of a location by its code."""
    return Location.objects.filter(code=code).values_list("id", flat=True).first()


def _skus(found: Sequence[Change]) -> tuple[SkuOut, ...]:
    ids = [change.id for change in found]
    rows = Sku.objects.in_bulk(ids)
    levels: dict[int, list[LevelOut]] = defaultdict(list)
    for level in StockLevel.objects.filter(sku_id__in=ids).select_related("location").order_by("location_id"):
        levels[level.sku_id].append(LevelOut(level.location.code, level.on_hand, level.reserved, level.available))
    states = listing_states(ids)
    listings = {
        sku_id: [state for of_account in states[sku_id].values() for state in of_account] for sku_id in list(states)
    }
    beliefs = _beliefs([state.id for of_sku in listings.values() for state in of_sku])
    return tuple(
        SkuOut(
            id=sku.pk,
            code=sku.code,
            title=sku.title,
            variant=sku.variant,
            jan=sku.jan,
            one_off=sku.one_off,
            updated_at=change.at,
            levels=tuple(levels[sku.pk]),
            listings=tuple(_listing(state, beliefs) for state in listings.get(sku.pk, ())),
        )
        for change in found
        if (sku := rows.get(change.id))
    )


def _beliefs(listing_ids: Sequence[int]) -> dict[int, tuple[int | None, int | None]]:
    rows = Listing.objects.filter(pk__in=listing_ids).values_list("id", "expected_low", "expected_quantity")
    return {id_: (low, high) for id_, low, high in rows}


def _listing(state: ListingState, beliefs: dict[int, tuple[int | None, int | None]]) -> ListingOut:
    low, high = beliefs.get(state.id, (None, None))
    return ListingOut(
        id=state.id,
        account_id=state.account_id,
        code=state.code,
        units_per_sale=state.per_sale,
        desired=state.desired,
        expected_low=low,
        expected=high,
        seen=state.seen,
        seen_at=state.seen_at,
        confirmed_at=state.confirmed_at,
        state=state.state,
        message=state.message,
    )
