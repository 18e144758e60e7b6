"""Login with Amazon: access tokens by the refresh token, grantless tokens, and when credentials end (page section 1)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from ichigen.domain.hours import JST
from ichigen.mallkit.connection import Connection, Token
from ichigen.mallkit.http import Call
from ichigen.mallkit.json_values import Unreadable, parse_json
from ichigen.mallkit.manifest import Effect
from ichigen.malls.amazon.errors import error_of, malformed
from ichigen.malls.amazon.operations import TOKEN
from ichigen.malls.amazon.wire import number, required_text, text

#: A token is renewed this long before its end, so that it does not die on its way.
RENEW_BEFORE = timedelta(seconds=60)

#: A public application is authorised for a year (section 1.1); a client secret lives 180 days [R].
AUTHORISATION_LIFE = timedelta(days=365)
SECRET_LIFE = timedelta(days=180)

NOTIFICATIONS = "sellingpartnerapi::notifications"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token is obtained by: `name` in the token store, and the members of the request (section 1.2)."""

    name: str
    members: tuple[tuple[str, str], ...]


class Tokens:
    """The account's access tokens: kept in the store, renewed where needed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.seller = Grant(
            "access_token",
            (("grant_type", "refresh_token"), ("refresh_token", connection.credentials["refresh_token"])),
        )
        self.grantless = Grant("grantless_token", (("grant_type", "client_credentials"), ("scope", NOTIFICATIONS)))

    def current(self, grant: Grant) -> str:
        """Return a token that is still good for a while."""
        token = self._connection.tokens.get(grant.name)
        if token is not None and token.expires_at > self._connection.now() + RENEW_BEFORE:
            return token.value
        return self._renew(grant)

    def after_refusal(self, grant: Grant, refused: str) -> str:
        """Return another token than the refused one."""
        token = self._connection.tokens.get(grant.name)
        return token.value if token is not None and token.value != refused else self._renew(grant)

    def _renew(self, grant: Grant) -> str:
        credentials = self._connection.credentials
        application = (("client_id", credentials["client_id"]), ("client_secret", credentials["client_secret"]))
        call = Call(
            operation=TOKEN,
            effect=Effect.READ,
            method="POST",
            url=self._connection.endpoints["auth"].rstrip("/") + "/auth/o2/token",
            headers={"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"},
            content=urlencode((*grant.members, *application)).encode(),
        )
        now = self._connection.now()
        reply = self._connection.http.send(call)
        if reply.status != 200:
            raise error_of(call, reply, now)
        try:
            document = parse_json(reply.content)
            value = required_text(document, "access_token")
        except Unreadable as error:
            raise malformed(Effect.READ) from error
        seconds = min(max(number(document, "expires_in") or 3600, 1), 86_400)
        self._connection.tokens.put(grant.name, Token(value, now + timedelta(seconds=seconds)))
        self._keep_new(text(document, "refresh_token"))
        return value

    def _keep_new(self, refresh_token: str) -> None:
        """A renewed refresh token belongs to the same authorisation: its end stays."""
        held = dict(self.seller.members)["refresh_token"]
        if refresh_token and refresh_token != held:
            self._connection.tokens.keep_credential(
                "refresh_token", refresh_token, expiries(self._connection).get("refresh_token")
            )
            self.seller = Grant(self.seller.name, (("grant_type", "refresh_token"), ("refresh_token", refresh_token)))


def expiries(connection: Connection) -> dict[str, datetime]:
    """Return when the authorisation and the client secret end, derived from their days of issue where known."""
    lives = (
        ("refresh_token", "authorised_on", AUTHORISATION_LIFE),
        ("client_secret", "client_secret_issued_on", SECRET_LIFE),
    )
    issued = ((name, _day(connection.settings.get(setting, "")), life) for name, setting, life in lives)
    return {name: day + life for name, day, life in issued if day is not None}


def _day(value: str) -> datetime | None:
    """A day in Japan, as its first moment in UTC."""
    try:
        return datetime.strptime(value.strip().replace("/", "-"), "%Y-%m-%d").replace(tzinfo=JST).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
