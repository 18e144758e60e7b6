"""Order lines that wait for their goods to be matched, in SQL."""

from ichigen.store import intake, ledger
from ichigen.store.hot import run
from ichigen.store.ledger import Moved

#: Orders with lines that were not matched and are now, locked; the lines get their listing.
STAGE_MATCHED = """
with waiting as materialized (
  select o.id, o.number from store_order o where o.account_id = %(account)s and o.unresolved
  order by o.id for no key update
)
insert into stage_order (order_id, number, is_new) select id, number, false from waiting
"""
#: The mall's technical key comes first, as when orders are taken in.
MATCH_BY_KEY = """
update store_orderline l set listing_id = li.id
from stage_order s, store_listing li
where l.order_id = s.order_id and l.listing_id is null and li.account_id = %(account)s and li.code = l.listing_code
"""
MATCH_LINES = """
update store_orderline l set listing_id = m.listing_id
from (
  select l.id, coalesce(min(li.id) filter (where li.code = l.listing_code), min(li.id)) as listing_id
  from stage_order s
  join store_orderline l on l.order_id = s.order_id and l.listing_id is null
  join store_listing li on li.account_id = %(account)s
    and li.match_code <> '' and l.match_codes ? li.match_code
  group by l.id having count(*) = 1
) m where l.id = m.id
"""

#: By the open items on 要対応, which are few, and not by the orders, which are many.
MATCHED_MEANWHILE = """
select exists (
  select from store_worklistitem w
  join store_order o on o.id = w.order_id and o.unresolved and o.phase <> 'cancelled'
  join store_orderline l on l.order_id = o.id and l.quantity > 0
  join store_listing li on li.account_id = %(account)s
    and (li.id = l.listing_id or l.listing_id is null and li.code = l.listing_code)
  join store_listingcomponent c on c.listing_id = li.id
  where w.closed_at is null and w.code = 'line_unmatched' and w.account_id = %(account)s
    and not exists (select from store_reservation r where r.order_line_id = l.id and r.sku_id = c.sku_id)
)
"""


def reserve_matched(account_id: int) -> Moved:
    """確保 what waited for its goods to be matched. What the mall shows already lacks these units."""
    intake.open_intake()
    if run(STAGE_MATCHED, {"account": account_id}).rowcount == 0:
        return Moved(())
    return hold_staged(account_id)


def hold_staged(account_id: int) -> Moved:
    """Match the lines of the staged, locked orders, and make them hold what their listings are made of now."""
    run(MATCH_BY_KEY, {"account": account_id})
    run(MATCH_LINES, {"account": account_id})
    run(intake.STAGE_HOLDS)
    run(intake.UNRESOLVED, {"account": account_id})
    ledger.apply_staged_holds()
    return ledger.apply_staged()


def matched_meanwhile(account_id: int) -> bool:
    """True when a line waits whose goods are matched by now: the match came while its order was being taken in."""
    row = run(MATCHED_MEANWHILE, {"account": account_id}).fetchone()
    return row is not None and bool(row[0])
