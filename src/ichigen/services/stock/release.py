"""解放 by hand: a held unit can always be released, with a reason (R0-69)."""

from django.db import transaction

from ichigen.domain.stock import HolderKind
from ichigen.services.stock.drift import give_up_provisional
from ichigen.services.stock.record import reason_given, record
from ichigen.services.stock.refusal import StockRefused
from ichigen.store import ledger
from ichigen.store.listings import Listing
from ichigen.store.stock import Reservation


@transaction.atomic
def release_reservation(reservation_id: int, reason: str, actor_id: int | None) -> None:
    """Release all that one reservation holds; re-reading the order never undoes it. Raises `StockRefused`.

    Units 仮確保 belong to a listing as a whole: releasing one gives up the 仮確保 of that listing. What is left of one that
    its listing no longer knows of is released like any other: nothing held is ever out of reach.
    """
    reason = reason_given(reason)
    held = Reservation.objects.filter(pk=reservation_id).values("sku_id", "holder", "listing_id").first()
    if held is None:
        raise StockRefused("nothing_held", "この確保は見つかりません。画面を開き直してください。")
    known = Listing.objects.filter(pk=held["listing_id"], provisional__gt=0).exists()
    if held["holder"] == HolderKind.PROVISIONAL and known:
        give_up_provisional(held["listing_id"], reason, actor_id)
        return
    ledger.lock_listings([held["sku_id"]])
    if not ledger.stage_release_by_hand(reservation_id, reason, actor_id):
        raise StockRefused("nothing_held", "この確保はすでに解放されています。")
    moved = ledger.apply_staged()
    record(moved, "stock.release", ("reservation", reservation_id), reason, actor_id, sku=held["sku_id"])
