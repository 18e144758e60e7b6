"""How long things took in the last hour, by account, from what the rows themselves say. Percentiles in seconds."""

from ichigen.store.hot import run

#: From the mall's time of an order to its being taken in, for orders taken in within the hour. What was there before the
#: account was linked, and what is older than three days (the index ends there), says nothing about lag.
INTAKE = """
select account_id, count(*), percentile_cont(0.5) within group (order by lag), percentile_cont(0.95) within group (order by lag)
from (
  select o.account_id, greatest(0, extract(epoch from o.created_at - o.ordered_at)) as lag
  from store_order o join store_account a on a.id = o.account_id
  where o.created_at > clock_timestamp() - %(span)s::interval and o.ordered_at > clock_timestamp() - interval '3 days'
    and o.ordered_at >= coalesce(a.started_at, a.created_at) and not o.history
) o group by account_id
"""

#: From the newest change of stock to the mall's answer, for the last write of each listing that was written within the hour.
WRITE = """
select account_id, count(*), percentile_cont(0.5) within group (order by lag), percentile_cont(0.95) within group (order by lag)
from (
  select l.account_id, extract(epoch from sent_at - changed_at) as lag
  from store_listing l join store_listingmark m on m.listing_id = l.id
  where sent_at > clock_timestamp() - %(span)s::interval and sent_at >= changed_at and not sending and not dirty
) l group by account_id
"""

#: From that change to the beginning of the first reading that showed it (確認済み).
CONFIRM = """
select account_id, count(*), percentile_cont(0.5) within group (order by lag), percentile_cont(0.95) within group (order by lag)
from (
  select l.account_id, extract(epoch from shown_at - changed_at) as lag
  from store_listing l join store_listingmark m on m.listing_id = l.id
  where shown_at > clock_timestamp() - %(span)s::interval and sent_at > clock_timestamp() - %(span)s::interval
    and sent_at >= changed_at and shown_at >= sent_at and not dirty
) l group by account_id
"""

CALLS = """
select account_id, count(*), count(*) filter (where status is null or status >= 400),
  percentile_cont(0.5) within group (order by elapsed_ms), percentile_cont(0.95) within group (order by elapsed_ms)
from store_mallcall where at > clock_timestamp() - %(span)s::interval group by account_id
"""

#: (account, samples, p50, p95)
Lag = tuple[int, int, float, float]


def lags(statement: str, span: str) -> list[Lag]:
    """Return the percentiles of one statement above; accounts without a sample are not in it."""
    return [(row[0], row[1], float(row[2]), float(row[3])) for row in run(statement, {"span": span})]


def calls(span: str) -> list[tuple[int, int, int, float | None, float | None]]:
    """Return (account, calls, failed, p50 ms, p95 ms)."""
    return [(row[0], row[1], row[2], row[3], row[4]) for row in run(CALLS, {"span": span})]
