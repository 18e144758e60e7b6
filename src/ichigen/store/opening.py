"""Opening stock in SQL: what a mall's numbers say of SKUs that were never opened (design: first link)."""

from dataclasses import dataclass

from ichigen.store.hot import run

#: SKUs of the account's read listings that nobody opened, received or counted yet. A 減少 of an order that was taken in
#: before the opening is no opening. Locked as a person's change locks them: two openings wait for each other.
_UNOPENED = """not exists (
    select from store_ledgerentry e where e.sku_id = {} and e.kind not in ('ship', 'reserve', 'release'))"""

LOCK_UNOPENED = f"""
select s.id from store_sku s
where s.id in (
    select c.sku_id from store_listing l join store_listingcomponent c on c.listing_id = l.id
    where l.account_id = %(account)s and l.seen_quantity is not null)
  and {_UNOPENED.format("s.id")}
order by s.id for no key update
"""

#: One row per SKU. A number q of a listing that takes n says q·n … q·n + n − 1 pieces. A listing of this SKU alone says
#: more than a set, which says no more than what its scarcest part allows. Where the listings contradict each other the
#: smallest counts, for the mall must never be offered more than there is.
#: The number already lacks what the mall had sold when it was read: held units come on top, and what was sold later
#: and has left comes off. Σ ledger so far is made up for, so that on_hand becomes what was counted.
#: The SKUs are looked at again: somebody may have opened them while this one waited for their locks.
OPENING = f"""
with one as materialized (
  select l.id, l.seen_at, c.sku_id, l.seen_quantity * c.quantity as low, c.quantity as n,
    (select count(*) = 1 from store_listingcomponent x where x.listing_id = l.id) as alone
  from store_listing l join store_listingcomponent c on c.listing_id = l.id
  where l.account_id = %(account)s and l.seen_quantity is not null and c.sku_id = any(%(skus)s)
    and {_UNOPENED.format("c.sku_id")}
), best as (
  select sku_id, min(low) as smallest, max(low) as largest, min(low + n) as above, bool_and(alone) as alone
  from (select *, rank() over (partition by sku_id order by alone desc) as place from one) o
  where place = 1 group by sku_id
), sold as (
  select r.sku_id, sum(case when o.ordered_at <= l.seen_at then r.quantity else -r.taken end) as units
  from store_listing l
  join store_orderline ol on ol.listing_id = l.id
  join store_order o on o.id = ol.order_id and o.account_id = %(account)s
  join store_reservation r on r.order_line_id = ol.id and r.sku_id = any(%(skus)s)
  where l.account_id = %(account)s group by r.sku_id
), place as (select min(id) as id from store_location where sells)
select b.sku_id, place.id,
  (case when b.alone and b.largest < b.above then b.largest else b.smallest end
   + coalesce(sold.units, 0) - coalesce(v.on_hand, 0))::int,
  b.alone and b.largest >= b.above, b.smallest, b.largest
from best b cross join place
left join sold using (sku_id)
left join store_stocklevel v on v.sku_id = b.sku_id and v.location_id = place.id
order by b.sku_id
"""


@dataclass(frozen=True, slots=True)
class Opening:
    """What to enter as 期首 for one SKU, in pieces. `differs`: its listings say `smallest` to `largest` pieces."""

    sku_id: int
    location_id: int
    units: int
    differs: bool
    smallest: int
    largest: int


def lock_unopened(account_id: int) -> list[int]:
    """Lock the SKUs that this account's numbers can open, by id."""
    return [row[0] for row in run(LOCK_UNOPENED, {"account": account_id}).fetchall()]


def openings(account_id: int, sku_ids: list[int]) -> list[Opening]:
    """Say what to enter for these SKUs; they and their listings are locked by the caller."""
    return [Opening(*row) for row in run(OPENING, {"account": account_id, "skus": sku_ids}).fetchall()]
