"""Exceptions of orders that follow from other rows: 在庫不足 and 同梱候補. Derived when asked, so that they are never stale."""

from typing import LiteralString

from ichigen.store.hot import run
from ichigen.store.locations import ON_HAND_COUNTED

#: Where more is 確保 than there is, the orders that came first get the units; those beyond them are short. Units that
#: anything but an order holds (bids, 仮確保, a person) are gone before.
SHORT: LiteralString = f"""
with short as (
  select v.sku_id, sum({ON_HAND_COUNTED}) as on_hand
  from store_stocklevel v join store_location lo on lo.id = v.location_id
  group by v.sku_id having sum(v.reserved) > sum({ON_HAND_COUNTED})
), held as (
  select r.sku_id, l.order_id, o.ordered_at, sum(r.quantity) as quantity
  from short join store_reservation r on r.sku_id = short.sku_id and r.quantity > 0
  left join store_orderline l on l.id = r.order_line_id
  left join store_order o on o.id = l.order_id
  group by r.sku_id, l.order_id, o.ordered_at
), queued as (
  select h.order_id, short.on_hand, sum(h.quantity) over (
    partition by h.sku_id order by h.ordered_at nulls first, h.order_id nulls first) as wanted
  from held h join short on short.sku_id = h.sku_id
)
select distinct order_id from queued where wanted > on_hand and order_id is not null
"""

#: Open orders to the same person at the same address as another open order. One that is in a bundle already is no candidate;
#: one beside it is, because it can join.
BUNDLE: LiteralString = """
select order_id from (
  select s.order_id, o.parent_id, count(*) over (partition by s.ship_key) as together
  from store_order o join store_ordersearch s on s.order_id = o.id
  where o.phase in ('new', 'unpaid', 'ready', 'held') and s.ship_key is not null
) open where together > 1 and parent_id is null
  and order_id not in (select parent_id from store_order where parent_id is not null)
"""


def short_orders() -> frozenset[int]:
    """Return the ids of all orders that are short of stock (在庫不足)."""
    return frozenset(row[0] for row in run(SHORT))


def bundled_orders() -> frozenset[int]:
    """Return the ids of all 同梱候補."""
    return frozenset(row[0] for row in run(BUNDLE))
