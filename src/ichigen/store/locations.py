"""Where an account's goods are taken from, and what follows from a location that begins or ceases to sell on malls."""

from typing import LiteralString

from ichigen.store.hot import run

#: Pieces of a level `v` at a location `lo` that count for what can be sold; `v.reserved` comes off them. A location that
#: does not sell on malls offers nothing, but what it lacks for what it holds is owed all the same.
ON_HAND_COUNTED: LiteralString = "case when lo.sells then v.on_hand else least(v.on_hand, v.reserved) end"

#: 店舗紐付け (R1-10, R1-11): the selling locations an account takes its goods from, by id; all where none is chosen. One stock
#: is offered everywhere, whatever is chosen here: this says on which shelf an order is 確保 and 減少.
HOMES: LiteralString = """
select a.id as account_id, coalesce(
  (select array_agg(lo.id order by lo.id) from store_account_locations al
   join store_location lo on lo.id = al.location_id and lo.sells where al.account_id = a.id),
  (select array_agg(id order by id) from store_location where sells)) as places
from store_account a
"""

#: Of the `places` of a line `l` with a component `c`: where it is already, else the first that has enough of it, else the first.
HOME_OF_LINE: LiteralString = """
case when cardinality(home.places) = 1 then home.places[1] else (
  select p.id from unnest(home.places) p (id)
  left join store_stocklevel v on v.sku_id = c.sku_id and v.location_id = p.id
  left join store_reservation r
    on r.order_line_id = l.id and r.sku_id = c.sku_id and r.location_id = p.id and r.holder = 'line'
  order by coalesce(r.quantity > 0 or r.taken > 0, false) desc, r.id is null,
    coalesce(v.on_hand - v.reserved, 0) >= l.quantity * c.quantity desc, p.id limit 1) end
"""

#: What its stock counts for: every listing with a SKU that is there must be looked at again. Locked like everywhere.
MARK_LISTINGS = """
select unnest(store_mark_listings(array(
  select c.listing_id from store_listingcomponent c join store_stocklevel v on v.sku_id = c.sku_id
  where v.location_id = %(location)s and (v.on_hand <> 0 or v.reserved <> 0))))
"""


def mark_listings_at(location_id: int) -> list[int]:
    """Mark what must be looked at; return the accounts to wake."""
    return [row[0] for row in run(MARK_LISTINGS, {"location": location_id})]
