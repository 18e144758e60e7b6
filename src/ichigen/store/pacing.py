"""Token buckets in SQL: one statement takes a turn, for all processes and machines that share a limit."""

from dataclasses import dataclass
from datetime import datetime

from ichigen.store.hot import run

#: What a mall told of a limit is forgotten after a day without news: the published one holds again.
_TOLD = "(b.told_at > {at} - interval '1 day')"
_RATE = f"(case when {_TOLD} then coalesce(b.told_rate, %(rate)s::float8) else %(rate)s::float8 end)"
_BURST = f"(case when {_TOLD} then coalesce(b.told_burst, %(burst)s::float8) else %(burst)s::float8 end)"
_TOKENS = f"least({_BURST}, b.tokens + {_RATE} * greatest(0, extract(epoch from {{at}} - b.at)))"
_NEED = f"least(%(cost)s::float8, {_BURST})"
#: What somebody else's dearer call is saving for; it is kept for that call and not for this one.
_SAVED = f"(case when b.saved_until > {{at}} and b.saved_for > {_NEED} then b.saved_for else 0 end)"
#: What the call leaves to those that are more important; a bucket that holds no more than the call has nothing to leave.
_RESERVE = f"least(%(reserve)s::float8 * {_BURST}, {_BURST} - {_NEED})"
_LEFT_ALONE = f"greatest({_SAVED}, {_RESERVE})"


def _at(fragment: str, at: str) -> str:
    return fragment.format(at=at)


#: Tokens may go below zero: the taker owns the turn at which they are zero again, and sleeps until then; nobody who
#: asks later comes before. A turn further away than `patience` is not taken. A call that costs more than the bucket holds
#: goes when it is full, and those after it wait for the rest. A call that leaves a reserve owns the turn at which the tokens are
#: back at the reserve; what is taken from the reserve meanwhile was there. `at` None = the database clock.
TAKE = f"""
with t as (
  select coalesce(%(at)s::timestamptz, clock_timestamp()) as at,
         (coalesce(%(at)s::timestamptz, clock_timestamp()) at time zone 'Asia/Tokyo')::date as day
)
insert into store_ratebucket as b (key, tokens, at, day, used_today)
select %(key)s, %(burst)s::float8 - %(cost)s::float8, t.at, t.day, 1 from t
on conflict (key) do update set
  tokens = {_at(_TOKENS, "excluded.at")} - %(cost)s::float8,
  at = greatest(b.at, excluded.at),
  day = excluded.day,
  used_today = case when b.day = excluded.day then b.used_today else 0 end + 1,
  saved_until = case when {_at(_NEED, "excluded.at")} < b.saved_for then b.saved_until end
where {_at(_TOKENS, "excluded.at")} - {_at(_NEED, "excluded.at")} - {_at(_LEFT_ALONE, "excluded.at")}
        >= case when {_at(_SAVED, "excluded.at")} > 0 then 0 else - {_at(_RATE, "excluded.at")} * %(patience)s::float8 end
  and (%(budget)s::int is null or b.day is distinct from excluded.day or b.used_today < %(budget)s::int)
returning b.tokens, {_at(_RATE, "b.at")}, {_at(_BURST, "b.at")}, coalesce(b.told_at > b.at - interval '1 hour', false),
  {_at(_RESERVE, "b.at")}
"""

#: The next turn comes later by as much as this one was used late.
DELAY = f"""
update store_ratebucket b
set tokens = b.tokens - least({_at(_RATE, "b.at")} * %(late)s::float8, %(cost)s::float8)
where b.key = %(key)s
"""

#: A turn that nobody uses; who asked later keeps the later one.
GIVE_BACK = """
update store_ratebucket set tokens = tokens + %(cost)s::float8, used_today = greatest(0, used_today - 1) where key = %(key)s
"""

#: What was gained until now was gained at the pace until now. What is left only ever lowers the tokens; what a call did
#: not take of its cost comes back, each call's own and no more.
TELL = f"""
with t as (select coalesce(%(at)s::timestamptz, clock_timestamp()) as at)
update store_ratebucket b set
  tokens = least({_at(_TOKENS, "t.at")} + %(back)s::float8, {_at(_BURST, "t.at")}, %(left)s::float8, %(told_burst)s::float8),
  at = greatest(b.at, t.at),
  told_rate = coalesce(%(told_rate)s::float8, case when {_at(_TOLD, "t.at")} then b.told_rate end),
  told_burst = coalesce(%(told_burst)s::float8, case when {_at(_TOLD, "t.at")} then b.told_burst end),
  told_at = case when %(told_rate)s::float8 is null and %(told_burst)s::float8 is null then b.told_at else t.at end
from t where b.key = %(key)s
"""

#: A dear call that found too little keeps what comes in until it is tried again: cheap ones would drink the bucket empty
#: for ever. Who saves for less than another leaves it to that one.
SAVE = f"""
with t as (select coalesce(%(at)s::timestamptz, clock_timestamp()) as at)
update store_ratebucket b set saved_for = {_at(_NEED, "t.at")},
  saved_until = t.at + interval '1 second' * (%(grace)s::float8
    + greatest(0, {_at(_NEED, "t.at")} - {_at(_TOKENS, "t.at")}) / {_at(_RATE, "t.at")})
from t where b.key = %(key)s and (b.saved_until is null or b.saved_until <= t.at)
"""

LOOK = f"""
with t as (select coalesce(%(at)s::timestamptz, clock_timestamp()) as at)
select t.at, {_at(_TOKENS, "t.at")} - {_at(_NEED, "t.at")} - {_at(_LEFT_ALONE, "t.at")}, {_at(_RATE, "t.at")},
       case when b.day = (t.at at time zone 'Asia/Tokyo')::date then b.used_today else 0 end,
       ((t.at at time zone 'Asia/Tokyo')::date + 1)::timestamp at time zone 'Asia/Tokyo'
from store_ratebucket b, t where b.key = %(key)s
"""

#: How long what was saved is kept for a call that was told when to come again.
GRACE_S = 5.0


@dataclass(frozen=True, slots=True)
class Bucket:
    """One limit as it is paced: turns per second, turns at once, calls left to this caller per JST day (None = all).

    `cost`: what this call takes of the turns; `reserve`: the share of the burst that it leaves to more important ones. What the
    mall told of the limit goes before `rate` and `burst`.
    """

    key: str
    rate: float
    burst: float
    budget: int | None
    cost: float = 1.0
    reserve: float = 0.0


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn that was taken, `wait_s` away, and the pace in force. `told`: the mall confirmed it within the last hour."""

    wait_s: float
    left: float
    rate: float
    burst: float
    told: bool


@dataclass(frozen=True, slots=True)
class Level:
    """How a bucket stands at `at`: seconds until the call may go; `midnight` is the next one in Japan."""

    at: datetime
    away_s: float
    used_today: int
    midnight: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What a mall said of a limit, as it is paced (the margin is in `rate`); None = not told."""

    rate: float | None
    burst: float | None
    left: float | None
    back: float = 0.0


def take(bucket: Bucket, patience_s: float, at: datetime | None = None) -> Turn | None:
    """Take a turn; None when there is none within patience."""
    row = run(TAKE, {**_values(bucket, at), "patience": patience_s, "budget": bucket.budget}).fetchone()
    if row is None:
        return None
    left, rate, burst = float(row[0]), float(row[1]), float(row[2])
    owed = left + max(0.0, bucket.cost - burst) - float(row[4])
    return Turn(max(0.0, -owed / rate), left, rate, burst, row[3])


def delay(bucket: Bucket, late_s: float) -> None:
    """Put the next turns off by `late_s`, at most by what this call took."""
    run(DELAY, {"key": bucket.key, "rate": bucket.rate, "late": late_s, "cost": bucket.cost})


def give_back(bucket: Bucket) -> None:
    """Undo `take`: the call was not made."""
    run(GIVE_BACK, {"key": bucket.key, "cost": bucket.cost})


def tell(bucket: Bucket, told: Told, at: datetime | None = None) -> None:
    """Pace everybody who draws on the bucket by what the mall said."""
    said = {"told_rate": told.rate, "told_burst": told.burst, "left": told.left, "back": told.back}
    run(TELL, {"key": bucket.key, "burst": bucket.burst, "rate": bucket.rate, "at": at, **said})


def save(bucket: Bucket, at: datetime | None = None) -> None:
    """Keep what comes in for this call until it should have come again."""
    run(SAVE, {**_values(bucket, at), "grace": GRACE_S})


def look(bucket: Bucket, at: datetime | None = None) -> Level:
    """Return how a bucket stands for a call; the bucket was asked before, so it exists."""
    row = run(LOOK, _values(bucket, at)).fetchone()
    assert row is not None  # `take` makes the row when it is missing
    return Level(row[0], max(0.0, -float(row[1]) / float(row[2])), int(row[3]), row[4])


def away_s(bucket: Bucket, at: datetime | None = None) -> float:
    """Return how many seconds away a call's turn is; 0 where nobody has called yet."""
    row = run(LOOK, _values(bucket, at)).fetchone()
    return 0.0 if row is None else max(0.0, -float(row[1]) / float(row[2]))


def _values(bucket: Bucket, at: datetime | None) -> dict[str, object]:
    how = {"burst": bucket.burst, "rate": bucket.rate, "cost": bucket.cost, "reserve": bucket.reserve}
    return {"key": bucket.key, "at": at, **how}
