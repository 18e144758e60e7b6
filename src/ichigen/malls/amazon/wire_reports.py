"""The listing report GET_MERCHANT_LISTINGS_ALL_DATA: state, encoding, columns in two languages (page section 6)."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from email.message import Message

from ichigen.mallkit.exchange import Problem
from ichigen.mallkit.json_values import Document, Unreadable
from ichigen.malls.amazon.wire import required_text, text
from ichigen.malls.amazon.wire_listings import OWN_CHANNEL, Listing

REPORT = "GET_MERCHANT_LISTINGS_ALL_DATA"
WAITING = frozenset({"IN_QUEUE", "IN_PROGRESS"})

#: Our name of a column → its headings in English and Japanese [R]; which language comes is up to the mall.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "sku": ("seller-sku", "出品者SKU"),
    "title": ("item-name", "商品名"),
    "price": ("price", "価格"),
    "quantity": ("quantity", "数量"),
    "asin": ("asin1", "ASIN 1", "ASIN1"),
    "channel": ("fulfillment-channel", "フルフィルメント・チャンネル", "フルフィルメントチャンネル"),
    "status": ("status", "ステータス"),
}
_NEEDED = frozenset({"sku", "quantity"})
_ON_SALE = frozenset({"", "active", "出品中"})


@dataclass(frozen=True, slots=True)
class ReportState:
    """Where a report stands; `document` is the id of its body."""

    status: str
    document: str


def read_state(document: Document) -> ReportState:
    """Read an answer of getReport."""
    return ReportState(required_text(document, "processingStatus"), text(document, "reportDocumentId"))


def decode(content: bytes, content_type: str) -> str:
    """Return the text of a report: by the charset it was sent with, else UTF-8 where it is that, else CP932.

    UTF-8 is tried first because text in CP932 is practically never valid UTF-8, while the other way round it can be.
    """
    header = Message()
    header["content-type"] = content_type
    charset = str(header.get_param("charset") or "")
    names = [*(("cp932",) if charset.lower().replace("-", "_") in _SHIFT_JIS else (charset,)), "utf-8-sig", "cp932"]
    for name in names:
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp932", "replace")


def read_listings(body: str) -> tuple[tuple[Listing, ...], tuple[Problem, ...]]:
    """Read the rows; `Unreadable` where the headings are not those of a listing report. A bad row is a problem."""
    lines = csv.reader(io.StringIO(body, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    places = _places(next(lines, []))
    if not _NEEDED.issubset(places):
        raise Unreadable("headings")
    listings: list[Listing] = []
    problems: list[Problem] = []
    for at, cells in enumerate(_rows(lines), start=2):
        if not any(cells):
            continue
        values = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
        if values["sku"]:
            listings.append(_listing(values))
        else:
            problems.append(Problem(f"row {at}", "listing.unreadable", "出品レポートの行に出品者SKUがありません。"))
    return tuple(listings), tuple(problems)


def _rows(lines: "Iterator[list[str]]") -> Iterator[list[str]]:
    try:
        yield from lines
    except csv.Error as error:
        raise Unreadable("rows") from error


def _places(headings: list[str]) -> dict[str, int]:
    shown = {heading.strip().lower(): at for at, heading in enumerate(headings)}
    found = {name: next((shown[w.lower()] for w in words if w.lower() in shown), -1) for name, words in COLUMNS.items()}
    return {name: place for name, place in found.items() if place >= 0}


def _listing(values: Mapping[str, str]) -> Listing:
    channel = values.get("channel", "")
    fba = bool(channel) and channel.upper() != OWN_CHANNEL
    quantity, price = _whole(values["quantity"]), _whole(values.get("price", ""))
    return Listing(
        sku=values["sku"],
        asin=values.get("asin", ""),
        title=values.get("title", ""),
        on_sale=values.get("status", "").lower() in _ON_SALE,
        quantity=quantity,
        fba=fba,
        price=price,
        is_parent=not fba and quantity is None and price is None,  # the report names no families; what is sold has both
    )


def _whole(value: str) -> int | None:
    try:
        found = Decimal(value.replace(",", ""))
    except InvalidOperation:
        return None
    return int(found) if found.is_finite() and 0 <= found < 10**12 else None


_SHIFT_JIS = frozenset({"shift_jis", "sjis", "windows_31j", "ms932", "cp932", "x_sjis"})
