"""The numbers behind the menu, in one statement: every page asks for them."""

from dataclasses import dataclass
from typing import LiteralString

from ichigen.store.hot import run

COUNTS: LiteralString = """
select
  (select count(*) from store_worklistitem where closed_at is null),
  (select count(*) from store_order where status_id in (select id from store_status where phase = 'ready')),
  (select count(distinct sku_id) from store_stocklevel where on_hand < reserved),
  (select count(*) from store_listing l join store_account a on a.id = l.account_id
   where a.mode in ('reading', 'live') and not exists (select from store_listingcomponent c where c.listing_id = l.id)),
  (select count(*) from store_operation where state in ('queued', 'running'))
"""


@dataclass(frozen=True, slots=True)
class MenuCounts:
    """Open items of 要対応, orders to ship, SKUs short, listings without SKUs, jobs that are not over."""

    worklist: int
    to_ship: int
    short: int
    unmatched: int
    running: int


def menu_counts() -> MenuCounts:
    """Count now."""
    row = run(COUNTS, ()).fetchone()
    assert row is not None  # one row of subqueries
    return MenuCounts(*row)
