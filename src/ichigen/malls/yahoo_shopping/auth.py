"""Access tokens by YConnect v2 and the public-key header of order calls (page sections 2.1 and 2.2)."""

import base64
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from ichigen.mallkit.connection import Connection, Token
from ichigen.mallkit.errors import AuthExpired, Retryable
from ichigen.mallkit.http import Call, Reply
from ichigen.mallkit.json_values import Document, Unreadable, parse_json
from ichigen.mallkit.manifest import Effect
from ichigen.malls.yahoo_shopping.errors import AUTH, error_of
from ichigen.malls.yahoo_shopping.requests import form
from ichigen.malls.yahoo_shopping.wire import moment

TOKEN_NAME = "access_token"  # noqa: S105 - a name, not a value

#: A token is renewed this long before its end, so that it does not die on its way.
RENEW_BEFORE = timedelta(seconds=60)

#: Life of a refresh token from consent (refreshing does not extend it) and of a key pair.
REFRESH_TOKEN_LIFE = timedelta(weeks=4)
PUBLIC_KEY_LIFE = timedelta(days=365)

#: A longer life is a mistake, and no date holds it.
_SECONDS = re.compile(r"[0-9]{1,9}")


class AccessTokens:
    """The account's access token: kept in the store, renewed by the refresh token."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._refresh_token = connection.credentials["refresh_token"]

    def current(self) -> str:
        """Return a token that is still good for a while, renewing it where needed."""
        token = self._connection.tokens.get(TOKEN_NAME)
        if token is not None and token.expires_at > self._connection.now() + RENEW_BEFORE:
            return token.value
        return self._renew()

    def after_refusal(self, refused: str) -> str:
        """Return another token than the refused one: that of another process if it renewed meanwhile, or a new one."""
        token = self._connection.tokens.get(TOKEN_NAME)
        return token.value if token is not None and token.value != refused else self._renew()

    def _renew(self) -> str:
        now = self._connection.now()
        asked = {"grant_type": "refresh_token", "refresh_token": self._refresh_token}
        members = token_answer(self._connection, asked, now)
        seconds = members.get("expires_in", 3600)
        token = Token(str(members["access_token"]), now + timedelta(seconds=int(str(seconds))))
        self._connection.tokens.put(TOKEN_NAME, token)
        self._keep_new(members.get("refresh_token"))
        return token.value

    def _keep_new(self, refresh_token: object) -> None:
        """A new refresh token comes rarely; whether it lives longer is not established, so it inherits no new date."""
        if isinstance(refresh_token, str) and refresh_token not in {"", self._refresh_token}:
            expires = expiries(self._connection).get("refresh_token")
            self._connection.tokens.keep_credential("refresh_token", refresh_token, expires)
            self._refresh_token = refresh_token


def token_answer(connection: Connection, asked: Mapping[str, str], now: datetime) -> Document:
    """Ask the token endpoint and return the members of its answer; an `access_token` is among them."""
    credentials = connection.credentials
    pair = f"{credentials['client_id']}:{credentials['client_secret']}".encode()
    call = Call(
        operation="auth.token",
        effect=Effect.READ,
        method="POST",
        url=connection.endpoints["auth"].rstrip("/") + "/yconnect/v2/token",
        headers={
            "Authorization": "Basic " + base64.b64encode(pair).decode(),
            "Content-Type": "application/x-www-form-urlencoded",
        },
        content=form(asked),
    )
    return _token_members(connection.http.send(call), now)


def signature_headers(connection: Connection) -> dict[str, str]:
    """Return the two headers of 公開鍵認証: `{sellerId}:{unix seconds}` encrypted with the store's public key.

    Raises `AuthExpired` where the pasted key is no RSA public key.
    """
    credentials = connection.credentials
    plain = f"{credentials['seller_id']}:{int(connection.now().timestamp())}".encode()
    sealed = _public_key(credentials["public_key"]).encrypt(plain, PKCS1v15())
    return {
        "X-sws-signature": base64.b64encode(sealed).decode(),
        "X-sws-signature-version": credentials["public_key_version"].strip(),
    }


def expiries(connection: Connection) -> dict[str, datetime]:
    """Return the expiry of the refresh token and of the key, derived from their dates in the settings where known."""
    lives = (
        ("refresh_token", "refresh_token_issued_on", REFRESH_TOKEN_LIFE),
        ("public_key", "public_key_issued_on", PUBLIC_KEY_LIFE),
    )
    issued = ((name, _day(connection.settings.get(setting, "")), life) for name, setting, life in lives)
    return {name: day + life for name, day, life in issued if day is not None}


def _day(value: str) -> datetime | None:
    return moment(value.strip().replace("/", "-"))


def _public_key(pem: str) -> RSAPublicKey:
    text = pem.strip().replace("\\n", "\n").replace("\r\n", "\n")
    try:
        key = load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _bad_key() from error
    if not isinstance(key, RSAPublicKey):
        raise _bad_key()
    return key


def _bad_key() -> AuthExpired:
    message = "公開鍵を読めません。ストアクリエイターProの暗号鍵管理から、BEGIN行とEND行を含めて貼り付けてください。"
    return AuthExpired("public_key_invalid", message, "public_key")


def _token_members(reply: Reply, now: datetime) -> Document:
    """Return the members of a token answer; the token endpoint says no in JSON (page section 2.1)."""
    told: Document = {}
    with suppress(Unreadable):
        told = parse_json(reply.content)
    refusal = str(told.get("error", ""))
    if refusal in AUTH:
        permission, message = AUTH[refusal]
        raise AuthExpired(refusal, message, permission)
    if not 200 <= reply.status < 300:
        if reply.status in {400, 401}:
            message = f"アクセストークンを取得できません({refusal or reply.status})。認証情報を確認してください。"
            raise AuthExpired(refusal or f"http_{reply.status}", message, "refresh_token")
        raise error_of(reply, Effect.READ, now)
    seconds = str(told.get("expires_in", 3600))
    if not isinstance(told.get("access_token"), str) or not _SECONDS.fullmatch(seconds):
        raise Retryable("unreadable", "アクセストークンの応答を読めませんでした。自動で再試行します。")
    return told
