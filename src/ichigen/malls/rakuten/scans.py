"""How orders are looked for within one search a second (sections 0, 2.2): the schedule, and the request of each scan.

The mall has no "changed since". `new` sees every order that appears. Membership moves are seen by one search per
orderProgress, whose answer is the mark of all orders in it. Load by day, in searches a second: new 1/1.8, 300 and
800 1/15 each, 200, 400, 500 and 900 1/20 each, 100 1/60, 700 1/120, wide 1/600 = 0.92; the rest is left for
checks and for the pages of a busy shop.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ichigen.mallkit.manifest import OrderFeed, Scan

#: dateType (section 2.2).
ORDERED, SHIPPED_REPORT, SETTLED = 1, 5, 6

_DAY_S = 86_400.0
#: A search may span 63 days (section 2.2); a little less leaves room for the clocks.
_OPEN_S = 62 * _DAY_S


@dataclass(frozen=True, slots=True)
class Search:
    """What a scan asks: which date, which orderProgress (() = all); the mark of its orders (None = tells nothing)."""

    date_type: int
    progress: tuple[int, ...]
    mark: str | None


SEARCHES: Mapping[str, Search] = {
    "new": Search(ORDERED, (), None),
    "wide": Search(ORDERED, (), None),
    "p100": Search(ORDERED, (100,), "100"),
    "p200": Search(ORDERED, (200,), "200"),
    "p300": Search(ORDERED, (300,), "300"),
    "p400": Search(ORDERED, (400,), "400"),
    "p500": Search(SHIPPED_REPORT, (500, 600), "500"),
    "p700": Search(SETTLED, (700,), "700"),
    "p800": Search(ORDERED, (800,), "800"),
    "p900": Search(ORDERED, (900,), "900"),
}


def _scan(name: str, label: str, every_s: float, lookback_s: float, *, finds_new: bool = False) -> Scan:
    # No daily budget is known, so the night is as fast as the day.
    return Scan(name, label, every_s, every_s, lookback_s, finds_new=finds_new)


FEED = OrderFeed(
    scans=(
        _scan("new", "新しい注文(直近20分)", 1.8, 1200.0, finds_new=True),
        _scan("p300", "発送待ち", 15.0, _OPEN_S),
        _scan("p800", "キャンセル確定待ち", 15.0, _OPEN_S),
        _scan("p200", "楽天処理中", 20.0, _OPEN_S),
        _scan("p400", "変更確定待ち", 20.0, _OPEN_S),
        _scan("p900", "キャンセル確定(直近7日の注文)", 20.0, 7 * _DAY_S),
        _scan("p500", "発送済・支払手続き中(直近1日の報告)", 20.0, _DAY_S),
        _scan("p100", "注文確認待ち", 60.0, _OPEN_S),
        _scan("p700", "支払手続き済(直近1日の確定)", 120.0, _DAY_S),
        _scan("wide", "直近3日のすべての注文", 600.0, 3 * _DAY_S),
    ),
    fetch_batch=100,
    # 100 orders a second can be read again: an open order's flags (楽天確認中, amounts) are at most this old.
    reread_open_s=300.0,
)
