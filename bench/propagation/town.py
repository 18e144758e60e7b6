"""The malls of a measurement: simulators with their real limits and waiting times, and what their logs say."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2

from bench.propagation.logs import NEVER, MallLog, Reads, Sale, StockRow, lowered_at


@dataclass
class SimulatedMall:
    """One mall: its card from `GET /malls`, and a line to its control API."""

    card: Mapping[str, Any]
    control: httpx2.Client = field(repr=False)

    @property
    def id(self) -> str:
        return str(self.card["mall"])

    def put(self, code: str, quantity: int) -> None:
        """Put goods on the shelf."""
        self._send("PUT", f"/items/{code}", {"quantity": quantity, "title": f"商品 {code}"})

    def buy(self, code: str) -> None:
        """A shopper orders one piece."""
        self._send("POST", "/orders", {"lines": [{"code": code, "quantity": 1}]})

    def shelf(self) -> dict[str, int]:
        """The mall's own numbers."""
        return {item["code"]: int(item["quantity"]) for item in self._send("GET", "/items")}

    def last_call(self) -> int:
        """The number of the newest call."""
        calls = self._send("GET", "/calls?since=0")
        return int(calls[-1]["number"]) if calls else 0

    def log(self, opening: Mapping[str, int], since_call: int, since: float) -> MallLog:
        """Everything this mall noted since a call number and an instant."""
        calls = [call for call in self._send("GET", f"/calls?since={since_call}") if call["status"] in (200, 204)]
        orders = self._send("GET", f"/orders?since={since}")
        sales = [
            Sale(order["placed"], line["code"], line["quantity"], order["number"])
            for order in orders
            for line in order["lines"]
        ]
        return MallLog(opening, sorted(sales, key=lambda sale: sale.at), _writes(calls), _reads(calls))

    def refused_calls(self, since_call: int) -> dict[str, int]:
        """How many calls were not answered with success, by status."""
        found: dict[str, int] = {}
        for call in self._send("GET", f"/calls?since={since_call}"):
            if call["status"] not in (200, 204):
                found[str(call["status"])] = found.get(str(call["status"]), 0) + 1
        return found

    def _send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        response = self.control.request(method, path, json=body)
        response.raise_for_status()
        return response.json() if response.content else None


@contextmanager
def open_malls(only: Sequence[str] = ()) -> Iterator[list[SimulatedMall]]:
    """Start the simulators, all or those named, on free ports, empty, with nothing scaled."""
    command = [sys.executable, "-m", "mallsim", "--control-port", "0", "--goods", "none", "--time-scale", "1", "--json"]
    command += ["--malls", ",".join(only)] if only else []
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        cards = json.loads(process.stdout.readline())
        yield [
            SimulatedMall(card, httpx2.Client(base_url=card["control_url"], trust_env=False, timeout=30))
            for card in cards
        ]
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


class Watch:
    """What every mall noted from now on."""

    def __init__(self, malls: Sequence[SimulatedMall]) -> None:
        self._malls = malls
        self._marks = {mall.id: (mall.shelf(), mall.last_call()) for mall in malls}
        self._since = time.time()

    def logs(self) -> dict[str, MallLog]:
        """The logs until now."""
        return {mall.id: mall.log(*self._marks[mall.id], self._since) for mall in self._malls}

    def until_lowered(self, patience_s: float) -> dict[str, MallLog]:
        """The logs once every mall was lowered for every sale elsewhere, or after `patience_s`."""
        ends = time.monotonic() + patience_s
        while True:
            logs = self.logs()
            pairs = [(seller, other) for seller in logs for other in logs if seller != other]
            if all(NEVER not in lowered_at(logs[seller], logs[other]) for seller, other in pairs):
                return logs
            if time.monotonic() > ends:
                return logs
            time.sleep(1.0)

    def refused(self) -> dict[str, dict[str, int]]:
        """Per mall, how many calls it did not answer with success, by status."""
        return {mall.id: mall.refused_calls(self._marks[mall.id][1]) for mall in self._malls}


def sleep_until(at: float) -> None:
    """Sleep until an instant of `time.monotonic`."""
    time.sleep(max(0.0, at - time.monotonic()))


def _sales(order: Mapping[str, Any]) -> list[Sale]:
    return [Sale(order["placed"], line["code"], line["quantity"], order["number"]) for line in order["lines"]]


def _writes(calls: list[dict[str, Any]]) -> list[StockRow]:
    return [
        StockRow(call["time"], effect["code"], effect["quantity"])
        for call in calls
        for effect in call["effect"]
        if "code" in effect and "quantity" in effect  # a number was set, whichever call of the mall did it
    ]


def _reads(calls: list[dict[str, Any]]) -> Reads:
    details: dict[str, float] = {}
    stock: dict[str, list[float]] = {}
    for call in calls:
        for number in call["shown"]:
            details.setdefault(number, call["finished"])
        for row in call["numbers"]:
            stock.setdefault(row["code"], []).append(call["finished"])
    return Reads(details, {code: sorted(answers) for code, answers in stock.items()})
