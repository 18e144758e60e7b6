"""How orders are taken in: created windows, because there is no "updated since" (page section 3.2)."""

from ichigen.mallkit.manifest import OrderFeed, Scan
from ichigen.mallkit.options import LOOKBACK_DAYS
from ichigen.malls.mercari_shops import states

DAY_S = 86_400.0

#: Orders by one detail request.
FETCH_BATCH = 10

#: 受注を取得する日数 until the shop says otherwise; others re-read a week.
DEFAULT_DAYS = 7

NEWEST, RECENT, OPEN, DAYS = "newest", "recent", "open", "days"

#: Orders of one page of a list. 100 is a safe page and costs 7 points; the newest hardly fill a page of 1 point.
PER_PAGE = {NEWEST: 15, RECENT: 100, OPEN: 100, DAYS: 100}

#: Every status, the cancelled ones too: an order cancelled before it was first seen is history (G3-08, G3-10).
ALL_STATUSES = tuple(states.PHASES)

STATUSES: dict[str, tuple[str, ...]] = {
    NEWEST: ALL_STATUSES,
    RECENT: ALL_STATUSES,
    OPEN: (states.WAITING_FOR_PAYMENT, states.WAITING_FOR_SHIPPING, states.COMPLETING, states.CANCELING),
    DAYS: ALL_STATUSES,
}

FEED = OrderFeed(
    scans=(
        Scan(NEWEST, "直近10分", 1.5, 15.0, 600.0, finds_new=True),
        Scan(RECENT, "直近2日", 90.0, 180.0, 2 * DAY_S + 3_600.0, finds_new=True),
        Scan(OPEN, "未完了の受注(60日)", 600.0, 1_800.0, 60 * DAY_S),
        Scan(DAYS, "受注を取得する日数", 900.0, 1_800.0, DEFAULT_DAYS * DAY_S, lookback_setting=LOOKBACK_DAYS),
    ),
    fetch_batch=FETCH_BATCH,
    reread_open_s=7_200.0,
    clock_skew_s=2.0,
)
