"""Taking orders in as SQL: a constant number of statements for any number of orders (design: taking orders in).

The caller COPYs snapshots into stage_order and stage_line. In one transaction, the orders come first (`intake_orders`), then
their lines and what they do to the stock, in the order of this file.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString

from ichigen.domain.phases import GONE, HOLDING, Phase
from ichigen.store import ledger
from ichigen.store.hot import open_staging, run
from ichigen.store.ledger import Moved
from ichigen.store.locations import HOME_OF_LINE, HOMES
from ichigen.store.phase_lists import quoted

STAGE_ORDER: LiteralString = """stage_order (number, phase, mall_state, mark, ordered_at, digest, snapshot, buyer_name,
  prefecture, search_text, total, paid, pay_before_shipping, payment_method, delivery_method, confirmable, writable_from,
  grams, ship_key, has_note)"""
STAGE_LINE: LiteralString = """stage_line (number, line_id, listing_code, match_codes, title, options, quantity,
  unit_price, tax_rate)"""

#: Which listing a line belongs to: by the mall's technical key, else by the one listing that has its match code.
RESOLVE_LINES = """
update stage_line l set listing_id = li.id
from store_listing li where li.account_id = %(account)s and li.code = l.listing_code
"""

#: Two candidates are a conflict for a person, never first-wins (E2-21).
RESOLVE_BY_MATCH_CODE = """
update stage_line l set listing_id = m.listing_id
from (
  select l.number, l.line_id, min(li.id) as listing_id
  from stage_line l
  cross join lateral jsonb_array_elements_text(l.match_codes) as c (code)
  join store_listing li on li.account_id = %(account)s and li.match_code = c.code
  where l.listing_id is null
  group by l.number, l.line_id having count(distinct li.id) = 1
) m where m.number = l.number and m.line_id = l.line_id
"""

#: What each listing sold or got back by these snapshots, before the lines are overwritten, and between which moments of our
#: clock: an order sold when it was made, one that grew by an edit at some time since it was last read.
#: An order first seen when it was cancelled already was a sale and its end: the mall may or may not have put the units back.
STAGE_SALES = f"""
insert into stage_sale (listing_id, since, until, sold, back)
select listing_id, since, until, sum(greatest(units, 0)), sum(greatest(-units, 0)) from (
  select l.listing_id, case when s.is_new then s.ordered_at - %(ahead)s::interval else s.old_read_at end as since,
         case when s.is_new then s.ordered_at - %(ahead)s::interval else %(requested)s::timestamptz end as until,
         case when s.phase = 'cancelled' then 0 else l.quantity end
         - case when s.is_new or s.old_phase = 'cancelled' then 0 else coalesce(ol.quantity, 0) end as units
  from stage_order s
  join stage_line l using (number)
  left join store_orderline ol on ol.order_id = s.order_id and ol.line_id = l.line_id
  where l.listing_id is not null
    and not (s.is_new and s.phase in ({quoted(GONE | {Phase.CANCELLED})})
             and s.ordered_at < coalesce(%(started)s::timestamptz, 'infinity'))
  union all
  select ol.listing_id, s.old_read_at, %(requested)s::timestamptz, -ol.quantity
  from stage_order s join store_orderline ol on ol.order_id = s.order_id
  where not s.is_new and s.old_phase <> 'cancelled' and ol.listing_id is not null and ol.quantity > 0
    and not exists (select from stage_line l where l.number = s.number and l.line_id = ol.line_id)
  union all
  select l.listing_id, s.ordered_at - %(ahead)s::interval, s.ordered_at - %(ahead)s::interval, there_and_back.units
  from stage_order s join stage_line l using (number)
  cross join lateral (values (l.quantity), (-l.quantity)) there_and_back (units)
  where s.is_new and s.phase = 'cancelled' and l.listing_id is not null
    and s.ordered_at >= coalesce(%(started)s::timestamptz, 'infinity')
) moved
where units <> 0
group by listing_id, since, until
"""

#: The mall lowered its own number when it sold. Units already taken as 仮確保 are replaced, not counted twice. A sale that
#: may lie on either side of the moment the number was last set may or may not be in it: the low end falls and the listing
#: is re-read. An order that replaces 仮確保 which may have been a dropped increase leaves that open: the next reading says.
#: Units that come back may or may not be put back by the mall: the high end rises and the listing is re-read.
EXPECT_SALES = """
with lk as materialized (
  select li.id, li.provisional, li.expected_at
  from store_listing li where li.id = any(array(select listing_id from stage_sale))
  order by li.id for no key update
), sums as (
  select lk.id, lk.provisional, sum(s.sold)::int as sold, sum(s.back)::int as back,
    coalesce(sum(s.sold) filter (where s.until < lk.expected_at - %(skew)s::interval), 0)::int as before,
    coalesce(sum(s.sold) filter (where s.until >= lk.expected_at - %(skew)s::interval
                                   and s.since <= lk.expected_at + %(skew)s::interval), 0)::int as near
  from lk join stage_sale s on s.listing_id = lk.id group by lk.id, lk.provisional
), cover as (
  select *, least(sold, provisional) as covered from sums
), rest as (
  select id, covered, back,
    greatest(0, near - greatest(0, covered - before)) as near,
    greatest(0, sold - before - near - greatest(0, covered - before - near)) as after
  from cover
), gone as (
  insert into stage_provisional (listing_id, delta) select id, -covered from rest where covered > 0
)
update store_listing li set
  provisional = li.provisional - rest.covered,
  unproved = least(li.unproved, li.provisional - rest.covered),
  unshown = li.unshown + li.unproved - least(li.unproved, li.provisional - rest.covered),
  expected_low = li.expected_low - rest.after - rest.near,
  expected_quantity = li.expected_quantity - rest.after + rest.back,
  read_due_at = case when rest.near > 0 or rest.back > 0 then clock_timestamp() else li.read_due_at end
from rest where li.id = rest.id
returning rest.covered > 0
"""

UPSERT_LINES = """
insert into store_orderline as o (order_id, line_id, listing_id, listing_code, match_codes, title, options, quantity,
  unit_price, tax_rate)
select s.order_id, l.line_id, l.listing_id, l.listing_code, l.match_codes, l.title, l.options, l.quantity, l.unit_price,
  l.tax_rate
from stage_line l join stage_order s using (number)
on conflict (order_id, line_id) do update set
  listing_id = coalesce(o.listing_id, excluded.listing_id), listing_code = excluded.listing_code,
  match_codes = excluded.match_codes, title = excluded.title, options = excluded.options,
  quantity = excluded.quantity, unit_price = excluded.unit_price, tax_rate = excluded.tax_rate
where (o.listing_id is null and excluded.listing_id is not null) or o.quantity <> excluded.quantity
  or o.unit_price <> excluded.unit_price or o.title <> excluded.title or o.options <> excluded.options
  or o.listing_code <> excluded.listing_code
"""

DROP_LINES = """
update store_orderline o set quantity = 0
from stage_order s where o.order_id = s.order_id and not s.is_new and o.quantity > 0
  and not exists (select from stage_line l where l.number = s.number and l.line_id = o.line_id)
"""

#: The goods of a line have left, and a person changed what its listing is made of since: nothing more leaves for it.
LEFT_BEFORE = f"""(o.phase in ({quoted(GONE)}) and exists (
  select from store_listing made join store_reservation r on r.order_line_id = l.id and r.taken > 0
  where made.id = l.listing_id and made.parts_changed_at > r.changed_at))"""

#: What each line should hold and what should have left by now; SKUs that are no longer part of the line let go.
STAGE_HOLDS = f"""
with home as materialized ({HOMES})
insert into stage_hold (order_id, order_line_id, sku_id, location_id, hold, take)
select o.id, l.id, c.sku_id, {HOME_OF_LINE},
  case when o.phase in ({quoted(HOLDING)}) then l.quantity * c.quantity else 0 end,
  case when o.phase in ({quoted(GONE)}) then l.quantity * c.quantity else 0 end
from store_order o
join store_orderline l on l.order_id = o.id
join store_listingcomponent c on c.listing_id = l.listing_id
join home on home.account_id = o.account_id
where o.id = any(array(select order_id from stage_order)) and not o.history and not {LEFT_BEFORE}
union all
select o.id, r.order_line_id, r.sku_id, r.location_id, 0, 0
from stage_order s
join store_order o on o.id = s.order_id
join store_orderline l on l.order_id = o.id
join store_reservation r on r.order_line_id = l.id
where not s.is_new and r.quantity > 0
  and not exists (select from store_listingcomponent c where c.listing_id = l.listing_id and c.sku_id = r.sku_id)
returning order_line_id
"""

EVENTS = """
insert into store_orderevent (order_id, at, kind, message)
select s.order_id, clock_timestamp(), case when s.is_new then 'taken_in' else 'mall_changed' end,
  case when s.is_new then '受注を取り込みました' else 'モールの状態: ' || s.mall_state end
from stage_order s where s.order_id is not null
"""

#: Unresolved = a line of which nothing is staged to be held, whatever was matched since: it still has to be reserved.
#: A line whose goods have left waits for nothing, whatever its listing is made of by now.
UNRESOLVED = """
with u as (
  update store_order o set unresolved = x.open
  from (
    select s.order_id, coalesce(bool_or(l.quantity > 0 and not exists (
      select from stage_hold h join store_listingcomponent c on c.listing_id = l.listing_id and c.sku_id = h.sku_id
      where h.order_line_id = l.id)
      and not exists (select from store_reservation r where r.order_line_id = l.id and r.taken > 0)), false) as open
    from stage_order s join store_orderline l on l.order_id = s.order_id group by s.order_id
  ) x
  where o.id = x.order_id and o.unresolved <> x.open and (not o.history) returning o.id, o.number, o.unresolved
), closed as (
  update store_worklistitem w set closed_at = clock_timestamp(), resolution = '商品に紐付けられました'
  from u where w.order_id = u.id and w.code = 'line_unmatched' and w.closed_at is null and not u.unresolved
)
insert into store_worklistitem (key, code, urgent, title, cause, action, account_id, order_id, opened_at, resolution)
select 'line_unmatched:' || u.id, 'line_unmatched', true, '受注 ' || u.number || ' に商品と紐付かない明細があります',
  'モールの商品コードが、どのSKUとも一致しません。この明細の在庫は確保されていません。',
  '明細の商品コードをSKUに紐付けてください。紐付けると在庫がすぐに確保されます。',
  %(account)s, u.id, clock_timestamp(), ''
from u where u.unresolved
on conflict (key) where closed_at is null do nothing
"""

#: Cancelled after the goods had left: only a person puts them back (design: stock 9).
RETURNS = """
insert into store_worklistitem (key, code, urgent, title, cause, action, account_id, order_id, opened_at, resolution)
select 'return_pending:' || s.order_id, 'return_pending', false, '受注 ' || s.number || ' は返品待ちです',
  '出荷後にキャンセルされました。商品はまだ在庫に戻していません。',
  '商品が戻ったら、入出庫の画面の「返品待ち」で、再入庫か廃棄を選んでください。', %(account)s, s.order_id, clock_timestamp(), ''
from stage_order s join store_order o on o.id = s.order_id
where o.phase = 'cancelled' and s.old_phase in ('shipped', 'shipped_unpaid')
on conflict (key) where closed_at is null do nothing
"""

#: A new order is invisible until it is committed, and what its lines take was read before that: nobody changes by hand what
#: the account's listings are made of meanwhile. The first lock of both.
SHARE_ACCOUNT = "select pg_advisory_xact_lock_shared(1012, %(account)s::int)"
LOCK_ACCOUNT = "select pg_advisory_xact_lock(1012, %(account)s::int)"

#: The keys of orders and lines are checked before the goods are locked and not at the commit: who sells the same goods
#: meanwhile waits that much less. What reservations point at may still be written after them.
CHECK_KEYS = "set constraints all immediate"
DEFER_KEYS = "set constraints all deferred"

CLEAR = "with o as (delete from stage_order), l as (delete from stage_line) delete from stage_sale"


@dataclass(frozen=True, slots=True)
class MallClock:
    """A mall's clock, which the times of orders are of, against ours.

    `ahead_s` as measured (negative: it is slow), `skew_s` how far that may be off.
    """

    skew_s: float = 2.0
    ahead_s: float = 0.0


def open_intake() -> None:
    """Start with empty staging tables, also where the caller's transaction took orders in before."""
    open_staging()
    run(CLEAR)


def staged_numbers() -> frozenset[str]:
    """Return the numbers of the new and changed orders left in the stage."""
    return frozenset(row[0] for row in run("select number from stage_order").fetchall())


def store_lines_and_stock(
    account_id: int,
    requested_at: datetime,
    started_at: datetime | None,
    clock: MallClock,
    lines: int,
    any_changed: bool,
) -> Moved:
    """Write `lines` staged lines, reservations, ledger and expectations for the orders left in the stage."""
    if run(RESOLVE_LINES, {"account": account_id}).rowcount < lines:
        run(RESOLVE_BY_MATCH_CODE, {"account": account_id})
    ahead = timedelta(seconds=clock.ahead_s)
    run(STAGE_SALES, {"started": started_at, "requested": requested_at, "ahead": ahead})
    run(UPSERT_LINES)
    if any_changed:
        run(DROP_LINES)
    held = {row[0] for row in run(STAGE_HOLDS).fetchall()}
    if any_changed or len(held) < lines:
        run(UNRESOLVED, {"account": account_id})
    run(EVENTS)
    run(CHECK_KEYS)
    run(DEFER_KEYS)
    ledger.lock_staged()
    skew = {"skew": timedelta(seconds=clock.skew_s)}
    covered = any(row[0] for row in run(EXPECT_SALES, skew).fetchall())
    ledger.apply_staged_holds(locked=True)
    if covered:
        ledger.apply_staged_provisional()
    moved = ledger.apply_staged()
    if any_changed:
        run(RETURNS, {"account": account_id})
    return moved
