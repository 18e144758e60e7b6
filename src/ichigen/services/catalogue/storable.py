"""A mall's listings as the database takes them: an odd one costs itself, never the page it came in."""

from dataclasses import replace

from ichigen.domain.snapshots import storable_text
from ichigen.mallkit.exchange import ListingPage, MallListing, Problem

#: Width of the columns of codes, and the largest number of an integer column.
WIDEST_CODE = 210
MOST = 2**31 - 1

BAD_CODE = "出品のコードが長すぎるか、保存できない文字を含んでいます。モールの商品を確認してください。"


def storable_page(page: ListingPage) -> ListingPage:
    """Return the page without characters and numbers that no column holds; a listing without a usable code is a problem."""
    odd = tuple(
        Problem(storable_text(row.code)[:WIDEST_CODE], "listing.code", BAD_CODE)
        for row in page.listings
        if not _is_code(row.code)
    )
    kept = tuple(_storable(row) for row in page.listings if _is_code(row.code))
    return replace(page, listings=kept, problems=(*page.problems, *odd))


def _is_code(text: str) -> bool:
    return bool(text) and len(text) <= WIDEST_CODE and storable_text(text) == text


def _storable(row: MallListing) -> MallListing:
    return replace(
        row,
        title=storable_text(row.title),
        variant=storable_text(row.variant),
        group=storable_text(row.group),
        jan=storable_text(row.jan),
        match_codes=tuple(code for code in row.match_codes if _is_code(code)),
        price=_number(row.price),
        quantity=_number(row.quantity),
    )


def _number(value: int | None) -> int | None:
    return value if value is not None and -MOST <= value <= MOST else None
