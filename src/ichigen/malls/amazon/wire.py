"""Reading single members of SP-API's JSON: tolerant of types, silent about the unknown, exact about the needed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, TypeAlias

Document: TypeAlias = Mapping[str, Any]

JST = timezone(timedelta(hours=9), "JST")

NOTHING: Document = {}

#: Larger numbers are no amounts and no quantities.
_MOST = 10**12


class Unreadable(ValueError):
    """A needed member is missing or makes no sense; the text names the member, never its value."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as the mall writes it: a decimal text and a currency (page trap 6)."""

    amount: Decimal
    currency: str

    def yen(self) -> int | None:
        """Return integer yen; None for another currency."""
        return int(self.amount.quantize(Decimal(1), ROUND_HALF_UP)) if self.currency == "JPY" else None


def parse_json(content: bytes) -> Document:
    """Return the JSON object in `content`; `Unreadable` for anything else."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreadable("document") from error
    if not isinstance(value, dict):
        raise Unreadable("document")
    return value


def text(source: Document, key: str) -> str:
    """Return a member as text; a number as its digits, anything else as ""."""
    value = source.get(key)
    if isinstance(value, str):
        return _storable(value).strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if -_MOST < value < _MOST else ""
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
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        try:
            value = int(value.strip())
        except ValueError:
            return None
    if isinstance(value, float):
        value = int(value) if value.is_integer() else None
    return value if isinstance(value, int) and -_MOST < value < _MOST else None


def required_number(source: Document, key: str) -> int:
    """Return a member as an integer."""
    value = number(source, key)
    if value is None:
        raise Unreadable(key)
    return value


def moment(source: Document, key: str) -> datetime | None:
    """Return an ISO 8601 time as UTC; without a zone it counts as UTC."""
    return moment_of(text(source, key))


def moment_of(value: str) -> datetime | None:
    """Return the time written in `value`; None where it is none."""
    try:
        found = datetime.fromisoformat(value)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def required_moment(source: Document, key: str) -> datetime:
    """Return a time that must be there."""
    value = moment(source, key)
    if value is None:
        raise Unreadable(key)
    return value


def money(source: Document, key: str) -> Money | None:
    """Return an amount; None where there is none, or none that makes sense."""
    value = child(source, key)
    raw = value.get("amount")
    if not isinstance(raw, str | int | float) or isinstance(raw, bool):
        return None
    try:
        amount = Decimal(str(raw))
    except InvalidOperation:
        return None
    return Money(amount, text(value, "currencyCode")) if amount.is_finite() and abs(amount) < _MOST else None


def child(source: Document, *path: str) -> Document:
    """Return the object at the path; an empty one where there is none."""
    for key in path:
        value = source.get(key)
        if not isinstance(value, dict):
            return NOTHING
        source = value
    return source


def children(source: Document, key: str) -> Iterator[Document]:
    """Yield the objects of a list; everything else in it is passed over."""
    value = source.get(key)
    return (entry for entry in value if isinstance(entry, dict)) if isinstance(value, list) else iter(())


def records(source: Document, key: str) -> tuple[Document, ...]:
    """Return the objects of a list that must be there, and in which nothing may be lost."""
    value = source.get(key)
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise Unreadable(key)
    return tuple(value)


def texts(source: Document, key: str) -> tuple[str, ...]:
    """Return the strings of a list that are not empty."""
    value = source.get(key)
    entries = (_storable(entry) for entry in value if isinstance(entry, str)) if isinstance(value, list) else ()
    return tuple(entry for entry in entries if entry)


def _storable(value: str) -> str:
    """JSON can spell what no database takes: NUL, and halves of characters."""
    return value.encode("utf-8", "replace").decode().replace("\0", "")
