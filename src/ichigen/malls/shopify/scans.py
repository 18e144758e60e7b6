"""How orders are looked for (section 3): the schedule, and the search of each scan.

An order appears, moves and is cancelled in one list, sorted by the time of change. The list gives references: with an
overlap of two minutes it shows the same orders again and again, which costs a point each and not forty.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from ichigen.mallkit.exchange import Window
from ichigen.mallkit.manifest import OrderFeed, Scan
from ichigen.malls.shopify.documents import ORDERS_PER_FETCH

_DAY_S = 86_400.0

#: Without `read_all_orders` the mall shows no older order (section 1).
VISIBLE_S = 60 * _DAY_S
#: The search index is behind the writes (section 3).
OVERLAP_S = 120.0


@dataclass(frozen=True, slots=True)
class Search:
    """What a scan asks; `query` makes the mall's search text of a window."""

    sort_key: str
    query: Callable[[Window], str]


def _changed(window: Window) -> str:
    """No end: what moves while pages are read goes to the end of the list and is seen there."""
    return f"updated_at:>='{_utc(window.start)}'"


def _created(window: Window) -> str:
    return f"created_at:>='{_utc(window.start)}'"


SEARCHES: Mapping[str, Search] = {
    "changed": Search("UPDATED_AT", _changed),
    "recent": Search("CREATED_AT", _created),
}

FEED = OrderFeed(
    scans=(
        Scan("changed", "更新された注文", 3.0, 10.0, VISIBLE_S, kind="changed", overlap_s=OVERLAP_S, finds_new=True),
        Scan("recent", "直近2日の注文", 1_800.0, 3_600.0, 2 * _DAY_S),
    ),
    fetch_batch=ORDERS_PER_FETCH,
    reread_open_s=3_600.0,
)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
