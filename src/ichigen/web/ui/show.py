"""How values are written on screen: yen, times in JST, nothing."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext

JST = ZoneInfo("Asia/Tokyo")
NOTHING = "—"


def yen(amount: int | None) -> str:
    """`¥12,840`; nothing = —."""
    return NOTHING if amount is None else f"¥{amount:,}" if amount >= 0 else f"-¥{-amount:,}"


def stamp(at: datetime | None, now: datetime | None = None) -> str:
    """`11/22 17:55` in JST, with the year only if it is not this year."""
    if at is None:
        return NOTHING
    local = at.astimezone(JST)
    this_year = (now or timezone.now()).astimezone(JST).year
    return f"{local:%m/%d %H:%M}" if local.year == this_year else f"{local:%Y/%m/%d %H:%M}"


def clock(at: datetime | None, now: datetime | None = None) -> str:
    """`17:55` in JST for today, otherwise like `stamp`."""
    if at is None:
        return NOTHING
    local = at.astimezone(JST)
    return f"{local:%H:%M}" if local.date() == (now or timezone.now()).astimezone(JST).date() else stamp(at, now)


def day(value: date | None, now: datetime | None = None) -> str:
    """`11/22`, with the year only if it is not this year."""
    if value is None:
        return NOTHING
    this_year = (now or timezone.now()).astimezone(JST).year
    return f"{value:%m/%d}" if value.year == this_year else f"{value:%Y/%m/%d}"


def ago(at: datetime | None, now: datetime | None = None) -> str:
    """How long ago, in one rough unit."""
    if at is None:
        return NOTHING
    seconds = max(0, int(((now or timezone.now()).astimezone(UTC) - at).total_seconds()))
    if seconds < 60:
        return gettext("%(n)d秒前") % {"n": seconds}
    if seconds < 3600:
        return gettext("%(n)d分前") % {"n": seconds // 60}
    if seconds < 86400:
        return gettext("%(n)d時間前") % {"n": seconds // 3600}
    return gettext("%(n)d日前") % {"n": seconds // 86400}


def seconds(value: float) -> str:
    """`0.4 s`, `12 s`, `3 min`, `2 h`: as exact as a person needs."""
    for unit, size in (("h", 3600), ("min", 60)):
        if value >= 2 * size:
            return f"{value / size:.0f} {unit}"
    return f"{value:.1f} s" if value < 10 else f"{value:.0f} s"


def signed(number: int) -> str:
    """`+3`, `-2`, `0`."""
    return f"{number:+d}" if number else "0"
