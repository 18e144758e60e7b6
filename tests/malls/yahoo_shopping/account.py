"""An account whose answers a test scripts, one per call, and whose requests it can read afterwards."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qs

import httpx2
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ichigen.mallkit.connection import Connection, Token
from ichigen.mallkit.http import Call, MallHttp, Reply

NOW = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)
PRIVATE_KEY = generate_private_key(65537, 2048)
PUBLIC_PEM = PRIVATE_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

TOKEN = httpx2.Response(200, json={"access_token": "at-1", "token_type": "Bearer", "expires_in": 3600})


class OpenGate:
    """Lets every call pass."""

    def before(self, call: Call) -> None:
        """No pacing in these tests."""

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


@dataclass
class Account:
    """`answers` are given in order; `asked` are the requests made."""

    answers: list[httpx2.Response | Exception]
    settings: Mapping[str, str] = field(default_factory=dict)
    public_key: str = PUBLIC_PEM
    tokens: KeptTokens = field(default_factory=KeptTokens)
    asked: list[httpx2.Request] = field(default_factory=list)

    def connection(self) -> Connection:
        """Return the connection a client is made of."""
        client = httpx2.Client(transport=httpx2.MockTransport(self._answer))
        credentials = {
            "seller_id": "hinata-shop",
            "client_id": "app",
            "client_secret": "hush",
            "refresh_token": "rt-1",
            "public_key": self.public_key,
            "public_key_version": "2",
        }
        endpoints = {"api": "http://127.0.0.1:9/", "auth": "http://127.0.0.1:9/"}
        http = MallHttp(OpenGate(), 5.0, client)
        return Connection(credentials, endpoints, self.settings, http, self.tokens, lambda: NOW)

    def paths(self) -> list[str]:
        """Return the last part of each path asked for."""
        return [request.url.path.rsplit("/", 1)[1] for request in self.asked]

    def form(self, index: int) -> dict[str, str]:
        """Return the form of one request."""
        return {name: values[0] for name, values in parse_qs(self.asked[index].content.decode()).items()}

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def signed(content: bytes, status: int = 200) -> httpx2.Response:
    """Return the answer of an order call whose public key was accepted."""
    return httpx2.Response(status, content=content, headers={"X-SWS-Authorize-Status": "authorized"})


def plain(content: bytes, status: int = 200) -> httpx2.Response:
    """Return the answer of a stock or item call."""
    return httpx2.Response(status, content=content)


def open_signature(request: httpx2.Request) -> str:
    """Return what the signature header says, by the private key."""
    sealed = base64.b64decode(request.headers["X-sws-signature"])
    return PRIVATE_KEY.decrypt(sealed, PKCS1v15()).decode()
