"""A simulated store behind its real door, driven over ASGI, with a clock that only tests move."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, canonicalize

import httpx2
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from defusedxml.ElementTree import fromstring

from mallsim.core.clock import Clock
from mallsim.core.shopping import parse_order
from mallsim.core.world import World
from mallsim.malls.yahoo_shopping.mall import SIMULATOR

START = 1_790_813_560.0
"""2026-10-01T09:12:40+09:00."""

FIXTURES = Path(__file__).parent / "fixtures"
V1 = "/ShoppingWebService/V1/"
FORM = "application/x-www-form-urlencoded"


def fixture(name: str) -> str:
    """The text of a fixture."""
    return (FIXTURES / name).read_text(encoding="utf-8")


def same_xml(answer: str, expected: str) -> bool:
    """Equal documents but for white space between elements, CDATA and comments."""
    return canonicalize(answer, strip_text=True) == canonicalize(expected, strip_text=True)


def change(order_id: str, target: str = "", order: str = "", seller: str = "demo-store") -> str:
    """A ``<Req>`` of the changing operations."""
    return (
        f"<Req><Target><OrderId>{order_id}</OrderId>{target}</Target>"
        f"<Order>{order}</Order><SellerId>{seller}</SellerId></Req>"
    )


class Store:
    """One world with only this mall. Every API call comes 1.1 s after the one before, to stay inside the limit."""

    def __init__(self, time_scale: float = 1.0) -> None:
        self.world = World({"yahoo_shopping": SIMULATOR}, Clock(lambda: START), time_scale=time_scale, goods=False)
        self.seat = self.world.seat("yahoo_shopping")
        self.mall = self.seat.mall
        self._token = ""

    def pass_time(self, seconds: float) -> None:
        """Move the clock."""
        self.world.clock.advance(seconds)
        self.mall.tick()

    def http(
        self,
        method: str,
        path: str,
        content: str = "",
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> httpx2.Response:
        """One HTTP call through the door."""

        async def go() -> httpx2.Response:
            transport = httpx2.ASGITransport(app=self.seat.door)
            async with httpx2.AsyncClient(transport=transport, base_url="http://mall") as client:
                return await client.request(
                    method, path, content=content.encode(), headers=dict(headers or {}), params=dict(params or {})
                )

        return asyncio.run(go())

    def token_answer(self, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> httpx2.Response:
        """POST to the token endpoint."""
        return self.http("POST", "/yconnect/v2/token", urlencode(form), {"Content-Type": FORM, **(headers or {})})

    def refresh(self) -> str:
        """A new access token, used from now on."""
        given = self.mall.credentials()
        form = {"grant_type": "refresh_token", **{k: given[k] for k in ("refresh_token", "client_id", "client_secret")}}
        self._token = str(self.token_answer(form).json()["access_token"])
        return self._token

    def bearer(self) -> dict[str, str]:
        """The header of a call, with the token in use."""
        return {"Authorization": f"Bearer {self._token or self.refresh()}"}

    def signature(self, *, seller: str = "demo-store", at: float | None = None, version: str = "") -> dict[str, str]:
        """公開鍵認証 as section 2.2 describes it."""
        given = self.mall.credentials()
        key = load_pem_public_key(given["public_key"].encode())
        assert isinstance(key, rsa.RSAPublicKey)
        seconds = int(self.world.clock.epoch() if at is None else at)
        secret = key.encrypt(f"{seller}:{seconds}".encode(), padding.PKCS1v15())
        version = version or given["public_key_version"]
        return {"X-sws-signature": base64.b64encode(secret).decode(), "X-sws-signature-version": version}

    def xml(self, operation: str, body: str, headers: Mapping[str, str] | None = None) -> httpx2.Response:
        """POST an XML document."""
        self.world.clock.advance(1.1)
        given = {"Content-Type": "application/xml", **self.bearer(), **(headers or {})}
        return self.http("POST", V1 + operation, body, given)

    def form(self, operation: str, **fields: str) -> httpx2.Response:
        """POST a form; ``seller_id`` is added."""
        self.world.clock.advance(1.1)
        body = urlencode({"seller_id": "demo-store", **fields})
        return self.http("POST", V1 + operation, body, {"Content-Type": FORM, **self.bearer()})

    def get(self, operation: str, **params: str) -> httpx2.Response:
        """GET with a query."""
        self.world.clock.advance(1.1)
        return self.http("GET", V1 + operation, headers=self.bearer(), params=params)

    def item(self, code: str, **fields: Any) -> None:
        """Put an item on sale."""
        self.mall.put_item(code, fields)

    def order(self, *codes: str, quantity: int = 1, **payload: Any) -> str:
        """A shopper buys ``quantity`` of each code; without ``read_only`` the store may write at once."""
        lines = [{"code": code, "quantity": quantity} for code in codes or ("tee-100",)]
        return self.mall.place_order(parse_order({"lines": lines, "read_only": False, **payload}))

    def shipped(self, order_id: str, extra: str = "") -> httpx2.Response:
        """Write 出荷済み."""
        ship = f"<Ship><ShipStatus>3</ShipStatus>{extra}</Ship>"
        return self.xml("orderShipStatusChange", change(order_id, "<IsPointFix>true</IsPointFix>", ship))

    def status(self, order_id: str, status: str, extra: str = "", fix: str = "true") -> httpx2.Response:
        """Write an OrderStatus."""
        target = f"<IsPointFix>{fix}</IsPointFix>"
        body = change(order_id, target, f"<OrderStatus>{status}</OrderStatus>{extra}")
        return self.xml("orderStatusChange", body)

    def info(self, order_id: str, fields: str) -> Element:
        """orderInfo's ``<OrderInfo>``."""
        target = f"<OrderId>{order_id}</OrderId><Field>{fields}</Field>"
        answer = self.xml("orderInfo", f"<Req><Target>{target}</Target><SellerId>demo-store</SellerId></Req>")
        assert answer.status_code == 200, answer.text
        found = parsed(answer).find("Result/OrderInfo")
        assert found is not None
        return found

    def search(self, condition: str = "", fields: str = "OrderId", search: str = "") -> httpx2.Response:
        """orderList; without a condition everything of the year 2026."""
        wanted = condition or "<OrderTimeFrom>20260101000000</OrderTimeFrom>"
        body = f"<Search>{search}<Condition>{wanted}</Condition><Field>{fields}</Field></Search>"
        return self.xml("orderList", f"<Req>{body}<SellerId>demo-store</SellerId></Req>")

    def found(self, condition: str = "", search: str = "") -> list[str]:
        """The OrderIds orderList answers."""
        answer = self.search(condition, search=search)
        assert answer.status_code == 200, answer.text
        return [found.findtext("OrderId", "") for found in parsed(answer).iterfind("Search/OrderInfo")]

    def quantity(self, code: str) -> int:
        """What the mall has of a code."""
        return self.mall.get_item(code).quantity


def parsed(answer: httpx2.Response) -> Element:
    """The answer's document."""
    root: Element = fromstring(answer.content)
    return root


def error_of(answer: httpx2.Response) -> tuple[int, str]:
    """(HTTP status, Code) of an error envelope."""
    root = parsed(answer)
    assert root.tag == "Error", answer.text
    return answer.status_code, root.findtext("Code", "")


def message_of(answer: httpx2.Response) -> str:
    """The Message of an error envelope."""
    return parsed(answer).findtext("Message", "")


def warnings_of(answer: httpx2.Response) -> list[str]:
    """The codes of the Warnings of a success."""
    assert answer.status_code == 200, answer.text
    return [warning.findtext("Code", "") for warning in parsed(answer).iterfind("Result/Warning")]
