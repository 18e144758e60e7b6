"""What every test gets: one database server for the session, and no way out to the network."""

import pytest

from ichigen.cli.postgres.postmaster import Postmaster
from tests.database import remove_abandoned_roots, remove_session_root, start_session_server

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
