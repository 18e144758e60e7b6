"""Members that this mall writes in its own way: numbers as text and text as numbers (trap 16), JST by default."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from math import isfinite

from ichigen.domain.hours import JST
from ichigen.mallkit.json_values import Document, needed, text
from ichigen.mallkit.moments import moment_of

#: "Not yet determined" in every amount of an order (section 2.3, key points).
UNDETERMINED = -9999


def number(source: Document, key: str) -> int | None:
    """Return a member as an integer, from a number or its digits; None where it is neither."""
    value = source.get(key)
    if type(value) is int:
        return value
    if isinstance(value, bool):
        return int(value)
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
    return needed(number(source, key), key)


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
    return moment_of(text(source, key), JST)


def day(source: Document, key: str) -> date | None:
    """Return a `YYYY-MM-DD` member."""
    try:
        return date.fromisoformat(text(source, key)[:10])
    except ValueError:
        return None
