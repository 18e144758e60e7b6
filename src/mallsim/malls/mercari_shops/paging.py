"""Cursor paging of the two lists (section 3.2)."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from mallsim.malls.mercari_shops.refusals import INVALID_ARGUMENT, RefusedError

Row = TypeVar("Row")
Edge = dict[str, Any]


def cursor_of(kind: str, number: int) -> str:
    """``b3Q6MQ==`` for ot:1."""
    return b64encode(f"{kind}:{number}".encode()).decode()


def number_of(kind: str, cursor: str) -> int:
    """The number in a cursor of ours; anything else is refused."""
    try:
        number = int(b64decode(cursor, validate=True).decode().removeprefix(f"{kind}:"))
    except ValueError:
        number = -1
    if number < 0 or cursor_of(kind, number) != cursor:
        raise RefusedError(INVALID_ARGUMENT, "after is not a cursor of this list")
    return number


def page_size(first: int | None, default: int, largest: int) -> int:
    """How many rows are wanted."""
    size = default if first is None else first
    if not 1 <= size <= largest:
        raise RefusedError(INVALID_ARGUMENT, f"first must be between 1 and {largest}")
    return size


def connection(
    rows: Sequence[Row], size: int, edge: Callable[[Row], Edge], arrange: Callable[[list[Edge]], list[Edge]]
) -> Edge:
    """The first ``size`` of the rows left."""
    edges = [edge(row) for row in rows[:size]]
    page_info = {"hasNextPage": len(rows) > size, "endCursor": edges[-1]["cursor"] if edges else None}
    return {"edges": arrange(edges), "pageInfo": page_info}
