"""YConnect v2: the consent page, authorization codes, access and refresh tokens (section 2.1)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from urllib.parse import urlencode

from mallsim.malls.yahoo_shopping.settings import ACCESS_TOKEN_S, REFRESH_TOKEN_S, Settings
from mallsim.malls.yahoo_shopping.wire import Answer

UNSIGNED_ID = "eyJhbGciOiJub25lIn0.e30."
"""An empty ID token; nothing in the store's API reads it."""

REDIRECT_PARAMETERS = ("response_type", "client_id", "redirect_uri", "scope")


@dataclass(slots=True)
class Consent:
    """One consent of the store: lives four weeks, or until it is withdrawn or the password changes."""

    given: datetime
    refresh_token: str
    withdrawn: bool = False
    unsigned_order_call: bool = False

    def alive(self, now: datetime) -> bool:
        """Refreshing never extends the four weeks."""
        return not self.withdrawn and now - self.given < timedelta(seconds=REFRESH_TOKEN_S)


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A bearer token of one consent."""

    consent: Consent
    expires: datetime


@dataclass(slots=True)
class YConnect:
    """The authorization server of one Client ID. All its words come from ``rng``."""

    rng: Random
    settings: Settings
    client_id: str = ""
    client_secret: str = ""
    _codes: dict[str, str] = field(default_factory=dict)
    _consents: list[Consent] = field(default_factory=list)
    _access: dict[str, AccessToken] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client_id = self._word("dj00")
        self.client_secret = self._word("")

    def _word(self, prefix: str) -> str:
        return f"{prefix}{self.rng.getrandbits(128):032x}"

    def usable_refresh_token(self, now: datetime) -> str:
        """A refresh token that works now; consents anew where none is left."""
        living = [consent for consent in self._consents if consent.alive(now)]
        return (living[-1] if living else self.consent(now)).refresh_token

    def consent(self, now: datetime) -> Consent:
        """The store's owner agrees: a consent with its refresh token."""
        made = Consent(now, self._word("rt-"))
        self._consents.append(made)
        return made

    def withdraw_all(self) -> None:
        """Password change or withdrawn consent: every refresh and access token dies."""
        for consent in self._consents:
            consent.withdrawn = True
        self._access.clear()

    def forget_access(self) -> None:
        """Every access token expires at once; the consents stay."""
        self._access.clear()

    def holder(self, authorization: str, now: datetime) -> AccessToken | None:
        """The live token of an ``Authorization: Bearer`` header, or None."""
        scheme, _, value = authorization.partition(" ")
        token = self._access.get(value.strip()) if scheme.lower() == "bearer" else None
        return token if token and token.expires > now else None

    def authorize(self, query: Mapping[str, str]) -> Answer:
        """The browser's request: redirects back with a single-use code and the given state."""
        missing = [name for name in REDIRECT_PARAMETERS if not query.get(name)]
        if missing or query["client_id"] != self.client_id or query["response_type"] != "code":
            return Answer(400, "invalid_request", "text/plain; charset=UTF-8")
        code = self._word("")
        self._codes[code] = query["redirect_uri"]
        back = {"code": code, **({"state": query["state"]} if "state" in query else {})}
        joint = "&" if "?" in query["redirect_uri"] else "?"
        return Answer(
            302,
            "",
            headers={"Location": query["redirect_uri"] + joint + urlencode(back)},
        )

    def token(self, form: Mapping[str, str], authorization: str, now: datetime) -> Answer:
        """The token endpoint; client authentication by Basic header or form."""
        if (self.client_id, self.client_secret) != _client(form, authorization):
            return _problem(401, "invalid_client", "client authentication failed", 1401)
        grant = form.get("grant_type", "")
        if grant == "authorization_code":
            return self._first(form, now)
        if grant == "refresh_token":
            return self._refresh(form.get("refresh_token", ""), now)
        return _problem(400, "unsupported_grant_type", "grant_type is unknown", 1403)

    def _first(self, form: Mapping[str, str], now: datetime) -> Answer:
        redirect = self._codes.pop(form.get("code", ""), None)
        if redirect is None or redirect != form.get("redirect_uri"):
            return _problem(400, "invalid_grant", "authorization code is invalid", 4101)
        consent = self.consent(now)
        return self._issue(
            consent,
            now,
            refresh_token=consent.refresh_token,
            id_token=UNSIGNED_ID,
        )

    def _refresh(self, token: str, now: datetime) -> Answer:
        consent = next((one for one in self._consents if one.refresh_token == token), None)
        if consent is None or not consent.alive(now):
            return _problem(400, "invalid_grant", "refresh token is invalid or expired", 4102)
        if self.settings.rotate_refresh_token:
            consent.refresh_token = self._word("rt-")
            return self._issue(consent, now, refresh_token=consent.refresh_token)
        return self._issue(consent, now)

    def _issue(self, consent: Consent, now: datetime, **more: str) -> Answer:
        value = self._word("at-")
        self._access[value] = AccessToken(consent, now + timedelta(seconds=ACCESS_TOKEN_S))
        body = {
            "access_token": value,
            "token_type": "Bearer",
            "expires_in": ACCESS_TOKEN_S,
            **more,
        }
        return Answer(200, json.dumps(body), "application/json; charset=UTF-8")


def _client(form: Mapping[str, str], authorization: str) -> tuple[str, str]:
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        name, _, secret = base64.b64decode(value, validate=True).decode("utf-8").partition(":")
    except (ValueError, binascii.Error):
        return "", ""
    return name, secret


def _problem(status: int, error: str, description: str, code: int) -> Answer:
    body = {"error": error, "error_description": description, "error_code": code}
    return Answer(status, json.dumps(body), "application/json; charset=UTF-8")
