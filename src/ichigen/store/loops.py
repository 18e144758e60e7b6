"""Loop states in SQL: leases (fencing numbers), when a loop is due, how it went (design: exclusion and fencing)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from ichigen.store.hot import run

#: A run that dies leaves `due_at` in the past: the tick finds it once the stall limit is over.
BEGIN = """
with before as (
  select coalesce(started_at > coalesce(finished_at, '-infinity'), false) as open
  from store_loopstate where account_id = %(account)s and kind = %(kind)s
)
insert into store_loopstate as s
  (account_id, kind, lease, started_at, due_at, failures, error_code, error_message, position)
values (%(account)s, %(kind)s, 1, clock_timestamp(), clock_timestamp() + make_interval(secs => %(stall)s),
        0, '', '', '{}')
on conflict (account_id, kind)
do update set lease = s.lease + 1, started_at = excluded.started_at, due_at = excluded.due_at
returning s.id, s.lease, s.started_at, s.position, s.fresh_at, coalesce((select open from before), false)
"""

LEASE = "select lease from store_loopstate where id = %(state)s"

HOLD = "select lease from store_loopstate where id = %(state)s for no key update"

FINISH = """
with before as materialized (
  select id, error_code, clock_timestamp() as at
  from store_loopstate where id = %(state)s and lease = %(lease)s for no key update
)
update store_loopstate s set
  finished_at = before.at, succeeded_at = before.at, failures = 0, not_before = null,
  error_code = '', error_message = '', due_at = %(due)s,
  position = coalesce(%(position)s::jsonb, s.position), fresh_at = coalesce(%(fresh)s, s.fresh_at)
from before where s.id = before.id
returning before.error_code <> ''
"""

FAIL = """
update store_loopstate set
  finished_at = clock_timestamp(), not_before = %(not_before)s, due_at = %(not_before)s,
  failures = %(failures)s, error_code = %(code)s, error_message = %(message)s
where id = %(state)s and lease = %(lease)s
returning id
"""

KEEP_POSITION = """
update store_loopstate set position = %(position)s, fresh_at = coalesce(%(fresh)s, fresh_at)
where id = %(state)s and lease = %(lease)s
"""

#: Whoever runs stores nothing any more, and nobody takes over from it: what it left open is settled by the caller.
CUT_OFF = """
update store_loopstate set lease = lease + 1, finished_at = clock_timestamp(), due_at = clock_timestamp()
where account_id = %(account)s and kind = %(kind)s
"""

#: A time that a mall asked to wait for (no failure) stays. What a run holds at this moment is left to it: it ends by itself, and
#: waiting for its row while the account is locked would be the wrong order. The errors stay until a run succeeds.
BEGIN_ANEW = """
with account as (update store_account set anew_at = clock_timestamp() where id = %(account)s),
mine as (select id from store_loopstate where account_id = %(account)s
  and not coalesce(started_at > coalesce(finished_at, '-infinity'), false) for no key update skip locked)
update store_loopstate s set
  due_at = case when failures > 0 then clock_timestamp() else greatest(due_at, clock_timestamp()) end,
  not_before = case when failures > 0 then null else not_before end, failures = 0
from mine where s.id = mine.id and (s.failures > 0 or s.due_at < clock_timestamp())
"""

FAILURES = "select failures from store_loopstate where id = %(state)s and lease = %(lease)s"

#: May a run begin: account in order, not told to wait, and nobody else's run still within its time.
MAY_RUN = """
select a.mode <> 'disabled' and a.health <> 'dead'
  and coalesce(s.not_before <= clock_timestamp(), true)
  and not coalesce(s.started_at > coalesce(s.finished_at, '-infinity')
                   and s.started_at > clock_timestamp() - make_interval(secs => %(stall)s), false)
from store_account a left join store_loopstate s on s.account_id = a.id and s.kind = %(kind)s
where a.id = %(account)s
"""

DUE = """
select s.account_id, s.kind from store_loopstate s join store_account a on a.id = s.account_id
where s.due_at <= clock_timestamp() and coalesce(s.not_before <= clock_timestamp(), true)
  and a.mode <> 'disabled' and a.health <> 'dead'
order by s.account_id, s.kind
"""

#: What waits on a live account although nobody runs: the retry, and the net under a crash between commit and wake-up.
WAITING = """
select a.id, w.kind from store_account a
cross join lateral (
  select 'stock' where exists (
    select from store_listingmark m join store_listing l on l.id = m.listing_id where m.account_id = a.id and m.dirty
      and coalesce(l.not_before <= clock_timestamp(), true))
  union all
  select 'intake' where exists (
    select from store_mallsignal n where n.account_id = a.id and n.done_at is null)
  union all
  select 'write_back' where exists (
    select from store_writebackstep p where p.account_id = a.id and p.state in ('planned', 'sending', 'unknown')
      and coalesce(p.not_before <= clock_timestamp(), true))
) w(kind)
left join store_loopstate s on s.account_id = a.id and s.kind = w.kind
where a.mode = 'live' and a.health <> 'dead' and coalesce(s.not_before <= clock_timestamp(), true)
  and not coalesce(s.started_at > coalesce(s.finished_at, '-infinity')
                   and s.started_at > clock_timestamp() - make_interval(secs => %(stall)s), false)
order by a.id, w.kind
"""


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease just taken, with what the loop left behind; `open_before`: the run before never ended."""

    state_id: int
    number: int
    began: datetime
    position: Mapping[str, Any]
    fresh_at: datetime | None
    open_before: bool


def begin(account_id: int, kind: str, stall_s: float) -> Lease:
    """Take the next lease of a loop, which ends whatever run held it before."""
    row = run(BEGIN, {"account": account_id, "kind": kind, "stall": stall_s}).fetchone()
    assert row is not None  # an upsert without a condition always returns its row
    state_id, number, began, position, fresh_at, open_before = row
    return Lease(state_id, number, began, json.loads(position), fresh_at, open_before)


def lease(state_id: int) -> int | None:
    """Return the newest lease."""
    row = run(LEASE, {"state": state_id}).fetchone()
    return None if row is None else int(row[0])


def lock_lease(state_id: int) -> int | None:
    """Return the newest lease, kept from moving until the end of this transaction."""
    row = run(HOLD, {"state": state_id}).fetchone()
    return None if row is None else int(row[0])


def finish(
    state_id: int,
    held: int,
    *,
    due_at: datetime | None,
    position: Mapping[str, Any] | None,
    fresh_at: datetime | None,
) -> bool | None:
    """Record a success; True when an error was on record before, None when the lease has moved on."""
    row = run(
        FINISH,
        {
            "state": state_id,
            "lease": held,
            "due": due_at,
            "position": None if position is None else Jsonb(dict(position)),
            "fresh": fresh_at,
        },
    ).fetchone()
    return None if row is None else bool(row[0])


def keep_position(state_id: int, held: int, position: Mapping[str, Any], fresh_at: datetime | None) -> None:
    """Store a position, and freshness unless None, while the run goes on; nothing when the lease has moved on."""
    run(KEEP_POSITION, {"state": state_id, "lease": held, "position": Jsonb(dict(position)), "fresh": fresh_at})


def failures(state_id: int, held: int) -> int | None:
    """Return how often the loop failed in a row; None when the lease has moved on."""
    row = run(FAILURES, {"state": state_id, "lease": held}).fetchone()
    return None if row is None else int(row[0])


def fail(state_id: int, held: int, *, not_before: datetime, count: int, code: str, message: str) -> bool:
    """Record an end without success; False when the lease has moved on."""
    values = {
        "state": state_id,
        "lease": held,
        "not_before": not_before,
        "failures": count,
        "code": code[:100],
        "message": message[:500],
    }
    return run(FAIL, values).fetchone() is not None


def cut_off(account_id: int, kind: str) -> None:
    """End whatever run holds this loop, inside the transaction that settles what it left open; the next may begin at once."""
    run(CUT_OFF, {"account": account_id, "kind": kind})


def begin_anew(account_id: int) -> None:
    """Forget how often the loops of an account failed and how long they are overdue; the caller has the account locked."""
    run(BEGIN_ANEW, {"account": account_id})


def may_run(account_id: int, kind: str, stall_s: float) -> bool:
    """True when the account is in order, the loop need not wait, and no run of it is within its time."""
    row = run(MAY_RUN, {"account": account_id, "kind": kind, "stall": stall_s}).fetchone()
    return row is not None and bool(row[0])


def due() -> list[tuple[int, str]]:
    """Return the loops whose time has come."""
    return [(row[0], row[1]) for row in run(DUE)]


def waiting(stall_s: float) -> list[tuple[int, str]]:
    """Return the loops with work that nobody is doing."""
    return [(row[0], row[1]) for row in run(WAITING, {"stall": stall_s})]
