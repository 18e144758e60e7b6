"""Suggest a SKU for listings whose codes match nothing, and accept suggestions (E2-21: no renumbering)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from ichigen.services.orders.resolve import reserve_matched
from ichigen.services.wake import wake
from ichigen.store.catalogue import MARK_MATCHED
from ichigen.store.hot import run
from ichigen.store.listings import ListingComponent
from ichigen.store.suggestions import BY_TITLE


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A listing and the one SKU it may be."""

    listing_id: int
    sku_id: int


def suggest(account_id: int) -> list[Suggestion]:
    """Return suggestions by title for an account's unmatched listings; none where there are two candidates."""
    return [Suggestion(row[0], row[1]) for row in run(BY_TITLE, {"account": account_id}).fetchall()]


def accept_suggestions(account_id: int, suggestions: Sequence[Suggestion]) -> None:
    """Bind listings to SKUs as suggested, have them looked at, and 確保 the lines that waited for them."""
    if not suggestions:
        return
    with transaction.atomic():
        ListingComponent.objects.bulk_create(
            (ListingComponent(listing_id=s.listing_id, sku_id=s.sku_id, quantity=1) for s in suggestions),
            ignore_conflicts=True,
        )
        run(MARK_MATCHED, {"ids": [s.listing_id for s in suggestions]})
        wake(account_id, "stock")
    reserve_matched(account_id)
