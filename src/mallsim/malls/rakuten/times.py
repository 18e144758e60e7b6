"""The date formats of the families: orders ``+0900``, items and stock ``+09:00``, licence without zone."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

JST = timezone(timedelta(hours=9))
ORDER_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0900", re.ASCII)
ORDER_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def order_time(epoch: float | None) -> str | None:
    """``2026-04-01T09:30:00+0900`` (section 0), None for None."""
    return None if epoch is None else datetime.fromtimestamp(epoch, JST).strftime("%Y-%m-%dT%H:%M:%S+0900")


def item_time(epoch: float) -> str:
    """``2026-04-01T09:30:00+09:00`` (section 0)."""
    return datetime.fromtimestamp(epoch, JST).strftime("%Y-%m-%dT%H:%M:%S+09:00")


def licence_time(epoch: float) -> str:
    """``2026-09-30T23:59:59``, Japan time without zone (section 0)."""
    return datetime.fromtimestamp(epoch, JST).strftime("%Y-%m-%dT%H:%M:%S")


def gateway_time(epoch: float) -> str:
    """``2020-08-21T11:12:53``, UTC without zone, as in the Timestamp header (section 0)."""
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def day(epoch: float) -> str:
    """The calendar day in Japan, ``YYYY-MM-DD``."""
    return datetime.fromtimestamp(epoch, JST).date().isoformat()


def parse_order_time(text: object) -> float | None:
    """Epoch seconds of an order datetime, None unless it has exactly the documented form (section 2.2)."""
    if not isinstance(text, str) or not ORDER_DATETIME.fullmatch(text):
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z").timestamp()
    except ValueError:
        return None


def is_order_date(text: object) -> bool:
    """Is it a real day written ``YYYY-MM-DD``?"""
    if not isinstance(text, str) or not ORDER_DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def day_start(text: str) -> float:
    """Epoch seconds at which the day ``YYYY-MM-DD`` begins in Japan."""
    return datetime.fromisoformat(text).replace(tzinfo=JST).timestamp()
