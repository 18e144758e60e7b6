"""The one module that changes stock: ledger entries, levels and reservations, in SQL that adds.

Lock order, everywhere in the product: order rows, then what listings are made of (`lock_bindings`), then the marks of
listings by listing, then reservations by id, then stock levels by (sku, location). Every statement here takes its locks in that
order, so two of them can never wait for each other. A person's change locks its SKU's row before all of these. Who changes a
listing's row locks its mark first; the ledger only marks, and never touches that row (`store.marks`).
A transaction that locks listings itself calls `lock_staged` or `lock_listings` before that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import Cursor
from psycopg.types.numeric import Int4, Int8

from ichigen.domain.stock import MovementKind
from ichigen.store.hot import open_staging, run, stage
from ichigen.store.locations import HOMES


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of one SKU at one location; `on_hand` is a signed difference in pieces.

    Reserved units move only together with the reservation that holds them (`stage_hold`, `stage_provisional`).
    """

    sku_id: int
    location_id: int
    kind: MovementKind
    on_hand: int
    order_id: int | None = None
    note: str = ""
    actor_id: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What a change touched: accounts whose listings must be looked at, SKUs now short (reserved > on_hand), all SKUs."""

    account_ids: tuple[int, ...]
    short_sku_ids: tuple[int, ...] = ()
    sku_ids: tuple[int, ...] = ()


MOVE_ONE: LiteralString = """
with touched as materialized (
  select store_mark_listings(array(select c.listing_id from store_listingcomponent c where c.sku_id = %(sku)s))
    as account_ids
), lv as (
  insert into store_stocklevel as t (sku_id, location_id, on_hand, reserved)
  select %(sku)s, %(location)s, %(on_hand)s::int, 0 from touched
  on conflict (sku_id, location_id) do update set on_hand = t.on_hand + excluded.on_hand
  returning t.on_hand, t.reserved
), lg as (
  insert into store_ledgerentry (sku_id, location_id, kind, on_hand, reserved, at, order_id, note, actor_id)
  select %(sku)s, %(location)s, %(kind)s, %(on_hand)s::int, 0, clock_timestamp(),
         %(order)s::bigint, %(note)s, %(actor)s::bigint from lv
)
select (select account_ids from touched), (select on_hand < reserved from lv)
"""

#: Held by who locks the listings of a SKU, until the commit: a listing that is made of the SKU meanwhile would be locked
#: against the order, or not marked at all. Alone by who changes what listings are made of.
SHARE_BINDINGS: LiteralString = "select pg_advisory_xact_lock_shared(1013, 0)"
LOCK_BINDINGS: LiteralString = "select pg_advisory_xact_lock(1013, 0)"

LOCK_LISTINGS: LiteralString = """
select count(*) from (
  select m.listing_id from store_listingmark m
  where m.listing_id in (select c.listing_id from store_listingcomponent c where c.sku_id = any(%s))
  order by m.listing_id for no key update
) locked
"""

#: Every listing that what is staged can touch, in one go: locking in two goes could lock a lower id after a higher one.
#: `any(array(…))` and not `in (…)`: nothing is known of a staging table's size, and the guess would read whole tables.
LOCK_STAGED: LiteralString = """
with sku as materialized (
  select sku_id from stage_movement
  union select sku_id from stage_hold
  union select r.sku_id from store_reservation r where r.order_line_id = any(array(select order_line_id from stage_hold))
  union select c.sku_id from store_listingcomponent c
    where c.listing_id = any(array(select listing_id from stage_provisional))
), li as materialized (
  select listing_id from stage_provisional
  union select listing_id from stage_sale
  union select c.listing_id from store_listingcomponent c where c.sku_id = any(array(select sku_id from sku))
)
select count(*) from (
  select m.listing_id from store_listingmark m where m.listing_id = any(array(select listing_id from li))
  order by m.listing_id for no key update
) locked
"""

#: The listings are marked, and so locked, by listing before any level (`touched`; ADR 0024).
_APPLY: LiteralString = """
), agg as materialized (
  select sku_id, location_id, sum(on_hand)::int on_hand, sum(reserved)::int reserved
  from m group by sku_id, location_id
), touched as materialized (
  select store_mark_listings(array(
    select listing_id from store_listingcomponent where sku_id = any(array(select sku_id from agg)))) as account_ids
), lv as (
  insert into store_stocklevel as t (sku_id, location_id, on_hand, reserved)
  select sku_id, location_id, on_hand, reserved from agg, touched order by sku_id, location_id
  on conflict (sku_id, location_id)
  do update set on_hand = t.on_hand + excluded.on_hand, reserved = t.reserved + excluded.reserved
  returning t.sku_id, t.on_hand, t.reserved
), lg as (
  insert into store_ledgerentry (sku_id, location_id, kind, on_hand, reserved, at, order_id, note, actor_id)
  select sku_id, location_id, kind, on_hand, reserved, clock_timestamp(), order_id, note, actor_id from m
)
select (select account_ids from touched),
       array(select distinct sku_id from lv where on_hand < reserved),
       array(select distinct sku_id from lv)
"""

APPLY_STAGED: LiteralString = "with m as materialized (select * from stage_movement" + _APPLY

APPLY_MOVEMENTS: LiteralString = (
    """with m as materialized (
  select *, 0 as reserved
  from unnest(%s::bigint[], %s::bigint[], %s::int[], %s::text[], %s::bigint[], %s::text[], %s::bigint[])
    m (sku_id, location_id, on_hand, kind, order_id, note, actor_id)"""
    + _APPLY
)

#: stage_hold says all that a line should hold and what should have left: what it holds elsewhere is let go, what has
#: left anywhere is not taken again, and what a person released stays released (design: stock 9).
HOLDS_TO_MOVEMENTS: LiteralString = """
with line as materialized (select distinct order_line_id, order_id from stage_hold
), cur as materialized (
  select r.id, line.order_id, r.order_line_id, r.sku_id, r.location_id, r.quantity, r.taken, r.by_hand
  from store_reservation r join line using (order_line_id)
  where r.order_line_id = any(array(select order_line_id from line))
  order by r.id for no key update of r
), whole as materialized (
  select order_line_id, sku_id, sum(taken)::int as taken, bool_or(by_hand) as by_hand
  from cur group by order_line_id, sku_id
), diff as materialized (
  select c.id, coalesce(t.order_id, c.order_id) as order_id, order_line_id, sku_id, location_id,
         least(coalesce(t.hold, 0), case when w.by_hand then coalesce(c.quantity, 0) end) as hold,
         greatest(coalesce(c.taken, 0), coalesce(t.take, 0) - coalesce(w.taken, 0) + coalesce(c.taken, 0)) as take,
         coalesce(c.quantity, 0) as held, coalesce(c.taken, 0) as taken
  from stage_hold t
  full join cur c using (order_line_id, sku_id, location_id)
  left join whole w using (order_line_id, sku_id)
), ins as (
  insert into store_reservation
    (sku_id, location_id, holder, order_line_id, quantity, taken, state, by_hand, note, created_at, changed_at)
  select sku_id, location_id, 'line', order_line_id, hold, take,
         case when take > 0 then 'consumed' else 'held' end, false, '', clock_timestamp(), clock_timestamp()
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

#: stage_provisional: positive = 仮確保 for a sale seen only in the mall's stock, negative = replaced by its order or
#: given up. What is held already stays where it is, and no more is let go than is held.
PROVISIONAL_TO_MOVEMENTS: LiteralString = f"""
with home as materialized ({HOMES}), cur as materialized (
  select r.id, r.listing_id, r.sku_id, r.location_id, r.quantity from store_reservation r
  where r.holder = 'provisional' and r.listing_id in (select listing_id from stage_provisional)
  order by r.id for no key update
), want as materialized (
  select p.listing_id, c.sku_id, cur.id,
         coalesce(cur.location_id, home.places[1]) as location_id,
         greatest(p.delta * c.quantity, -coalesce(cur.quantity, 0)) as delta
  from (select listing_id, sum(delta)::int as delta from stage_provisional group by listing_id) p
  join store_listingcomponent c using (listing_id)
  join store_listing li on li.id = p.listing_id
  join home on home.account_id = li.account_id
  left join cur using (listing_id, sku_id)
), ins as (
  insert into store_reservation
    (sku_id, location_id, holder, listing_id, quantity, taken, state, by_hand, note, created_at, changed_at)
  select sku_id, location_id, 'provisional', listing_id, delta, 0, 'held', false, '',
         clock_timestamp(), clock_timestamp()
  from want where id is null and delta > 0
), upd as (
  update store_reservation r set quantity = r.quantity + want.delta, changed_at = clock_timestamp(),
    state = case when r.quantity + want.delta > 0 then 'held' else 'released' end
  from want where r.id = want.id and want.delta <> 0
)
insert into stage_movement (sku_id, location_id, on_hand, reserved, kind, order_id, note, actor_id)
select sku_id, location_id, 0, delta, case when delta > 0 then 'reserve' else 'release' end, null, '仮確保', null
from want where delta <> 0
"""

RELEASE_BY_HAND: LiteralString = """
with cur as materialized (
  select r.id, r.sku_id, r.location_id, r.quantity, l.order_id
  from store_reservation r left join store_orderline l on l.id = r.order_line_id
  where r.id = %(reservation)s and r.quantity > 0 for no key update of r
), upd as (
  update store_reservation r set quantity = 0, by_hand = true, note = %(note)s, changed_at = clock_timestamp(),
    state = case when r.taken > 0 then 'consumed' else 'released' end
  from cur where r.id = cur.id
)
insert into stage_movement (sku_id, location_id, on_hand, reserved, kind, order_id, note, actor_id)
select sku_id, location_id, 0, -quantity, 'release', order_id, %(note)s, %(actor)s::bigint from cur
"""


def move_one(movement: Movement) -> Moved:
    """Append one movement in one statement. `lock_listings` comes before it wherever a listing may be bound meanwhile."""
    row = run(
        MOVE_ONE,
        {
            "sku": Int8(movement.sku_id),  # psycopg types an int by its size, and prepares once for each type
            "location": Int8(movement.location_id),
            "on_hand": Int4(movement.on_hand),
            "kind": movement.kind.value,
            "order": movement.order_id,
            "note": movement.note,
            "actor": movement.actor_id,
        },
    ).fetchone()
    assert row is not None  # an aggregate always answers one row
    return Moved(tuple(row[0]), (movement.sku_id,) if row[1] else (), (movement.sku_id,))


def move_many(movements: Sequence[Movement]) -> Moved:
    """Append many movements in one statement, after `lock_listings` as for one; in its transaction nothing else is staged."""
    columns = (
        _array([str(m.sku_id) for m in movements]),
        _array([str(m.location_id) for m in movements]),
        _array([str(m.on_hand) for m in movements]),
        _array([m.kind for m in movements]),
        _array(["null" if m.order_id is None else str(m.order_id) for m in movements]),
        _array([_quoted(m.note) for m in movements]),
        _array(["null" if m.actor_id is None else str(m.actor_id) for m in movements]),
    )
    return _moved(run(APPLY_MOVEMENTS, columns))


def _array(words: list[str]) -> str:
    """Write an array of numbers, plain or quoted words as PostgreSQL reads it: cheaper than the driver's adaptation of a list."""
    return "{" + ",".join(words) + "}"


def _quoted(text: str) -> str:
    """Write any text as an element of such an array."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def stage_movements(movements: Iterable[Movement]) -> None:
    """Stage movements of on_hand beside staged holds or 仮確保; `apply_staged` must follow in the same transaction."""
    stage(
        "stage_movement (sku_id, location_id, on_hand, reserved, kind, order_id, note, actor_id)",
        ((m.sku_id, m.location_id, m.on_hand, 0, m.kind.value, m.order_id, m.note, m.actor_id) for m in movements),
    )


def lock_listings(sku_ids: Sequence[int]) -> None:
    """Lock every listing these SKUs are part of, by id: the first step of who reads levels before moving stock."""
    run(SHARE_BINDINGS)
    run(LOCK_LISTINGS, (list(sku_ids),))


def lock_staged() -> None:
    """Lock every listing that the staged holds, 仮確保 and movements can touch, by id."""
    open_staging()
    run(SHARE_BINDINGS)
    run(LOCK_STAGED)


def lock_bindings() -> None:
    """Wait until nobody moves stock, and keep everybody from it: what listings are made of is about to change."""
    run(LOCK_BINDINGS)


def apply_staged() -> Moved:
    """Apply and empty what is staged. Once in a transaction: a second time would lock against the order."""
    moved = _moved(run(APPLY_STAGED))
    run("delete from stage_movement")
    return moved


def _moved(answer: Cursor[tuple[Any, ...]]) -> Moved:
    row = answer.fetchone()
    assert row is not None  # two scalar sub-selects always answer one row
    return Moved(tuple(row[0]), tuple(row[1]), tuple(row[2]))


def apply_staged_holds(*, locked: bool = False) -> None:
    """Turn stage_hold into reservation changes and staged movements; `apply_staged` must follow.

    A line that is staged is staged whole, and its order row is locked by the caller in an earlier statement.
    `locked`: the caller called `lock_staged` after staging them.
    """
    if not locked:
        lock_staged()
    run(HOLDS_TO_MOVEMENTS)
    run("delete from stage_hold")


def apply_staged_provisional() -> None:
    """Turn stage_provisional into 仮確保 changes and staged movements; `apply_staged` must follow."""
    lock_staged()
    run(PROVISIONAL_TO_MOVEMENTS)
    run("delete from stage_provisional")


def stage_release_by_hand(reservation_id: int, note: str, actor_id: int | None) -> bool:
    """Release all that one reservation holds, for good, and stage the movement; False when it holds nothing.

    The listings of its SKU are locked by the caller; `apply_staged` must follow.
    """
    open_staging()
    released = run(RELEASE_BY_HAND, {"reservation": reservation_id, "note": note, "actor": actor_id}).rowcount
    return released == 1
