"""The token endpoint of Login with Amazon and the tokens it gave out (sections 1.2, 1.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from string import ascii_letters, digits

from mallsim.malls.amazon.settings import CODE_S, TOKEN_S, Settings
from mallsim.malls.amazon.wire import Answer

SELLER = "seller"
NOTIFICATIONS = "sellingpartnerapi::notifications"
ROTATION = "sellingpartnerapi::client_credential:rotation"
SCOPES = (NOTIFICATIONS, ROTATION)


@dataclass(frozen=True, slots=True)
class Token:
    """``scope`` is SELLER or a grantless scope; ``paths`` are the resources of a restricted data token."""

    value: str
    scope: str
    expires: datetime
    paths: tuple[str, ...] = ()


@dataclass(slots=True)
class Lwa:
    """One application, authorised by one seller. Tokens live 3600 s and are never scaled."""

    rng: Random
    settings: Settings
    client_id: str = field(init=False)
    client_secret: str = field(init=False)
    refresh_token: str = field(init=False)
    tokens: dict[str, Token] = field(default_factory=dict)
    codes: dict[str, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client_id = f"amzn1.application-oa2-client.{self._text(32)}"
        self.client_secret = f"amzn1.oa2-cs.v1.{self._text(64)}"
        self.refresh_token = f"Atzr|{self._text(120)}"

    def _text(self, length: int) -> str:
        return "".join(self.rng.choices(ascii_letters + digits, k=length))

    def rotate_secret(self) -> None:
        """A new client secret; the old one is dead at once."""
        self.client_secret = f"amzn1.oa2-cs.v1.{self._text(64)}"

    def consent(self, now: datetime) -> str:
        """The ``spapi_oauth_code`` a seller's consent brings back (section 1.1); good once, for five minutes."""
        code = self._text(20)
        self.codes[code] = now + timedelta(seconds=CODE_S)
        return code

    def issue(self, scope: str, now: datetime, paths: tuple[str, ...] = ()) -> Token:
        """A new access token, or with ``paths`` a restricted one."""
        value = f"{'Atz.sprdt' if paths else 'Atza'}|{self._text(96)}"
        self.tokens = {key: token for key, token in self.tokens.items() if token.expires > now - timedelta(days=1)}
        self.tokens[value] = Token(value, scope, now + timedelta(seconds=TOKEN_S), paths)
        return self.tokens[value]

    def answer(self, form: Mapping[str, str], now: datetime) -> Answer:
        """``POST /auth/o2/token``."""
        if form.get("client_id") != self.client_id or form.get("client_secret") != self.client_secret:
            return _no(401, "invalid_client", "Client authentication failed")
        grants = {
            "refresh_token": self._refresh,
            "authorization_code": self._exchange,
            "client_credentials": self._grantless,
        }
        grant = grants.get(form.get("grant_type", ""))
        if grant is None:
            return _no(400, "unsupported_grant_type", "The authorization grant type is not supported")
        return grant(form, now)

    def _refresh(self, form: Mapping[str, str], now: datetime) -> Answer:
        if "refresh_token" not in form:
            return _no(400, "invalid_request", "The request is missing a required parameter : refresh_token")
        if form["refresh_token"] != self.refresh_token or self.settings.refresh_token_revoked:
            return _no(400, "invalid_grant", "The request has an invalid grant parameter : refresh_token")
        return self._given(self.issue(SELLER, now), self.refresh_token)

    def _exchange(self, form: Mapping[str, str], now: datetime) -> Answer:
        until = self.codes.pop(form.get("code", ""), None)
        if until is None or until <= now:
            return _no(400, "invalid_grant", "The request has an invalid grant parameter : code")
        return self._given(self.issue(SELLER, now), self.refresh_token)

    def _grantless(self, form: Mapping[str, str], now: datetime) -> Answer:
        scope = form.get("scope", "")
        if scope not in SCOPES:
            return _no(400, "invalid_scope", "The requested scope is invalid, unknown, or malformed")
        return self._given(self.issue(scope, now))

    def _given(self, token: Token, refresh_token: str = "") -> Answer:
        body: dict[str, object] = {"access_token": token.value, "token_type": "bearer", "expires_in": TOKEN_S}
        return Answer(200, {**body, "refresh_token": refresh_token} if refresh_token else body)


def _no(status: int, error: str, description: str) -> Answer:
    return Answer(status, {"error": error, "error_description": description})
