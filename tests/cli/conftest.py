"""Clusters of their own for tests that start, kill and upgrade servers."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ichigen.cli.postgres.binaries import Binaries, binaries_in, find_binaries
from ichigen.cli.postgres.place import Place, place_at

DEBIAN = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A short folder the user PostgreSQL runs as can pass through (pytest's own temporary folders are closed)."""
    folder = Path(tempfile.mkdtemp(prefix="ichigen-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def place(open_folder: Path) -> Place:
    return place_at(open_folder / "db")


@pytest.fixture
def wheel() -> Binaries:
    return find_binaries({})


@pytest.fixture
def debian() -> Binaries:
    if not DEBIAN.is_dir():
        pytest.skip(f"no PostgreSQL 15 in {DEBIAN}")
    return binaries_in(DEBIAN)


@pytest.fixture(params=["wheel", "debian"])
def binaries(request: pytest.FixtureRequest) -> Binaries:
    """Each test that asks for it runs on the wheel and on Debian's PostgreSQL."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Binaries)
    return found


@pytest.fixture
def home(open_folder: Path) -> Path:
    """A home folder not yet made."""
    return open_folder / "home"


@pytest.fixture
def environment(home: Path, open_folder: Path) -> dict[str, str]:
    """The environment of an `ichigen` process with a home folder and an embedded database of its own."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    return {**kept, "ICHIGEN_HOME": str(home), "ICHIGEN_DB_DIR": str(open_folder / "db")}
