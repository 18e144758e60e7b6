"""The table: what an answer of this mall means as one of the four kinds (sections 0, 1.2, 2, 3, 4.1)."""

from collections.abc import Callable
from datetime import datetime

from ichigen.mallkit.errors import AuthExpired, MallError, Refused, Retryable, Throttled
from ichigen.mallkit.http import Call, Reply, retry_at
from ichigen.mallkit.manifest import Effect
from ichigen.malls.rakuten.wire_messages import ApiError, parse_errors

#: Seconds to wait after 429 and 503 without Retry-After; what the mall sends on excess is not documented [R].
THROTTLE_S = 2.0
OVERLOAD_S = 5.0

#: Codes of a credential problem: newer gateway, older gateway, XML family (section 1.2).
AUTH_CODES = frozenset({"GA0001", "ES04-01", "AuthError"})
#: Codes of a passing fault; nothing was done at a conflict, the effect of the others is open.
_CONFLICT = "CE0001"
_SYSTEM_CODES = frozenset({"GE0019", "X0000"})

AUTH_MESSAGE = (
    "楽天の認証に失敗しました。ライセンスキーの期限切れ、serviceSecretかlicenseKeyの誤り、"
    "またはWEB APIの利用機能編集で「利用する」になっていない機能が考えられます。RMSで確認してください。"
)
_THROTTLED = "楽天のアクセス制限または混雑です。時間をおいて自動で再試行します。"
_SYSTEM = "楽天側でシステムエラーが起きました。自動で再試行します。"
_CONFLICTED = "楽天側で同じデータが更新中です。自動で再試行します。"
_MEDIA = "楽天が送信形式を受け付けませんでした(415)。プログラムの不具合です。サポートへ連絡してください。"
MALFORMED = "楽天の応答を読み取れませんでした。自動で再試行します。"

#: Japanese for the codes a shop meets (sections 3, 4.1); others keep the mall's own sentence.
MESSAGES: dict[str, str] = {
    "GE0007": "楽天にこのAPIがありません。Ichigenを更新してください。",
    "GE0011": "送信内容が空でした。",
    "GE0014": "楽天に該当する商品・SKUがありません。商品管理番号とSKU管理番号を確認してください。",
    "IE0001": "必須の項目が不足しています。",
    "IE0002": "使えない値の項目があります。",
    "IE0003": "範囲外の値の項目があります。",
    "IE0004": "長すぎる項目があります。",
    "IE0117": "更新後の在庫数が0～99999の範囲を外れるため、楽天が受け付けませんでした。在庫数を読み直します。",
    "IE0118": "納期または出荷元の番号が店舗設定にありません。RMSで確認してください。",
    "IE0121": "1商品に登録できるSKUは400件までです。",
    "IE0500": "在庫が未登録のSKUです。SKU管理番号を確認し、在庫数を登録してください。",
    "IE1101": "1回に送れる件数を超えました。",
    "IE1102": "同じSKUが1回の送信に2度含まれていました。",
    "IE1105": "店舗がSKU移行前のため、この操作は使えません。RMSでSKU移行の状況を確認してください。",
    "GE0017": "楽天がメンテナンス中(参照のみ)です。",
}


def error_for(call: Call, reply: Reply, now: datetime, permission: str) -> MallError:
    """Return the error of an answer that is not a success."""
    errors = parse_errors(reply.content)
    first = errors[0] if errors else ApiError(f"http.{reply.status}", "")
    writes = call.effect is Effect.WRITE
    if reply.status in (401, 403) or first.code in AUTH_CODES:
        return AuthExpired(first.code, AUTH_MESSAGE, permission)
    if first.code == _CONFLICT:
        return Retryable(first.code, _CONFLICTED)
    if reply.status == 503 and writes:  # the gateway may give up after the change was made
        return Retryable(first.code, _SYSTEM, unknown_effect=True)
    by_status = _BY_STATUS.get(reply.status)
    if by_status:
        return by_status(first, reply, now)
    if reply.status >= 500 or first.code in _SYSTEM_CODES:
        return Retryable(first.code, _SYSTEM, unknown_effect=writes)
    if reply.status < 400:
        return Retryable("answer.unexpected", MALFORMED, unknown_effect=writes)
    return refused(first)


def refused(error: ApiError) -> Refused:
    """Return the refusal of one fault, with the row the mall names."""
    said = MESSAGES.get(error.code) or error.message or "楽天が受け付けませんでした。"
    detail = f"(楽天: {error.message})" if error.code in MESSAGES and error.message else ""
    return Refused(error.code, f"{said}{detail}", error.row)


def malformed(call: Call) -> Retryable:
    """Return the error of a success whose document cannot be read: what a write did is then open."""
    return Retryable("answer.malformed", MALFORMED, unknown_effect=call.effect is Effect.WRITE)


def _throttled(default_s: float) -> Callable[[ApiError, Reply, datetime], MallError]:
    def build(error: ApiError, reply: Reply, now: datetime) -> MallError:
        return Throttled(error.code, _THROTTLED, retry_at(reply, now, default_s))

    return build


def _media(error: ApiError, reply: Reply, now: datetime) -> MallError:
    return Refused(error.code, _MEDIA)


_BY_STATUS: dict[int, Callable[[ApiError, Reply, datetime], MallError]] = {
    409: lambda error, reply, now: Retryable(error.code, _CONFLICTED),
    415: _media,
    429: _throttled(THROTTLE_S),
    503: _throttled(OVERLOAD_S),
}
