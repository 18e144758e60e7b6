"""Statements written as SQL: a server-binding, prepared cursor on Django's own connection, and its staging tables."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, LiteralString
from weakref import WeakSet

import psycopg
from django.db import connection, transaction

#: Executions before psycopg prepares a statement that nobody asked it to prepare: the ORM sends literals, not parameters.
NEVER_UNASKED = 2**31

_staged: "WeakSet[psycopg.Connection[Any]]" = WeakSet()

#: Staging tables live as long as the connection and are emptied at each commit. Times are timestamptz.
STAGING: LiteralString = """
create temp table if not exists stage_movement (
  sku_id bigint, location_id bigint, on_hand int, reserved int, kind text, order_id bigint, note text, actor_id bigint
) on commit delete rows;
create temp table if not exists stage_hold (
  order_id bigint, order_line_id bigint, sku_id bigint, location_id bigint, hold int, take int
) on commit delete rows;
create temp table if not exists stage_provisional (listing_id bigint, delta int) on commit delete rows;
create temp table if not exists stage_order (
  number text, phase text, mall_state text, mark text, ordered_at timestamptz, digest text, snapshot jsonb,
  buyer_name text, prefecture text, search_text text, total int, paid boolean, pay_before_shipping boolean,
  payment_method text, delivery_method text, confirmable boolean, writable_from timestamptz,
  grams int[], ship_key bigint, has_note boolean, order_id bigint, old_phase text,
  old_read_at timestamptz, is_new boolean
) on commit delete rows;
create temp table if not exists stage_line (
  number text, line_id text, listing_code text, match_codes jsonb, title text, options text, quantity int,
  unit_price int, tax_rate numeric, listing_id bigint
) on commit delete rows;
create temp table if not exists stage_sale (
  listing_id bigint, since timestamptz, until timestamptz, sold int, back int
) on commit delete rows;
"""


def hot_cursor() -> "psycopg.Cursor[tuple[Any, ...]]":
    """Return a server-side-binding cursor on the current Django connection, inside its transaction if there is one."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    if raw.prepare_threshold is None:  # Django's default, under which psycopg ignores `prepare=True` as well
        raw.prepare_threshold = NEVER_UNASKED
    return psycopg.Cursor(raw)


def run(sql: str, params: Sequence[object] | Mapping[str, object] = ()) -> "psycopg.Cursor[tuple[Any, ...]]":
    """Execute one named statement, prepared, and return its cursor. Raises Django's database errors."""
    cursor = hot_cursor()
    with connection.wrap_database_errors:  # also tells Django that the connection may be broken
        return cursor.execute(sql.encode(), params, prepare=True)


def run_each(sql: str, params: Iterable[Mapping[str, object]]) -> None:
    """Execute one named statement for each of `params`, in one exchange with the server."""
    with connection.wrap_database_errors:
        hot_cursor().executemany(sql.encode(), params)


def open_staging() -> None:
    """Make the staging tables of this connection; remembered only once that is committed (a rollback takes them away)."""
    cursor = hot_cursor()
    raw = cursor.connection
    if raw not in _staged:
        cursor.execute(STAGING)
        transaction.on_commit(lambda: _staged.add(raw))


def stage(table: LiteralString, rows: Iterable[Sequence[object]]) -> None:
    """COPY rows into a staging table (or `table (columns)`) of this connection; must be inside a transaction."""
    open_staging()
    cursor = hot_cursor()
    # `table` is a literal of this package
    with connection.wrap_database_errors, cursor.copy(f"copy {table} from stdin") as copy:
        for row in rows:
            copy.write_row(row)
