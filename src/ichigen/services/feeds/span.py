"""Which part of a list is wanted, and what comes after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from ichigen.store import feeds
from ichigen.store.feeds import EVER, Change, Span

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a list. `since` None = everything, by id; otherwise by (updated_at, id). `until` stays that of page one."""

    since: datetime | None
    until: datetime
    at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class Page(Generic[Thing]):
    """One page. `after` None = the end. Whatever changed before `until` has been shown then."""

    things: tuple[Thing, ...]
    after: Position | None
    until: datetime


def first_position(since: datetime | None) -> Position:
    """Return where a list begins."""
    return Position(since, feeds.horizon(), EVER, 0)


def span_of(position: Position, limit: int) -> Span:
    """Return what to ask for: one more than the page holds, to know whether there is a next one."""
    return Span(position.since, position.until, position.at, position.id, limit + 1)


def position_after(position: Position, found: Sequence[Change], limit: int) -> Position | None:
    """Return where the next page begins; None where this one is the last."""
    if len(found) <= limit:
        return None
    last = found[limit - 1]
    return Position(position.since, position.until, last.at, last.id)
