"""Who may call: access tokens and the client credentials grant (section 1)."""

import json
from base64 import b64decode
from binascii import Error as NotBase64
from random import Random
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mallsim.malls.shopify.shop import Shop

HEX = "0123456789abcdef"
UNAUTHORISED = {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}
GRANT = "client_credentials"


class Access:
    """The app's id and secret, its pasted token, and the tokens it fetched."""

    def __init__(self, shop: Shop, rng: Random, client_secret: str) -> None:
        self._shop = shop
        self._rng = rng
        self.client_id = self._hex()
        self.client_secret = client_secret
        self.static_token = "shpat_" + self._hex()
        self._tokens: dict[str, float] = {}

    def admits(self, request: Request) -> bool:
        """Is the X-Shopify-Access-Token of this call good?"""
        token = request.headers.get("x-shopify-access-token", "")
        if self._shop.switches.credential != "valid":
            return False
        return token == self.static_token or self._shop.now() < self._tokens.get(token, 0.0)

    def unauthorised(self) -> Response:
        """The 401 answer."""
        return JSONResponse(UNAUTHORISED, 401)

    def forget(self) -> None:
        """Every fetched token is dead."""
        self._tokens.clear()

    async def token(self, request: Request) -> Response:
        """POST /admin/oauth/access_token: a token for 24 hours and no refresh token."""
        given = _body(request, await request.body())
        if given.get("grant_type") != GRANT:
            return _refused("unsupported_grant_type", "The grant type is not supported.")
        right = (given.get("client_id"), given.get("client_secret")) == (self.client_id, self.client_secret)
        if not right or self._shop.switches.credential == "wrong":
            return _refused("application_cannot_be_found", "The client id or the client secret is wrong.")
        life, now = self._shop.switches.token_life_s, self._shop.now()
        self._tokens = {token: until for token, until in self._tokens.items() if until > now}
        token = "shpat_" + self._hex()
        self._tokens[token] = now + life
        scope = ",".join(self._shop.switches.scopes)
        return JSONResponse({"access_token": token, "scope": scope, "expires_in": max(0, int(life) - 1)})

    def _hex(self) -> str:
        return "".join(self._rng.choices(HEX, k=32))


def _body(request: Request, raw: bytes) -> dict[str, Any]:
    """JSON as the official library sends it, or a form as OAuth libraries do, then also with HTTP Basic."""
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            document = json.loads(raw)
        except ValueError:
            return {}
        return document if isinstance(document, dict) else {}
    return _basic(request) | dict(parse_qsl(raw.decode(errors="replace")))


def _basic(request: Request) -> dict[str, Any]:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        id, _, secret = b64decode(encoded, validate=True).decode().partition(":")
    except (NotBase64, UnicodeDecodeError):
        return {}
    return {"client_id": id, "client_secret": secret}


def _refused(error: str, description: str) -> Response:
    return JSONResponse({"error": error, "error_description": description}, 400)
