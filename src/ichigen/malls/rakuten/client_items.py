"""The catalogue over the wire (section 4): search to find the items, bulk-get to read them."""

from ichigen.mallkit.errors import AuthExpired
from ichigen.mallkit.exchange import ListingPage, MallListing, Problem
from ichigen.mallkit.json_values import Unreadable
from ichigen.malls.rakuten.caller import Caller
from ichigen.malls.rakuten.functions import READ_ITEMS, SEARCH_ITEMS
from ichigen.malls.rakuten.translate_items import to_listings
from ichigen.malls.rakuten.wire_items import CatalogueItem, ItemSearchAnswer, parse_item_search, parse_items

#: bulk-get takes 50 items, so a page of the search has as many (sections 4, 4.2).
PER_PAGE = 50

#: The first cursor; the page names none, this is the convention of the search engine behind such marks [R].
FIRST_CURSOR = "*"
_SEARCH_ONLY = "search:"


def list_listings(caller: Caller, page: str | None) -> ListingPage:
    """Return one page of the catalogue.

    The item functions belong to a paid option (trap 21). Without it the search's own data is used, up to 24 hours old;
    the page token remembers that, so that the refused call is not repeated for each page.
    """
    truth = page is None or not page.startswith(_SEARCH_ONLY)
    cursor = (page or FIRST_CURSOR).removeprefix(_SEARCH_ONLY)
    answer = _search(caller, cursor)
    listed: tuple[CatalogueItem, ...] = answer.items
    problems: tuple[Problem, ...] = answer.problems
    if truth and answer.items:
        try:
            listed, problems = _read(caller, answer.items, problems)
        except AuthExpired:
            truth = False
    listings: tuple[MallListing, ...] = tuple(listing for item in listed for listing in to_listings(item))
    ended = not answer.next_cursor or answer.next_cursor == cursor
    following = answer.next_cursor if truth else _SEARCH_ONLY + answer.next_cursor
    return ListingPage(listings, None if ended else following, problems)


def _search(caller: Caller, cursor: str) -> ItemSearchAnswer:
    document = caller.document(SEARCH_ITEMS, params={"cursorMark": cursor, "hits": str(PER_PAGE)})
    try:
        return parse_item_search(document)
    except Unreadable as error:
        raise caller.malformed(SEARCH_ITEMS) from error


def _read(
    caller: Caller, found: tuple[CatalogueItem, ...], problems: tuple[Problem, ...]
) -> tuple[tuple[CatalogueItem, ...], tuple[Problem, ...]]:
    """Read the found items; one that is not answered was deleted since the search index was made."""
    numbers = [item.manage_number for item in found]
    document = caller.document(READ_ITEMS, {"manageNumbers": numbers}, rows=len(numbers))
    try:
        items, more = parse_items(document)
    except Unreadable as error:
        raise caller.malformed(READ_ITEMS) from error
    return items, (*problems, *more)
