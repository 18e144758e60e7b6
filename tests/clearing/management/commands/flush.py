"""`flush` at the end of a transactional test: few of the many tables were used, so only those are emptied.

TRUNCATE makes new files for every table and index, also for those that were empty all along; that cost more than most tests.
"""

from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.commands import flush
from django.db import connections

from ichigen.store.stock import LedgerEntry

#: What Django itself writes after every migration. No test changes it, so it stays, and is not written again.
KEPT = {ContentType._meta.db_table, Permission._meta.db_table}

#: A trigger refuses to delete its rows; no foreign key leads to it.
LEDGER = LedgerEntry._meta.db_table

#: Nothing vacuums the session's tables: one that has grown beyond this is truncated, and the others with it.
MOST_BYTES = 128 * 1024


class Command(flush.Command):
    """Leaves the database as Django's own command does: no row of a test, sequences go on."""

    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
        used = "union all ".join(
            f"select '{table}', pg_relation_size('{table}') where exists (select from {table}) "
            for table in sorted(tables)
        )
        with connection.cursor() as cursor:
            cursor.execute(used)
            sizes: dict[str, int] = dict(cursor.fetchall())
        if any(size > MOST_BYTES for size in sizes.values()):
            super().handle(**options)
        elif sizes:
            with connection.cursor() as cursor:  # one transaction: foreign keys are looked at when all rows are gone
                cursor.execute(
                    "; ".join(f"truncate {table}" if table == LEDGER else f"delete from {table}" for table in sizes)
                )
