"""Who may call: ``x-amz-access-token`` and the application's roles (sections 1.3, 1.5, 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mallsim.malls.amazon.access.lwa import SELLER, Lwa, Token
from mallsim.malls.amazon.settings import Settings
from mallsim.malls.amazon.wire import unauthorized

Role = Literal["orders", "listings", "fba", ""]

MISSING = "Access token is missing in the request header."
UNKNOWN = "The access token you provided is revoked, malformed or invalid."
EXPIRED = "The access token you provided has expired."


@dataclass(slots=True)
class Doorman:
    """Checks tokens; a signature of AWS (SigV4) is neither needed nor enough."""

    lwa: Lwa
    settings: Settings

    def admit(self, value: str | None, now: datetime, *, scope: str = SELLER, role: Role = "") -> Token:
        """The token of the call; raises RefusedError (403)."""
        if not value:
            raise unauthorized(MISSING)
        token = self.lwa.tokens.get(value)
        if token is None or (token.scope == SELLER and self.settings.refresh_token_revoked):
            raise unauthorized(UNKNOWN)
        if token.expires <= now:
            raise unauthorized(EXPIRED)
        if token.scope != scope or (role and not getattr(self.settings, f"role_{role}")):
            raise unauthorized()
        return token
