"""An account whose answers a test scripts, one per call, and whose requests it can read afterwards."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from ichigen.mallkit.connection import Connection, Token
from ichigen.mallkit.http import Call, MallHttp, Reply
from ichigen.mallkit.testing.tokens import MemoryTokens
from ichigen.malls.shopify.client import ShopifyClient
from tests.malls.shopify import documents

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SHOP = "hinata-shop.myshopify.com"
BY_APP = {"shop_domain": SHOP, "client_id": "app-id", "client_secret": "app-secret", "access_token": ""}
BY_TOKEN = {"shop_domain": SHOP, "client_id": "", "client_secret": "", "access_token": "shpat_pasted"}


class OpenGate:
    """Lets every call pass, and keeps it."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def before(self, call: Call) -> None:
        self.calls.append(call)

    def after(self, call: Call, reply: Reply | None, error: str) -> None:
        """No log in these tests."""


@dataclass
class Account:
    """`answers` are given in order; `asked` are the requests made. A good token is stored unless told otherwise."""

    answers: list[Any]
    credentials: Mapping[str, str] = field(default_factory=lambda: BY_APP)
    settings: Mapping[str, str] = field(default_factory=lambda: {"location": "5"})
    tokens: MemoryTokens = field(default_factory=MemoryTokens)
    has_token: bool = True
    asked: list[httpx2.Request] = field(default_factory=list)
    gate: OpenGate = field(default_factory=OpenGate)

    def client(self) -> ShopifyClient:
        """Return the client under test."""
        if self.has_token:
            self.tokens.put("access_token", Token("shpat_day", NOW + timedelta(hours=20)))
        http = MallHttp(self.gate, 5.0, httpx2.Client(transport=httpx2.MockTransport(self._answer)))
        endpoints = {"admin": "https://{shop_domain}"}
        return ShopifyClient(
            Connection(dict(self.credentials), endpoints, dict(self.settings), http, self.tokens, lambda: NOW)
        )

    def body(self, index: int = -1) -> dict[str, Any]:
        """Return the JSON of one request."""
        return dict(json.loads(self.asked[index].content))

    def variables(self, index: int = -1) -> dict[str, Any]:
        """Return the variables of one request."""
        return dict(self.body(index)["variables"])

    def names(self) -> list[str]:
        """Return the operationName of each GraphQL request."""
        return [json.loads(request.content).get("operationName", "") for request in self.asked]

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        answer: httpx2.Response | Exception = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def data(**members: Any) -> httpx2.Response:
    """Return a 200 with these members of `data`."""
    return reply({"data": members, "extensions": documents.COST})


def reply(answer: Any, status: int = 200, **headers: str) -> httpx2.Response:
    """Return an answer of the API."""
    return httpx2.Response(status, json=answer, headers={"X-Shopify-API-Version": "2026-10"} | headers)


def payload(root: str, **members: Any) -> httpx2.Response:
    """Return the answer of a mutation that was taken."""
    return data(**{root: {"userErrors": []} | members})
