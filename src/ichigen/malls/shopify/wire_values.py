"""Reading single members of the mall's JSON: silent about the unknown, exact about the needed."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, TypeAlias

Node: TypeAlias = Mapping[str, Any]

#: Int of GraphQL has 32 bits, and so have our columns: a larger number, also of yen, is a mistake.
_MOST = 2**31 - 1


class Unreadable(ValueError):
    """A needed member is missing or makes no sense; the text names the member, never its value."""


def parse_json(content: bytes) -> Node:
    """Return the JSON object in `content`; `Unreadable` for anything else."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreadable("JSON") from error
    if not isinstance(value, dict):
        raise Unreadable("JSON")
    return value


def text(source: Node, key: str) -> str:
    """Return a member as text; null and everything else is ""."""
    value = source.get(key)
    return value if isinstance(value, str) else ""


def required_text(source: Node, key: str) -> str:
    """Return a member as text that is not empty."""
    value = text(source, key)
    if not value:
        raise Unreadable(key)
    return value


def number(source: Node, key: str) -> int:
    """Return an Int member."""
    value = source.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _MOST:
        raise Unreadable(key)
    return value


def points(source: Node, key: str) -> float | None:
    """Return a Float member that is never below zero, such as points or per cent; None where it is none."""
    value = source.get(key)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if 0 <= value < 1e9 else None


def flag(source: Node, key: str) -> bool:
    """Return a Boolean member; absent is false."""
    return source.get(key) is True


def required_flag(source: Node, key: str) -> bool:
    """Return a Boolean member that decides something."""
    value = source.get(key)
    if not isinstance(value, bool):
        raise Unreadable(key)
    return value


def child(source: Node, key: str) -> Node | None:
    """Return a member that is an object; None for null and everything else."""
    value = source.get(key)
    return value if isinstance(value, dict) else None


def required_child(source: Node, key: str) -> Node:
    """Return a member that must be an object."""
    value = child(source, key)
    if value is None:
        raise Unreadable(key)
    return value


def entries(source: Node, key: str) -> tuple[Node, ...]:
    """Return the objects of a list in which nothing may be lost; absent or null is an empty list."""
    value = source.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise Unreadable(key)
    return tuple(value)


def texts(source: Node, key: str) -> tuple[str, ...]:
    """Return the strings of a list; everything else in it is passed over."""
    value = source.get(key)
    return tuple(entry for entry in value if isinstance(entry, str)) if isinstance(value, list) else ()


def page_end(source: Node) -> str | None:
    """Return the cursor of the next page of a connection; None at the end. `Unreadable` where there is more but no cursor."""
    info = required_child(source, "pageInfo")
    return required_text(info, "endCursor") if required_flag(info, "hasNextPage") else None


def moment(source: Node, key: str) -> datetime | None:
    """Return a DateTime member as UTC; null is None."""
    value = text(source, key)
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unreadable(key) from error


def required_moment(source: Node, key: str) -> datetime:
    """Return a DateTime member that must be there."""
    found = moment(source, key)
    if found is None:
        raise Unreadable(key)
    return found


def yen(source: Node, key: str) -> int:
    """Return a Money scalar such as "2980.0" as whole yen (trap 8)."""
    value = source.get(key)
    try:
        amount = Decimal(value if isinstance(value, str) else "")
    except InvalidOperation as error:
        raise Unreadable(key) from error
    if not amount.is_finite() or abs(amount) > _MOST:
        raise Unreadable(key)
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def shop_yen(source: Node, key: str) -> int | None:
    """Return a MoneyBag's amount in the shop's currency; None where the mall gave none."""
    bag = child(source, key)
    return None if bag is None else yen(required_child(bag, "shopMoney"), "amount")
