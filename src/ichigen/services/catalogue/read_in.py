"""Read a mall's whole catalogue in: listings upserted by technical code, matched to SKUs by exact code."""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from ichigen.mallkit.client import MallClient
from ichigen.mallkit.exchange import ListingPage, MallListing
from ichigen.services.catalogue.storable import storable_page
from ichigen.services.loops import Run, hold
from ichigen.services.orders.problems import report_problems
from ichigen.services.orders.resolve import reserve_matched
from ichigen.services.wake import wake
from ichigen.store import catalogue as sql
from ichigen.store import ledger
from ichigen.store.accounts import Account
from ichigen.store.hot import run as execute


def read_page(run: Run, client: MallClient, page: str | None, began: datetime) -> ListingPage:
    """Read one page and store it while the run is ours. `began`: when the reading of the whole catalogue began."""
    answer = client.list_listings(page)
    with transaction.atomic():
        hold(run)
        keep_page(run.account_id, answer, began)
    return answer


def keep_page(account_id: int, page: ListingPage, began: datetime) -> None:
    """Store what of a page can be stored, and say on 要対応 what cannot."""
    kept = storable_page(page)
    report_problems(account_id, kept.problems)
    store_listings(account_id, kept.listings, began)


def finish_reading(account_id: int, began: datetime) -> None:
    """After the last page: tell what is gone, match what has no SKU.

    Before 在庫連動を開始 nothing is matched by itself: a person decides at 取込みの確認 (`services.first_link`).
    """
    with transaction.atomic():
        execute(sql.GONE, {"account": account_id, "began": began})
        execute(sql.FOUND_AGAIN, {"account": account_id, "began": began})
    if Account.objects.filter(pk=account_id, mode=Account.Mode.LIVE).exists():
        match_listings(account_id)
    reserve_matched(account_id)


def store_listings(account_id: int, listings: Sequence[MallListing], began: datetime) -> None:
    """Upsert one page."""
    if not listings:
        return
    unique = {listing.code: listing for listing in listings}
    rows = sorted(unique.values(), key=lambda listing: listing.code)
    execute(
        sql.UPSERT,
        {
            "account": account_id,
            "began": began,
            "codes": [row.code for row in rows],
            "match_codes": [row.match_codes[0] if row.match_codes else "" for row in rows],
            "titles": [row.title[:300] for row in rows],
            "variants": [row.variant[:200] for row in rows],
            "product_codes": [(row.group or row.code)[:210] for row in rows],
            "jans": [row.jan[:20] for row in rows],
            "prices": [row.price for row in rows],
            "on_sale": [row.on_sale for row in rows],
            "kept": [row.kept_by_mall for row in rows],
            "quantities": [row.quantity for row in rows],
            "endless": [row.endless for row in rows],
            "all_codes": [json.dumps(row.match_codes, ensure_ascii=False) for row in rows],
        },
    )


def match_listings(account_id: int) -> int:
    """Match listings without a SKU by exact code, where nobody else claims it; return how many were matched."""
    with transaction.atomic():
        if execute(sql.CANDIDATES, {"account": account_id}).fetchone() is None:
            return 0
        ledger.lock_bindings()
        ids = [row[0] for row in execute(sql.LOCK_CANDIDATES, {"account": account_id}).fetchall()]
        matched = [row[0] for row in execute(sql.MATCH_BY_CODE, {"ids": ids}).fetchall()]
        if matched:
            execute(sql.MARK_MATCHED, {"ids": matched})
            wake(account_id, "stock")
    return len(matched)
