"""Who may call: the source address, the agreed User-Agent and the Personal API Access Token (section 1)."""

import re
from random import Random

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from mallsim.core.errors import Invalid
from mallsim.malls.mercari_shops.refusals import PERMISSION_DENIED, UNAUTHENTICATED, refused
from mallsim.malls.mercari_shops.settings import Settings

CLIENT_NAME = "MIHON_HUB"
MOST_TOKENS = 10
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_-]*")
EVENTS = ("issue_token", "revoke_older_tokens", "revoke_all_tokens")


class Access:
    """The shop's living tokens, oldest first; the newest is what ``credentials`` shows."""

    def __init__(self, rng: Random, settings: Settings) -> None:
        self._rng = rng
        self._settings = settings
        self._tokens: list[str] = []
        self._shown = ""
        self.issue()

    @property
    def newest(self) -> str:
        """The token issued last, also when it was revoked since."""
        return self._shown

    def issue(self) -> None:
        """APIアクセストークンの発行; the older tokens stay good. Raises Invalid above ten."""
        if len(self._tokens) >= MOST_TOKENS:
            raise Invalid(f"a shop has up to {MOST_TOKENS} tokens; revoke one first")
        self._shown = "msp_" + "".join(self._rng.choices("abcdefghijkmnpqrstuvwxyz23456789", k=40))
        self._tokens.append(self._shown)

    def happen(self, event: str) -> None:
        """One of EVENTS."""
        if event == "issue_token":
            self.issue()
        elif event == "revoke_older_tokens":
            del self._tokens[:-1]
        else:
            self._tokens.clear()

    def renew(self) -> None:
        """See to it that there is a good token (after a reset)."""
        if self._shown not in self._tokens:
            self.issue()

    def refusal(self, request: Request) -> Response | None:
        """The answer to a caller who may not, in the order of the layers; None for one who may."""
        if not self._settings.ip_registered:
            return PlainTextResponse("Not Found", 404)
        if not _agreed(request.headers.get("user-agent", "")):
            status = self._settings.user_agent_refusal_status
            return refused(self._settings, PERMISSION_DENIED, "the User-Agent is not an agreed client name", status)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or token not in self._tokens:
            status = self._settings.token_refusal_status
            return refused(self._settings, UNAUTHENTICATED, "the access token is not valid", status)
        return None


def _agreed(agent: str) -> bool:
    """``<API_CLIENT_NAME>/<VERSION>``, nothing before and nothing behind."""
    name, slash, version = agent.partition("/")
    return name == CLIENT_NAME and bool(slash) and VERSION.fullmatch(version) is not None
