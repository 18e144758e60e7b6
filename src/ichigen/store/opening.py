"""Opening stock in SQL: what a mall's numbers say of SKUs that were never opened (design: first link)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from ichigen.store.hot import run
from ichigen.store.locations import HOMES

#: SKUs of the account's read listings that nobody opened, received or counted yet. A 減少 of an order that was taken in
#: before the opening is no opening. Locked as a person's change locks them: two openings wait for each other.
UNOPENED = """not exists (
    select from store_ledgerentry e where e.sku_id = {} and e.kind not in ('ship', 'reserve', 'release'))"""

LOCK_UNOPENED = f"""
select s.id from store_sku s
where s.id in (
    select c.sku_id from store_listing l join store_listingcomponent c on c.listing_id = l.id
    where l.account_id = %(account)s and l.seen_quantity is not null and not l.kept_by_mall)
  and (%(only)s::bigint[] is null or s.id = any(%(only)s)) and {UNOPENED.format("s.id")}
order by s.id for no key update
"""

#: One row per SKU. A number q of a listing that takes n says q·n … q·n + n − 1 pieces. A listing of this SKU alone says
#: more than a set, which says no more than what its scarcest part allows. Where the listings contradict each other the
#: smallest counts, for the mall must never be offered more than there is.
#: The number says what can be sold: what every mall had sold by then and still has to leave comes on top (on_hand = source
#: + open reservations), and what was sold later and has left comes off. Σ ledger so far is made up for.
#: The SKUs are looked at again: somebody may have opened them while this one waited for their locks.
OPENING = f"""
with one as materialized (
  select l.id, l.seen_at, c.sku_id, l.seen_quantity * c.quantity as low, c.quantity as n,
    (select count(*) = 1 from store_listingcomponent x where x.listing_id = l.id) as alone
  from store_listing l join store_listingcomponent c on c.listing_id = l.id
  where l.account_id = %(account)s and l.seen_quantity is not null and not l.kept_by_mall and c.sku_id = any(%(skus)s)
    and {UNOPENED.format("c.sku_id")}
), best as (
  select sku_id, min(low) as smallest, max(low) as largest, min(low + n) as above, bool_and(alone) as alone
  from (select *, rank() over (partition by sku_id order by alone desc) as place from one) o
  where place = 1 group by sku_id
), seen as (select sku_id, max(seen_at) as at from one group by sku_id
), sold as (
  select r.sku_id, sum(case
    when r.holder = 'provisional' then r.quantity
    when o.ordered_at <= case when o.account_id = %(account)s then l.seen_at else seen.at end then r.quantity
    else -r.taken end) as units
  from store_reservation r
  join seen on seen.sku_id = r.sku_id
  left join store_orderline ol on ol.id = r.order_line_id
  left join store_order o on o.id = ol.order_id
  left join store_listing l on l.id = ol.listing_id
  where r.sku_id = any(%(skus)s) and (r.holder = 'provisional' or o.id is not null) group by r.sku_id
), place as (select places[1] as id from ({HOMES}) home where account_id = %(account)s)
select b.sku_id, place.id,
  (case when b.alone and b.largest < b.above then b.largest else b.smallest end
   + coalesce(sold.units, 0) - coalesce(v.on_hand, 0))::int,
  b.alone and b.largest >= b.above, b.smallest, b.largest
from best b cross join place
left join sold using (sku_id)
left join lateral (select sum(on_hand) as on_hand from store_stocklevel where sku_id = b.sku_id) v on true
order by b.sku_id
"""

#: SKUs of an account's listings that nobody opened, received or counted, locked by id.
OF_ACCOUNT = f"""
select s.id from store_sku s
where s.id in (
    select c.sku_id from store_listing l join store_listingcomponent c on c.listing_id = l.id
    where l.account_id = %(account)s and not l.kept_by_mall)
  and {{}} {UNOPENED.format("s.id")}
order by s.id
"""
UNOPENED_OF = OF_ACCOUNT.format("")
OPENED_OF = OF_ACCOUNT.format("not")
NEVER_COUNTED = f"select s.id from store_sku s where s.id = any(%(skus)s) and {UNOPENED.format('s.id')}"
LOCK = "select id from store_sku where id = any(%(skus)s) order by id for no key update"

#: Nothing can be sold yet: on_hand becomes what is held.
NOTHING = f"""
select s.id, place.id, (coalesce(v.reserved, 0) - coalesce(v.on_hand, 0))::int, false, 0, 0
from store_sku s cross join (select places[1] as id from ({HOMES}) home where account_id = %(account)s) place
left join lateral (
  select sum(on_hand) as on_hand, sum(reserved) as reserved from store_stocklevel where sku_id = s.id) v on true
where s.id = any(%(skus)s) and {UNOPENED.format("s.id")}
order by s.id
"""

#: What an account's open orders hold of these SKUs, by place.
_HELD = """
select r.sku_id, r.location_id, sum(r.quantity)::int, false, 0, 0
from store_reservation r
join store_orderline ol on ol.id = r.order_line_id
join store_order o on o.id = ol.order_id
where o.account_id = %(account)s and r.quantity > 0 and r.sku_id = any(%(skus)s) {}
group by r.sku_id, r.location_id order by r.sku_id, r.location_id
"""
HELD = _HELD.format("")

#: Of that, what may not be in the stock the hub has. An opening (`OPENING`, `NOTHING`) added what every account held by
#: then; it is the first entry of its SKU, while what a person says of a count comes after that count. `since`: the account
#: was opened then; asked for is what an order that was known by then holds only since. A later order is a sale.
UNSAID = _HELD.format("""
  and (%(since)s::timestamptz is null or (o.created_at <= %(since)s and r.created_at > %(since)s))
  and not exists (
    select from store_ledgerentry e
    where e.sku_id = r.sku_id and e.kind = 'opening' and e.at >= r.created_at and not exists (
      select from store_ledgerentry b
      where b.sku_id = e.sku_id and b.id < e.id and b.kind not in ('opening', 'ship', 'reserve', 'release')))""")

#: Accounts whose read numbers say something of these SKUs: of how many, and how many pieces in all.
SOURCES = """
select account_id, count(*)::int, sum(pieces)::int from (
  select l.account_id, c.sku_id, min(l.seen_quantity * c.quantity) as pieces
  from store_listing l join store_listingcomponent c on c.listing_id = l.id
  where l.seen_quantity is not null and not l.kept_by_mall and c.sku_id = any(%(skus)s) group by l.account_id, c.sku_id
) x group by account_id order by account_id
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


def lock_unopened(account_id: int, only: Collection[int] | None) -> list[int]:
    """Lock the SKUs that this account's numbers can open, by id; `only`: no others than these."""
    wanted = {"account": account_id, "only": None if only is None else list(only)}
    return [row[0] for row in run(LOCK_UNOPENED, wanted).fetchall()]


def openings(account_id: int, sku_ids: list[int]) -> list[Opening]:
    """Say what to enter for these SKUs; they and their listings are locked by the caller."""
    return [Opening(*row) for row in run(OPENING, {"account": account_id, "skus": sku_ids}).fetchall()]


def unopened_of(account_id: int) -> list[int]:
    """Return the SKUs of an account's listings without any stock entry of a person or an opening."""
    return [row[0] for row in run(UNOPENED_OF, {"account": account_id}).fetchall()]


def opened_of(account_id: int) -> list[int]:
    """Return the SKUs of an account's listings that the hub has a stock of."""
    return [row[0] for row in run(OPENED_OF, {"account": account_id}).fetchall()]


def never_counted(sku_ids: Sequence[int]) -> frozenset[int]:
    """Return those SKUs of which nobody ever said how many there are. A count of them is an entry, also one of nothing."""
    return frozenset(row[0] for row in run(NEVER_COUNTED, {"skus": list(sku_ids)}).fetchall())


def lock(sku_ids: list[int]) -> None:
    """Lock SKUs by id, as a person's change does."""
    run(LOCK, {"skus": sku_ids})


def nothing(account_id: int, sku_ids: list[int]) -> list[Opening]:
    """Say what to enter so that nothing of these SKUs can be sold; they are locked by the caller."""
    return [Opening(*row) for row in run(NOTHING, {"account": account_id, "skus": sku_ids}).fetchall()]


def held(account_id: int, sku_ids: list[int]) -> list[Opening]:
    """Return what the open orders of an account hold of these SKUs."""
    return [Opening(*row) for row in run(HELD, {"account": account_id, "skus": sku_ids}).fetchall()]


def unsaid(account_id: int, sku_ids: list[int], since: datetime | None) -> list[Opening]:
    """Return what of `held` nobody counted in: no opening of the SKU added it, and no person said whether it is in.

    `since`: when the account was opened, None = not yet.
    """
    return [Opening(*row) for row in run(UNSAID, {"account": account_id, "skus": sku_ids, "since": since}).fetchall()]


def sources(sku_ids: list[int]) -> list[tuple[int, int, int]]:
    """Return (account, SKUs, pieces) for each account whose numbers could open these SKUs."""
    return [(row[0], row[1], row[2]) for row in run(SOURCES, {"skus": sku_ids}).fetchall()]
