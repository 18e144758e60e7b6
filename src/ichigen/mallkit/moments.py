"""Times as malls write them."""

from datetime import UTC, datetime, tzinfo


def moment_of(value: str, zone: tzinfo) -> datetime | None:
    """Return the ISO 8601 time in `value` as UTC, one without an offset as a time of `zone`; None where it is none."""
    try:
        found = datetime.fromisoformat(value)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
