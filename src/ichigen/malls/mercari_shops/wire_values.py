"""Members of JSON documents as typed values; what is not of its type is absent, never fatal."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

Document: TypeAlias = Mapping[str, Any]


class Unreadable(ValueError):
    """An answer, or the part of it that the message names, is not what the page describes."""


def parse_json(content: bytes) -> Document:
    """Return the JSON object of an answer."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreadable("the answer is not JSON") from error
    if not isinstance(value, dict):
        raise Unreadable("the answer is not a JSON object")
    return value


def text(source: Document, key: str) -> str:
    """Return a member as text; a number as its digits, anything else as ""."""
    value = source.get(key)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def required_text(source: Document, key: str) -> str:
    """Return a member as text that is not empty."""
    if not (value := text(source, key)):
        raise Unreadable(key)
    return value


def number(source: Document, key: str) -> int | None:
    """Return an integer member; None where it is none."""
    value = source.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def required_number(source: Document, key: str) -> int:
    """Return a member as an integer."""
    if (value := number(source, key)) is None:
        raise Unreadable(key)
    return value


def moment(source: Document, key: str) -> datetime | None:
    """Return an ISO 8601 time as UTC; one without a zone is UTC (page section 2)."""
    try:
        value = datetime.fromisoformat(text(source, key))
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def child(source: Document, key: str) -> Document:
    """Return a member that is an object; an empty one where it is not."""
    value = source.get(key)
    return value if isinstance(value, dict) else {}


def entries(source: Document, key: str) -> Iterator[Document]:
    """Yield the objects of a list; everything else in it is an empty object, so that it is counted and reported."""
    value = source.get(key)
    return (entry if isinstance(entry, dict) else {} for entry in value) if isinstance(value, list) else iter(())


def listed(source: Document, key: str) -> tuple[Document, ...]:
    """Return the objects of a list in which nothing may be lost."""
    value = source.get(key)
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise Unreadable(key)
    return tuple(value)
