"""Lists: `limit`, `cursor`, `updated_since`, and the link to the next page."""

import base64
import binascii
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Schema
from pydantic import Field

from ichigen.api.fields import Moment, Text
from ichigen.api.problems import Fault, Problem
from ichigen.api.validation import WRONG
from ichigen.services.feeds.span import Page, Position, first_position

LARGEST = 200
#: PostgreSQL's largest bigint.
LAST_ID = 2**63 - 1

Thing = TypeVar("Thing")


class ListQuery(Schema):
    """The parameters that every list has."""

    limit: Annotated[int, Field(ge=1, le=LARGEST, description="Items on a page.")] = 50
    cursor: Annotated[
        Text | None,
        Field(max_length=500, description="`next_cursor` of the page before; opaque, not with updated_since."),
    ] = None
    updated_since: Annotated[
        Moment | None,
        Field(description="Only what changed since then, oldest change first. Use `synced_until` of the last run."),
    ] = None


def read_page(query: ListQuery, kind: str, load: Callable[[Position, int], Page[Thing]]) -> Page[Thing]:
    """Return the wanted page of the list `kind`. Raises `Problem` for a cursor that is not one of this list."""
    if query.cursor is not None and query.updated_since is not None:
        raise _bad("updated_since", "cursor_with_updated_since")
    if query.cursor is not None:
        return load(_decoded(query.cursor, kind), query.limit)
    return load(first_position(_since(query.updated_since)), query.limit)


def cursor_of(position: Position | None, kind: str) -> str | None:
    """Return the opaque text of a position."""
    if position is None:
        return None
    fields = (
        kind,
        position.since.isoformat() if position.since else None,
        position.until.isoformat(),
        position.at.isoformat(),
        position.id,
    )
    return base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")


def link_next(request: HttpRequest, response: HttpResponse, cursor: str | None) -> None:
    """Set the `Link` header to the next page (RFC 8288)."""
    if cursor is None:
        return
    query = request.GET.copy()
    query.pop("updated_since", None)
    query["cursor"] = cursor
    response["Link"] = f'<{request.path}?{query.urlencode()}>; rel="next"'


def _since(moment: datetime | None) -> datetime | None:
    """In UTC, where the calendar of Python reaches so far: year 1 in Japan lies before it."""
    try:
        return moment.astimezone(UTC) if moment else None
    except OverflowError:
        raise _bad("updated_since", "value_invalid") from None


def _decoded(cursor: str, kind: str) -> Position:
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        name, since, until, at, id_ = json.loads(raw)
        position = Position(_time(since) if since is not None else None, _time(until), _time(at), int(id_))
    except (ValueError, TypeError, OverflowError, binascii.Error):
        raise _bad("cursor", "cursor_invalid") from None
    if name != kind or not 0 <= position.id <= LAST_ID:
        raise _bad("cursor", "cursor_invalid")
    return position


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time of a cursor has a zone")
    return at.astimezone(UTC)


def _bad(parameter: str, code: str) -> Problem:
    return Problem("invalid", code=code, errors=[Fault(code, gettext(WRONG), parameter=parameter)])
