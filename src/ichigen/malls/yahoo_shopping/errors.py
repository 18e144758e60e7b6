"""The mall's errors → the four kinds, in one table (page sections 2.2 to 2.6, 3.4 and 4.1)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ichigen.domain.hours import JST
from ichigen.mallkit.errors import AuthExpired, MallError, Refused, Retryable, Throttled
from ichigen.mallkit.http import Reply, retry_at
from ichigen.mallkit.manifest import Effect
from ichigen.malls.yahoo_shopping.wire import Unreadable, child, local, read_document, text

#: Seconds to wait where an overloaded mall names no time.
OVERLOAD_WAIT_S = 5.0
MAINTENANCE_WAIT_S = 10.0

#: After the day's limit: one attempt in this time. When the mall starts a new day is not established, so it is asked
#: rather than assumed to be midnight in Japan; at the latest then.
DAY_LIMIT_WAIT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class MallSays:
    """The `<Error>` envelope; empty members where the answer has none."""

    code: str
    message: str


#: A dead credential or a missing permission: the mall's code → (permission of the manifest, message).
AUTH: dict[str, tuple[str, str]] = {
    "px-04102": (
        "public_key",
        "公開鍵認証のない注文APIの有効時間(12時間)が切れました。公開鍵と鍵のバージョンを確認し、"
        "リフレッシュトークンを取得し直してください。",
    ),
    "px-04303": (
        "order_api",
        "このアプリケーションIDは注文APIの利用が承認されていません。注文APIの利用申請を確認してください。",
    ),
    "px-04306": (
        "source_ip",
        "接続元IPアドレスが登録されていません。このサーバーのIPアドレスを申請に追加してください。",
    ),
    "px-14303": (
        "store_api",
        "このストアではAPIの利用が許可されていません。ストアクリエイターProのAPI利用設定を確認してください。",
    ),
    "insufficient_scope": (
        "store_scope",
        "アプリケーションIDに「ストア向け操作関連の機能(開示先限定スコープ)」がありません。利用申請を確認してください。",
    ),
    "invalid_grant": (
        "refresh_token",
        "リフレッシュトークンが無効です(4週間の期限、パスワード変更、同意の取消し)。取得し直して登録してください。",
    ),
    "invalid_client": (
        "refresh_token",
        "Client IDまたはシークレットが違います。アプリケーションの画面の値を登録し直してください。",
    ),
    "invalid_token": (
        "refresh_token",
        "更新したアクセストークンも拒否されました。リフレッシュトークンを取得し直して登録してください。",
    ),
}

#: System errors that come with a 4xx status in places: worth another try.
PASSING = frozenset({"ed-00002", "ed-00006", "st-02000"})

#: Refusals whose reason is known; every other one is shown with the mall's own words.
REFUSED: dict[str, str] = {
    "st-02101": "商品コードの形式が正しくありません。半角英数字と「-」のみ使えます。",
    "st-02104": "在庫数の形式が正しくありません。",
    "it-05002": "指定された商品コードはモールにありません。",
}

#: Texts by which a refusal is recognised where the code is not established (page section 3.4).
REFUSED_TEXTS: tuple[tuple[str, str, str], ...] = (
    ("not exists", "order_missing", "この注文はモールにありません。"),
    ("cancelorder orderstatus", "order_cancelled", "モールでキャンセル済みの注文です。これ以上は変更できません。"),
)


def says(reply: Reply) -> MallSays:
    """Return the mall's code and message of an answer; both empty where it is no error document."""
    try:
        root = read_document(reply.content)
    except Unreadable:
        return MallSays("", "")
    error = root if local(root) == "Error" else child(root, "Error")
    return MallSays(text(error, "Code"), " ".join(text(error, "Message").split()))


def token_expired(reply: Reply) -> bool:
    """Return whether a plain refresh of the access token cures this answer: nothing was done (page section 2.4)."""
    return reply.status == 401 and "invalid_token" in _challenge(reply) and says(reply).code not in AUTH


def error_of(reply: Reply, effect: Effect, now: datetime) -> MallError:
    """Return the error of a non-2xx answer, one of the four kinds."""
    said = says(reply)
    key = said.code if said.code in AUTH else next((name for name in AUTH if name in _challenge(reply)), "")
    if key:
        permission, message = AUTH[key]
        return AuthExpired(key, message, permission)
    if b"Your Request was Forbidden" in reply.content:
        message = "1日に送れる回数の上限に達しました。再開できるか、少しずつ間をあけて自動で確かめます。"
        return Throttled("daily_limit", message, min(next_day(now), now + DAY_LIMIT_WAIT))
    if reply.status == 429 or (reply.status == 503 and effect is Effect.READ):
        wait = OVERLOAD_WAIT_S if reply.status == 429 else MAINTENANCE_WAIT_S
        message = "モールが混み合っているか、メンテナンス中です。時間をおいて自動で再開します。"
        return Throttled(said.code or f"http_{reply.status}", message, retry_at(reply, now, wait))
    if reply.status >= 500 or reply.status == 408 or said.code in PASSING:
        message = "モールで一時的なエラーが起きました。自動で再試行します。"
        return Retryable(said.code or f"http_{reply.status}", message, unknown_effect=effect is Effect.WRITE)
    if reply.status in {401, 403}:
        message = "モールがアクセスを拒否しました。利用申請、接続元IPアドレス、リフレッシュトークンを確認してください。"
        return AuthExpired(said.code or f"http_{reply.status}", message)
    return refusal(said.code or f"http_{reply.status}", said.message)


def refusal(code: str, message: str) -> Refused:
    """Return the refusal of a request: known reasons in our words, others in the mall's."""
    for fragment, name, words in REFUSED_TEXTS:
        if fragment in message.lower():
            return Refused(name, words)
    first = code.split(",")[0].strip()
    return Refused(code, REFUSED.get(first, f"モールが受け付けませんでした: {message[:200] or '理由なし'} ({code})"))


def unreadable(effect: Effect) -> Retryable:
    """Return the error of a 2xx answer that cannot be read: a write may have been done."""
    message = "モールの応答を読めませんでした。自動で読み直します。"
    return Retryable("unreadable", message, unknown_effect=effect is Effect.WRITE)


def next_day(now: datetime) -> datetime:
    """Return the next midnight in Japan, UTC: the day's budget starts anew."""
    today = now.astimezone(JST).replace(hour=0, minute=0, second=0, microsecond=0)
    return (today + timedelta(days=1)).astimezone(UTC)


def _challenge(reply: Reply) -> str:
    """The reason of a 401 stands in the header and in the body; a proxy may drop the header."""
    return reply.headers.get("www-authenticate", "") + says(reply).message if reply.status in {401, 403} else ""
