"""A mall's answers as bytes, and the mall's own client reading them: everything but the network is the product's.

The document is the one the mall's simulator gives for a two-line order; numbers, codes and buyers vary.
"""

import json
import random
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx2

from bench.order_intake.people import person
from ichigen.domain.orders import MallOrder
from ichigen.mallkit.client import MallClient
from ichigen.mallkit.connection import Connection, Token
from ichigen.mallkit.http import Call, MallHttp, Reply
from ichigen.mallkit.manifest import Mall
from ichigen.mallkit.registry import malls


def densest_mall() -> Mall:
    """The mall that tells most orders in one answer."""
    return max(malls().values(), key=lambda mall: mall.orders.fetch_batch)


@dataclass(frozen=True, slots=True)
class Template:
    """An answer with one two-line order as the mall writes it, and the credentials the simulator invented."""

    document: Mapping[str, Any] = field(repr=False)
    credentials: Mapping[str, str] = field(repr=False)


def template(mall: Mall) -> Template:
    """Let the simulator sell one order of two lines, and keep its document."""
    command = [sys.executable, "-m", "mallsim", "--malls", mall.id, "--port", f"{mall.id}=0"]
    command += ["--control-port", "0", "--goods", "none", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        card = json.loads(process.stdout.readline())[0]
        with httpx2.Client(base_url=card["control_url"], trust_env=False) as control:
            for code in ("T-1", "T-2"):
                control.put(f"/items/{code}", json={"quantity": 9, "title": f"商品 {code}"}).raise_for_status()
            lines = [{"code": "T-1", "quantity": 1}, {"code": "T-2", "quantity": 2}]
            bought = control.post("/orders", json={"lines": lines}).raise_for_status()
        number = bought.json()["order_number"]
        seen: list[bytes] = []
        client = httpx2.Client(event_hooks={"response": [lambda answer: seen.append(answer.read())]}, trust_env=False)
        with client:
            assert (
                len(_connected(mall, card["credentials"], client, card["base_url"]).fetch_orders([number]).orders) == 1
            )
        return Template(json.loads(seen[-1]), card["credentials"])
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


class Answers:
    """Makes answers that nobody has seen yet: each order has a number and a buyer of its own and two random SKUs."""

    def __init__(self, document: Mapping[str, Any], codes: Sequence[str]) -> None:
        self._answer = document
        self._text = json.dumps(document["OrderModelList"][0], ensure_ascii=False)
        self._codes = codes
        self._choose = random.Random(1)
        self._made = 0

    def numbers_and_bytes(self, count: int) -> tuple[list[str], bytes]:
        """Return the numbers of `count` new orders and the body of the answer that holds them."""
        orders = [self._order() for _ in range(count)]
        body = {**self._answer, "OrderModelList": orders}
        return [order["orderNumber"] for order in orders], json.dumps(body, ensure_ascii=False).encode()

    def _order(self) -> dict[str, Any]:
        self._made += 1
        order: dict[str, Any] = json.loads(self._text)
        order["orderNumber"] = f"123456-20260401-{self._made:010}"
        buyer = person(self._choose)
        order["OrdererModel"].update(buyer)
        for package in order["PackageModelList"]:
            package["SenderModel"].update(buyer)
        items = [item for package in order["PackageModelList"] for item in package["ItemModelList"]]
        for place, (item, code) in enumerate(zip(items, self._choose.sample(self._codes, 2), strict=True)):
            item["itemDetailId"] = self._made * 10 + place
            item["itemNumber"], item["manageNumber"] = code, code.lower()
            for sku in item["SkuModelList"]:
                sku["variantId"], sku["merchantDefinedSkuId"] = code, code
        return order


class Wire:
    """A client of the mall whose next answer is given beforehand."""

    def __init__(self, mall: Mall, credentials: Mapping[str, str]) -> None:
        self._body = b""
        transport = httpx2.MockTransport(lambda _: httpx2.Response(200, content=self._body))
        self._client = _connected(mall, credentials, httpx2.Client(transport=transport))

    def read(self, numbers: Sequence[str], body: bytes) -> tuple[MallOrder, ...]:
        """Fetch orders by number; the mall answers `body`."""
        self._body = body
        batch = self._client.fetch_orders(numbers)
        assert not batch.problems, batch.problems[0]
        return batch.orders


def _connected(mall: Mall, credentials: Mapping[str, str], http: httpx2.Client, base_url: str = "") -> MallClient:
    return mall.connect(
        Connection(
            credentials=dict(credentials),
            endpoints={endpoint.name: base_url or endpoint.default for endpoint in mall.endpoints},
            settings={},
            http=MallHttp(_NoGate(), 5.0, http),
            tokens=_NoTokens(),
            now=lambda: datetime.now(UTC),
        )
    )


class _NoGate:
    def before(self, call: Call) -> None:
        """Let everything through: pacing is not measured here."""

    def after(self, call: Call, reply: Reply | None, error: str) -> None:
        """Keep nothing."""


class _NoTokens:
    def get(self, name: str) -> Token | None:
        """This mall needs no token."""
        return None

    def put(self, name: str, token: Token) -> None:
        """Keep nothing."""

    def keep_credential(self, name: str, value: str, expires_at: datetime | None) -> None:
        """Keep nothing."""
