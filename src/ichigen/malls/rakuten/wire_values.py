"""Reading single members of the mall's JSON: tolerant of types, silent about the unknown, exact about the needed."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any, TypeAlias

Document: TypeAlias = Mapping[str, Any]

JST = timezone(timedelta(hours=9))

#: "Not yet determined" in every amount of an order (section 2.3, key points).
UNDETERMINED = -9999


class Unreadable(ValueError):
    """A needed member is missing or makes no sense; the text names the member, never its value."""


def parse_json(content: bytes) -> Document:
    """Return the JSON object in `content`; `Unreadable` for anything else."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreadable("the answer is not JSON") from error
    if not isinstance(value, dict):
        raise Unreadable("the answer is not a JSON object")
    return value


def text(source: Document, key: str) -> str:
    """Return a member as text; numbers are taken as their digits (trap 16), anything else as ""."""
    value = source.get(key)
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return ""


def required_text(source: Document, key: str) -> str:
    """Return a member as text that is not empty."""
    value = text(source, key)
    if not value:
        raise Unreadable(key)
    return value


def number(source: Document, key: str) -> int | None:
    """Return a member as an integer, from a number or its digits; None where it is neither."""
    value = source.get(key)
    if isinstance(value, int):
        return int(value)  # also of true and false
    if isinstance(value, float):
        return int(value) if isfinite(value) else None
    if isinstance(value, str):
        try:
            return int(value.strip())
        except ValueError:
            return None
    return None


def required_number(source: Document, key: str) -> int:
    """Return a member as an integer."""
    value = number(source, key)
    if value is None:
        raise Unreadable(key)
    return value


def amount(source: Document, key: str) -> int | None:
    """Return yen; -9999 is not an amount but "not yet determined" and becomes None (section 2.3, trap 4)."""
    value = number(source, key)
    return None if value == UNDETERMINED else value


def undetermined(source: Document, key: str) -> bool:
    """Say whether the mall marks this amount as not yet determined."""
    return number(source, key) == UNDETERMINED


def decimal(source: Document, key: str, default: Decimal) -> Decimal:
    """Return a rate."""
    try:
        value = Decimal(text(source, key))
    except InvalidOperation:
        return default
    return value if value.is_finite() else default


def flag(source: Document, key: str) -> bool:
    """Return a 0/1 or true/false member."""
    value = source.get(key)
    return value is True or number(source, key) == 1 or value == "true"


def moment(source: Document, key: str) -> datetime | None:
    """Return a time as UTC: `+0900`, `+09:00` and no zone (= JST) are all seen, by family (section 0)."""
    try:
        value = datetime.fromisoformat(text(source, key))
        return (value if value.tzinfo else value.replace(tzinfo=JST)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def day(source: Document, key: str) -> date | None:
    """Return a `YYYY-MM-DD` member."""
    try:
        return date.fromisoformat(text(source, key)[:10])
    except ValueError:
        return None


def child(source: Document, key: str) -> Document:
    """Return a member that is an object; an empty one where it is not."""
    value = source.get(key)
    return value if isinstance(value, dict) else {}


def children(source: Document, key: str) -> Iterator[Document]:
    """Yield the objects of a list; everything else in it is passed over."""
    value = source.get(key)
    return (entry for entry in value if isinstance(entry, dict)) if isinstance(value, list) else iter(())


def records(source: Document, key: str) -> tuple[Document, ...]:
    """Return the objects of a list in which nothing may be lost; absent or null is an empty list."""
    value = source.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise Unreadable(key)
    return tuple(value)


def texts(source: Document, key: str) -> tuple[str, ...]:
    """Return the strings of a list."""
    value = source.get(key)
    return tuple(entry for entry in value if isinstance(entry, str)) if isinstance(value, list) else ()
