"""The baseline: the rows one batch wrote, copied into tables of the same shape, as one transaction of bare COPYs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.rows import TupleRow

Raw = psycopg.Connection[TupleRow]

#: What a batch of new orders writes, and how its rows are found: %s = the ids of the orders.
WRITTEN: dict[str, str] = {
    "store_order": "select * from store_order where id = any(%s)",
    "store_orderline": "select * from store_orderline where order_id = any(%s)",
    "store_reservation": """select r.* from store_reservation r join store_orderline l on l.id = r.order_line_id
      where l.order_id = any(%s)""",
    "store_ledgerentry": "select * from store_ledgerentry where order_id = any(%s)",
    "store_orderevent": "select * from store_orderevent where order_id = any(%s)",
    "store_stocklevel": """select * from store_stocklevel where sku_id in (
      select e.sku_id from store_ledgerentry e where e.order_id = any(%s))""",
    "store_listing": "select * from store_listing where id in (select listing_id from store_orderline where order_id = any(%s))",
    "store_listingmark": """select * from store_listingmark where listing_id in (
      select c.listing_id from store_listingcomponent c join store_ledgerentry e using (sku_id)
      where e.order_id = any(%s))""",
}

#: Rows that the product updates are written to the baseline's table again and again: no key may forbid that there.
UPDATED = ("store_stocklevel", "store_listing", "store_listingmark")

FOREIGN_KEYS = """
select pg_get_constraintdef(oid), confrelid::regclass::text from pg_constraint
where contype = 'f' and conrelid = %s::regclass
"""
INDEXES = "select indexdef, indexname from pg_indexes where schemaname = current_schema() and tablename = %s"


@dataclass(slots=True)
class Copied:
    """The rows of one batch per table, as Python values in the table's order."""

    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Rows in all."""
        return sum(len(rows) for rows in self.rows.values())


def make_tables(raw: Raw) -> None:
    """Make `raw_…` beside every table: the same columns, indexes and foreign keys."""
    for table in WRITTEN:
        copy = table.replace("store_", "raw_")
        including = "including defaults including indexes" if table not in UPDATED else "including defaults"
        raw.execute(f"create table {copy} (like {table} {including})".encode())
        if table in UPDATED:
            _plain_indexes(raw, table, copy)
    for table in WRITTEN:
        for definition, target in raw.execute(FOREIGN_KEYS, [table]).fetchall():
            copied = target in WRITTEN and target not in UPDATED
            changed = (
                definition.replace(f" {target}(", f" {target.replace('store_', 'raw_')}(") if copied else definition
            )
            raw.execute(f"alter table {table.replace('store_', 'raw_')} add {changed}".encode())


def _plain_indexes(raw: Raw, table: str, copy: str) -> None:
    for definition, name in raw.execute(INDEXES, [table]).fetchall():
        plain = definition.replace("CREATE UNIQUE", "CREATE").replace(f" {name} ", f" raw_{name} ")
        raw.execute(plain.replace(f".{table} ", f".{copy} ").encode())


def rows_of(raw: Raw, order_ids: Sequence[int]) -> Copied:
    """Read what the product wrote for these orders. JSON comes as text, as COPY wants it."""
    raw.adapters.register_loader("jsonb", psycopg.types.string.TextLoader)
    return Copied({table: raw.execute(sql.encode(), [list(order_ids)]).fetchall() for table, sql in WRITTEN.items()})


def copy_rows(raw: Raw, copied: Copied) -> None:
    """COPY all of it, in one transaction."""
    with raw.transaction(), raw.cursor() as cursor:
        for table, rows in copied.rows.items():
            with cursor.copy(f"copy {table.replace('store_', 'raw_')} from stdin".encode()) as copy:
                for row in rows:
                    copy.write_row(row)
