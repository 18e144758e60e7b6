"""The stock loop's statements: claim dirty listings, settle answers, read back. Listings are locked by id."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ichigen.domain.stock import ComponentStock
from ichigen.domain.stock_sync import Expectation
from ichigen.store.hot import run


@dataclass(frozen=True, slots=True)
class DirtyListing:
    """A locked listing that someone changed since the last look."""

    id: int
    code: str
    version: int
    expectation: Expectation
    changed_at: datetime | None
    components: tuple[ComponentStock, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for one dirty listing: the offer, and the row to send (None = nothing to send)."""

    listing_id: int
    desired: int
    mode: str = ""
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class ReadListing:
    """A locked listing whose number was read; `matched`: it is made of SKUs of ours."""

    id: int
    code: str
    desired: int | None
    dirty: bool
    sent_at: datetime | None
    exists: bool
    expectation: Expectation
    matched: bool


LOCK_DIRTY = """
select l.id, l.code, l.desired_version, l.expected_low, l.expected_quantity, l.provisional, l.changed_at
from store_listing l
where l.account_id = %(account)s and l.dirty and not l.sending and (l.not_before is null or l.not_before <= now())
  and l.expected_low = l.expected_quantity and l.id > %(after)s
order by l.id limit %(limit)s for no key update
"""

#: A second statement sees everything that was committed before the locks were granted.
COMPONENTS = """
select c.listing_id, coalesce(sum(v.on_hand - v.reserved) filter (where lo.sells), 0)::int, c.quantity
from store_listingcomponent c
left join store_stocklevel v on v.sku_id = c.sku_id
left join store_location lo on lo.id = v.location_id
where c.listing_id = any(%(ids)s)
group by c.listing_id, c.sku_id, c.quantity
"""

#: Where nothing is left to write, a refusal of before has settled by itself, and a number that was read already and is the
#: one wanted is 確認済み: the next reading may be a minute away.
DECIDE = """
update store_listing l set
  desired_quantity = d.desired, dirty = d.mode <> '', sending = d.mode <> '',
  sent_version = case when d.mode <> '' then l.desired_version else l.sent_version end,
  sent_mode = case when d.mode <> '' then d.mode else l.sent_mode end,
  sent_quantity = case when d.mode <> '' then d.quantity else l.sent_quantity end,
  sent_expected = case when d.mode <> '' then l.expected_quantity else l.sent_expected end,
  sent_at = case when d.mode <> '' then clock_timestamp() else l.sent_at end,
  failures = case when d.mode <> '' then l.failures else 0 end,
  not_before = case when d.mode <> '' then l.not_before end,
  confirmed_at = case when d.mode = '' and l.exists_at is not null and l.seen_quantity = d.desired
      and l.expected_quantity = l.seen_quantity and (l.sent_at is null or l.sent_at <= l.seen_at)
    then l.seen_at else l.confirmed_at end,
  error_code = case when d.mode <> '' then l.error_code else '' end,
  error_message = case when d.mode <> '' then l.error_message else '' end
from unnest(%(ids)s::bigint[], %(desired)s::int[], %(modes)s::text[], %(quantities)s::int[]) d (id, desired, mode, quantity)
where l.id = d.id
"""

#: Dirty, but what the mall has is open or was never read: reading comes first. The claimed rows are locked already, so
#: this one waits for nobody; what somebody else is changing is looked at in the run they wake.
READ_FIRST = """
update store_listing l set read_due_at = clock_timestamp()
where l.id in (
  select s.id from store_listing s
  where s.account_id = %(account)s and s.dirty and not s.sending and s.read_due_at is null
    and (s.expected_low is null or s.expected_low <> s.expected_quantity)
    and (s.read_not_before is null or s.read_not_before <= now())
  for no key update skip locked)
"""

#: Orders taken in while the write was on its way have moved the belief since `sent_expected`. The number that was set may
#: have hidden such a sale or not; where the mall compared first, it cannot have.
_SET_LOW = "l.sent_quantity + least(0, l.expected_low - coalesce(l.sent_expected, l.expected_low))"
_SET_HIGH = """l.sent_quantity + case when l.sent_mode = 'absolute'
  then greatest(0, l.expected_quantity - coalesce(l.sent_expected, l.expected_quantity))
  else l.expected_quantity - coalesce(l.sent_expected, l.expected_quantity) end"""

ACCEPT = f"""
update store_listing l set sending = false, dirty = l.desired_version <> l.sent_version, failures = 0, not_before = null,
  expected_low = case when l.sent_mode = 'relative' then l.expected_low + l.sent_quantity else {_SET_LOW} end,
  expected_quantity = case when l.sent_mode = 'relative' then l.expected_quantity + l.sent_quantity
                           else {_SET_HIGH} end,
  unshown = l.unshown + greatest(0, case when l.sent_mode = 'relative' then l.sent_quantity
                                         else l.sent_quantity - coalesce(l.sent_expected, l.expected_quantity) end),
  expected_at = case when l.sent_mode = 'relative' then l.expected_at else l.sent_at end,
  sent_at = clock_timestamp(), read_due_at = clock_timestamp() + %(settle)s::interval, read_not_before = null,
  error_code = '', error_message = ''
where l.id in (
  select s.id from store_listing s where s.account_id = %(account)s and s.sending and s.code = any(%(codes)s)
  order by s.id for no key update)
"""

#: A write of unknown outcome is never sent again: both numbers are possible until it is read (domain.stock_sync.widen).
WIDEN = f"""
update store_listing l set sending = false, sent_at = clock_timestamp(),
  expected_low = case when l.sent_mode = 'relative' then l.expected_low + least(l.sent_quantity, 0)
                      else least(l.expected_low, {_SET_LOW}) end,
  expected_quantity = case when l.sent_mode = 'relative' then l.expected_quantity + greatest(l.sent_quantity, 0)
                           else greatest(l.expected_quantity, {_SET_HIGH}) end,
  read_due_at = clock_timestamp() + %(settle)s::interval, read_not_before = null
where l.id in (
  select s.id from store_listing s
  where s.account_id = %(account)s and s.sending and (%(codes)s::text[] is null or s.code = any(%(codes)s))
  order by s.id for no key update)
returning l.id
"""

#: Nothing was done on the mall: the row is simply free again.
UNSEND = """
update store_listing l set sending = false
where l.id in (
  select s.id from store_listing s where s.account_id = %(account)s and s.sending and s.code = any(%(codes)s)
  order by s.id for no key update)
"""

REFUSE = """
with r as (
  select * from unnest(%(codes)s::text[], %(errors)s::text[], %(messages)s::text[], %(reread)s::bool[])
    r (code, error, message, reread)
), lk as materialized (
  select s.id from store_listing s
  where s.account_id = %(account)s and s.sending and s.code = any(%(codes)s) order by s.id for no key update
), l as (
  update store_listing l set sending = false, failures = l.failures + 1, error_code = r.error, error_message = r.message,
    not_before = clock_timestamp() + least(300, 2 * power(2, least(l.failures, 8))) * interval '1 second',
    read_due_at = case when r.reread then clock_timestamp() else l.read_due_at end,
    read_not_before = case when not r.reread then l.read_not_before end
  from r, lk where l.id = lk.id and l.code = r.code
  returning l.id, l.code, l.title, l.failures, l.error_code, l.error_message
)
insert into store_worklistitem (key, code, urgent, title, cause, action, account_id, listing_id, opened_at, resolution)
select 'stock_refused:' || l.id, 'stock_refused', true, '在庫を書き込めません: ' || l.code, l.error_message,
  'モールでの商品の状態とコードを確認し、直したら「再試行」を押してください。', %(account)s, l.id, clock_timestamp(), ''
from l where l.failures >= %(patience)s
on conflict (key) where closed_at is null do update set cause = excluded.cause
"""

#: What is due, and with it what soon will be: a call costs the same for few rows as for many, and rows read together
#: stay together. One row at a time, each on its own schedule, would use up the mall's calls. Each part takes no more
#: than a batch off its index.
DUE_READS = """
with urgent as (
  select l.id, l.code, row_number() over (order by l.read_due_at, l.id) as place
  from store_listing l
  where l.account_id = %(account)s and l.read_due_at <= now() and not l.sending
    and (l.read_not_before is null or l.read_not_before <= now())
  order by l.read_due_at, l.id limit %(limit)s
), oldest as (
  select l.id, l.code, l.seen_at
  from store_listing l
  where l.account_id = %(account)s and l.seen_at <= now() - %(every)s::interval / 2
    and not l.sending and (l.read_not_before is null or l.read_not_before <= now())
  order by l.seen_at nulls first limit %(limit)s
), never as (
  select l.id, l.code
  from store_listing l
  where l.account_id = %(account)s and l.seen_at is null
    and not l.sending and (l.read_not_before is null or l.read_not_before <= now())
  limit %(limit)s
)
select code from (
  select code, 0 as part, place from urgent
  union all
  select code, 1, row_number() over (order by id) from never where id not in (select id from urgent)
  union all
  select code, 2, row_number() over (order by seen_at, id) from oldest where id not in (select id from urgent)
) due
where exists (select from urgent) or exists (select from never)
  or exists (select from oldest where seen_at <= now() - %(every)s::interval)
order by part, place limit %(limit)s
"""

#: Asked and not answered, or answered as not there and never known: asking again at once would use up the mall's calls.
REST = """
update store_listing l set read_due_at = null, read_not_before = clock_timestamp() + %(rest)s::interval
where l.id in (
  select s.id from store_listing s
  where s.account_id = %(account)s and not s.sending
    and (s.code = any(%(unanswered)s) or (s.code = any(%(absent)s) and s.expected_quantity is null))
  order by s.id for no key update)
"""

#: What the mall could not say of a listing, once per listing; it closes when the listing is read.
UNREADABLE = """
insert into store_worklistitem (key, code, urgent, title, cause, action, account_id, listing_id, opened_at, resolution)
select 'stock_unreadable:' || l.id, 'stock_unreadable', false, 'モールの在庫を読めません: ' || l.code, p.message,
  'モールの管理画面で商品の在庫の設定を直してください。直すと自動で読み直します。', %(account)s, l.id, clock_timestamp(), ''
from unnest(%(codes)s::text[], %(messages)s::text[]) p (code, message)
join store_listing l on l.account_id = %(account)s and l.code = p.code
on conflict (key) where closed_at is null do update set cause = excluded.cause
returning listing_id
"""

LOCK_READ = """
select l.id, l.code, l.desired_quantity, l.dirty, l.sent_at, l.exists_at is not null, l.expected_low, l.expected_quantity,
  l.provisional, greatest(l.sent_at + %(settle)s::interval, l.changed_at), l.drift, l.drift_at,
  l.provisional_at, l.unshown, l.unproved, l.sending, exists (select from store_listingcomponent c where c.listing_id = l.id)
from store_listing l
where l.account_id = %(account)s and l.code = any(%(codes)s)
order by l.id for no key update
"""

APPLY_READING = """
update store_listing l set
  seen_quantity = case when r.counts then r.seen else l.seen_quantity end,
  seen_at = case when r.counts then %(began)s else l.seen_at end,
  expected_at = case when r.baseline then %(began)s else l.expected_at end,
  expected_low = r.low, expected_quantity = r.high, provisional = r.provisional,
  provisional_at = case when r.provisional > l.provisional then clock_timestamp()
                        when r.provisional = 0 then null else l.provisional_at end,
  drift = r.drift, drift_at = r.drift_at, unshown = r.unshown, unproved = r.unproved,
  confirmed_at = case when r.confirmed then %(began)s else l.confirmed_at end,
  read_due_at = case when r.again then clock_timestamp() + interval '2 seconds' end, read_not_before = null,
  dirty = l.dirty or r.redo, desired_version = l.desired_version + r.redo::int
from unnest(%(ids)s::bigint[], %(seen)s::int[], %(counts)s::bool[], %(baseline)s::bool[], %(low)s::int[], %(high)s::int[],
  %(provisional)s::int[], %(drift)s::int[], %(drift_at)s::timestamptz[], %(confirmed)s::bool[], %(again)s::bool[],
  %(redo)s::bool[], %(unshown)s::int[], %(unproved)s::int[])
  r (id, seen, counts, baseline, low, high, provisional, drift, drift_at, confirmed, again, redo, unshown, unproved)
where l.id = r.id
"""

MISSING = """
insert into store_worklistitem (key, code, urgent, title, cause, action, account_id, listing_id, opened_at, resolution)
select 'listing_missing:' || l.id, 'listing_missing', false, 'モールに商品がありません: ' || l.code,
  'モールの在庫を読みましたが、この商品コードの在庫データがありません。削除されたか、コードが変わっています。',
  'モールに商品があるか確認してください。出品をやめた商品なら、この出品の紐付けを外してください。',
  %(account)s, l.id, clock_timestamp(), ''
from store_listing l where l.id = any(%(ids)s)
on conflict (key) where closed_at is null do nothing
"""

#: A hidden sale that no order explained within the mall's longest hidden window (design: stock 5). What may be an increase
#: the mall dropped is about to be written again by itself.
CHANGED_ON_MALL = """
insert into store_worklistitem (key, code, urgent, title, cause, action, account_id, listing_id, opened_at, resolution)
select 'changed_on_mall:' || l.id, 'changed_on_mall', false,
  'モール側で変更: ' || l.code || ' が ' || l.provisional || ' 個少なくなっています',
  'モールの在庫が減りましたが、対応する受注が届きません。モールの管理画面で在庫が変更された可能性があります。',
  '実際に減ったなら「モールの数に合わせる」、そうでなければ「仮確保を解除」を選んでください。',
  %(account)s, l.id, clock_timestamp(), ''
from store_listing l
where l.account_id = %(account)s and l.provisional > 0 and l.provisional_at < now() - %(window)s::interval
  and (l.provisional > l.unproved or l.provisional_at < now() - %(window)s::interval - interval '2 minutes')
on conflict (key) where closed_at is null do nothing
"""

CLOSE_SETTLED = """
update store_worklistitem w set closed_at = clock_timestamp(), resolution = '自動で解消しました'
from store_listing l
where w.listing_id = l.id and w.account_id = %(account)s and w.closed_at is null
  and ((w.code = 'changed_on_mall' and l.provisional = 0)
    or (w.code = 'stock_refused' and l.failures = 0)
    or (w.code in ('listing_missing', 'stock_unreadable') and l.seen_at > w.opened_at and l.seen_quantity is not null))
"""


def lock_dirty(account_id: int, limit: int, after: int = 0) -> list[DirtyListing]:
    """Lock up to `limit` dirty listings whose number on the mall is known, with their components' available units.

    `after`: only listings with a larger id, for who goes on in the same transaction.
    """
    rows = run(LOCK_DIRTY, {"account": account_id, "limit": limit, "after": after}).fetchall()
    parts: dict[int, list[ComponentStock]] = {row[0]: [] for row in rows}
    if rows:
        for listing_id, available, per_sale in run(COMPONENTS, {"ids": list(parts)}).fetchall():
            parts[listing_id].append(ComponentStock(available, per_sale))
    return [
        DirtyListing(row[0], row[1], row[2], Expectation(row[3], row[4], row[5]), row[6], tuple(parts[row[0]]))
        for row in rows
    ]


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


def lock_read(account_id: int, codes: Sequence[str], settle_s: float) -> list[ReadListing]:
    """Lock the listings that were read; one being sent right now counts as changed after any reading."""
    rows = run(LOCK_READ, {"account": account_id, "codes": list(codes), "settle": f"{settle_s} seconds"}).fetchall()
    return [
        ReadListing(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            row[5],
            Expectation(*row[6:15]),
            row[16],
        )
        for row in rows
        if not row[15]
    ]


#: Seconds until the next reading that a write or an open belief asks for.
NEXT_READ = """
select extract(epoch from min(greatest(read_due_at, read_not_before)) - clock_timestamp()) from store_listing
where account_id = %(account)s and read_due_at is not null
"""


SKU_IDS = """
select distinct c.sku_id from store_listingcomponent c join store_listing l on l.id = c.listing_id
where l.account_id = %(account)s and l.code = any(%(codes)s)
"""


def sku_ids(account_id: int, codes: Sequence[str]) -> list[int]:
    """Return the SKUs these listings are made of."""
    return [row[0] for row in run(SKU_IDS, {"account": account_id, "codes": list(codes)}).fetchall()]
