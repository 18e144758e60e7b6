"""Loops that should have finished a run by now and have not."""

from dataclasses import dataclass

from ichigen.store.hot import run

#: A write-back run that ends where the mall's calls are used up is no finished run. What it finished before shows that the
#: queue moves. An account that came back is given as long as a loop that just ran, and an error of before is told no more.
SILENT = """
with brake as (select exists (select from store_installation where writes_stopped_at is not null) as on),
limits as (select clock_timestamp() - make_interval(secs => %(after)s) as since)
select distinct a.id, a.label, w.kind,
  case when coalesce(s.finished_at > a.anew_at, true) then coalesce(s.error_message, '') else '' end
from limits, brake, store_account a
cross join lateral (
  select 'stock' where a.mode = 'live' and exists (
    select from store_listingmark m, limits where m.account_id = a.id and m.dirty and m.changed_at < limits.since)
  union all
  select 'write_back' where a.mode = 'live' and exists (
    select from limits, store_writebackstep p join store_writeback b on b.id = p.write_back_id
    where p.account_id = a.id and p.state in ('planned', 'sending', 'unknown')
      and greatest(b.created_at, p.not_before) < limits.since)
    and not exists (
      select from limits, store_writeback b join store_writebackstep p on p.write_back_id = b.id
      where b.updated_at >= limits.since and b.state = 'done' and p.account_id = a.id)
  union all
  select d.kind from store_loopstate d, limits
  where d.account_id = a.id and (d.failures > 0 or d.due_at < limits.since)
) w(kind)
left join store_loopstate s on s.account_id = a.id and s.kind = w.kind
where a.mode <> 'disabled' and a.health <> 'dead'
  and greatest(coalesce(s.succeeded_at, s.started_at, '-infinity'), a.anew_at) < limits.since
  and not (brake.on and w.kind in ('stock', 'write_back'))
order by a.id, w.kind
"""

#: A mall that asks to come later makes no failure; for so long it is out of reach all the same. Where it sends news only its
#: lists rest, and the runs succeed: what its lists showed is as old then. The waits of one call after another are none.
PUT_OFF = """
with limits as (select clock_timestamp() - make_interval(secs => %(after)s) as since)
select a.id, a.label, s.error_message
from limits, store_loopstate s join store_account a on a.id = s.account_id
where s.kind = 'intake' and s.failures = 0 and a.mode <> 'disabled' and a.health <> 'dead' and (
  (s.error_code not in ('', 'fenced', 'run.deadline', 'pacing.second', 'pacing.gave_way')
    and coalesce(s.finished_at > a.anew_at, true)
    and greatest(coalesce(s.succeeded_at, a.created_at), a.anew_at) < limits.since)
  or ((s.position->>'rest_until')::timestamptz > clock_timestamp()
    and greatest(coalesce(s.fresh_at, a.created_at), a.anew_at) < limits.since))
order by a.id
"""

OPEN_KEYS = "select key from store_worklistitem where closed_at is null and code = %(code)s"


@dataclass(frozen=True, slots=True)
class Silent:
    """A loop with work or a time that has come, and no finished run since; `error` is its last one, Japanese."""

    account_id: int
    account: str
    kind: str
    error: str


@dataclass(frozen=True, slots=True)
class PutOff:
    """An account whose orders the mall will not show yet: `said` is its last word, Japanese ("" = none)."""

    account_id: int
    account: str
    said: str


def put_off(after_s: float) -> list[PutOff]:
    """Return the accounts whose intake has met nothing but requests to come later for `after_s` seconds."""
    return [PutOff(row[0], row[1], row[2]) for row in run(PUT_OFF, {"after": after_s})]


def silent(after_s: float) -> list[Silent]:
    """Return the loops that have had something to do for `after_s` seconds and have not finished a run in that time."""
    return [Silent(row[0], row[1], row[2], row[3]) for row in run(SILENT, {"after": after_s})]


def open_keys(code: str) -> frozenset[str]:
    """Return the keys of the open worklist items with this code."""
    return frozenset(row[0] for row in run(OPEN_KEYS, {"code": code}))
