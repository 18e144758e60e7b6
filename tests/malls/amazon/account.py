"""An account whose answers a test scripts, one per call, and whose requests it can read afterwards."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote

import httpx2

from ichigen.mallkit.connection import Connection, Token
from ichigen.mallkit.http import Call, MallHttp, Reply
from ichigen.malls.amazon.client import AmazonClient

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SELLER = "A1SELLERTEST"


class OpenGate:
    """Lets every call pass and keeps it."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def before(self, call: Call) -> None:
        """Keep the call."""
        self.calls.append(call)

    def after(self, call: Call, reply: Reply | None, error: str) -> None:
        """No log in these tests."""


@dataclass
class KeptTokens:
    """Tokens in memory."""

    tokens: dict[str, Token] = field(default_factory=dict)
    credentials: dict[str, tuple[str, datetime | None]] = field(default_factory=dict)

    def get(self, name: str) -> Token | None:
        return self.tokens.get(name)

    def put(self, name: str, token: Token) -> None:
        self.tokens[name] = token

    def keep_credential(self, name: str, value: str, expires_at: datetime | None) -> None:
        self.credentials[name] = (value, expires_at)


class RunTokens(KeptTokens):
    """Tokens as the core keeps them: a run reads what stood when it began, and what it stored since."""

    def __init__(self, shared: KeptTokens) -> None:
        super().__init__(dict(shared.tokens))
        self._shared = shared

    def put(self, name: str, token: Token) -> None:
        super().put(name, token)
        self._shared.put(name, token)


def signed_in() -> KeptTokens:
    """Return a store that has good tokens."""
    until = NOW + timedelta(minutes=30)
    return KeptTokens({"access_token": Token("Atza|one", until), "grantless_token": Token("Atza|free", until)})


@dataclass
class Account:
    """`answers` are given in order; `asked` are the requests made. `now` may be moved on."""

    answers: list[httpx2.Response | Exception] = field(default_factory=list)
    settings: Mapping[str, str] = field(default_factory=dict)
    tokens: KeptTokens = field(default_factory=signed_in)
    asked: list[httpx2.Request] = field(default_factory=list)
    gate: OpenGate = field(default_factory=OpenGate)
    now: datetime = NOW

    def connection(self) -> Connection:
        """Return the connection a client is made of."""
        client = httpx2.Client(transport=httpx2.MockTransport(self._answer))
        credentials = {
            "seller_id": SELLER,
            "client_id": "amzn1.application-oa2-client.test",
            "client_secret": "hush",
            "refresh_token": "Atzr|one",
            "aws_secret_access_key": "quiet",
        }
        endpoints = {"api": "http://127.0.0.1:9/", "auth": "http://127.0.0.1:9/"}
        http = MallHttp(self.gate, 5.0, client)
        return Connection(credentials, endpoints, self.settings, http, self.tokens, lambda: self.now)

    def client(self) -> AmazonClient:
        """Return a client of the account."""
        return AmazonClient(self.connection())

    def paths(self) -> list[str]:
        """Return the paths asked for, as they travelled."""
        return [request.url.raw_path.decode().partition("?")[0] for request in self.asked]

    def query(self, index: int) -> dict[str, str]:
        """Return the parameters of one request."""
        raw = self.asked[index].url.raw_path.decode().partition("?")[2]
        return {name: values[0] for name, values in parse_qs(raw).items()}

    def body(self, index: int) -> Any:
        """Return the JSON body of one request."""
        return json.loads(self.asked[index].content)

    def form(self, index: int) -> dict[str, str]:
        """Return the form of one request."""
        return {name: values[0] for name, values in parse_qs(unquote(self.asked[index].content.decode())).items()}

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def said(document: object, status: int = 200, **headers: str) -> httpx2.Response:
    """Return a JSON answer."""
    return httpx2.Response(status, json=document, headers=headers)


def error(status: int, code: str, message: str = "", details: str = "", **headers: str) -> httpx2.Response:
    """Return an error answer of SP-API (page section 2)."""
    return said({"errors": [{"code": code, "message": message, "details": details}]}, status, **headers)
