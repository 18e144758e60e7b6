"""What every test gets: one database server for the session, and no way out to the network."""

from collections.abc import Iterator

import pytest
from django.utils import translation
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
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long and needs no table of the session: only quick tests are left for the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None or _needs_database(item))


def _needs_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(
        fixtures & {"db", "transactional_db", "live_server"}
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Remember the rows of the migrations: a transactional test ends with these, and no others."""
    from tests.clearing.management.commands.flush import clearable_tables  # after Django is set up
    from tests.clearing.rows import close_clearing_connection, keep_first_rows

    with django_db_blocker.unblock():
        keep_first_rows(clearable_tables())
    yield
    close_clearing_connection()


@pytest.fixture(autouse=True)
def in_the_first_language() -> None:
    """A request leaves its language behind in its thread: what the next test sees of it would hang on their order."""
    translation.deactivate()
