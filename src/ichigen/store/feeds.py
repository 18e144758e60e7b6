"""What changed since when, for the lists of the public API.

Times come from the database and never go back for one thing. What belongs to a thing has a time of its own (a listing, a
write-back, a ledger entry), so that no change has to lock a second row just to leave its mark.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import LiteralString

from django.db import models
from psycopg.types.numeric import Int4, Int8

from ichigen.store.hot import run

EVER = datetime(1970, 1, 1, tzinfo=UTC)


class SkuTouch(models.Model):
    """A listing was bound to the SKU or taken off it. Written by a trigger; a row of its own, so that nothing is locked."""

    sku_id = models.BigIntegerField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = (models.Index(fields=("sku_id", "at"), name="skutouch_sku"),)


@dataclass(frozen=True, slots=True)
class Span:
    """Which part of a list: things of `since` ≤ updated_at < `until` after (`at`, `id`), or by id where `since` is None."""

    since: datetime | None
    until: datetime
    at: datetime
    id: int
    limit: int


@dataclass(frozen=True, slots=True)
class Change:
    """A thing and when it last changed."""

    id: int
    at: datetime


#: Everything that changed before this moment is visible: a transaction still open may commit earlier times than others
#: have seen. Asked before the list is read, in a statement of its own, so that what ends in between is in the list.
HORIZON: LiteralString = """
select least(clock_timestamp(), min(case when backend_xid is null then query_start else xact_start end))
from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
  and (backend_xid is not null or state = 'active')
"""

_CHANGED: LiteralString = """
), last as (select id, max(at) as at from touched group by id)
select id, at from last
where at < %(until)s and (at, id) > (%(at)s::timestamptz, %(id)s::bigint) order by at, id limit %(limit)s
"""

SKUS_CHANGED: LiteralString = (
    """
with touched (id, at) as (
  select id, updated_at from store_sku where updated_at >= %(since)s
  union all select sku_id, at from store_skutouch where at >= %(since)s
  union all select sku_id, at from store_ledgerentry where at >= %(since)s
  union all select c.sku_id, l.updated_at from store_listing l join store_listingcomponent c on c.listing_id = l.id
    where l.updated_at >= %(since)s
"""
    + _CHANGED
)

SKUS: LiteralString = """
select s.id, greatest(s.updated_at,
  (select e.at from store_ledgerentry e where e.sku_id = s.id order by e.id desc limit 1),
  (select max(t.at) from store_skutouch t where t.sku_id = s.id),
  (select max(l.updated_at) from store_listingcomponent c join store_listing l on l.id = c.listing_id
    where c.sku_id = s.id))
from store_sku s where s.id > %(id)s order by s.id limit %(limit)s
"""

_ORDER_WANTED: LiteralString = """
(%(account)s::bigint is null or o.account_id = %(account)s)
and (%(phase)s::text is null or o.phase = %(phase)s)
"""

ORDERS_CHANGED: LiteralString = (
    """
with touched (id, at) as (
  select o.id, t.at from (
    select id, updated_at from store_order where updated_at >= %(since)s
    union all select order_id, updated_at from store_writeback where updated_at >= %(since)s
  ) t (id, at) join store_order o on o.id = t.id where """
    + _ORDER_WANTED
    + _CHANGED
)

ORDERS: LiteralString = (
    """
select o.id, greatest(o.updated_at, (select max(w.updated_at) from store_writeback w where w.order_id = o.id))
from store_order o where o.id > %(id)s and """
    + _ORDER_WANTED
    + " order by o.id limit %(limit)s"
)

_ITEM_WANTED: LiteralString = "(%(open)s::boolean is null or (closed_at is null) = %(open)s)"

ITEMS_CHANGED: LiteralString = (
    "with touched (id, at) as (select id, updated_at from store_worklistitem where updated_at >= %(since)s and "
    + _ITEM_WANTED
    + _CHANGED
)

ITEMS: LiteralString = (
    "select id, updated_at from store_worklistitem where id > %(id)s and "
    + _ITEM_WANTED
    + " order by id limit %(limit)s"
)

ACCOUNTS_CHANGED: LiteralString = (
    "with touched (id, at) as (select id, updated_at from store_account where updated_at >= %(since)s" + _CHANGED
)

ACCOUNTS: LiteralString = "select id, updated_at from store_account where id > %(id)s order by id limit %(limit)s"


def horizon() -> datetime:
    """Return the moment before which nothing can still come to light."""
    row = run(HORIZON).fetchone()
    assert row is not None  # an aggregate always answers one row
    at: datetime = row[0]
    return at


def skus(span: Span) -> Sequence[Change]:
    """Return SKUs: their own data, their stock, their listings."""
    return _changes(SKUS_CHANGED, SKUS, span, {})


def orders(span: Span, account_id: int | None = None, phase: str | None = None) -> Sequence[Change]:
    """Return orders with their lines, shipments and write-backs."""
    return _changes(ORDERS_CHANGED, ORDERS, span, {"account": account_id, "phase": phase})


def items(span: Span, is_open: bool | None = None) -> Sequence[Change]:
    """Return worklist items."""
    return _changes(ITEMS_CHANGED, ITEMS, span, {"open": is_open})


def accounts(span: Span) -> Sequence[Change]:
    """Return accounts."""
    return _changes(ACCOUNTS_CHANGED, ACCOUNTS, span, {})


def just(id_: int) -> Span:
    """Return the span of one thing, or of the next where there is none of that id."""
    return Span(None, EVER, EVER, id_ - 1, 1)


def _changes(changed: LiteralString, by_id: LiteralString, span: Span, wanted: dict[str, object]) -> Sequence[Change]:
    values = {"since": span.since, "until": span.until, "at": span.at, "id": Int8(span.id), "limit": Int4(span.limit)}
    sql = by_id if span.since is None else changed
    return [Change(*row) for row in run(sql, values | wanted)]
