"""The tab-separated form of the order feeds, and their report in the same form."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from io import StringIO

from mallsim.malls.amazon.feeds.model import Feed
from mallsim.malls.amazon.feeds.order_rows import Do, Row, run
from mallsim.malls.amazon.shop import Shop

JAPANESE_CHARSETS = ("shift_jis", "windows-31j", "cp932")


def process(shop: Shop, feed: Feed, content: bytes, now: datetime, do: Do) -> bytes:
    """Do every row and report; the report's form is not documented, this one is the known older one."""
    rows = list(_rows(shop, feed, content))
    failed = run(shop, feed, rows, now, do)
    lines = [
        "Feed Processing Summary:",
        f"\tNumber of records processed\t\t{len(rows)}",
        f"\tNumber of records successful\t\t{len(rows) - len(failed)}",
        "",
        "original-record-number\torder-id\terror-code\terror-type\terror-message",
        *(f"{one.number}\t{one.order}\t99999\tError\t{one.text}" for one in failed),
    ]
    return "\r\n".join(lines).encode("cp932")


def _rows(shop: Shop, feed: Feed, content: bytes) -> Iterator[Row]:
    charset = shop.papers[feed.paper_id].content_type.lower().partition("charset=")[2].strip()
    text = content.decode("cp932" if charset in JAPANESE_CHARSETS else "utf-8-sig", "replace")
    for row in csv.DictReader(StringIO(text), delimiter="\t"):
        yield {str(name).strip(): (value or "").strip() for name, value in row.items() if name}
