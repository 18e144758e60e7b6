"""Read a mall's whole catalogue in: listings upserted by technical code, matched to SKUs by exact code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from ichigen.mallkit.client import MallClient
from ichigen.mallkit.exchange import MallListing
from ichigen.services.clock import now
from ichigen.services.loops import Run, keep_position
from ichigen.services.orders.problems import report_problems
from ichigen.services.wake import wake
from ichigen.store import catalogue as sql
from ichigen.store.hot import run as execute

#: A run reads pages this long; a large catalogue goes on in the next run, where this one stopped.
READ_FOR = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reading of the whole catalogue came: when it began, and the mall's next page (None = complete)."""

    began: datetime
    next_page: str | None


def read_catalogue(run: Run, client: MallClient) -> Progress:
    """Read on from where the last run stopped and store what comes. Raises the mall's errors; what was read stays stored."""
    began, page = _where(run)
    until = run.began + READ_FOR
    while True:
        answer = client.list_listings(page)
        report_problems(run.account_id, answer.problems)
        store_listings(run.account_id, answer.listings, began)
        page = answer.next_page
        keep_position(run, position_of(Progress(began, page)))
        if page is None:
            _complete(run.account_id, began)
            return Progress(began, None)
        if now() >= until:
            return Progress(began, page)


def position_of(progress: Progress) -> dict[str, str]:
    """Return what the next run needs; empty after a complete reading."""
    if progress.next_page is None:
        return {}
    return {"began": progress.began.isoformat(), "page": progress.next_page}


def _where(run: Run) -> tuple[datetime, str | None]:
    if "page" in run.position:
        return datetime.fromisoformat(run.position["began"]), run.position["page"]
    return run.began, None


def _complete(account_id: int, began: datetime) -> None:
    with transaction.atomic():
        execute(sql.GONE, {"account": account_id, "began": began})
        execute(sql.FOUND_AGAIN, {"account": account_id, "began": began})
    match_listings(account_id)


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
        },
    )


def match_listings(account_id: int) -> int:
    """Match listings without a SKU by exact code; return how many were matched."""
    with transaction.atomic():
        matched = [row[0] for row in execute(sql.MATCH_BY_CODE, {"account": account_id}).fetchall()]
        if matched:
            execute(sql.MARK_MATCHED, {"ids": matched})
            wake(account_id, "stock")
    return len(matched)
