"""`flush` at the end of a transactional test: few of the many tables were used, so only those are put back.

TRUNCATE makes new files for every table and index, also for those that were empty all along; that cost more than most tests.
"""

from functools import cache
from typing import Any

import psycopg
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.commands import flush
from django.db import connection

from tests.clearing.rows import KEPT_IN, clearing_connection, close_clearing_connection, first_row_tables

#: What Django itself writes after every migration. No test changes it, so it stays, and is not written again.
KEPT = {ContentType._meta.db_table, Permission._meta.db_table}

#: Nothing vacuums the session's tables: one that has grown beyond this is truncated, and the others with it.
MOST_BYTES = 128 * 1024


class Command(flush.Command):
    """Leaves the database as the migrations left it: no row of a test, the first rows as they were, sequences go on."""

    def handle(self, **options: Any) -> None:
        try:
            sizes = _used()
        except psycopg.OperationalError:  # the test restarted the server
            close_clearing_connection()
            sizes = _used()
        if any(size > MOST_BYTES for size in sizes.values()):
            super().handle(**options)
            _put_back(first_row_tables())
        elif sizes:
            with clearing_connection().transaction():
                clearing_connection().execute("; ".join(f"delete from {table}" for table in sizes).encode())
                _put_back(first_row_tables() & sizes.keys())


def clearable_tables() -> set[str]:
    """Every table whose rows a test may write."""
    return set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT


def _used() -> dict[str, int]:
    """The tables that are not as the migrations left them, and their bytes."""
    rows = clearing_connection().execute(_looks_used(), prepare=True).fetchall()
    return {str(table): int(str(size)) for table, size in rows}


@cache
def _looks_used() -> bytes:
    first = first_row_tables()
    return " union all ".join(
        f"select '{table}', pg_relation_size('{table}') where "
        + (_differs(table) if table in first else f"exists (select from {table})")
        for table in sorted(clearable_tables())
    ).encode()


def _differs(table: str) -> str:
    kept = f"{KEPT_IN}.{table}"
    return f"exists ((table {table} except table {kept}) union all (table {kept} except table {table}))"


def _put_back(tables: set[str]) -> None:
    for table in sorted(tables):
        clearing_connection().execute(f"insert into {table} table {KEPT_IN}.{table}".encode())
