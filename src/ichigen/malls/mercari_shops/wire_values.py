"""Members that this mall writes in its own way; what is not of its type is absent, never fatal."""

from collections.abc import Iterator
from datetime import UTC, datetime

from ichigen.mallkit.json_values import Document, needed, text
from ichigen.mallkit.moments import moment_of


def number(source: Document, key: str) -> int | None:
    """Return an integer member; None where it is none."""
    value = source.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def required_number(source: Document, key: str) -> int:
    """Return a member as an integer."""
    return needed(number(source, key), key)


def moment(source: Document, key: str) -> datetime | None:
    """Return an ISO 8601 time as UTC; one without a zone is UTC (page section 2)."""
    return moment_of(text(source, key), UTC)


def entries(source: Document, key: str) -> Iterator[Document]:
    """Yield the objects of a list; everything else in it is an empty object, so that it is counted and reported."""
    value = source.get(key)
    return (entry if isinstance(entry, dict) else {} for entry in value) if isinstance(value, list) else iter(())
