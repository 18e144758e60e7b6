"""Which scan of an order feed is due, and over which window (design: taking orders in)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ichigen.domain.hours import every_s

#: The least and the most days that a shop may have its orders looked back for.
LOOKBACK_DAYS = (1, 60)

NEVER = datetime.min.replace(tzinfo=UTC)

#: A scan that is due goes before those that find new orders once it has waited this long: one page, then they go on.
STARVED = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class ScanPlan:
    """One scan as the feed declares it; times in seconds (see mallkit.manifest.Scan)."""

    name: str
    every_s: float
    every_night_s: float
    lookback_s: float
    by_change: bool = False
    overlap_s: float = 0.0
    finds_new: bool = False


def lookback_days(text: str) -> int | None:
    """Return a whole number of days within `LOOKBACK_DAYS`; None for anything else."""
    value = text.strip()
    least, most = LOOKBACK_DAYS
    return int(value) if value.isdecimal() and len(value) <= 2 and least <= int(value) <= most else None


def due_at(scan: ScanPlan, ran_at: Mapping[str, datetime], now: datetime) -> datetime:
    """Return when the scan should start next; one that never ran has always been due."""
    last = ran_at.get(scan.name)
    return NEVER if last is None else last + timedelta(seconds=every_s(scan.every_s, scan.every_night_s, now))


def next_turn(
    scans: Sequence[ScanPlan],
    ran_at: Mapping[str, datetime],
    tried_at: Mapping[str, datetime],
    held_until: Mapping[str, datetime],
    now: datetime,
) -> tuple[ScanPlan, datetime]:
    """Return whose turn is next and since when, or from when, it is due.

    Of those that are due, the scans that find new orders come first and the one tried longest ago among equals, so that
    none keeps the others waiting, however long its list. `held_until`: scans that failed wait until then.
    """
    due = {scan.name: max(due_at(scan, ran_at, now), held_until.get(scan.name, NEVER)) for scan in scans}
    ready = [scan for scan in scans if due[scan.name] <= now]
    if not ready:
        scan = min(scans, key=lambda scan: due[scan.name])
        return scan, due[scan.name]

    def rank(scan: ScanPlan) -> tuple[bool, bool, datetime]:
        tried = tried_at.get(scan.name, now)
        starved = now - max(tried, due[scan.name]) > STARVED
        return not starved, not scan.finds_new, tried

    scan = min(ready, key=rank)
    return scan, due[scan.name]


def window_start(scan: ScanPlan, ran_at: Mapping[str, datetime], now: datetime) -> datetime:
    """Return where the scan's window begins: a fixed look-back, or the last complete run less the overlap."""
    last = ran_at.get(scan.name)
    if scan.by_change and last is not None:
        return last - timedelta(seconds=scan.overlap_s)
    return now - timedelta(seconds=scan.lookback_s)


def fresh_at(scans: tuple[ScanPlan, ...], ran_at: Mapping[str, datetime]) -> datetime | None:
    """Return since when every visible order has been taken in: the oldest start among the scans that find new orders."""
    starts = [ran_at.get(scan.name) for scan in scans if scan.finds_new]
    known = [start for start in starts if start is not None]
    return min(known) if known and len(known) == len(starts) else None
