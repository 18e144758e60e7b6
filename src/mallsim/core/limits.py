"""Call limits of a mall as data, and the gate that counts calls against them."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from fnmatch import fnmatchcase
from typing import Literal

JST = timezone(timedelta(hours=9))
ROUNDING = 1e-6
"""A token that is whole but for the rounding of epoch seconds counts as whole."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count`` calls of the operations matching ``operation`` per second or per day (JST).

    ``shared`` counts all matching operations together; otherwise each operation has its own count.
    """

    operation: str
    count: int
    per: Literal["second", "day"] = "second"
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Bucket:
    """A token bucket per operation matching ``operation``: ``burst`` calls at once, ``rate`` more per second."""

    operation: str
    rate: float
    burst: int
    per: Literal["second", "day"] = "second"
    shared: bool = False


class Gate:
    """Counts accepted calls. Refused calls do not count. Never scaled by the time scale.

    Per second is a sliding window measured at arrival; per day is the calendar day in Japan; a bucket
    starts full and fills with the world's clock.
    """

    def __init__(self, limits: Sequence[Limit | Bucket]) -> None:
        self._limits = tuple(limits)
        self._seconds: dict[tuple[int, str], deque[float]] = {}
        self._days: dict[tuple[int, str], tuple[str, int]] = {}
        self._tokens: dict[tuple[int, str], tuple[float, float]] = {}

    def admit(self, operation: str, at: float) -> Limit | Bucket | None:
        """The limit a call arriving ``at`` (epoch seconds) breaks, or None after counting it."""
        hits = [
            (limit, (index, "" if limit.shared else operation))
            for index, limit in enumerate(self._limits)
            if fnmatchcase(operation, limit.operation)
        ]
        for limit, key in hits:
            if self._full(limit, key, at):
                return limit
        for limit, key in hits:
            self._count(limit, key, at)
        return None

    def clear(self) -> None:
        """Forget every call counted so far."""
        self._seconds.clear()
        self._days.clear()
        self._tokens.clear()

    def _full(self, limit: Limit | Bucket, key: tuple[int, str], at: float) -> bool:
        if isinstance(limit, Bucket):
            return self._left(limit, key, at) < 1.0 - ROUNDING
        return self._used(limit, key, at) >= limit.count

    def _left(self, bucket: Bucket, key: tuple[int, str], at: float) -> float:
        tokens, since = self._tokens.get(key, (float(bucket.burst), at))
        return min(float(bucket.burst), tokens + max(0.0, at - since) * bucket.rate)

    def _used(self, limit: Limit, key: tuple[int, str], at: float) -> int:
        if limit.per == "day":
            day, used = self._days.get(key, ("", 0))
            return used if day == _day(at) else 0
        window = self._seconds.setdefault(key, deque())
        while window and window[0] <= at - 1.0:
            window.popleft()
        return len(window)

    def _count(self, limit: Limit | Bucket, key: tuple[int, str], at: float) -> None:
        if isinstance(limit, Bucket):
            self._tokens[key] = (self._left(limit, key, at) - 1.0, at)
        elif limit.per == "day":
            self._days[key] = (_day(at), self._used(limit, key, at) + 1)
        else:
            self._seconds[key].append(at)


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, JST).date().isoformat()
