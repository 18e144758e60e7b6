"""Pacing: published limits, kept with a margin, by everybody who draws on the same credential."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto
from fnmatch import fnmatchcase
from hashlib import sha256
from math import isfinite, isnan

from ichigen.mallkit.errors import Throttled
from ichigen.mallkit.manifest import Limit, Pace
from ichigen.services.clock import now
from ichigen.services.ranks import WAYS, Rank, gives_way
from ichigen.store.commits import forgettable
from ichigen.store.pacing import Bucket, Told, Turn, away_s, delay, give_back, look, save, take, tell

#: Our interval is 4 % longer than the published one: their clock and ours do not tick alike, and the net adds jitter.
MARGIN = 1.04

#: A turn nearer than this is worth waiting for; otherwise the run ends and comes back.
PATIENCE_S = max(way.patience_s for way in WAYS.values())

#: What a rank did not take of its own part of a limit is kept for so many seconds of it.
OWN_KEPT_S = 5.0

#: The last part of a day's budget is kept for writes and what they cannot do without.
RESERVED_SHARE = 0.05

#: A call that took this much longer than the quickest one may have arrived late.
LATE_S = 0.02

#: Seconds from the turn to the answer of the quickest call so far, by mall and operation, in this process.
_QUICKEST: dict[tuple[str, str], float] = {}

#: Codes of `Throttled` that say nothing of the mall: a turn was not near enough, or the run's time is up.
OUR_TURN = "pacing.second"
#: The time of a run is over.
OUR_TIME = "run.deadline"
OUR_PACE = frozenset({OUR_TURN, OUR_TIME})
#: How every code begins by which this module puts a call off; what else puts off is the mall.
OUR_PACING = "pacing."

#: Who gives way looks this often whether it must, and gives its turn back then.
LOOK_EVERY_S = 0.25
GAVE_WAY = "pacing.gave_way"

#: Reading stock and goods over and over may use this share of a day, spread over it: what shows new orders comes first.
#: A quarter of a day's worth may go at once, for the first reading of a catalogue.
ROUTINE_SHARE, ROUTINE_AT_ONCE = 0.35, 0.25
ROUTINE = ":routine"
DAY_S = 86_400.0

#: Points that a call did not take are given back where they are so many: it costs a statement.
WORTH_GIVING_BACK = 10.0

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
        self._taken: list[tuple[Limit, Bucket, Turn]] = []
        self._goes_on = False

    def wait_turn(
        self,
        operation: str,
        importance: Importance = Importance.NORMAL,
        cost: float = 1.0,
        rank: Rank = Rank.FIRST,
    ) -> None:
        """Return when `operation` may be called; `cost`: what it takes of limits that are counted in points.

        Raises `Throttled` when the turn is further away than the rank waits for, or the day's budget is used up; nothing
        is taken from any bucket then.
        """
        wanted = self._wanted(operation, importance, cost)
        self._turn_at, self._taken = time.monotonic(), []
        if not wanted:
            return
        try:
            with forgettable():  # all turns or none
                turns = [self._take(limit, bucket, rank if _paced(bucket) else Rank.FIRST) for limit, bucket in wanted]
        except _TooLittle as missing:
            self._save(missing.bucket)
            raise missing.refusal from None
        wait_s = max(turn.wait_s for turn in turns)
        self._taken = [
            (limit, bucket, turn) for (limit, bucket), turn in zip(wanted, turns, strict=True) if _paced(bucket)
        ]
        self._turn_at += wait_s
        if wait_s > 0:
            self._wait(wait_s, [bucket for _, bucket in wanted])

    def until_turn(self, operation: str) -> None:
        """Sleep until `operation` has a turn near enough to wait for; nothing is taken.

        Who waits first and decides then what to send decides by the newest facts, and takes along what came meanwhile.
        """
        wanted = self._wanted(operation, Importance.ESSENTIAL, 1.0)
        away = max((away_s(bucket, self._at()) for _, bucket in wanted), default=0.0)
        if 0 < away <= PATIENCE_S:
            self._sleep(away)

    def scarce(self, rank: Rank) -> bool:
        """Say whether calls of this rank have but their own part of what is counted in points: a call must be worth it."""
        reserve = WAYS[rank].reserve
        return any(
            away_s(replace(_buckets(limit, key, Importance.ESSENTIAL, 1.0)[0], reserve=reserve), self._at()) > 0
            for limit, key in self._limits
            if limit.weighed
        )

    def answered(self, operation: str) -> None:
        """Put the next turn off by what this call took, from its turn to its answer, longer than the quickest one.

        The mall counts arrivals, and where the time went is not known: a call that was held up here or on a new
        connection would otherwise be followed too soon by one that is not.
        """
        took_s = max(0.0, time.monotonic() - self._turn_at)  # an injected sleep may return before the turn
        best_s = min(took_s, _QUICKEST.get((self._mall_id, operation), took_s))
        _QUICKEST[self._mall_id, operation] = best_s
        if took_s - best_s > LATE_S and self._taken:
            with forgettable():
                for _, bucket, _turn in self._taken:
                    delay(bucket, took_s - best_s)

    def told(self, pace: Pace) -> None:
        """Keep to the pace that the answer to the last call named: everybody who shares its limits does.

        A mall that counts in points speaks of points, so a limit of requests beside them stays as published. What
        says nothing new is not stored again.
        """
        points = any(limit.weighed for limit, _, _ in self._taken)
        said = _told(pace)
        for limit, bucket, turn in self._taken:
            whole = replace(said, back=min(said.back, bucket.cost))  # never more than it was charged
            if limit.weighed == points and _news(whole, turn):
                with forgettable():
                    tell(bucket, whole, self._at())

    def _wait(self, wait_s: float, taken: Sequence[Bucket]) -> None:
        """Sleep until the turn; who gives way gives it back as soon as something more important is due."""
        due = gives_way()
        while due is not None and wait_s > LOOK_EVERY_S:
            self._sleep(LOOK_EVERY_S)
            wait_s -= LOOK_EVERY_S
            if due():
                self._taken = []
                with forgettable():
                    for bucket in taken:
                        give_back(bucket)
                at = self._at() or now()
                raise Throttled(GAVE_WAY, "先に行う書込みに順番を譲りました。", at + timedelta(seconds=wait_s))
        self._sleep(wait_s)

    def _wanted(self, operation: str, importance: Importance, cost: float) -> list[tuple[Limit, Bucket]]:
        return [
            (limit, bucket)
            for limit, key in sorted(self._limits, key=lambda pair: pair[1])  # one lock order for everybody
            if fnmatchcase(operation, limit.operations)
            for bucket in _buckets(limit, key, importance, cost)
        ]

    def _take(self, limit: Limit, bucket: Bucket, rank: Rank) -> Turn:
        """Take a turn that leaves its reserve; else one of the rank's own part of the limit, which goes before the reserve.

        So a lower rank gives way at once and is never kept waiting for ever.
        """
        way, at = WAYS[rank], self._at()
        modest = replace(bucket, reserve=way.reserve)
        turn = take(modest, way.patience_s, at)
        if turn is not None:
            return turn
        if not way.own:
            raise _TooLittle(bucket, _refusal(bucket, at))
        own = _own(bucket, rank)
        own_turn = take(own, way.going_on_s if self._goes_on else 0.0, at)
        if own_turn is None:
            raise _TooLittle(own, _sooner(_refusal(modest, at), _refusal(own, at)))
        turn = take(bucket, PATIENCE_S, at)
        if turn is None:
            raise _TooLittle(bucket, _refusal(bucket, at))
        self._goes_on = limit.weighed  # one call of a limit of requests is as good as another
        return replace(turn, wait_s=max(turn.wait_s, own_turn.wait_s))

    def _save(self, bucket: Bucket) -> None:
        """Only a call that costs more than patience brings in can be kept waiting by cheaper ones."""
        if bucket.cost > max(1.0, bucket.rate * PATIENCE_S):
            with forgettable():
                save(bucket, self._at())


_pacer: ContextVar[Pacer | None] = ContextVar("pacer", default=None)


@contextmanager
def paced_by(pacer: Pacer) -> Iterator[None]:
    """Inside, `until_turn` waits for this pacer's turns."""
    token = _pacer.set(pacer)
    try:
        yield
    finally:
        _pacer.reset(token)


def until_turn(operation: str) -> None:
    """Sleep until the calls of the moment have a turn for `operation`, without taking it; at once where nobody paces."""
    pacer = _pacer.get()
    if pacer is not None:
        pacer.until_turn(operation)


def scarce(rank: Rank) -> bool:
    """Say whether the calls of the moment must be counted out (`Pacer.scarce`); False where nobody paces."""
    pacer = _pacer.get()
    return pacer is not None and pacer.scarce(rank)


class _TooLittle(Exception):
    """A bucket holds too little: what was taken of the others goes back."""

    def __init__(self, bucket: Bucket, refusal: Throttled) -> None:
        super().__init__(refusal.code)
        self.bucket, self.refusal = bucket, refusal


def bucket_key(mall_id: str, limit: Limit, scope_value: str) -> str:
    """Return the key of a limit's bucket: who shares the credential shares the bucket, and the value is not shown."""
    digest = sha256(f"{limit.scope}={scope_value}".encode()).hexdigest()[:16]
    per_second = "" if limit.per_s is None else "w" if limit.weighed else "s"
    return f"{mall_id}:{digest}:{limit.operations}:{per_second}{'' if limit.per_day is None else 'd'}"


def _buckets(limit: Limit, key: str, importance: Importance, cost: float) -> list[Bucket]:
    budget = limit.per_day
    if budget is not None and importance is not Importance.ESSENTIAL:
        budget -= int(budget * RESERVED_SHARE)
    rate, burst = (UNPACED, UNPACED) if limit.per_s is None else (limit.per_s / MARGIN, max(1.0, limit.burst))
    buckets = [Bucket(key, rate, burst, budget, max(0.0, cost) if limit.weighed and limit.per_s is not None else 1.0)]
    if limit.per_day is not None and importance is Importance.ROUTINE:
        share = limit.per_day * ROUTINE_SHARE
        buckets.append(Bucket(f"{key}{ROUTINE}", share / DAY_S, max(1.0, share * ROUTINE_AT_ONCE), None))
    return buckets


def _paced(bucket: Bucket) -> bool:
    """False where only calls of a day are counted."""
    return bucket.rate < UNPACED and not bucket.key.endswith(ROUTINE)


def _own(bucket: Bucket, rank: Rank) -> Bucket:
    """A rank's own part of a limit."""
    rate = bucket.rate * WAYS[rank].own
    return Bucket(f"{bucket.key}:{rank}", rate, max(1.0, rate * OWN_KEPT_S), None, bucket.cost)


def _told(pace: Pace) -> Told:
    """What no limit can be is not told: a pace of nothing, a number that is none."""
    rate = pace.per_s if pace.per_s is not None and isfinite(pace.per_s) and pace.per_s > 0 else None
    burst = pace.burst if pace.burst is not None and isfinite(pace.burst) and pace.burst > 0 else None
    left = None if pace.left is None or isnan(pace.left) else max(0.0, pace.left)
    back = pace.back if isfinite(pace.back) and pace.back > 0 else 0.0
    return Told(None if rate is None else rate / MARGIN, None if burst is None else max(1.0, burst), left, back)


def _news(said: Told, turn: Turn) -> bool:
    """False where the pace is in force already and confirmed within the hour, and no less is left than we thought."""
    named = said.rate is not None or said.burst is not None
    if said.back >= WORTH_GIVING_BACK:
        return True
    if said.left is not None and said.left < turn.left:
        return True
    return named and not (turn.told and said.rate in (None, turn.rate) and said.burst in (None, turn.burst))


def _sooner(shared: Throttled, own: Throttled) -> Throttled:
    """When a turn left by the others or one of its own comes; a day that is used up is so for both."""
    return own if shared.code == OUR_TURN and own.retry_at < shared.retry_at else shared


def _refusal(bucket: Bucket, at: datetime | None) -> Throttled:
    level = look(bucket, at)
    if bucket.budget is not None and level.used_today >= bucket.budget:
        return Throttled(
            "pacing.day",
            "モールの1日あたりの呼出し上限に近づいたため、日付が変わるまで待ちます。",
            retry_at=level.midnight,
        )
    return Throttled(
        OUR_TURN,
        "モールの呼出し間隔の上限に合わせて順番を待っています。",
        retry_at=level.at + timedelta(seconds=level.away_s),
    )
