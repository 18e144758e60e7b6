"""An account whose mall answers from a list; the requests are kept. For tests of single documents."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx2

from ichigen.mallkit.connection import Connection, Token
from ichigen.mallkit.http import Call, MallHttp, Reply
from ichigen.malls.mercari_shops.client import MercariShopsClient
from ichigen.malls.mercari_shops.unseen_fields import KEPT, Unseen, to_text

NOW = datetime(2026, 10, 4, 3, 0, tzinfo=UTC)
LATER = datetime(2027, 1, 1, tzinfo=UTC)


class OpenGate:
    """Lets every call pass and keeps it."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def before(self, call: Call) -> None:
        self.calls.append(call)

    def after(self, call: Call, reply: Reply | None, error: str) -> None:
        """No log in these tests."""


@dataclass
class KeptTokens:
    """Tokens in memory; what the schema has is known, so that no test asks for it unless it wants to."""

    tokens: dict[str, Token] = field(default_factory=lambda: {KEPT: Token(to_text(Unseen()), LATER)})

    def get(self, name: str) -> Token | None:
        return self.tokens.get(name)

    def put(self, name: str, token: Token) -> None:
        self.tokens[name] = token

    def keep_credential(self, name: str, value: str, expires_at: datetime | None) -> None:
        raise AssertionError("this mall renews nothing by itself")


@dataclass
class Account:
    """`answers` are given in order: a document is a 200, a response itself, an exception is raised."""

    answers: list[Any]
    settings: Mapping[str, str] = field(default_factory=dict)
    tokens: KeptTokens = field(default_factory=KeptTokens)
    client_name: str = "hinata-hub"
    asked: list[httpx2.Request] = field(default_factory=list)
    gate: OpenGate = field(default_factory=OpenGate)

    def client(self) -> MercariShopsClient:
        """Return the client under test."""
        return MercariShopsClient(self.connection())

    def connection(self) -> Connection:
        """Return the connection a client is made of."""
        http = MallHttp(self.gate, 5.0, httpx2.Client(transport=httpx2.MockTransport(self._answer)))
        credentials = {"access_token": "msp_hush", "client_name": self.client_name}
        return Connection(credentials, {"api": "http://127.0.0.1:9/"}, self.settings, http, self.tokens, lambda: NOW)

    def bodies(self) -> list[dict[str, Any]]:
        """Return the JSON bodies asked with."""
        return [json.loads(request.content) for request in self.asked]

    def variables(self, at: int) -> dict[str, Any]:
        """Return the variables of one request."""
        return dict(self.bodies()[at]["variables"])

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx2.Response) else httpx2.Response(200, json=answer)
