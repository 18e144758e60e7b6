"""A database that is thrown away: the embedded server with the product's settings, in a folder of its own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ichigen.cli.postgres.binaries import find_binaries
from ichigen.cli.postgres.place import place_at
from ichigen.cli.postgres.server import start_server
from ichigen.cli.saying import say


@contextmanager
def fresh_folder() -> Iterator[Path]:
    """A private folder that the user PostgreSQL runs as can pass through."""
    root = Path(tempfile.mkdtemp(prefix="ichigen-bench-"))
    root.chmod(0o711)
    try:
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


@contextmanager
def fresh_database() -> Iterator[str]:
    """A migrated database, Django set up on it; yields its address."""
    with fresh_folder() as root:
        place = place_at(root / "db")
        server = start_server(place, find_binaries(), say)
        try:
            home = root / "home"
            home.mkdir(mode=0o700)
            os.environ.update(ICHIGEN_HOME=str(home), DATABASE_URL=place.url())
            _migrate()
            yield place.url()
            _disconnect()
        finally:
            server.stop()


def _migrate() -> None:
    from ichigen.cli.django_ready import set_up_django

    set_up_django()
    from ichigen.cli.schema import migrate_schema

    migrate_schema()


def _disconnect() -> None:
    from django.db import connection

    connection.close()
