"""PostgreSQL is killed while orders arrive: everything starts again by itself and the books balance."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_commands import Up
from tests.scenarios.town import open_town
from tests.workers.process import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """An installation of its own in a folder PostgreSQL's user can pass through."""
    folder = Path(tempfile.mkdtemp(prefix="ichigen-"))
    folder.chmod(0o711)
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    paths = {"ICHIGEN_HOME": str(folder / "home"), "ICHIGEN_DB_DIR": str(folder / "db")}
    yield {**kept, **paths, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    shutil.rmtree(folder)


def inside(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "tests.scenarios.inside", *arguments], env=environment, check=True, timeout=150
    )


def postmaster_pid(environment: dict[str, str]) -> int:
    found = next(Path(environment["ICHIGEN_DB_DIR"]).rglob("postmaster.pid"))
    return int(found.read_text().splitlines()[0])


def test_orders_during_a_crash_of_the_database_are_taken_in_once_and_lower_the_other_mall(
    environment: dict[str, str], tmp_path: Path
) -> None:
    with (
        open_town("rakuten", "yahoo_shopping", time_scale=100) as town,
        Up(environment, tmp_path / "up.log", "--practice"),
    ):
        malls = [town.control(mall) for mall in ("rakuten", "yahoo_shopping")]
        for mall in malls:
            mall.put_item("A-1", quantity=50, title="商品 A-1")
        inside(environment, "link", json.dumps(list(town.cards.values())))

        for mall in malls:
            mall.buy("A-1", 1)
        os.kill(postmaster_pid(environment), signal.SIGKILL)
        for mall in malls:
            for _ in range(3):
                mall.buy("A-1", 1)

        inside(environment, "settled", "8", "42")
        assert [mall.quantity("A-1") for mall in malls] == [42, 42]
        for mall in malls:
            mall.close()
