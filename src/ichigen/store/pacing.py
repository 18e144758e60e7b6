"""Token buckets in SQL: one statement takes a turn, for all processes and machines that share a limit."""

from dataclasses import dataclass
from datetime import datetime

from ichigen.store.hot import run

#: Tokens may go below zero: the taker owns the turn at which they are zero again, and sleeps until then; nobody who
#: asks later comes before. A turn further away than `patience` is not taken. `at` None = the database clock.
TAKE = """
with t as (
  select coalesce(%(at)s::timestamptz, clock_timestamp()) as at,
         (coalesce(%(at)s::timestamptz, clock_timestamp()) at time zone 'Asia/Tokyo')::date as day
)
insert into store_ratebucket as b (key, tokens, at, day, used_today)
select %(key)s, %(burst)s::float8 - 1, t.at, t.day, 1 from t
on conflict (key) do update set
  tokens = least(%(burst)s::float8, b.tokens
    + %(rate)s::float8 * greatest(0, extract(epoch from excluded.at - b.at))) - 1,
  at = greatest(b.at, excluded.at),
  day = excluded.day,
  used_today = case when b.day = excluded.day then b.used_today else 0 end + 1
where least(%(burst)s::float8, b.tokens + %(rate)s::float8 * greatest(0, extract(epoch from excluded.at - b.at))) - 1
        >= - %(rate)s::float8 * %(patience)s::float8
  and (%(budget)s::int is null or b.day is distinct from excluded.day or b.used_today < %(budget)s::int)
returning b.tokens
"""

#: The next turn comes later by as much as this one was used late.
DELAY = """
update store_ratebucket set tokens = tokens - %(rate)s::float8 * least(%(late)s::float8, 1 / %(rate)s::float8)
where key = %(key)s
"""

LOOK = """
with t as (select coalesce(%(at)s::timestamptz, clock_timestamp()) as at)
select t.at, least(%(burst)s::float8, b.tokens
         + %(rate)s::float8 * greatest(0, extract(epoch from t.at - b.at))),
       case when b.day = (t.at at time zone 'Asia/Tokyo')::date then b.used_today else 0 end,
       ((t.at at time zone 'Asia/Tokyo')::date + 1)::timestamp at time zone 'Asia/Tokyo'
from store_ratebucket b, t where b.key = %(key)s
"""


@dataclass(frozen=True, slots=True)
class Bucket:
    """One limit as it is paced: turns per second, turns at once, calls left to this caller per JST day (None = all)."""

    key: str
    rate: float
    burst: float
    budget: int | None


@dataclass(frozen=True, slots=True)
class Level:
    """What a bucket holds at `at`; `midnight` is the next one in Japan."""

    at: datetime
    tokens: float
    used_today: int
    midnight: datetime


def take(bucket: Bucket, patience_s: float, at: datetime | None = None) -> float | None:
    """Take a turn and return the seconds to wait for it (0 = at once); None when there is none within patience."""
    row = run(TAKE, {**_values(bucket, at), "patience": patience_s, "budget": bucket.budget}).fetchone()
    return None if row is None else max(0.0, -float(row[0]) / bucket.rate)


def delay(bucket: Bucket, late_s: float) -> None:
    """Put the next turns off by `late_s`, at most by one interval."""
    run(DELAY, {"key": bucket.key, "rate": bucket.rate, "late": late_s})


def look(bucket: Bucket, at: datetime | None = None) -> Level:
    """Return what a bucket holds; the bucket was asked before, so it exists."""
    row = run(LOOK, _values(bucket, at)).fetchone()
    assert row is not None  # `take` makes the row when it is missing
    return Level(row[0], float(row[1]), int(row[2]), row[3])


def _values(bucket: Bucket, at: datetime | None) -> dict[str, object]:
    return {"key": bucket.key, "burst": bucket.burst, "rate": bucket.rate, "at": at}
