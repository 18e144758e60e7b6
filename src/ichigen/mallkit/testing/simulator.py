"""A simulated mall as a process, and its control API: the tests play the shoppers and the weather through it."""

import json
import ssl
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

from ichigen.mallkit.testing.passing import PassingTime

#: The malls' waiting times pass this many times as fast; their call limits do not.
TIME_SCALE = 200

_STOP_S = 10


@dataclass(frozen=True, slots=True)
class Process:
    """A running `mallsim` with one mall; `card` is its entry of GET /malls."""

    process: "subprocess.Popen[str]" = field(repr=False)
    card: Mapping[str, Any]

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        try:
            self.process.wait(_STOP_S)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            if self.process.stdout:
                self.process.stdout.close()


def start(mall_id: str) -> Process:
    """Start the simulator of one mall on free ports; RuntimeError where it does not come up."""
    command = [sys.executable, "-m", "mallsim", "--malls", mall_id, "--port", f"{mall_id}=0"]
    command += ["--control-port", "0", "--time-scale", str(TIME_SCALE), "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise RuntimeError(f"mallsim did not start for {mall_id} (exit code {process.wait(_STOP_S)})")
    return Process(process, next(card for card in json.loads(line) if card["mall"] == mall_id))


def control_client(base_url: str) -> httpx2.Client:
    """Return a client for a control API: plain HTTP on this machine, so it reads no certificates (30 ms each time)."""
    return httpx2.Client(base_url=base_url, trust_env=False, timeout=30, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


class Control:
    """The control API of one simulated mall."""

    def __init__(self, control_url: str) -> None:
        self._client = control_client(control_url)
        self._clock = f"{control_url.rpartition('/malls/')[0]}/clock"
        self.time = PassingTime(self.advance)

    def items(self) -> list[dict[str, Any]]:
        """Every item as the mall sees it."""
        return list(self._send("GET", "/items"))

    def put_item(self, code: str, **fields: Any) -> None:
        """Create or overwrite an item."""
        self._send("PUT", f"/items/{code}", fields)

    def quantity(self, code: str) -> int:
        """The mall's own number of an item."""
        return int(self._send("GET", f"/items/{code}")["quantity"])

    def buy(self, code: str, quantity: int = 1, **options: Any) -> str:
        """A shopper orders one thing; returns the order number."""
        return self.buy_all({code: quantity}, **options)

    def buy_all(self, quantities: Mapping[str, int], **options: Any) -> str:
        """A shopper orders several things, one line each; returns the number once the mall's API shows the order."""
        lines = [{"code": code, "quantity": quantity} for code, quantity in quantities.items()]
        number = str(self._send("POST", "/orders", {"lines": lines, **options})["order_number"])
        placed = self.order(number)
        self.time.sleep(placed["visible_from"] - placed["placed"])
        return number

    def order(self, number: str) -> dict[str, Any]:
        """An order as the mall sees it: status, parcels, mails."""
        return dict(self._send("GET", f"/orders/{number}"))

    def act(self, number: str, action: str, /, **fields: Any) -> None:
        """Something happens to an order outside the API."""
        self._send("POST", f"/orders/{number}/actions", {"action": action, **fields})

    def fault(self, kind: str, **fields: Any) -> None:
        """Switch a fault on."""
        self._send("POST", "/faults", {"kind": kind, **fields})

    def clear_faults(self) -> None:
        """Switch all faults off."""
        self._send("DELETE", "/faults")

    def settings(self) -> dict[str, Any]:
        """The mall's switches: state of the credentials, functions switched off, and what else it has."""
        return dict(self._send("GET", "/settings"))

    def configure(self, **changes: Any) -> None:
        """Change switches."""
        self._send("POST", "/settings", changes)

    def calls(self, since: int = 0) -> list[dict[str, Any]]:
        """The call log above a number."""
        return list(self._send("GET", f"/calls?since={since}"))

    def advance(self, seconds: float) -> None:
        """Let time pass for every mall of the process."""
        self._client.post(self._clock, json={"advance_s": seconds}).raise_for_status()

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        response = self._client.request(method, path, json=body)
        if response.is_error:
            raise RuntimeError(f"{method} {path}: {response.status_code} {response.text}")
        return response.json() if response.content else None
