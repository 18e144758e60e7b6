"""What every test gets: one database server for the session, and no way out to the network."""

from collections.abc import Iterator
from itertools import groupby

import pytest
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker

from ichigen.cli.postgres.postmaster import Postmaster
from tests.database import remove_abandoned_roots, remove_session_root, start_session_server

# How long an example takes says how busy the machine is, and nothing of the product.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

_server = pytest.StashKey[Postmaster]()


def pytest_configure(config: pytest.Config) -> None:
    """The controlling process starts the server; xdist workers find it running."""
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        remove_abandoned_roots()
        config.stash[_server] = start_session_server()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Also runs after failures and Ctrl-C. After a kill the kernel stops the server and the next session cleans up."""
    if _server in config.stash:
        config.stash[_server].stop()
    if not hasattr(config, "workerinput"):
        remove_session_root()


@pytest.hookimpl(trylast=True)  # pytest-django has put what needs no database last
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deal what takes long to the workers first: only quick tests are left for the end, when one takes them from another.

    `--dist worksteal` gives each worker one piece of this list, in its order, and takes from the ends of the pieces later.
    """
    hands = int(getattr(config, "workerinput", {"workercount": 1})["workercount"])
    items.sort(key=_quickness)
    kinds = [list(alike) for _, alike in groupby(items, key=_quickness)]
    items[:] = [
        item
        for hand in range(hands)
        for alike in kinds
        for item in alike[len(alike) * hand // hands : len(alike) * (hand + 1) // hands]
    ]


def _quickness(item: pytest.Item) -> int:
    """0: starts processes or a browser; 1: commits to the database; 2: everything else, with or without a database."""
    if item.get_closest_marker("slow") is not None:
        return 0
    mark = item.get_closest_marker("django_db")
    commits = mark is not None and mark.kwargs.get("transaction", False)
    return 1 if commits or "transactional_db" in getattr(item, "fixturenames", ()) else 2


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Remember the rows of the migrations: a transactional test ends with these, and no others, and a connection as new."""
    from django.test import TransactionTestCase  # after Django is set up

    from tests.clearing.management.commands.flush import clearable_tables
    from tests.clearing.reuse import must_reconnect
    from tests.clearing.rows import close_clearing_connection, keep_first_rows

    with django_db_blocker.unblock():
        keep_first_rows(clearable_tables())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_should_reload_connections", must_reconnect)
        yield
    close_clearing_connection()
