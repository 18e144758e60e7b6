"""The catalogue: searchListingsItems up to 1,000 listings, the listing report above (page sections 4.3 and 6)."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from ichigen.domain.json import JsonObject
from ichigen.mallkit.errors import Refused, Throttled
from ichigen.mallkit.exchange import ListingPage, MallListing
from ichigen.mallkit.json_values import Unreadable
from ichigen.mallkit.manifest import Effect
from ichigen.malls.amazon.caller import Caller
from ichigen.malls.amazon.client_documents import download
from ichigen.malls.amazon.client_stock import shop_of, with_warehouse
from ichigen.malls.amazon.errors import malformed, missing
from ichigen.malls.amazon.memory import MEMORY
from ichigen.malls.amazon.operations import CREATE_REPORT, GET_REPORT, GET_REPORT_DOCUMENT, SEARCH_LISTINGS
from ichigen.malls.amazon.wire import required_text
from ichigen.malls.amazon.wire_listings import Listing, read_search
from ichigen.malls.amazon.wire_reports import REPORT, WAITING, ReportState, decode, read_listings, read_state

PAGE = 20

#: More than this cannot be paged through (section 4.3).
CEILING = 1000

CATALOGUE_DATA = ("summaries", "offers", "fulfillmentAvailability", "relationships")

#: A place in the catalogue: a page token of the search, or the report that is waited for.
_SEARCH, _REPORT = "search:", "report:"

#: How often a report is asked for.
ASK_AFTER = timedelta(seconds=15)


def list_listings(caller: Caller, page: str | None) -> ListingPage:
    """Return the next listings. `page` says where, so that another process can go on."""
    if page is not None and page.startswith(_REPORT):
        return _reported(caller, page.removeprefix(_REPORT))
    return _searched(caller, None if page is None else page.removeprefix(_SEARCH))


def _searched(caller: Caller, token: str | None) -> ListingPage:
    query: dict[str, str | Sequence[str]] = {
        "marketplaceIds": [caller.marketplace],
        "includedData": CATALOGUE_DATA,
        "pageSize": str(PAGE),
        "sortBy": "createdDate",  # a listing that changes meanwhile keeps its place
        "sortOrder": "ASC",
    }
    if token is not None:
        query["pageToken"] = token
    try:
        found = read_search(caller.document(SEARCH_LISTINGS, query, rows=PAGE, seller=caller.seller_id))
    except Unreadable as error:
        raise malformed(SEARCH_LISTINGS.effect) from error
    if found.total > CEILING and token is None:
        return ListingPage((), _REPORT + _ask(caller))
    listings = with_warehouse(caller, found.listings)
    MEMORY.keep(shop_of(caller), listings)
    following = _SEARCH + found.next_token if found.next_token else None
    return ListingPage(_translated(listings), following, found.problems)


def _ask(caller: Caller) -> str:
    """Order the report; in English where the mall heeds it, because its columns come in Japanese otherwise."""
    body: JsonObject = {
        "reportType": REPORT,
        "marketplaceIds": [caller.marketplace],
        "reportOptions": {"preferredReportDocumentLocale": "en_US"},
    }
    try:
        return required_text(caller.document(CREATE_REPORT, body=body), "reportId")
    except Unreadable as error:
        raise malformed(CREATE_REPORT.effect) from error


def _reported(caller: Caller, report: str) -> ListingPage:
    """Return the whole report as one page.

    A report that failed, is gone, or is "cancelled" for want of data is ordered anew: the search showed that there is some.
    """
    try:
        state = _state(caller, report)
        if state.status in WAITING:
            message = "Amazonが出品レポートを作成しています。できあがるまで待ちます。"
            raise Throttled("report.waiting", message, caller.now() + ASK_AFTER)
        if not state.document or state.status != "DONE":
            return ListingPage((), _REPORT + _ask(caller))
        place = caller.document(GET_REPORT_DOCUMENT, document=state.document)
        listings, problems = read_listings(decode(*download(caller, place)))
    except Unreadable as error:
        raise malformed(Effect.READ) from error
    return ListingPage(_translated(with_warehouse(caller, listings)), None, problems)


def _state(caller: Caller, report: str) -> ReportState:
    try:
        return read_state(caller.document(GET_REPORT, report=report))
    except Refused as error:
        if missing(error):
            return ReportState("", "")
        raise


def _translated(listings: Iterable[Listing]) -> tuple[MallListing, ...]:
    """The parent of a variation family is nothing to buy."""
    return tuple(_listing(listing) for listing in listings if not listing.is_parent)


def _listing(listing: Listing) -> MallListing:
    return MallListing(
        code=listing.sku,
        title=listing.title or listing.sku,
        match_codes=(listing.sku,),
        quantity=listing.quantity,
        price=listing.price,
        on_sale=listing.on_sale,
        group=listing.parent,
        kept_by_mall=listing.fba,
    )
