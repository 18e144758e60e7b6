"""The whole catalogue, page by page: store categories, their items, the variations of each item (page section 5.4)."""

import json
from dataclasses import asdict, dataclass, replace

from ichigen.mallkit.errors import Refused, Retryable
from ichigen.mallkit.exchange import ListingPage, MallListing, Problem
from ichigen.malls.yahoo_shopping.caller import CATEGORIES, ITEM, ITEM_LIST, Caller
from ichigen.malls.yahoo_shopping.wire import Unreadable
from ichigen.malls.yahoo_shopping.wire_items import ItemDetail, read_categories, read_item, read_item_codes
from ichigen.malls.yahoo_shopping.wire_stock import join_code

#: The largest page of myItemList.
LIST_PAGE = 100

#: Items asked for their variations in one go: at one call a second a page of ours takes about this many seconds, and a
#: run of 20 seconds holds two.
DETAILS_PER_PAGE = 9


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the walk stands: categories still to open, the one being listed, item codes still to be asked for."""

    open: tuple[str, ...] = ()
    category: str = ""
    start: int = 0
    codes: tuple[str, ...] = ()

    @property
    def at_end(self) -> bool:
        """True when nothing is left."""
        return not (self.open or self.start or self.codes)


class Catalogue:
    """Walks the store's categories. An item in two categories comes twice: listings are told by their code."""

    def __init__(self, seller_id: str, caller: Caller) -> None:
        self._seller_id = seller_id
        self._caller = caller

    def page(self, token: str | None) -> ListingPage:
        """Return the listings of the next items and the opaque place of the following page."""
        cursor = read_cursor(token) if token else self._first()
        if not cursor.codes:
            cursor = self._next_codes(cursor)
        now, later = cursor.codes[:DETAILS_PER_PAGE], cursor.codes[DETAILS_PER_PAGE:]
        listings: list[MallListing] = []
        problems: list[Problem] = []
        for code in now:
            found = self._item(code)
            listings += listings_of(found) if isinstance(found, ItemDetail) else ()
            problems += (found,) if isinstance(found, Problem) else ()
        rest = replace(cursor, codes=later)
        return ListingPage(tuple(listings), None if rest.at_end else json.dumps(asdict(rest)), tuple(problems))

    def _first(self) -> Cursor:
        return Cursor(open=self._categories(""))

    def _next_codes(self, cursor: Cursor) -> Cursor:
        """Open the next category where none is being listed, and take one page of its items."""
        if not cursor.start:
            if not cursor.open:
                return cursor
            category = cursor.open[0]
            cursor = Cursor(open=self._categories(category) + cursor.open[1:], category=category, start=1)
        params = {
            "seller_id": self._seller_id,
            "stcat_key": cursor.category,
            "start": str(cursor.start),
            "results": str(LIST_PAGE),
        }
        try:
            page = read_item_codes(self._caller.get(ITEM_LIST, params))
        except Unreadable as error:
            raise _unreadable() from error
        following = cursor.start + page.returned
        more = page.returned > 0 and following <= page.total
        return replace(cursor, start=following if more else 0, codes=page.codes)

    def _categories(self, parent: str) -> tuple[str, ...]:
        params = {"seller_id": self._seller_id} | ({"page_key": parent} if parent else {})
        return read_categories(self._caller.get(CATEGORIES, params))

    def _item(self, code: str) -> ItemDetail | Problem | None:
        """Return the item, a problem, or None where it was deleted since the list was read."""
        try:
            return read_item(self._caller.get(ITEM, {"seller_id": self._seller_id, "item_code": code}))
        except Refused as error:
            return None if error.code == "it-05002" else Problem(code, error.code, error.message)
        except Unreadable as error:
            return Problem(code, "unreadable", f"商品の応答の項目「{error.member}」を読めませんでした。")


def listings_of(item: ItemDetail) -> tuple[MallListing, ...]:
    """Return one listing per variation, or one for the item where it has none."""
    if not item.sub_codes:
        return (
            MallListing(
                item.code, item.name, (item.code,), item.quantity, item.price, on_sale=item.on_sale, jan=item.jan
            ),
        )
    return tuple(
        MallListing(
            code=join_code(item.code, sub.code),
            title=item.name,
            match_codes=(sub.code, join_code(item.code, sub.code)),
            quantity=sub.quantity,
            price=item.price,
            variant=sub.choice,
            on_sale=item.on_sale,
            jan=item.jan,
            group=item.code,
        )
        for sub in item.sub_codes
    )


def read_cursor(token: str) -> Cursor:
    """Return the place a token of ours stands for; `Refused` where it is none."""
    try:
        members = json.loads(token)
        return Cursor(
            open=tuple(map(str, members["open"])),
            category=str(members["category"]),
            start=int(members["start"]),
            codes=tuple(map(str, members["codes"])),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("bad_page", "商品一覧の続きの位置を読めません。最初から読み直してください。") from error


def _unreadable() -> Retryable:
    return Retryable("unreadable", "商品一覧の応答を読めませんでした。自動で読み直します。")
