"""Who may call: ESA header, licence, functions ticked, paid options (section 1)."""

from base64 import b64decode
from binascii import Error as NotBase64
from datetime import datetime
from fnmatch import fnmatchcase
from random import Random
from string import ascii_letters, digits
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mallsim.core.errors import Invalid
from mallsim.malls.rakuten.shop import SHOP_ID, Shop
from mallsim.malls.rakuten.times import JST, licence_time

LICENCE_S = 90 * 24 * 3600
UNAUTHORISED: dict[str, dict[str, Any]] = {
    "GA0001": {"errors": [{"code": "GA0001", "message": "Un-Authorised"}]},
    "ES04-01": {"Results": {"errorCode": "ES04-01", "message": "Un-Authorised"}},
}
"""The 401 bodies in circulation (section 1.2), chosen by the setting ``unauthorised_body``."""
CREDENTIALS = ("valid", "wrong", "expired")


class Access:
    """The shop's credentials and what they open."""

    def __init__(self, shop: Shop, rng: Random) -> None:
        self._shop = shop
        self._rng = rng
        self.service_secret = f"SP{SHOP_ID}_{self._token()}"
        self.issue_licence()

    def issue_licence(self) -> None:
        """A new licence key for 90 days; the old one is dead at once (section 1)."""
        self.licence_key = f"SL{SHOP_ID}_{self._token()}"
        self.expires = self._shop.now() + LICENCE_S

    def configure(self, changes: dict[str, Any]) -> dict[str, Any]:
        """Take the settings of licence and credentials out of ``changes``; returns the others."""
        rest = dict(changes)
        if rest.get("credential", "valid") not in CREDENTIALS:
            raise Invalid(f"credential: one of {', '.join(CREDENTIALS)}")
        if rest.get("unauthorised_body", "GA0001") not in UNAUTHORISED:
            raise Invalid(f"unauthorised_body: one of {', '.join(UNAUTHORISED)}")
        expires = rest.pop("licence_expires", None)
        if rest.pop("reissue_licence", False):
            self.issue_licence()
        if expires is not None:
            self.expires = _jst(expires)
        return rest

    def refuses(self, request: Request, function: str, needs_subscription: bool) -> bool:
        """Is this call to end with 401? The cause is not told apart on the wire (section 1.2)."""
        switches = self._shop.switches
        return (
            switches.credential != "valid"
            or self._shop.now() > self.expires
            or _keys(request) != (self.service_secret, self.licence_key)
            or any(fnmatchcase(function, off) for off in switches.functions_off)
            or (needs_subscription and not switches.item_subscription)
        )

    def unauthorised(self) -> Response:
        """The 401 answer of the gateway."""
        return JSONResponse(UNAUTHORISED[self._shop.switches.unauthorised_body], 401)

    def expiry(self, licence_key: str | None) -> Response:
        """Section 1.1: the expiry date of the key asked for."""
        if licence_key != self.licence_key:
            return self.unauthorised()
        return JSONResponse({"expiryDate": licence_time(self.expires)})

    def _token(self) -> str:
        return "".join(self._rng.choices(ascii_letters + digits, k=16))


def _keys(request: Request) -> tuple[str, str] | None:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme != "ESA":
        return None
    try:
        secret, _, key = b64decode(encoded, validate=True).decode().partition(":")
    except (NotBase64, UnicodeDecodeError):
        return None
    return secret, key


def _jst(text: Any) -> float:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=JST).timestamp()
    except (TypeError, ValueError):
        raise Invalid("licence_expires: YYYY-MM-DDTHH:MM:SS in Japan time is needed") from None
