"""What the core gives a mall's client: credentials, endpoints, tokens and the one way out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from ichigen.mallkit.http import MallHttp


@dataclass(frozen=True, slots=True)
class Token:
    """A short-lived access token. Its representation hides the value."""

    value: str = field(repr=False)
    expires_at: datetime


class TokenStore(Protocol):
    """Keeps short-lived tokens (sealed) between runs and processes."""

    def get(self, name: str) -> Token | None:
        """Return the stored token, expired or not."""
        ...

    def put(self, name: str, token: Token) -> None:
        """Store a token under a name. Other names are left as they are; one that ended long ago may be forgotten."""
        ...

    def keep_credential(self, name: str, value: str, expires_at: datetime | None) -> None:
        """Replace a long-lived credential that the mall renewed by itself (a new refresh token)."""
        ...


class Clock(Protocol):
    """The database clock, injected."""

    def __call__(self) -> datetime:
        """Return the time now, UTC, aware."""
        ...


@dataclass(frozen=True, slots=True)
class Connection:
    """One account, ready to be used by a mall's client."""

    credentials: Mapping[str, str] = field(repr=False)
    endpoints: Mapping[str, str]
    settings: Mapping[str, str]
    http: MallHttp
    tokens: TokenStore
    now: Clock
