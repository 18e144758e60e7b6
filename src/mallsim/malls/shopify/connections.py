"""Pages of lists: first/after, last/before, reverse; cursors name the last row by sort value and id."""

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from mallsim.core.calls import Call
from mallsim.malls.shopify.errors import ApiError

MOST = 250
"""Rows of one page (section 2)."""

Row = TypeVar("Row")
Key = tuple[Any, int]


def page(rows: Sequence[Row], key: Callable[[Row], Key], asked: dict[str, Any], call: Call) -> dict[str, Any]:
    """A connection over ``rows``, sorted by ``key`` (sort value, id), as the arguments of the field ask for it."""
    backwards, count = _size(asked)
    ordered = sorted(rows, key=key, reverse=bool(asked.get("reverse")))
    keyed = [(key(row), row) for row in ordered]
    total = len(keyed)
    if asked.get("after") is not None:
        keyed = _beyond(keyed, _read(asked["after"], "after"), bool(asked.get("reverse")))
    if asked.get("before") is not None:
        keyed = _ahead(keyed, _read(asked["before"], "before"), bool(asked.get("reverse")))
    shown = keyed[-count:] if backwards else keyed[:count]
    if count == 0:
        shown = []
    more = len(keyed) > len(shown)
    info = {
        "hasNextPage": more if not backwards else asked.get("before") is not None,
        "hasPreviousPage": more if backwards else total > len(keyed),
        "startCursor": cursor(shown[0][0]) if shown else None,
        "endCursor": cursor(shown[-1][0]) if shown else None,
    }
    arranged = call.arranged(shown)
    edges = [{"cursor": cursor(where), "node": row} for where, row in arranged]
    return {"edges": edges, "nodes": [row for _, row in arranged], "pageInfo": info}


def cursor(key: Key) -> str:
    """The cursor of a row."""
    return b64encode(json.dumps({"last_id": key[1], "last_value": key[0]}, separators=(",", ":")).encode()).decode()


def _size(asked: dict[str, Any]) -> tuple[bool, int]:
    first, last = asked.get("first"), asked.get("last")
    if first is None and last is None:
        raise ApiError("you must provide one of first or last", "BAD_REQUEST")
    if first is not None and last is not None:
        raise ApiError("providing both first and last is not supported", "BAD_REQUEST")
    count = int(asked["last"] if first is None else first)
    if count > MOST:
        name = "last" if first is None else "first"
        raise ApiError(f"{name} cannot exceed {MOST}", "BAD_REQUEST")
    if count < 0:
        raise ApiError("the page size cannot be negative", "BAD_REQUEST")
    return first is None, count


def _read(text: str, argument: str) -> Key:
    try:
        document = json.loads(b64decode(text, validate=True))
        return document["last_value"], int(document["last_id"])
    except (NotBase64, ValueError, KeyError, TypeError):
        raise ApiError(f"Invalid cursor for {argument}: {text}", "BAD_REQUEST") from None


def _beyond(keyed: list[tuple[Key, Row]], at: Key, falling: bool) -> list[tuple[Key, Row]]:
    return [(key, row) for key, row in keyed if (key < at if falling else key > at)]


def _ahead(keyed: list[tuple[Key, Row]], at: Key, falling: bool) -> list[tuple[Key, Row]]:
    return [(key, row) for key, row in keyed if (key > at if falling else key < at)]
