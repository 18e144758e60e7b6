"""searchListingsItems: filters, order and pages; no more than 1000 SKUs can be paged (section 4.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mallsim.malls.amazon.listings.document import SETS, item
from mallsim.malls.amazon.listings.model import Listing
from mallsim.malls.amazon.visit import Visit
from mallsim.malls.amazon.wire import Answer, Document, invalid

PAGED_AT_MOST = 1000
PAGE, LARGEST_PAGE = 10, 20
STATUSES = ("BUYABLE", "DISCOVERABLE")
SEVERITIES = ("WARNING", "ERROR")
IDENTIFIERS: dict[str, Callable[[Listing], str]] = {
    "SKU": lambda listing: listing.sku,
    "ASIN": lambda listing: listing.asin,
    "FNSKU": lambda listing: listing.fba.fnsku if listing.fba else "",
    **dict.fromkeys(("EAN", "GTIN", "ISBN", "JAN", "MINSAN", "UPC"), lambda listing: listing.value("external_id")),
}
SORTS: dict[str, Callable[[Listing], Any]] = {
    "sku": lambda listing: listing.sku,
    "createdDate": lambda listing: (listing.created, listing.sku),
    "lastUpdatedDate": lambda listing: (listing.updated, listing.sku),
}
DATES = (
    ("createdAfter", lambda listing, at: listing.created >= at),
    ("createdBefore", lambda listing, at: listing.created <= at),
    ("lastUpdatedAfter", lambda listing, at: listing.updated >= at),
    ("lastUpdatedBefore", lambda listing, at: listing.updated <= at),
)


def search_items(visit: Visit) -> Answer:
    """``GET …/items/{sellerId}``."""
    visit.need_seller()
    visit.need_marketplace()
    included = visit.csv("includedData", SETS) or ["summaries"]
    size = visit.number("pageSize", PAGE, 1, LARGEST_PAGE)
    found = _sorted(visit, [one for one in visit.shop.listings.values() if _asked(visit).holds(one)])
    start = _start(visit)
    page = found[start : min(start + size, PAGED_AT_MOST)]
    items = visit.call.arranged([item(listing, included, visit.quantity()) for listing in page])
    body: Document = {"numberOfResults": len(found), "items": items, "pagination": {}}
    for name, at in (("nextToken", start + size), ("previousToken", start - size)):
        if 0 <= at < min(len(found), PAGED_AT_MOST):
            token = visit.shop.letters(32)
            visit.shop.pages[token] = at
            body["pagination"][name] = token
    return Answer(200, body)


@dataclass(frozen=True, slots=True)
class Filter:
    """The conditions of a search; empty ones hold for everything."""

    identifiers: tuple[str, ...]
    identifier: Callable[[Listing], str]
    parent: str | None
    with_status: frozenset[str]
    without_status: frozenset[str]
    severities: frozenset[str]
    dates: tuple[tuple[Callable[[Listing, datetime], bool], datetime], ...]

    def holds(self, listing: Listing) -> bool:
        """Does the listing meet all of them?"""
        relation = listing.attributes.get("child_parent_sku_relationship", [{}])[0]
        statuses = set(listing.statuses)
        found = {issue["severity"] for issue in listing.issues}
        return (
            (not self.identifiers or self.identifier(listing) in self.identifiers)
            and (self.parent is None or self.parent in relation.get("parents", []))
            and self.with_status <= statuses
            and not self.without_status & statuses
            and (not self.severities or bool(self.severities & found))
            and all(check(listing, at) for check, at in self.dates)
        )


def _asked(visit: Visit) -> Filter:
    identifiers, kind = visit.csv("identifiers", most=20), visit.one("identifiersType")
    if bool(identifiers) != (kind is not None) or (kind and kind not in IDENTIFIERS):
        raise invalid("identifiers and identifiersType must be provided together.")
    moments = ((check, visit.moment(name)) for name, check in DATES)
    return Filter(
        tuple(identifiers),
        IDENTIFIERS[kind or "SKU"],
        visit.one("variationParentSku"),
        frozenset(visit.csv("withStatus", STATUSES)),
        frozenset(visit.csv("withoutStatus", STATUSES)),
        frozenset(visit.csv("withIssueSeverity", SEVERITIES)),
        tuple((check, at) for check, at in moments if at is not None),
    )


def _sorted(visit: Visit, found: list[Listing]) -> list[Listing]:
    by, order = visit.one("sortBy") or "lastUpdatedDate", visit.one("sortOrder") or "DESC"
    if by not in SORTS or order not in ("ASC", "DESC"):
        raise invalid("sortBy or sortOrder is invalid.")
    return sorted(found, key=SORTS[by], reverse=order == "DESC")


def _start(visit: Visit) -> int:
    token = visit.one("pageToken")
    if token is None:
        return 0
    if token not in visit.shop.pages:
        raise invalid("pageToken is invalid.")
    return visit.shop.pages[token]
