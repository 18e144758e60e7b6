"""The one module that changes stock: ledger entries, levels and reservations, in SQL that adds.

Lock order, everywhere in the product: order rows, then listings by id, then reservations by id, then stock levels by
(sku, location). Every statement here takes its locks in that order, so two of them can never wait for each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ichigen.domain.stock import MovementKind
from ichigen.store.hot import run, stage


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of one SKU at one location; `on_hand` and `reserved` are signed differences in pieces."""

    sku_id: int
    location_id: int
    kind: MovementKind
    on_hand: int = 0
    reserved: int = 0
    order_id: int | None = None
    note: str = ""
    actor_id: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What a change touched: accounts whose listings must be looked at, and SKUs now short (reserved > on_hand)."""

    account_ids: tuple[int, ...]
    short_sku_ids: tuple[int, ...] = ()


MOVE_ONE = """
with li as materialized (
  select l.id from store_listing l
  where l.id in (select c.listing_id from store_listingcomponent c where c.sku_id = %(sku)s)
  order by l.id for no key update
), dep as materialized (select count(*) n from li
), lv as (
  insert into store_stocklevel as t (sku_id, location_id, on_hand, reserved)
  select %(sku)s, %(location)s, %(on_hand)s::int, %(reserved)s::int from dep
  on conflict (sku_id, location_id)
  do update set on_hand = t.on_hand + excluded.on_hand, reserved = t.reserved + excluded.reserved
  returning t.on_hand, t.reserved
), lg as (
  insert into store_ledgerentry (sku_id, location_id, kind, on_hand, reserved, at, order_id, note, actor_id)
  select %(sku)s, %(location)s, %(kind)s, %(on_hand)s::int, %(reserved)s::int, clock_timestamp(),
         %(order)s::bigint, %(note)s, %(actor)s::bigint from lv
), up as (
  update store_listing l set dirty = true, desired_version = l.desired_version + 1, changed_at = clock_timestamp()
  from li, lv where l.id = li.id returning l.account_id
)
select coalesce(array_agg(distinct account_id), '{}'), (select on_hand < reserved from lv) from up
"""

#: Makes the rows that the locked update below needs; a concurrent insert of the same key is simply found there.
ENSURE_LEVELS = """
insert into store_stocklevel (sku_id, location_id, on_hand, reserved)
select sku_id, location_id, 0, 0 from stage_movement group by sku_id, location_id order by sku_id, location_id
on conflict (sku_id, location_id) do nothing
"""

APPLY_MOVEMENTS = """
with agg as materialized (
  select sku_id, location_id, sum(on_hand)::int on_hand, sum(reserved)::int reserved
  from stage_movement group by sku_id, location_id
), li as materialized (
  select l.id from store_listing l
  where l.id in (select c.listing_id from store_listingcomponent c where c.sku_id in (select sku_id from agg))
  order by l.id for no key update
), dep as materialized (select count(*) n from li
), lk as materialized (
  select t.id, agg.on_hand, agg.reserved
  from agg join store_stocklevel t using (sku_id, location_id), dep
  order by t.sku_id, t.location_id for no key update of t
), lv as (
  update store_stocklevel t set on_hand = t.on_hand + lk.on_hand, reserved = t.reserved + lk.reserved
  from lk where t.id = lk.id returning t.sku_id, t.on_hand, t.reserved
), lg as (
  insert into store_ledgerentry (sku_id, location_id, kind, on_hand, reserved, at, order_id, note, actor_id)
  select sku_id, location_id, kind, on_hand, reserved, clock_timestamp(), order_id, note, actor_id from stage_movement
), up as (
  update store_listing l set dirty = true, desired_version = l.desired_version + 1, changed_at = clock_timestamp()
  from li where l.id = li.id returning l.account_id
)
select (select coalesce(array_agg(distinct account_id), '{}') from up),
       (select coalesce(array_agg(distinct sku_id), '{}') from lv where on_hand < reserved)
"""

#: stage_hold says what each line should hold and what should have left; a release by hand is never undone (design: stock 9).
HOLDS_TO_MOVEMENTS = """
with cur as materialized (
  select r.id, r.order_line_id, r.sku_id, r.location_id, r.quantity, r.taken, r.by_hand
  from store_reservation r
  where r.order_line_id in (select order_line_id from stage_hold)
  order by r.id for no key update
), diff as materialized (
  select t.order_id, t.order_line_id, t.sku_id, t.location_id, c.id,
         case when c.by_hand then c.quantity else t.hold end as hold,
         greatest(t.take, coalesce(c.taken, 0)) as take,
         coalesce(c.quantity, 0) as held, coalesce(c.taken, 0) as taken
  from stage_hold t left join cur c using (order_line_id, sku_id, location_id)
), ins as (
  insert into store_reservation
    (sku_id, location_id, holder, order_line_id, quantity, taken, state, by_hand, note, created_at, changed_at)
  select sku_id, location_id, 'line', order_line_id, hold, take,
         case when take > 0 then 'consumed' when hold > 0 then 'held' else 'released' end, false, '',
         clock_timestamp(), clock_timestamp()
  from diff where id is null and (hold > 0 or take > 0)
), upd as (
  update store_reservation r set quantity = d.hold, taken = d.take, changed_at = clock_timestamp(),
    state = case when d.take > 0 then 'consumed' when d.hold > 0 then 'held' else 'released' end
  from diff d where r.id = d.id and (d.hold <> d.held or d.take <> d.taken)
)
insert into stage_movement (sku_id, location_id, on_hand, reserved, kind, order_id, note, actor_id)
select sku_id, location_id, taken - take, hold - held,
       case when take > taken then 'ship' when hold > held then 'reserve' else 'release' end, order_id, '', null
from diff where hold <> held or take <> taken
"""

#: stage_provisional: positive = 仮確保 for a sale seen only in the mall's stock, negative = replaced by its order or given up.
PROVISIONAL_TO_MOVEMENTS = """
with want as materialized (
  select p.listing_id, c.sku_id, (select min(id) from store_location where sells) as location_id,
         sum(p.delta)::int * c.quantity as delta
  from stage_provisional p join store_listingcomponent c using (listing_id)
  group by p.listing_id, c.sku_id, c.quantity
), upd as (
  insert into store_reservation as r
    (sku_id, location_id, holder, listing_id, quantity, taken, state, by_hand, note, created_at, changed_at)
  select sku_id, location_id, 'provisional', listing_id, delta, 0, 'held', false, '', clock_timestamp(), clock_timestamp()
  from want where delta > 0 order by listing_id, sku_id
  on conflict (listing_id, sku_id, location_id) where holder = 'provisional'
  do update set quantity = r.quantity + excluded.quantity, changed_at = clock_timestamp(), state = 'held'
), low as (
  update store_reservation r set quantity = r.quantity + want.delta, changed_at = clock_timestamp(),
    state = case when r.quantity + want.delta > 0 then 'held' else 'released' end
  from want
  where want.delta < 0 and r.holder = 'provisional'
    and (r.listing_id, r.sku_id, r.location_id) = (want.listing_id, want.sku_id, want.location_id)
)
insert into stage_movement (sku_id, location_id, on_hand, reserved, kind, order_id, note, actor_id)
select sku_id, location_id, 0, delta, case when delta > 0 then 'reserve' else 'release' end, null, '仮確保', null
from want where delta <> 0
"""


def move_one(movement: Movement) -> Moved:
    """Append one movement in one statement (its own transaction outside `atomic`)."""
    row = run(
        MOVE_ONE,
        {
            "sku": movement.sku_id,
            "location": movement.location_id,
            "on_hand": movement.on_hand,
            "reserved": movement.reserved,
            "kind": movement.kind.value,
            "order": movement.order_id,
            "note": movement.note,
            "actor": movement.actor_id,
        },
    ).fetchone()
    assert row is not None  # an aggregate always answers one row
    return Moved(tuple(row[0]), (movement.sku_id,) if row[1] else ())


def move_many(movements: Sequence[Movement]) -> Moved:
    """Append many movements in constant statements; must be inside `atomic`."""
    stage(
        "stage_movement",
        (
            (m.sku_id, m.location_id, m.on_hand, m.reserved, m.kind.value, m.order_id, m.note, m.actor_id)
            for m in movements
        ),
    )
    return apply_staged()


def apply_staged() -> Moved:
    """Apply and empty what is staged in stage_movement."""
    run(ENSURE_LEVELS)
    row = run(APPLY_MOVEMENTS).fetchone()
    run("delete from stage_movement")
    assert row is not None  # two scalar sub-selects always answer one row
    return Moved(tuple(row[0]), tuple(row[1]))


def apply_staged_holds() -> None:
    """Turn stage_hold into reservation changes and staged movements; `apply_staged` must follow."""
    run(HOLDS_TO_MOVEMENTS)
    run("delete from stage_hold")


def apply_staged_provisional() -> None:
    """Turn stage_provisional into 仮確保 changes and staged movements; `apply_staged` must follow."""
    run(PROVISIONAL_TO_MOVEMENTS)
    run("delete from stage_provisional")
