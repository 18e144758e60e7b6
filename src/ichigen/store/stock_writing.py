"""The stock loop's statements that write to a mall: claim dirty listings, settle its answers. Marks are locked by listing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ichigen.domain.stock import ComponentStock
from ichigen.domain.stock_sync import Expectation
from ichigen.store.hot import run
from ichigen.store.locations import ON_HAND_COUNTED


@dataclass(frozen=True, slots=True)
class DirtyListing:
    """A locked listing that someone changed since the last look.

    `bulk`: the number that a bulk write on its way may still set. `sent_at`: when it was last written to.
    """

    id: int
    code: str
    version: int
    expectation: Expectation
    changed_at: datetime | None
    components: tuple[ComponentStock, ...]
    bulk: int | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for one dirty listing: the offer, and the row to send (None = nothing to send)."""

    listing_id: int
    desired: int
    mode: str = ""
    quantity: int | None = None


LOCK_DIRTY = """
select l.id, l.code, m.desired_version, l.expected_low, l.expected_quantity, l.provisional, m.changed_at,
  l.bulk_quantity, l.sent_at
from store_listingmark m join store_listing l on l.id = m.listing_id
where m.account_id = %(account)s and m.dirty and not l.sending and (l.not_before is null or l.not_before <= now())
  and (l.expected_low = l.expected_quantity or l.bulk_quantity is not null
    or (%(open)s and l.expected_low < l.expected_quantity)) and m.listing_id > %(after)s
order by m.listing_id limit %(limit)s for no key update of m, l
"""

#: Without a lock, and what is open left out: it is read first.
ANY_TO_WRITE = """
select exists (
  select from store_listingmark m join store_listing l on l.id = m.listing_id
  where m.account_id = %(account)s and m.dirty and not l.sending and (l.not_before is null or l.not_before <= now())
    and l.expected_low = l.expected_quantity)
"""

#: For who waits to read: something that changed since can be written, and the last reading is not long ago.
WRITE_CAME = """
select exists (
  select from store_listingmark m join store_listing l on l.id = m.listing_id
  where m.account_id = %(account)s and m.dirty and m.changed_at > %(since)s and not l.sending
    and (l.not_before is null or l.not_before <= now()) and l.expected_low = l.expected_quantity)
  and exists (
  select from store_listing l where l.account_id = %(account)s and l.seen_at > clock_timestamp() - %(lately)s::interval)
"""

#: A second statement sees everything that was committed before the locks were granted.
COMPONENTS = f"""
select c.listing_id, coalesce(sum({ON_HAND_COUNTED} - v.reserved), 0)::int, c.quantity
from store_listingcomponent c
left join store_stocklevel v on v.sku_id = c.sku_id
left join store_location lo on lo.id = v.location_id
where c.listing_id = any(%(ids)s)
group by c.listing_id, c.sku_id, c.quantity
"""

SEEN_AS_DECIDED = """(d.mode = '' and l.exists_at is not null and l.seen_quantity = d.desired
    and l.expected_quantity = l.seen_quantity and (l.sent_at is null or l.sent_at <= l.seen_at))"""

#: Where nothing is left to write, a refusal of before has settled by itself, and a number that was read already and is the
#: one wanted is 確認済み: the next reading may be a minute away.
DECIDE = f"""
with d as materialized (
  select d.*, m.desired_version as version
  from unnest(%(ids)s::bigint[], %(desired)s::int[], %(modes)s::text[], %(quantities)s::int[]) d (id, desired, mode, quantity)
  join store_listingmark m on m.listing_id = d.id
), done as (
  update store_listingmark m set dirty = false from d where m.listing_id = d.id and d.mode = ''
)
update store_listing l set
  desired_quantity = d.desired, sending = d.mode <> '',
  sent_version = case when d.mode <> '' then d.version else l.sent_version end,
  sent_mode = case when d.mode <> '' then d.mode else l.sent_mode end,
  sent_quantity = case when d.mode <> '' then d.quantity else l.sent_quantity end,
  sent_expected = case when d.mode <> '' then l.expected_quantity else l.sent_expected end,
  sent_at = case when d.mode <> '' then clock_timestamp() else l.sent_at end,
  failures = case when d.mode <> '' then l.failures else 0 end,
  not_before = case when d.mode <> '' then l.not_before end,
  confirmed_at = case when {SEEN_AS_DECIDED} then l.seen_at else l.confirmed_at end,
  shown_at = case when {SEEN_AS_DECIDED} and (l.shown_at is null or l.shown_at < l.sent_at) then l.seen_at else l.shown_at end,
  error_code = case when d.mode <> '' then l.error_code else '' end,
  error_message = case when d.mode <> '' then l.error_message else '' end
from d where l.id = d.id
"""

#: Dirty, but what the mall has is open or was never read: reading comes first. The claimed rows are locked already, so
#: this one waits for nobody; what somebody else is changing is looked at in the run they wake.
READ_FIRST = """
update store_listing l set read_due_at = clock_timestamp()
where l.id in (
  select s.id from store_listingmark m join store_listing s on s.id = m.listing_id
  where m.account_id = %(account)s and m.dirty and not s.sending and s.read_due_at is null
    and (s.expected_low is null or s.expected_low <> s.expected_quantity) and s.bulk_quantity is null
    and (s.read_not_before is null or s.read_not_before <= now())
  for no key update of m, s skip locked)
"""

#: Before an answer is settled in more than one statement: in two goes a lower listing could be locked after a higher one.
LOCK_ROWS = """
select count(*) from (
  select from store_listing s join store_listingmark m on m.listing_id = s.id
  where s.account_id = %(account)s and s.code = any(%(codes)s)
  order by m.listing_id for no key update of m, s) locked
"""

#: Orders taken in while the write was on its way have moved the belief since `sent_expected`. The number that was set may
#: have hidden such a sale or not; where the mall compared first, it cannot have. While a bulk write is on its way the two ends
#: differ, and the upper one, which `sent_expected` was, tells what was sold.
SET_LOW = """l.sent_quantity + case when l.bulk_quantity is null
  then least(0, l.expected_low - coalesce(l.sent_expected, l.expected_low))
  else least(0, l.expected_quantity - coalesce(l.sent_expected, l.expected_quantity)) end"""

SET_HIGH = """l.sent_quantity + case when l.sent_mode = 'absolute'
  then greatest(0, l.expected_quantity - coalesce(l.sent_expected, l.expected_quantity))
  else l.expected_quantity - coalesce(l.sent_expected, l.expected_quantity) end"""

#: Begins what settles rows that the mall took: `lk` are they, locked; a listing that nobody changed meanwhile needs no look.
TAKEN = """with lk as materialized (
  select s.id, m.desired_version = s.sent_version as settled from store_listing s join store_listingmark m on m.listing_id = s.id
  where s.account_id = %(account)s and s.sending and s.code = any(%(codes)s)
  order by m.listing_id for no key update of m, s
), done as (
  update store_listingmark m set dirty = false from lk where m.listing_id = lk.id and lk.settled
)
"""

#: A bulk write on its way may still set its number, before or after this one: it stays possible until its report.
ACCEPT = f"""
{TAKEN}
update store_listing l set sending = false, failures = 0, not_before = null,
  expected_low = case when l.sent_mode = 'relative' then l.expected_low + l.sent_quantity
                      else least({SET_LOW}, l.bulk_quantity) end,
  expected_quantity = case when l.sent_mode = 'relative' then l.expected_quantity + l.sent_quantity
                           else greatest({SET_HIGH}, l.bulk_quantity) end,
  unshown = l.unshown + greatest(0, case when l.sent_mode = 'relative' then l.sent_quantity
                                         else l.sent_quantity - coalesce(l.sent_expected, l.expected_quantity) end),
  expected_at = case when l.sent_mode = 'relative' then l.expected_at else l.sent_at end,
  sent_at = clock_timestamp(), read_due_at = clock_timestamp() + %(settle)s::interval,
  read_not_before = case when l.bulk_quantity is not null then l.read_not_before end,
  error_code = '', error_message = ''
from lk where l.id = lk.id
"""

#: A write of unknown outcome is never sent again: both numbers are possible until it is read (domain.stock_sync.widen).
WIDEN = f"""
update store_listing l set sending = false, sent_at = clock_timestamp(),
  expected_low = case when l.sent_mode = 'relative' then l.expected_low + least(l.sent_quantity, 0)
                      else least(l.expected_low, {SET_LOW}) end,
  expected_quantity = case when l.sent_mode = 'relative' then l.expected_quantity + greatest(l.sent_quantity, 0)
                           else greatest(l.expected_quantity, {SET_HIGH}) end,
  read_due_at = clock_timestamp() + %(settle)s::interval,
  read_not_before = case when l.bulk_quantity is not null then l.read_not_before end
where l.id in (
  select s.id from store_listing s join store_listingmark m on m.listing_id = s.id
  where s.account_id = %(account)s and s.sending and (%(codes)s::text[] is null or s.code = any(%(codes)s))
  order by m.listing_id for no key update of m, s)
returning l.id
"""

#: Nothing was done on the mall: the row is simply free again, and was last written to when it was before. Otherwise no reading
#: would count for the settle time, again and again while a write waits for its turn.
UNSEND = """
with lk as materialized (
  select s.id, s.code from store_listing s join store_listingmark m on m.listing_id = s.id
  where s.account_id = %(account)s and s.sending and s.code = any(%(codes)s)
  order by m.listing_id for no key update of m, s
)
update store_listing l set sending = false, sent_at = r.earlier
from lk join unnest(%(codes)s::text[], %(earlier)s::timestamptz[]) r (code, earlier) using (code)
where l.id = lk.id
"""

REFUSE = """
with r as (
  select * from unnest(%(codes)s::text[], %(errors)s::text[], %(messages)s::text[], %(reread)s::bool[])
    r (code, error, message, reread)
), lk as materialized (
  select s.id from store_listing s join store_listingmark m on m.listing_id = s.id
  where s.account_id = %(account)s and (s.sending or s.bulk_quantity is not null) and s.code = any(%(codes)s)
  order by m.listing_id for no key update of m, s
), l as (
  update store_listing l set sending = false, failures = l.failures + 1, error_code = r.error, error_message = r.message,
    not_before = clock_timestamp() + least(300, 2 * power(2, least(l.failures, 8))) * interval '1 second',
    read_due_at = case when r.reread then clock_timestamp() else l.read_due_at end,
    read_not_before = case when not r.reread or l.bulk_quantity is not null then l.read_not_before end
  from r, lk where l.id = lk.id and l.code = r.code
  returning l.id, l.code, l.title, l.failures, l.error_code, l.error_message
)
insert into store_worklistitem (key, code, urgent, title, cause, action, account_id, listing_id, opened_at, resolution)
select 'stock_refused:' || l.id, 'stock_refused', true, '在庫を書き込めません: ' || l.code, l.error_message,
  'モールでの商品の状態とコードを確認し、直したら「再試行」を押してください。', %(account)s, l.id, clock_timestamp(), ''
from l where l.failures >= %(patience)s
on conflict (key) where closed_at is null do update set cause = excluded.cause
"""


def lock_dirty(account_id: int, limit: int, after: int = 0, *, with_open: bool = False) -> list[DirtyListing]:
    """Lock up to `limit` dirty listings whose number on the mall is known, or being set in bulk, with their components.

    `after`: only listings with a larger id, for who goes on in the same transaction. `with_open`: also those whose number is
    one of several.
    """
    values = {"account": account_id, "limit": limit, "after": after, "open": with_open}
    rows = run(LOCK_DIRTY, values).fetchall()
    parts: dict[int, list[ComponentStock]] = {row[0]: [] for row in rows}
    if rows:
        for listing_id, available, per_sale in run(COMPONENTS, {"ids": list(parts)}).fetchall():
            parts[listing_id].append(ComponentStock(available, per_sale))
    return [
        DirtyListing(
            row[0], row[1], row[2], Expectation(row[3], row[4], row[5]), row[6], tuple(parts[row[0]]), *row[7:]
        )
        for row in rows
    ]


def any_to_write(account_id: int) -> bool:
    """Say whether an account has dirty listings whose number on the mall is known."""
    row = run(ANY_TO_WRITE, {"account": account_id}).fetchone()
    return row is not None and bool(row[0])


def write_came(account_id: int, since: datetime, lately_s: float) -> bool:
    """Say whether something to write came since, while the account was read in the last `lately_s` seconds."""
    row = run(WRITE_CAME, {"account": account_id, "since": since, "lately": f"{lately_s} seconds"}).fetchone()
    return row is not None and bool(row[0])


def lock_rows(account_id: int, codes: Sequence[str]) -> None:
    """Lock these listings by id."""
    run(LOCK_ROWS, {"account": account_id, "codes": list(codes)})


def decide(decisions: Sequence[Decision]) -> None:
    """Store what was decided; rows to send are committed as `sending` before they leave."""
    run(
        DECIDE,
        {
            "ids": [d.listing_id for d in decisions],
            "desired": [d.desired for d in decisions],
            "modes": [d.mode for d in decisions],
            "quantities": [d.quantity for d in decisions],
        },
    )
