"""The database's schema against this program's: what is missing, what a newer program added, and bringing it up."""

from dataclasses import dataclass

import click
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

ADVISORY_LOCK = 0x1C41_6E00  # any number, the same in every process of every machine
OURS = "store"

NEWER = (
    "データベースは新しい版の一元のものです。この版では動かせません。新しい版を入れ直すか、"
    "更新前のバックアップを ichigen restore で復元してください。"
)


@dataclass(frozen=True, slots=True)
class Schema:
    """`missing`: migrations the database lacks; `unknown`: those of ours it has and this program does not know."""

    missing: tuple[str, ...]
    unknown: tuple[str, ...]


class SchemaNewer(click.ClickException):
    """A newer program has changed the database; this one would misread it (Japanese)."""

    def __init__(self) -> None:
        super().__init__(NEWER)


def read_schema() -> Schema:
    """Compare. Raises `DatabaseError` when the database does not answer."""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    known = loader.disk_migrations or {}
    replaced = {old for migration in known.values() for old in migration.replaces}
    applied = {key for key in loader.applied_migrations or {} if key[0] == OURS}
    plan = executor.migration_plan(loader.graph.leaf_nodes())
    return Schema(
        tuple(str(migration) for migration, _ in plan),
        tuple(sorted(".".join(key) for key in applied - known.keys() - replaced)),
    )


def refuse_newer_schema() -> None:
    """Raise `SchemaNewer` where a newer program was here. Leaves no connection behind, so that a fork may follow."""
    try:
        if read_schema().unknown:
            raise SchemaNewer
    finally:
        connection.close()


def migrate_schema() -> None:
    """Apply missing migrations; of several machines that start together one does it and the others wait.

    Raises `SchemaNewer`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
    try:
        if read_schema().unknown:
            raise SchemaNewer
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
