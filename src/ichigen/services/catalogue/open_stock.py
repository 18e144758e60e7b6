"""Opening stock at the first link: the mall's number plus what its open orders hold (design: first link)."""

from django.db import transaction

from ichigen.domain.stock import MovementKind
from ichigen.services.stock.shortage import watch_shortage
from ichigen.services.wake import wake_many
from ichigen.store.hot import run
from ichigen.store.ledger import Movement, move_many

#: The mall's number already lacks what was sold there, so on_hand is that number plus what is 確保 for its orders.
OPENING = """
select c.sku_id, (select min(id) from store_location where sells),
  l.seen_quantity * c.quantity + coalesce((
    select sum(r.quantity) from store_reservation r join store_orderline ol on ol.id = r.order_line_id
    join store_order o on o.id = ol.order_id where o.account_id = %(account)s and r.sku_id = c.sku_id
      and o.ordered_at <= l.seen_at), 0)
from store_listing l join store_listingcomponent c on c.listing_id = l.id
where l.account_id = %(account)s and l.seen_quantity is not null
  and not exists (select from store_ledgerentry e where e.sku_id = c.sku_id and e.on_hand <> 0)
"""


def open_stock_from(account_id: int, actor_id: int | None = None) -> int:
    """Take this account's numbers as opening stock for SKUs that never had a stock movement; return how many.

    Its orders must have been taken in and its stock read before.
    """
    with transaction.atomic():
        rows = run(OPENING, {"account": account_id}).fetchall()
        moved = move_many(
            [
                Movement(sku, place, MovementKind.OPENING, int(units), note="期首在庫", actor_id=actor_id)
                for sku, place, units in rows
            ]
        )
        watch_shortage(moved)
    wake_many((account, "stock") for account in moved.account_ids)
    return len(rows)
