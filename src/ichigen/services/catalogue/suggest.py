"""Suggest a SKU for listings whose codes match nothing, and accept suggestions (E2-21: no renumbering)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from ichigen.services.orders.resolve import reserve_matched
from ichigen.services.wake import wake
from ichigen.store import ledger
from ichigen.store.catalogue import LOCK_LISTINGS, MARK_MATCHED, STILL_UNBOUND
from ichigen.store.hot import run
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.suggestions import BY_TITLE
from ichigen.store.worklist import AuditLog


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A listing and the one SKU it may be."""

    listing_id: int
    sku_id: int


def suggest(account_id: int) -> list[Suggestion]:
    """Return suggestions by title for an account's unmatched listings; none where there are two candidates."""
    return [Suggestion(row[0], row[1]) for row in run(BY_TITLE, {"account": account_id}).fetchall()]


def accept_suggestions(account_id: int, suggestions: Sequence[Suggestion], actor_id: int | None = None) -> None:
    """Bind listings to SKUs as suggested, have them looked at, and 確保 the orders that waited for them."""
    if not suggestions:
        return
    with transaction.atomic():
        bind_many(account_id, suggestions, actor_id, suggested=True)
    reserve_matched(account_id)


def bind_many(account_id: int, suggestions: Sequence[Suggestion], actor_id: int | None, *, suggested: bool) -> None:
    """Bind listings without SKUs, one piece a sale, in the caller's transaction; `reserve_matched` must follow it.

    Whoever bound one meanwhile has bound it: nothing is added to it.
    """
    ledger.lock_bindings()
    run(LOCK_LISTINGS, {"ids": [s.listing_id for s in suggestions]})
    unbound = {row[0] for row in run(STILL_UNBOUND, {"ids": [s.listing_id for s in suggestions]}).fetchall()}
    wanted = [s for s in suggestions if s.listing_id in unbound]
    if wanted:
        ListingComponent.objects.bulk_create(
            ListingComponent(listing_id=s.listing_id, sku_id=s.sku_id, quantity=1) for s in wanted
        )
        ids = [s.listing_id for s in wanted]
        run(MARK_MATCHED, {"ids": ids})
        Listing.objects.filter(pk__in=ids).update(unbound_at=None)
        AuditLog.objects.bulk_create(
            AuditLog(
                actor_id=actor_id,
                action="listing.bind",
                subject="listing",
                subject_id=s.listing_id,
                data={"sku": s.sku_id, "per_sale": 1, "suggested": suggested},
            )
            for s in wanted
        )
        wake(account_id, "stock")
