"""モール側で変更: the mall shows less than we expected and no order explains it. A person says what is true.

Either the units are gone (`accept_drift`: our stock follows the mall) or they are there (`give_up_provisional`: the stock
loop writes our number to the mall again).
"""

from collections.abc import Sequence

from django.db import transaction

from ichigen.domain.stock import HolderKind, MovementKind
from ichigen.services.stock.record import reason_given, record
from ichigen.services.stock.refusal import StockRefused
from ichigen.services.worklist import close_item
from ichigen.store import ledger
from ichigen.store.drifts import Drift, heal_drifts
from ichigen.store.hot import stage
from ichigen.store.ledger import Movement
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.stock import Reservation


@transaction.atomic
def accept_drift(listing_id: int, reason: str, actor_id: int | None) -> None:
    """Take the mall's number as true: what is 仮確保 for the listing leaves our stock (調整). Raises `StockRefused`."""
    reason = reason_given(reason)
    listing, held = _lock(listing_id)
    ledger.stage_movements(
        Movement(r.sku_id, r.location_id, MovementKind.ADJUST, on_hand=-r.quantity, note=reason, actor_id=actor_id)
        for r in held
    )
    heal_drifts([listing_id], Drift.Cause.HIDDEN_SALE, Drift.How.ACCEPTED)
    _settle(listing, "stock.accept_drift", "モールの数に合わせました", reason, actor_id)


@transaction.atomic
def give_up_provisional(listing_id: int, reason: str, actor_id: int | None) -> None:
    """Take our number as true: release what is 仮確保 for the listing. Raises `StockRefused`."""
    reason = reason_given(reason)
    listing, _ = _lock(listing_id)
    heal_drifts([listing_id], Drift.Cause.HIDDEN_SALE, Drift.How.GIVEN_UP)
    _settle(listing, "stock.give_up_provisional", "仮確保を解除しました", reason, actor_id)


def _lock(listing_id: int) -> tuple[Listing, Sequence[Reservation]]:
    """The listing and what is 仮確保 for it, under the locks of its SKUs."""
    skus = set(ListingComponent.objects.filter(listing_id=listing_id).values_list("sku_id", flat=True))
    holds = Reservation.objects.filter(listing_id=listing_id, holder=HolderKind.PROVISIONAL, quantity__gt=0)
    skus.update(holds.values_list("sku_id", flat=True))
    ledger.lock_listings(sorted(skus))
    listing = Listing.objects.filter(pk=listing_id).first()
    if listing is None or listing.provisional <= 0:
        raise StockRefused("nothing_provisional", "この出品に仮確保はありません。すでに解消しています。")
    return listing, list(holds.all())


def _settle(listing: Listing, action: str, resolution: str, reason: str, actor_id: int | None) -> None:
    units = listing.provisional
    stage("stage_provisional", [(listing.pk, -units)])
    ledger.apply_staged_provisional()
    Listing.objects.filter(pk=listing.pk).update(provisional=0, provisional_at=None, unproved=0)
    moved = ledger.apply_staged()
    close_item(f"changed_on_mall:{listing.pk}", resolution)
    record(moved, action, ("listing", listing.pk), reason, actor_id, units=units)
