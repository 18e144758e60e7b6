"""Members that SP-API writes in its own way: tolerant of types, silent about the unknown, exact about the needed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from ichigen.mallkit.json_values import Document, Unreadable, child, needed
from ichigen.mallkit.moments import moment_of

NOTHING: Document = {}

#: Larger numbers are no amounts and no quantities.
_MOST = 10**12


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as the mall writes it: a decimal text and a currency (page trap 6)."""

    amount: Decimal
    currency: str

    def yen(self) -> int | None:
        """Return integer yen; None for another currency."""
        return int(self.amount.quantize(Decimal(1), ROUND_HALF_UP)) if self.currency == "JPY" else None


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
    return needed(number(source, key), key)


def moment(source: Document, key: str) -> datetime | None:
    """Return an ISO 8601 time as UTC; without a zone it counts as UTC."""
    return moment_of(text(source, key), UTC)


def required_moment(source: Document, key: str) -> datetime:
    """Return a time that must be there."""
    return needed(moment(source, key), key)


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


def texts(source: Document, key: str) -> tuple[str, ...]:
    """Return the strings of a list that are not empty."""
    value = source.get(key)
    entries = (_storable(entry) for entry in value if isinstance(entry, str)) if isinstance(value, list) else ()
    return tuple(entry for entry in entries if entry)


def _storable(value: str) -> str:
    """JSON can spell what no database takes: NUL, and halves of characters."""
    return value.encode("utf-8", "replace").decode().replace("\0", "")
