"""Day and night of a shop: polling is denser by day, so that a day's budget lasts (design: taking orders in)."""

from datetime import datetime, timedelta, timezone

JST = timezone(timedelta(hours=9), "JST")


def is_day(at: datetime) -> bool:
    """07:00 to 01:00 in Japan."""
    return not 1 <= at.astimezone(JST).hour < 7


def every_s(day_s: float, night_s: float, at: datetime) -> float:
    """Return the interval in force at `at`, seconds."""
    return day_s if is_day(at) else night_s
