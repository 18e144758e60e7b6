"""Members that this mall writes in its own way, by the types of its schema."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TypeAlias

from ichigen.mallkit.json_values import Document, Unreadable, needed, required_flag
from ichigen.mallkit.moments import moment_of

#: Here, a document is what is asked (`documents.py`); what is answered is nodes.
Node: TypeAlias = Document

#: Int of GraphQL has 32 bits, and so have our columns: a larger number, also of yen, is a mistake.
_MOST = 2**31 - 1


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


def child(source: Node, key: str) -> Node | None:
    """Return a member that is an object; None for null and everything else."""
    value = source.get(key)
    return value if isinstance(value, dict) else None


def required_child(source: Node, key: str) -> Node:
    """Return a member that must be an object."""
    return needed(child(source, key), key)


def page_end(source: Node) -> str | None:
    """Return the cursor of the next page of a connection; None at the end. `Unreadable` where there is more but no cursor."""
    info = required_child(source, "pageInfo")
    return required_text(info, "endCursor") if required_flag(info, "hasNextPage") else None


def moment(source: Node, key: str) -> datetime | None:
    """Return a DateTime member as UTC; null is None. `Unreadable` where it is no time."""
    value = text(source, key)
    found = moment_of(value, UTC)
    if value and found is None:
        raise Unreadable(key)
    return found


def required_moment(source: Node, key: str) -> datetime:
    """Return a DateTime member that must be there."""
    return needed(moment(source, key), key)


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
