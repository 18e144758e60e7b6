"""What every test gets: one database server for the session, and no way out to the network."""

from importlib import import_module

import pytest
from django.apps import apps
from hypothesis import HealthCheck, settings

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


@pytest.fixture(autouse=True)
def _first_rows(request: pytest.FixtureRequest) -> None:
    """A transactional test empties every table at its end: put the rows of the migrations back before the next one."""
    marker = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("transactional_db")
        from ichigen.store.mail_templates import MailTemplate
        from ichigen.store.orders import Status
        from ichigen.store.status_table import TimeSlot

        if not Status.objects.exists():
            import_module("ichigen.store.migrations.0003_rules").seed(apps, None)
        if not TimeSlot.objects.exists():
            import_module("ichigen.store.migrations.0013_status_table").seed_slots(apps, None)
        if not MailTemplate.objects.exists():
            import_module("ichigen.store.migrations.0028_mail_templates").seed(apps, None)
