"""The database's schema against this program's: what is missing, what a newer program added, and bringing it up."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import click
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

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
    applied = MigrationRecorder(connection).applied_migrations().keys()
    known, graph = _migrations()
    unknown = {key for key in applied if key[0] == OURS} - known
    if graph <= applied:
        return Schema((), _named(unknown))
    executor = MigrationExecutor(connection)  # knows which of several ways a database has come
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Schema(tuple(str(migration) for migration, _ in plan), _named(unknown))


@cache
def _migrations() -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """What this program knows, with what was replaced since, and what a new database takes; read once in a process."""
    loader = MigrationLoader(None)
    known = loader.disk_migrations or {}
    replaced = {old for migration in known.values() for old in migration.replaces}
    return frozenset(known.keys() | replaced), frozenset(loader.graph.nodes)


def _named(keys: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted(".".join(key) for key in keys))


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
