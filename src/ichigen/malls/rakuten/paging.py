"""Page tokens of order searches: which part of the window, which page of it (section 2.2).

A search spans at most 63 days and reaches its first 15,000 results only, so a window is cut into slices, and a slice
with more results into halves.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ichigen.mallkit.exchange import Window

SLICE = timedelta(days=63)
REACHABLE = 15_000
PER_PAGE = 1000

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Slice:
    """A closed part of a window, in whole seconds, and the page to read of it (from 1)."""

    start: datetime
    end: datetime
    page: int = 1

    def token(self) -> str:
        """Return the opaque page token."""
        return f"{int(self.start.timestamp())}-{int(self.end.timestamp())}-{self.page}"

    @property
    def divisible(self) -> bool:
        """Say whether the slice can be cut in two."""
        return self.end - self.start > _SECOND

    def first_half(self) -> "Slice":
        """Return the earlier half, from its first page."""
        middle = self.start + (self.end - self.start) / 2
        return Slice(self.start, middle.replace(microsecond=0))


def slice_of(window: Window, token: str | None) -> Slice:
    """Return the slice a token names; without one, the first of the window."""
    if token is None:
        return _from(window.start.replace(microsecond=0), _last(window))
    start, end, page = (int(part) for part in token.split("-"))
    return Slice(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC), page)


def following(done: Slice, pages: int, window: Window) -> Slice | None:
    """Return what to read after a page: the next page, else the next slice, else None."""
    if done.page < pages:
        return Slice(done.start, done.end, done.page + 1)
    start = done.end + _SECOND
    return _from(start, _last(window)) if start <= _last(window) else None


def _from(start: datetime, last: datetime) -> Slice:
    return Slice(start, min(last, start + SLICE))


def _last(window: Window) -> datetime:
    """The mall counts whole seconds: the end is rounded up, so that nothing of its last second is lost."""
    whole = window.end.replace(microsecond=0)
    return whole if whole == window.end else whole + _SECOND
