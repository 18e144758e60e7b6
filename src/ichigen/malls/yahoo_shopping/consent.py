"""リフレッシュトークンを取得: the consent of the store's Yahoo! JAPAN ID, YConnect v2 (page section 2.1; R1-49)."""

from urllib.parse import urlencode

from ichigen.mallkit.connection import Connection
from ichigen.mallkit.consent import Consent, ConsentRequest
from ichigen.mallkit.errors import AuthExpired, Retryable
from ichigen.malls.yahoo_shopping.auth import token_answer


def address(asked: ConsentRequest) -> str:
    """Return the page on which the store consents. `bail`: who refuses is led back too."""
    query = {
        "response_type": "code",
        "client_id": asked.credentials["client_id"],
        "redirect_uri": asked.back,
        "scope": "openid profile",
        "state": asked.state,
        "nonce": asked.nonce,
        "bail": "1",
    }
    return f"{asked.endpoints['auth'].rstrip('/')}/yconnect/v2/authorization?{urlencode(query)}"


def exchange(connection: Connection, code: str, back: str) -> str:
    """Return the refresh token of a consent. A code counts once, and for a short time."""
    try:
        told = token_answer(
            connection, {"grant_type": "authorization_code", "code": code, "redirect_uri": back}, connection.now()
        )
    except AuthExpired as error:
        if error.code != "invalid_grant":
            raise
        message = "同意の確認に使う番号が古いか、コールバックURLが登録と違います。もう一度取得してください。"
        raise AuthExpired("consent_code", message, "refresh_token") from error
    token = told.get("refresh_token")
    if not isinstance(token, str) or not token:
        raise Retryable("unreadable", "同意の応答にリフレッシュトークンがありません。もう一度取得してください。")
    return token


CONSENT = Consent(
    gives="refresh_token",
    button="リフレッシュトークンを取得",
    register="アプリケーション管理画面の「コールバックURL」",
    address=address,
    exchange=exchange,
)
