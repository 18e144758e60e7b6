"""getInventorySummaries: what lies with Amazon, read only (section 5)."""

from __future__ import annotations

from datetime import datetime, timedelta

from mallsim.malls.amazon.listings.model import FbaStock, Listing
from mallsim.malls.amazon.settings import FBA_PAGE_TOKEN_S, MARKETPLACE
from mallsim.malls.amazon.shop import FbaPage
from mallsim.malls.amazon.visit import Visit
from mallsim.malls.amazon.wire import Answer, Document, invalid, second

PAGE = 50
CONDITIONS = {"new_new": "NewItem", "used_good": "UsedGood"}


def inventory_summaries(visit: Visit) -> Answer:
    """``GET /fba/inventory/v1/summaries``."""
    visit.need_marketplace()
    if visit.one("granularityType") != "Marketplace" or visit.one("granularityId") != MARKETPLACE:
        raise invalid("granularityType and granularityId: are invalid.")
    skus = [*visit.csv("sellerSkus"), *visit.csv("sellerSku")]
    since = visit.moment("startDateTime")
    found = [
        (listing, listing.fba)
        for listing in sorted(visit.shop.listings.values(), key=lambda one: one.sku)
        if listing.fba and (not skus or listing.sku in skus) and (since is None or _updated(listing) >= since)
    ]
    start = _start(visit)
    page = found[start : start + PAGE]
    detailed = visit.one("details") == "true"
    rows = [_summary(listing, stock, detailed=detailed) for listing, stock in page]
    granularity = {"granularityType": "Marketplace", "granularityId": MARKETPLACE}
    body: Document = {"payload": {"granularity": granularity, "inventorySummaries": visit.call.arranged(rows)}}
    if len(found) > start + PAGE:
        token = visit.shop.letters(32)
        visit.shop.fba_pages[token] = FbaPage(start + PAGE, visit.now + timedelta(seconds=FBA_PAGE_TOKEN_S))
        body["pagination"] = {"nextToken": token}
    return Answer(200, body)


def _updated(listing: Listing) -> datetime:
    return (listing.fba.updated if listing.fba else None) or listing.updated


def _start(visit: Visit) -> int:
    token = visit.one("nextToken")
    if token is None:
        return 0
    page = visit.shop.fba_pages.get(token)
    if page is None or page.expires <= visit.now:
        raise invalid("nextToken: is invalid or has expired.")
    return page.start


def _summary(listing: Listing, stock: FbaStock, *, detailed: bool) -> Document:
    row: Document = {
        "asin": listing.asin,
        "fnSku": stock.fnsku,
        "sellerSku": listing.sku,
        "condition": CONDITIONS.get(listing.condition, "NewItem"),
        "lastUpdatedTime": second(_updated(listing)),
        "productName": listing.title,
        "totalQuantity": stock.fulfillable + stock.inbound + stock.reserved,
    }
    if detailed:
        row["inventoryDetails"] = {
            "fulfillableQuantity": stock.fulfillable,
            "inboundWorkingQuantity": 0,
            "inboundShippedQuantity": stock.inbound,
            "inboundReceivingQuantity": 0,
            "reservedQuantity": {
                "totalReservedQuantity": stock.reserved,
                "pendingCustomerOrderQuantity": stock.reserved,
                "pendingTransshipmentQuantity": 0,
                "fcProcessingQuantity": 0,
            },
        }
    return row
