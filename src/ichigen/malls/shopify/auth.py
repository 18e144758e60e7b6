"""The way in: a token fetched daily with the app's id and secret, or a token that was pasted once (section 1)."""

import json
from datetime import datetime, timedelta

from ichigen.mallkit.connection import Connection, Token
from ichigen.mallkit.errors import AuthExpired, Retryable, Throttled
from ichigen.mallkit.http import Call, Reply
from ichigen.mallkit.json_values import Unreadable, parse_json
from ichigen.mallkit.manifest import Effect
from ichigen.malls.shopify import errors
from ichigen.malls.shopify.scopes import ACCESS
from ichigen.malls.shopify.wire_values import text

TOKEN_NAME = "access_token"  # noqa: S105 - a name, not a value

#: A token lives a day; it is renewed this long before its end, so that an hour of trouble there stops nothing.
RENEW_BEFORE = timedelta(hours=1)
#: Below this a token may die on its way.
LAST_USE = timedelta(minutes=1)

#: Where the mall does not say how long a token lives.
_USUAL_S = 86_400
_LONGEST_S = 7 * 86_400
_REFUSED = (
    "アクセストークンを取得できません。Client ID とシークレットの組み合わせと、アプリがこのストアにインストールされているか"
    "(同じ組織のアプリか)を確認してください。"
)
_NOTHING = "「Client ID」と「シークレット」、または「Admin API アクセストークン」を入力してください。"


class AccessTokens:
    """The account's token. With a Client ID it is fetched and renewed here; without one it is the pasted one."""

    def __init__(self, connection: Connection, base_url: str) -> None:
        self._connection = connection
        self._base_url = base_url
        credentials = connection.credentials
        self._client_id = credentials.get("client_id", "").strip()
        self._secret = credentials.get("client_secret", "").strip()
        self._pasted = credentials.get("access_token", "").strip()

    @property
    def renewable(self) -> bool:
        """True where a refused token can be replaced without a person."""
        return bool(self._client_id)

    def current(self) -> str:
        """Return a token that is good for a while; `AuthExpired` where the account has none and cannot get one."""
        if not self.renewable:
            if not self._pasted:
                raise AuthExpired("no_credentials", _NOTHING, ACCESS.code)
            return self._pasted
        token, now = self._connection.tokens.get(TOKEN_NAME), self._connection.now()
        if token is not None and token.expires_at > now + RENEW_BEFORE:
            return token.value
        try:
            return self._renew()
        except (Throttled, Retryable):
            if token is not None and token.expires_at > now + LAST_USE:
                return token.value
            raise

    def after_refusal(self, refused: str) -> str:
        """Return another token than the refused one: that of another process if it renewed meanwhile, or a new one."""
        token = self._connection.tokens.get(TOKEN_NAME)
        return token.value if token is not None and token.value != refused else self._renew()

    def _renew(self) -> str:
        if not self._secret:
            raise AuthExpired("no_credentials", _NOTHING, ACCESS.code)
        body = {"client_id": self._client_id, "client_secret": self._secret, "grant_type": "client_credentials"}
        call = Call(
            operation="auth.token",
            effect=Effect.READ,
            method="POST",
            url=self._base_url + "/admin/oauth/access_token",
            headers={"Content-Type": "application/json", "Accept": "application/json"},
            content=json.dumps(body).encode(),
            cost=0.0,
        )
        now = self._connection.now()
        token = _token(self._connection.http.send(call), now)
        self._connection.tokens.put(TOKEN_NAME, token)
        return token.value


def _token(reply: Reply, now: datetime) -> Token:
    if reply.status in (400, 401, 403):
        raise AuthExpired(f"token_http_{reply.status}", _REFUSED, ACCESS.code)
    fault = errors.status_error(reply, Effect.READ, now)
    if fault is not None:
        raise fault
    try:
        answer = parse_json(reply.content)
    except Unreadable as error:
        raise errors.unreadable(Effect.READ) from error
    value, seconds = text(answer, "access_token"), answer.get("expires_in", _USUAL_S)
    if not value or not isinstance(seconds, int) or not 0 < seconds <= _LONGEST_S:
        raise errors.unreadable(Effect.READ)
    return Token(value, now + timedelta(seconds=seconds))
