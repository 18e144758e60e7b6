"""Loops that should have finished a run by now and have not."""

from dataclasses import dataclass

from ichigen.store.hot import run

#: A write-back run that ends where the mall's calls are used up is no finished run. What it finished before shows that the
#: queue moves.
SILENT = """
with brake as (select exists (select from store_installation where writes_stopped_at is not null) as on),
limits as (select clock_timestamp() - make_interval(secs => %(after)s) as since)
select distinct a.id, a.label, w.kind, coalesce(s.error_message, '')
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
  and coalesce(s.succeeded_at, s.started_at, '-infinity') < limits.since
  and not (brake.on and w.kind in ('stock', 'write_back'))
order by a.id, w.kind
"""

OPEN_KEYS = "select key from store_worklistitem where closed_at is null and code = %(code)s"


@dataclass(frozen=True, slots=True)
class Silent:
    """A loop with work or a time that has come, and no finished run since; `error` is its last one, Japanese."""

    account_id: int
    account: str
    kind: str
    error: str


def silent(after_s: float) -> list[Silent]:
    """Return the loops that have had something to do for `after_s` seconds and have not finished a run in that time."""
    return [Silent(row[0], row[1], row[2], row[3]) for row in run(SILENT, {"after": after_s})]


def open_keys(code: str) -> frozenset[str]:
    """Return the keys of the open worklist items with this code."""
    return frozenset(row[0] for row in run(OPEN_KEYS, {"code": code}))
