"""The stock loop's statements that read a mall back: what is due, what a number means. Marks are locked by listing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ichigen.domain.phases import Phase
from ichigen.domain.stock_sync import Expectation
from ichigen.store.hot import run


@dataclass(frozen=True, slots=True)
class ReadListing:
    """A locked listing whose number was read; `matched`: it is made of SKUs of ours; `kept`: by the mall itself."""

    id: int
    code: str
    desired: int | None
    dirty: bool
    sent_at: datetime | None
    exists: bool
    expectation: Expectation
    matched: bool
    kept: bool = False


#: Goods whose sales matter to the other malls.
WATCHED = "(l.desired_quantity is not null and not l.kept_by_mall)"

#: What is due, and with it what soon will be: a call costs the same for few rows as for many, and rows read together
#: stay together. One row at a time, each on its own schedule, would use up the mall's calls. Each part takes no more
#: than a batch off its index. `watch`: the shorter interval of what is watched, null where nothing is.
DUE_READS = f"""
with urgent as (
  select l.id, l.code, row_number() over (order by l.read_due_at, l.id) as place
  from store_listing l
  where l.account_id = %(account)s and l.read_due_at <= now() and not l.sending
    and (l.read_not_before is null or l.read_not_before <= now())
  order by l.read_due_at, l.id limit %(limit)s
), watched as (
  select l.id, l.code, l.seen_at
  from store_listing l
  where l.account_id = %(account)s and l.seen_at <= now() - %(watch)s::interval / 2 and {WATCHED}
    and not l.sending and (l.read_not_before is null or l.read_not_before <= now())
  order by l.seen_at nulls first limit %(limit)s
), oldest as (
  select l.id, l.code, l.seen_at
  from store_listing l
  where l.account_id = %(account)s and l.seen_at <= now() - %(every)s::interval / 2
    and (%(watch)s::interval is null or not {WATCHED})
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
  select code, 2, row_number() over (order by seen_at, id) from watched where id not in (select id from urgent)
  union all
  select code, 3, row_number() over (order by seen_at, id) from oldest where id not in (select id from urgent)
) due
where exists (select from urgent) or exists (select from never)
  or exists (select from watched where seen_at <= now() - %(watch)s::interval)
  or exists (select from oldest where seen_at <= now() - %(every)s::interval)
order by part, place limit %(limit)s
"""

#: What the mall has is open or was never read, and something is to be written: nothing is, until it is read.
WRITES_WAIT = """
select exists (
  select from store_listing l join store_listingmark m on m.listing_id = l.id
  where l.account_id = %(account)s and l.code = any(%(codes)s) and m.dirty
    and (l.expected_low is null or l.expected_low <> l.expected_quantity))
"""

#: Units of orders that came since our last write to these listings and were made before it: the number from before it lacks them.
TOLD = f"""
select l.id, sum(ol.quantity)::int
from store_listing l join store_orderline ol on ol.listing_id = l.id join store_order o on o.id = ol.order_id
where l.id = any(%(ids)s) and o.created_at > l.sent_at and o.ordered_at <= l.sent_at and not o.history
  and o.phase <> '{Phase.CANCELLED.value}'
group by l.id
"""

#: Asked and not answered, or answered as not there and never known: asking again at once would use up the mall's calls. A write
#: that waits for this reading is asked for sooner: what falls must not wait so long.
REST = """
with lk as materialized (
  select s.id, m.dirty from store_listing s join store_listingmark m on m.listing_id = s.id
  where s.account_id = %(account)s and not s.sending
    and (s.code = any(%(unanswered)s) or (s.code = any(%(absent)s) and s.expected_quantity is null))
  order by m.listing_id for no key update of m, s
)
update store_listing l set read_due_at = null, read_not_before = clock_timestamp()
  + case when lk.dirty and l.expected_low <> l.expected_quantity then %(soon)s::interval else %(rest)s::interval end
from lk where l.id = lk.id
"""

#: What the mall could not say of a listing, once per listing; it closes when the listing is read.
UNREADABLE = """
insert into store_worklistitem (key, code, urgent, title, cause, action, account_id, listing_id, opened_at, resolution)
select 'stock_unreadable:' || l.id, 'stock_unreadable', false, 'モールの在庫を読めません: ' || l.code, p.message,
  'モールの管理画面で商品の在庫の設定を直してください。直すと自動で読み直します。', %(account)s, l.id, clock_timestamp(), ''
from unnest(%(codes)s::text[], %(messages)s::text[]) p (code, message)
join store_listing l on l.account_id = %(account)s and l.code = p.code and not l.kept_by_mall
on conflict (key) where closed_at is null do update set cause = excluded.cause
returning listing_id
"""

LOCK_READ = """
select l.id, l.code, l.desired_quantity, m.dirty, l.sent_at, l.exists_at is not null, l.expected_low, l.expected_quantity,
  l.provisional, greatest(l.sent_at + %(settle)s::interval, m.changed_at), l.drift, l.drift_at,
  l.provisional_at, l.unshown, l.unproved, greatest(l.sent_at, m.changed_at), l.sending or l.bulk_quantity is not null,
  exists (select from store_listingcomponent c where c.listing_id = l.id), l.kept_by_mall
from store_listing l join store_listingmark m on m.listing_id = l.id
where l.account_id = %(account)s and l.code = any(%(codes)s)
order by m.listing_id for no key update of m, l
"""

#: Read within the settle time of our last write, and it said nothing: it is read again when that is over.
LATER = """
update store_listing l set read_due_at = l.sent_at + %(settle)s::interval
where l.id in (
  select s.id from store_listing s join store_listingmark m on m.listing_id = s.id
  where s.account_id = %(account)s and s.code = any(%(codes)s) and s.read_due_at <= %(began)s
    and greatest(s.sent_at, m.changed_at) < %(began)s and s.sent_at + %(settle)s::interval > %(began)s
    and not s.sending and s.bulk_quantity is null
  order by m.listing_id for no key update of m, s)
"""

#: What was read and said nothing yet is not read again before all else has been: it would come first every time, and nothing
#: else would be read. What is due for a reason of its own waits no longer for it than this.
SAID_NOTHING = """
update store_listing l set read_not_before = %(began)s::timestamptz + %(rest)s::interval
where l.id in (
  select s.id from store_listing s join store_listingmark m on m.listing_id = s.id
  where s.account_id = %(account)s and s.code = any(%(codes)s) and s.seen_at < %(began)s
    and greatest(s.sent_at, m.changed_at) < %(began)s and s.sent_at + %(settle)s::interval > %(began)s
    and not s.sending and s.bulk_quantity is null
  order by m.listing_id for no key update of m, s)
"""

APPLY_READING = """
with redo as (
  update store_listingmark m set dirty = not m.kept, desired_version = m.desired_version + 1
  from unnest(%(ids)s::bigint[], %(redo)s::bool[]) r (id, redo) where m.listing_id = r.id and r.redo
)
update store_listing l set
  seen_quantity = case when r.counts then r.seen else l.seen_quantity end,
  seen_at = case when r.counts then %(began)s else l.seen_at end,
  expected_at = case when r.baseline then %(began)s else l.expected_at end,
  expected_low = r.low, expected_quantity = r.high, provisional = r.provisional,
  provisional_at = case when r.provisional > l.provisional then clock_timestamp()
                        when r.provisional = 0 then null else l.provisional_at end,
  drift = r.drift, drift_at = r.drift_at, unshown = r.unshown, unproved = r.unproved,
  confirmed_at = case when r.confirmed then %(began)s else l.confirmed_at end,
  shown_at = case when r.confirmed and (l.shown_at is null or l.shown_at < l.sent_at) then %(began)s else l.shown_at end,
  read_due_at = case when r.again then clock_timestamp() + interval '2 seconds' end, read_not_before = null
from unnest(%(ids)s::bigint[], %(seen)s::int[], %(counts)s::bool[], %(baseline)s::bool[], %(low)s::int[], %(high)s::int[],
  %(provisional)s::int[], %(drift)s::int[], %(drift_at)s::timestamptz[], %(confirmed)s::bool[], %(again)s::bool[],
  %(unshown)s::int[], %(unproved)s::int[])
  r (id, seen, counts, baseline, low, high, provisional, drift, drift_at, confirmed, again, unshown, unproved)
where l.id = r.id
"""

#: What the mall did not show once is looked for again before a person hears of it: an answer may lack rows.
LOOK_AGAIN = """
update store_listing l set read_due_at = clock_timestamp() + %(patience)s::interval
where l.id = any(%(ids)s) and not exists (
  select from store_drift d where d.listing_id = l.id and d.cause = 'missing' and d.healed_at is null and d.since < %(began)s)
"""

MISSING = """
insert into store_worklistitem (key, code, urgent, title, cause, action, account_id, listing_id, opened_at, resolution)
select 'listing_missing:' || l.id, 'listing_missing', false, 'モールに商品がありません: ' || l.code,
  'モールの在庫を読みましたが、この商品コードの在庫データがありません。削除されたか、コードが変わっています。',
  'モールに商品があるか確認してください。出品をやめた商品なら、この出品の紐付けを外してください。',
  %(account)s, l.id, clock_timestamp(), ''
from store_listing l
join store_drift d on d.listing_id = l.id and d.cause = 'missing' and d.healed_at is null and d.since < %(began)s
where l.id = any(%(ids)s)
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


def lock_read(account_id: int, codes: Sequence[str], settle_s: float) -> list[ReadListing]:
    """Lock the listings that were read; one being sent right now, or in bulk, counts as changed after any reading."""
    rows = run(LOCK_READ, {"account": account_id, "codes": list(codes), "settle": f"{settle_s} seconds"}).fetchall()
    return [
        ReadListing(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            row[5],
            Expectation(*row[6:16]),
            row[17],
            row[18],
        )
        for row in rows
        if not row[16]
    ]


#: Seconds until the next reading that a write or an open belief asks for.
#: What was never read is due at once, and what is not read yet in this round when its time comes: a mall may hold many more
#: than one batch. A number that says nothing yet (settle time) makes no reading due, but where it is watched: a number that
#: the mall had neither before our write nor has after it says something all the same.
NEXT_READ = f"""
select least(
  (select extract(epoch from min(greatest(read_due_at, read_not_before)) - clock_timestamp()) from store_listing
   where account_id = %(account)s and read_due_at is not null),
  (select 0 from store_listing
   where account_id = %(account)s and seen_at is null and read_due_at is null and not sending
     and (read_not_before is null or read_not_before <= now()) limit 1),
  (select extract(epoch from seen_at + %(watch)s::interval - clock_timestamp()) from store_listing l
   where account_id = %(account)s and seen_at is not null and not sending and {WATCHED} and %(watch)s::interval is not null
     and (read_not_before is null or read_not_before <= now())
   order by seen_at nulls first limit 1),
  (select extract(epoch from seen_at + %(every)s::interval - clock_timestamp()) from store_listing l
   where account_id = %(account)s and seen_at is not null and read_due_at is null and not sending
     and (read_not_before is null or read_not_before <= now())
     and (sent_at is null or sent_at + %(settle)s::interval <= now())
     and (%(watch)s::interval is null or not {WATCHED})
   order by seen_at nulls first limit 1))
"""

#: How much there is to watch.
TO_WATCH = f"select count(*) from store_listing l where l.account_id = %(account)s and {WATCHED}"

SKU_IDS = """
select distinct c.sku_id from store_listingcomponent c join store_listing l on l.id = c.listing_id
where l.account_id = %(account)s and l.code = any(%(codes)s)
"""


def to_watch(account_id: int) -> int:
    """Return how many listings are watched where a mall's numbers move before its orders show (ADR 0026)."""
    row = run(TO_WATCH, {"account": account_id}).fetchone()
    assert row is not None  # a count always answers
    return int(row[0])


def sku_ids(account_id: int, codes: Sequence[str]) -> list[int]:
    """Return the SKUs these listings are made of."""
    return [row[0] for row in run(SKU_IDS, {"account": account_id, "codes": list(codes)}).fetchall()]


def writes_wait_for(account_id: int, codes: Sequence[str]) -> bool:
    """True where a reading of these listings is all that a write waits for."""
    row = run(WRITES_WAIT, {"account": account_id, "codes": list(codes)}).fetchone()
    assert row is not None  # `exists` always answers
    return bool(row[0])


def told_since(listing_ids: Sequence[int]) -> dict[int, int]:
    """Return by listing the units that orders told of since our last write, sold before it; listings without any are left out."""
    return {row[0]: row[1] for row in run(TOLD, {"ids": list(listing_ids)}).fetchall()}
