"""Times of the API: ISO 8601 in UTC, whole seconds."""

from datetime import UTC, datetime, timedelta, timezone

JST = timezone(timedelta(hours=9))
"""The store's time zone: dates without one are meant in it."""


def iso(at: float) -> str:
    """2026-11-22T01:02:03Z."""
    return datetime.fromtimestamp(int(at), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_or_null(at: float | None) -> str | None:
    """The same, None for what has not happened."""
    return None if at is None else iso(at)


def instant(text: str) -> float | None:
    """Epoch seconds of an ISO 8601 time or date; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=JST)).timestamp()
