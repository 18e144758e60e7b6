"""The books, checked in SQL. Every query answers the breaks it finds as (code, subject, should be, is), and nothing when
all is well; they write nothing and are meant for one REPEATABLE READ transaction.
"""

from collections.abc import Iterator, Mapping
from typing import LiteralString

from ichigen.domain.phases import GONE, HOLDING, Phase
from ichigen.store.hot import run
from ichigen.store.intake import LEFT_BEFORE
from ichigen.store.locations import ON_HAND_COUNTED

BOOKS: LiteralString = """
with booked as (
  select sku_id, location_id, sum(on_hand) as on_hand, sum(reserved) as reserved
  from store_ledgerentry group by sku_id, location_id
), held as (
  select sku_id, location_id, sum(quantity) as held from store_reservation group by sku_id, location_id
)
select x.code, s.code || ' / ' || lo.name, x.should_be::bigint, x.is_now::bigint
from store_stocklevel v
full join booked b using (sku_id, location_id)
full join held h using (sku_id, location_id)
join store_sku s on s.id = sku_id
join store_location lo on lo.id = location_id
cross join lateral (values
  ('on_hand_not_ledger', coalesce(b.on_hand, 0), coalesce(v.on_hand, 0)),
  ('reserved_not_ledger', coalesce(b.reserved, 0), coalesce(v.reserved, 0)),
  ('reserved_not_held', coalesce(h.held, 0), coalesce(v.reserved, 0))
) x (code, should_be, is_now)
where x.should_be <> x.is_now
order by s.code, lo.id, x.code
"""

#: What left before the parts of its listing were changed is not judged by today's parts: `TAKEN_ONCE` holds it to the ledger.
LINES: LiteralString = f"""
with part as (
  select l.id as order_line_id, c.sku_id, l.quantity * c.quantity as units
  from store_order o
  join store_orderline l on l.order_id = o.id
  join store_listingcomponent c on c.listing_id = l.listing_id
  where not o.history and not {LEFT_BEFORE}
), held as (
  select order_line_id, sku_id, sum(quantity) as held, sum(taken) as taken, bool_or(by_hand) as by_hand
  from store_reservation where order_line_id is not null group by order_line_id, sku_id
), line as (
  select o.number, o.phase, sku_id, coalesce(p.units, 0) as units, coalesce(h.held, 0) as held,
         coalesce(h.taken, 0) as taken, coalesce(h.by_hand, false) as by_hand, o.history
  from part p
  full join held h using (order_line_id, sku_id)
  join store_orderline l on l.id = order_line_id
  join store_order o on o.id = l.order_id
)
select x.code, line.number || ' / ' || s.code, x.should_be::bigint, x.is_now::bigint
from line
join store_sku s on s.id = line.sku_id
cross join lateral (values
  ('line_not_held', units, held, not history and phase = any(%(holding)s) and (held > units or not by_hand)),
  ('held_after_end', 0, held, phase <> all(%(holding)s)),
  ('shipped_not_taken', units, least(taken, units), not history and phase = any(%(gone)s)),
  ('history_moved', 0, held + taken, history)
) x (code, should_be, is_now, concerned)
where x.concerned and x.should_be <> x.is_now
order by line.number, s.code, x.code
"""

#: Goods leave once: what the ledger says left for an order is what its lines say was taken.
TAKEN_ONCE: LiteralString = """
with left_by_ledger as (
  select order_id, sku_id, -sum(on_hand) as units from store_ledgerentry
  where kind = 'ship' and order_id is not null group by order_id, sku_id
), taken as (
  select l.order_id, r.sku_id, sum(r.taken) as units
  from store_reservation r join store_orderline l on l.id = r.order_line_id group by l.order_id, r.sku_id
)
select 'taken_not_once', o.number || ' / ' || s.code, coalesce(t.units, 0)::bigint, coalesce(b.units, 0)::bigint
from left_by_ledger b
full join taken t using (order_id, sku_id)
join store_order o on o.id = order_id
join store_sku s on s.id = sku_id
where coalesce(t.units, 0) <> coalesce(b.units, 0)
order by o.number, s.code
"""

HISTORY: LiteralString = """
select 'history_moved', o.number, 0::bigint, count(*)
from store_ledgerentry e join store_order o on o.id = e.order_id
where o.history group by o.id, o.number order by o.number
"""

UNMATCHED: LiteralString = """
select 'unmatched_not_listed', o.number, 1::bigint, 0::bigint
from store_order o
where not o.history and (o.phase = any(%(holding)s) or o.phase = any(%(gone)s))
  and exists (
    select from store_orderline l where l.order_id = o.id and l.quantity > 0
      and not exists (select from store_listingcomponent c where c.listing_id = l.listing_id)
      and not exists (select from store_reservation r where r.order_line_id = l.id and r.taken > 0))
  and not exists (select from store_worklistitem w
                  where w.order_id = o.id and w.code = 'line_unmatched' and w.closed_at is null)
order by o.number
"""

#: The same order twice, also where the mall's number came in another spelling.
DOUBLED: LiteralString = """
select 'order_doubled', min(o.number), 1::bigint, count(*)
from store_order o group by o.account_id, upper(regexp_replace(o.number, '\\s', '', 'g')) having count(*) > 1
union all
select 'line_doubled', min(o.number), 1::bigint, count(*)
from store_orderline l join store_order o on o.id = l.order_id
group by l.order_id, upper(regexp_replace(l.line_id, '\\s', '', 'g')) having count(*) > 1
"""

NEGATIVE: LiteralString = """
select 'negative_offer', a.label || ' / ' || l.code, 0::bigint, x.quantity::bigint
from store_listing l
join store_account a on a.id = l.account_id
cross join lateral (values (l.desired_quantity), (case when l.sent_mode <> 'relative' then l.sent_quantity end)) x (quantity)
where x.quantity < 0
order by l.id
"""

PROVISIONAL: LiteralString = """
with want as (
  select c.listing_id, c.sku_id, l.provisional * c.quantity as units
  from store_listing l join store_listingcomponent c on c.listing_id = l.id where l.provisional <> 0
), held as (
  select listing_id, sku_id, sum(quantity) as units
  from store_reservation where holder = 'provisional' and quantity > 0 group by listing_id, sku_id
)
select 'provisional_not_held', a.label || ' / ' || l.code || ' / ' || s.code,
       coalesce(w.units, 0)::bigint, coalesce(h.units, 0)::bigint
from want w
full join held h using (listing_id, sku_id)
join store_listing l on l.id = listing_id
join store_account a on a.id = l.account_id
join store_sku s on s.id = sku_id
where coalesce(w.units, 0) <> coalesce(h.units, 0)
order by l.id, s.code
"""

STEPS: LiteralString = """
select 'step_not_listed', o.number || ' / ' || p.label, 1::bigint, 0::bigint
from store_writebackstep p
join store_writeback w on w.id = p.write_back_id
join store_order o on o.id = w.order_id
where p.state = 'refused' and w.state in ('open', 'failed')
  and not exists (select from store_worklistitem i where i.step_id = p.id and i.closed_at is null)
order by o.number, p.id
"""

BREAKS: Mapping[str, LiteralString] = {
    "books": BOOKS,
    "lines": LINES,
    "taken_once": TAKEN_ONCE,
    "history": HISTORY,
    "unmatched": UNMATCHED,
    "doubled": DOUBLED,
    "negative": NEGATIVE,
    "provisional": PROVISIONAL,
    "steps": STEPS,
}

COUNTS: LiteralString = """
select (select count(*) from store_stocklevel), (select count(*) from store_ledgerentry),
       (select count(*) from store_reservation), (select count(*) from store_order),
       (select count(*) from store_orderline), (select count(*) from store_listing),
       (select count(*) from store_writebackstep)
"""
COUNTED = ("levels", "ledger_entries", "reservations", "orders", "lines", "listings", "steps")

#: Per part of every listing that was decided and is not waiting to be looked at: what it may sell of it, per sale.
DECIDED: LiteralString = f"""
select l.id, a.label || ' / ' || l.code, a.mall_id, l.desired_quantity, c.sku_id,
       coalesce(sum({ON_HAND_COUNTED} - v.reserved), 0)::int, c.quantity
from store_listing l
join store_listingmark m on m.listing_id = l.id
join store_account a on a.id = l.account_id
left join store_listingcomponent c on c.listing_id = l.id
left join store_stocklevel v on v.sku_id = c.sku_id
left join store_location lo on lo.id = v.location_id
where not m.dirty and l.desired_quantity is not null
group by l.id, a.id, c.id order by l.id
"""

#: Listings whose number on the mall is settled: nothing of ours is under way and no sale is being explained.
SETTLED: LiteralString = """
select l.code, l.desired_quantity from store_listing l join store_listingmark m on m.listing_id = l.id
where l.account_id = %(account)s and not m.dirty and not l.sending and l.desired_quantity is not null
  and l.bulk_quantity is null
  and l.expected_low = l.expected_quantity
order by l.id
"""


def read_one_moment() -> None:
    """Make this transaction see one moment of the database and change nothing; its first statement."""
    run("set transaction isolation level repeatable read, read only")


def find_breaks() -> Iterator[tuple[str, str, int, int]]:
    """Yield (code, subject, should be, is) of everything that does not add up."""
    phases = {"holding": _values(HOLDING), "gone": _values(GONE)}
    for sql in BREAKS.values():
        yield from run(sql, {name: value for name, value in phases.items() if f"%({name})s" in sql}).fetchall()


def count_rows() -> dict[str, int]:
    """How many rows of each kind the books have."""
    row = run(COUNTS).fetchone()
    assert row is not None  # a select without a table answers one row
    return dict(zip(COUNTED, row, strict=True))


def _values(phases: frozenset[Phase]) -> list[str]:
    return sorted(phase.value for phase in phases)
