"""Time as the mall writes it: JST, compact on the way in, dashed or RFC 3339 on the way out (Trap 6)."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

JST = timezone(timedelta(hours=9), "JST")


def stamp(moment: datetime) -> str:
    """``2026-10-01T09:12:40+09:00``."""
    return moment.astimezone(JST).isoformat(timespec="seconds")


def day(moment: datetime) -> str:
    """``2026-10-01``."""
    return moment.astimezone(JST).date().isoformat()


def read_moment(text: str) -> datetime | None:
    """``YYYYMMDDHH24MISS`` in JST, or None."""
    if len(text) != 14 or not text.isdigit():
        return None
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=JST)
    except ValueError:
        return None


def read_day(text: str) -> date | None:
    """``YYYYMMDD``, or None."""
    if len(text) != 8 or not text.isdigit():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
