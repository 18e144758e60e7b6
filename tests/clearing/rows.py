"""The rows that a migrated database begins with, kept aside, and the connection that puts a test's database back to them."""

import psycopg
from django.db import connection

from ichigen.cli.postgres.cluster import SUPERUSER
from tests.database import session_place

#: Copies of the tables that are not empty after the migrations; outside the search path, so nothing else sees them.
KEPT_IN = "first_rows"

#: A test that left a transaction open fails by this, instead of waiting for ever.
LONGEST_WAIT = "30s"

_open: list["psycopg.Connection[tuple[object, ...]]"] = []


def keep_first_rows(tables: set[str]) -> None:
    """Copy those of the tables that have rows. To be called right after the migrations."""
    with connection.cursor() as cursor:
        cursor.execute(f"create schema {KEPT_IN}")
        for table in sorted(tables):
            cursor.execute(f"select exists (select from {table})")
            if cursor.fetchone() == (True,):
                cursor.execute(f"create table {KEPT_IN}.{table} as table {table}")


def first_row_tables() -> set[str]:
    """The tables that migrations put rows into."""
    sql = "select tablename from pg_catalog.pg_tables where schemaname = %s"
    return {str(name) for (name,) in clearing_connection().execute(sql, [KEPT_IN])}


def clearing_connection() -> "psycopg.Connection[tuple[object, ...]]":
    """One connection for the session: a new one for each test would read the catalogue of all tables again.

    No trigger runs in it: foreign keys need no look where every row goes, and the ledger lets its rows go here only.
    """
    if _open and not _open[0].closed:
        return _open[0]
    address = session_place().url(str(connection.settings_dict["NAME"]), SUPERUSER)
    options = f"-c lock_timeout={LONGEST_WAIT} -c session_replication_role=replica"
    _open[:] = [psycopg.connect(address, autocommit=True, options=options)]
    return _open[0]


def close_clearing_connection() -> None:
    """Before the database is dropped."""
    while _open:
        _open.pop().close()
