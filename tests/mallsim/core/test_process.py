"""The command as people and other tests start it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from click.testing import CliRunner

from mallsim.main import main


@pytest.fixture
def card() -> Iterator[dict[str, Any]]:
    """A real process with one mall on free ports; it must end cleanly on SIGTERM."""
    command = [sys.executable, "-m", "mallsim", "--control-port", "0", "--malls", "rakuten", "--json"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())[0]
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_process_serves_mall_and_control(card: dict[str, Any]) -> None:
    with httpx2.Client() as client:
        items = client.get(f"{card['control_url']}/items").json()
        assert len(items) == 120
        answer = client.get(f"{card['base_url']}/es/2.0/items/search")
        assert answer.status_code == 401
        assert len(answer.headers.get_list("date")) == 1
        calls = client.get(f"{card['control_url']}/calls").json()
        assert [(call["operation"], call["status"]) for call in calls] == [("item.search", 401)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--malls", "nowhere"], "no such mall: nowhere"),
        (["--port", "rakuten"], "write MALL=PORT"),
        (["--malls", "rakuten", "--port", "other=1"], "names a mall that does not run: other"),
    ],
)
def test_wrong_options_are_explained(options: list[str], message: str) -> None:
    result = CliRunner().invoke(main, options)
    assert result.exit_code == 2
    assert message in result.output
