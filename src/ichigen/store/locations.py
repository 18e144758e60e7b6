"""What follows from a location that begins or ceases to sell on malls."""

from typing import LiteralString

from ichigen.store.hot import run

#: Pieces of a level `v` at a location `lo` that count for what can be sold; `v.reserved` comes off them. A location that
#: does not sell on malls offers nothing, but what it lacks for what it holds is owed all the same.
ON_HAND_COUNTED: LiteralString = "case when lo.sells then v.on_hand else least(v.on_hand, v.reserved) end"

#: What its stock counts for: every listing with a SKU that is there must be looked at again. Locked by id, like everywhere.
MARK_LISTINGS = """
with lk as materialized (
  select l.id from store_listing l
  where l.id in (
    select c.listing_id from store_listingcomponent c join store_stocklevel v on v.sku_id = c.sku_id
    where v.location_id = %(location)s and (v.on_hand <> 0 or v.reserved <> 0))
  order by l.id for no key update
), up as (
  update store_listing l set dirty = true, desired_version = l.desired_version + 1, changed_at = clock_timestamp()
  from lk where l.id = lk.id returning l.account_id
)
select distinct account_id from up
"""


def mark_listings_at(location_id: int) -> list[int]:
    """Mark what must be looked at; return the accounts to wake."""
    return [row[0] for row in run(MARK_LISTINGS, {"location": location_id})]
