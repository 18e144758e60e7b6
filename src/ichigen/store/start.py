"""What must be known before 在庫連動 starts, in SQL (design: first link)."""

from collections.abc import Sequence

from ichigen.store.hot import run

#: A complete intake may be this old; a loop that runs has one every few seconds.
FRESH = """
select coalesce((
  select fresh_at > clock_timestamp() - interval '10 minutes' from store_loopstate
  where account_id = %(account)s and kind = 'intake'), false)
"""

#: The orders of each of the accounts were taken in completely when the newest number that opens one of the SKUs was read.
#: Both loops turn every few seconds, neither waits for the other, so that one turn (half a minute) may lie between: an order of
#: that moment that is in the number already is subtracted twice, and too little is offered, never too much.
TAKEN_IN_SINCE = """
select n.at is null or cardinality(%(accounts)s::bigint[]) = (
  select count(*) from store_loopstate s
  where s.kind = 'intake' and s.account_id = any(%(accounts)s) and s.fresh_at >= n.at - interval '30 seconds')
from (
  select max(l.seen_at) as at from store_listing l
  where l.account_id = %(source)s and not l.kept_by_mall
    and exists (select from store_listingcomponent c where c.listing_id = l.id and c.sku_id = any(%(skus)s))
) n
"""

NEVER_READ = """
select l.code from store_listing l
where l.account_id = %(account)s and l.seen_at is null and not l.kept_by_mall
  and exists (select from store_listingcomponent c where c.listing_id = l.id)
order by l.code
"""

#: SKUs that the mall sells and that nobody opened, received or counted: they would go to zero.
WITHOUT_STOCK = """
select distinct s.code from store_listing l
join store_listingcomponent c on c.listing_id = l.id join store_sku s on s.id = c.sku_id
where l.account_id = %(account)s and l.seen_quantity > 0 and not l.kept_by_mall
  and not exists (
    select from store_ledgerentry e where e.sku_id = s.id and e.kind not in ('ship', 'reserve', 'release'))
order by s.code
"""

#: Every matched listing is looked at in the first run; locked like everywhere.
MARK_ALL = """
with lk as materialized (
  select m.listing_id from store_listingmark m
  where m.account_id = %(account)s and exists (select from store_listingcomponent c where c.listing_id = m.listing_id)
  order by m.listing_id for no key update)
update store_listingmark m set dirty = not m.kept from lk where m.listing_id = lk.listing_id
"""


def intake_is_fresh(account_id: int) -> bool:
    """True when all that the mall shows of its orders was taken in a moment ago."""
    row = run(FRESH, {"account": account_id}).fetchone()
    return row is not None and bool(row[0])


def taken_in_since_read(source_id: int, account_id: int, sku_ids: Sequence[int]) -> bool:
    """True when the orders of both accounts are newer than the numbers of `source_id` that would open these SKUs."""
    wanted = {"source": source_id, "accounts": sorted({source_id, account_id}), "skus": list(sku_ids)}
    row = run(TAKEN_IN_SINCE, wanted).fetchone()
    return row is not None and bool(row[0])


def codes_never_read(account_id: int) -> list[str]:
    """Return the codes of matched listings whose number on the mall was never read."""
    return [row[0] for row in run(NEVER_READ, {"account": account_id}).fetchall()]


def codes_without_stock(account_id: int) -> list[str]:
    """Return the codes of SKUs that the mall sells and that have no opening stock."""
    return [row[0] for row in run(WITHOUT_STOCK, {"account": account_id}).fetchall()]
