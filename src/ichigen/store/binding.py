"""Binding a listing to SKUs by hand, in SQL: the orders it concerns, the locks, and what the binding leaves behind."""

from ichigen.domain.phases import HOLDING
from ichigen.store import waiting_lines
from ichigen.store.hot import run
from ichigen.store.intake import LOCK_ACCOUNT, open_intake
from ichigen.store.ledger import Moved, lock_bindings

#: Orders that hold units for the listing, or wait for it; locked before any listing (lock order of the ledger).
STAGE_ORDERS = """
with touched as materialized (
  select o.id, o.number from store_order o
  where o.account_id = %(account)s and not o.history and (o.phase = any(%(holding)s) or o.unresolved)
    and exists (
      select from store_orderline l left join store_listing li on li.id = %(listing)s
      where l.order_id = o.id and l.quantity > 0
        and (l.listing_id = %(listing)s
          or (l.listing_id is null and (l.listing_code = %(code)s
            or (li.match_code <> '' and l.match_codes ? li.match_code)))))
  order by o.id for no key update
)
insert into stage_order (order_id, number, is_new) select id, number, false from touched
"""

#: In one go, by id: the listing, and every listing of an SKU that these orders hold or will hold.
LOCK_LISTINGS = """
with line as materialized (
  select l.id, l.listing_id from stage_order s join store_orderline l on l.order_id = s.order_id
), sku as materialized (
  select unnest(%(skus)s::bigint[]) as sku_id
  union select c.sku_id from store_listingcomponent c where c.listing_id = %(listing)s
  union select c.sku_id from line join store_listingcomponent c on c.listing_id = line.listing_id
  union select r.sku_id from line join store_reservation r on r.order_line_id = line.id
), li as materialized (
  select %(listing)s::bigint as id union select c.listing_id from store_listingcomponent c join sku using (sku_id)
)
select count(*) from (
  select m.listing_id from store_listingmark m where m.listing_id in (select id from li)
  order by m.listing_id for no key update) x
"""

ADD_COMPONENT = """
insert into store_listingcomponent as c (listing_id, sku_id, quantity) values (%(listing)s, %(sku)s, %(per_sale)s)
on conflict (listing_id, sku_id) do update set quantity = excluded.quantity
"""

LOOK_AGAIN = """
with mark as (
  update store_listingmark set dirty = not kept, desired_version = desired_version + 1, changed_at = clock_timestamp()
  where listing_id = %(listing)s
)
update store_listing set unbound_at = null, parts_changed_at = clock_timestamp() where id = %(listing)s
"""

DROP_COMPONENTS = "delete from store_listingcomponent where listing_id = %(listing)s"

#: The mall keeps the number it has; nothing of ours is offered there from now on.
LEAVE_ALONE = """
with mark as (
  update store_listingmark set dirty = false, desired_version = desired_version + 1, changed_at = clock_timestamp()
  where listing_id = %(listing)s
)
update store_listing set unbound_at = clock_timestamp(), parts_changed_at = clock_timestamp(), desired_quantity = null,
  failures = 0, not_before = null, error_code = '', error_message = '' where id = %(listing)s
"""

CLOSE_ITEMS = """
update store_worklistitem set closed_at = clock_timestamp(), resolution = '出品の紐付けを外しました'
where listing_id = %(listing)s and closed_at is null and code = any(array['listing_gone', 'listing_missing', 'stock_refused'])
"""


def lock(account_id: int, listing_id: int, code: str, sku_ids: list[int]) -> None:
    """Lock the orders that a change of this listing's SKUs concerns, then every listing that it can touch."""
    run(LOCK_ACCOUNT, {"account": account_id})
    open_intake()
    run(
        STAGE_ORDERS,
        {"account": account_id, "listing": listing_id, "code": code, "holding": [phase.value for phase in HOLDING]},
    )
    lock_bindings()
    run(LOCK_LISTINGS, {"listing": listing_id, "skus": sku_ids})


def bind(account_id: int, listing_id: int, sku_id: int, per_sale: int) -> Moved:
    """Make the SKU part of the listing, then 確保 what its orders waited for. `lock` came before."""
    run(ADD_COMPONENT, {"listing": listing_id, "sku": sku_id, "per_sale": per_sale})
    run(LOOK_AGAIN, {"listing": listing_id})
    return waiting_lines.hold_staged(account_id)


def unbind(account_id: int, listing_id: int) -> Moved:
    """Take every SKU off the listing; its open orders let go and wait for goods again. `lock` came before."""
    run(DROP_COMPONENTS, {"listing": listing_id})
    run(LEAVE_ALONE, {"listing": listing_id})
    run(CLOSE_ITEMS, {"listing": listing_id})
    return waiting_lines.hold_staged(account_id)
