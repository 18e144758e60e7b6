"""One machine: the embedded database (when it is ours), its schema, and the children. `up` and the demo run it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ichigen.cli.children import Child, command_child
from ichigen.cli.django_ready import set_up_django
from ichigen.cli.home import Home
from ichigen.cli.lock import owner_lock
from ichigen.cli.postgres.postmaster import Postmaster
from ichigen.cli.postgres.server import start_embedded
from ichigen.cli.running import need_database

Report = Callable[[str], None]


def hub_children(bind: str) -> tuple[Child, ...]:
    """The processes of one machine. The worker follows the database: after its restart it is started afresh."""
    return command_child("serve", "--bind", bind), command_child("worker", restart_with_database=True)


@contextmanager
def hub(home: Home, report: Report) -> Iterator[Postmaster | None]:
    """Own this home folder, with a database that answers and has this program's schema.

    Yields the embedded server, or None with an external one. Raises what `ichigen.cli.words` explains.
    """
    with owner_lock(home.owner_lock):
        external = bool(os.environ.get("DATABASE_URL"))
        postmaster = None if external else start_embedded(home.path, report)
        try:
            need_database(home)
            set_up_django()
            from ichigen.cli.schema import migrate_schema

            migrate_schema()
            yield postmaster
        finally:
            if postmaster is not None:
                postmaster.stop()
