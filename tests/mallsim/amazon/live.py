"""The simulator as a process listening on loopback, for clients that speak HTTP themselves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2

TIME_SCALE = 1000


@dataclass(frozen=True, slots=True)
class Live:
    """One running mall: where it is, its credentials, and the control API."""

    base_url: str
    control_url: str
    credentials: dict[str, str]

    @property
    def address(self) -> str:
        """Host and port."""
        return self.base_url.removeprefix("http://")

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """A request to this mall's part of the control API."""
        answer = httpx2.request(method, self.control_url + path, json=body)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        root = self.control_url.partition("/malls/")[0]
        assert httpx2.post(f"{root}/clock", json={"advance_s": seconds}).status_code == 200


@contextmanager
def running() -> Iterator[Live]:
    """A mall on free ports with the demo goods; its waits pass a thousand times as fast."""
    command = [sys.executable, "-m", "mallsim", "--control-port", "0", "--malls", "amazon", "--json"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command += ["--time-scale", str(TIME_SCALE)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        card = json.loads(process.stdout.readline())[0]
        try:
            yield Live(card["base_url"], card["control_url"], card["credentials"])
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
