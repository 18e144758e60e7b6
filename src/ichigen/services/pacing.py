"""Pacing: published limits, kept with a margin, by everybody who draws on the same credential."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum, auto
from fnmatch import fnmatchcase
from hashlib import sha256

from ichigen.mallkit.errors import Throttled
from ichigen.mallkit.manifest import Limit
from ichigen.store.commits import forgettable
from ichigen.store.pacing import Bucket, delay, look, take

#: Our interval is 4 % longer than the published one: their clock and ours do not tick alike, and the net adds jitter.
MARGIN = 1.04

#: A turn nearer than this is worth waiting for; otherwise the run ends and comes back.
PATIENCE_S = 2.0

#: The last part of a day's budget is kept for writes and what they cannot do without.
RESERVED_SHARE = 0.05

#: A call that took this much longer than the quickest one may have arrived late.
LATE_S = 0.02

#: Seconds from the turn to the answer of the quickest call so far, by mall and operation, in this process.
_QUICKEST: dict[tuple[str, str], float] = {}

#: Codes of `Throttled` that say nothing of the mall: a turn was not near enough, or the run's time is up.
OUR_PACE = frozenset({"pacing.second", "run.deadline"})

#: Reading stock and goods over and over may use this share of a day, spread over it: what shows new orders comes first.
#: A quarter of a day's worth may go at once, for the first reading of a catalogue.
ROUTINE_SHARE, ROUTINE_AT_ONCE = 0.35, 0.25
ROUTINE = ":routine"
DAY_S = 86_400.0

#: Turns per second of a limit that only counts per day.
UNPACED = 1000.0


class Importance(Enum):
    """How much of a day's budget a call may use: all of it, all but a reserve, or a share spread over the day."""

    ESSENTIAL = auto()
    NORMAL = auto()
    ROUTINE = auto()


class Pacer:
    """Paces the calls of one account. `at` and `sleep` are for tests; None = the database clock."""

    def __init__(
        self,
        mall_id: str,
        limits: Sequence[Limit],
        scopes: Mapping[str, str],
        *,
        sleep: Callable[[float], None] = time.sleep,
        at: Callable[[], datetime | None] = lambda: None,
    ) -> None:
        self._limits = tuple((limit, bucket_key(mall_id, limit, scopes.get(limit.scope, ""))) for limit in limits)
        self._sleep = sleep
        self._at = at
        self._mall_id = mall_id
        self._turn_at = time.monotonic()
        self._taken: list[Bucket] = []

    def wait_turn(self, operation: str, importance: Importance = Importance.NORMAL) -> None:
        """Return when `operation` may be called.

        Raises `Throttled` when the turn is more than `PATIENCE_S` away or the day's budget is used up; nothing is
        taken from any bucket then.
        """
        buckets = [
            bucket
            for limit, key in sorted(self._limits, key=lambda pair: pair[1])  # one lock order for everybody
            if fnmatchcase(operation, limit.operations)
            for bucket in _buckets(limit, key, importance)
        ]
        self._turn_at = time.monotonic()
        self._taken = [bucket for bucket in buckets if bucket.rate < UNPACED and not bucket.key.endswith(ROUTINE)]
        if not buckets:
            return
        with forgettable():  # all turns or none
            wait_s = max(self._take(bucket) for bucket in buckets)
        self._turn_at += wait_s
        if wait_s > 0:
            self._sleep(wait_s)

    def answered(self, operation: str) -> None:
        """Put the next turn off by what this call took, from its turn to its answer, longer than the quickest one.

        The mall counts arrivals, and where the time went is not known: a call that was held up here or on a new
        connection would otherwise be followed too soon by one that is not.
        """
        took_s = time.monotonic() - self._turn_at
        best_s = min(took_s, _QUICKEST.get((self._mall_id, operation), took_s))
        _QUICKEST[self._mall_id, operation] = best_s
        if took_s - best_s > LATE_S and self._taken:
            with forgettable():
                for bucket in self._taken:
                    delay(bucket, took_s - best_s)

    def _take(self, bucket: Bucket) -> float:
        at = self._at()
        wait_s = take(bucket, PATIENCE_S, at)
        if wait_s is None:
            raise _refusal(bucket, at)
        return wait_s


def bucket_key(mall_id: str, limit: Limit, scope_value: str) -> str:
    """Return the key of a limit's bucket: who shares the credential shares the bucket, and the value is not shown."""
    digest = sha256(f"{limit.scope}={scope_value}".encode()).hexdigest()[:16]
    unit = ("s" if limit.per_s is not None else "") + ("d" if limit.per_day is not None else "")
    return f"{mall_id}:{digest}:{limit.operations}:{unit}"


def _buckets(limit: Limit, key: str, importance: Importance) -> list[Bucket]:
    budget = limit.per_day
    if budget is not None and importance is not Importance.ESSENTIAL:
        budget -= int(budget * RESERVED_SHARE)
    rate, burst = (UNPACED, UNPACED) if limit.per_s is None else (limit.per_s / MARGIN, max(1.0, limit.burst))
    buckets = [Bucket(key, rate, burst, budget)]
    if limit.per_day is not None and importance is Importance.ROUTINE:
        share = limit.per_day * ROUTINE_SHARE
        buckets.append(Bucket(f"{key}{ROUTINE}", share / DAY_S, max(1.0, share * ROUTINE_AT_ONCE), None))
    return buckets


def _refusal(bucket: Bucket, at: datetime | None) -> Throttled:
    level = look(bucket, at)
    if bucket.budget is not None and level.used_today >= bucket.budget:
        return Throttled(
            "pacing.day",
            "モールの1日あたりの呼出し上限に近づいたため、日付が変わるまで待ちます。",
            retry_at=level.midnight,
        )
    away_s = max(0.0, (1 - level.tokens) / bucket.rate)
    return Throttled(
        "pacing.second",
        "モールの呼出し間隔の上限に合わせて順番を待っています。",
        retry_at=level.at + timedelta(seconds=away_s),
    )
