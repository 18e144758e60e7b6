"""The table: what an answer of this mall means as one of the four kinds (page section 1).

Where the kind of a fault stands, and what the answer over the limit looks like, is not established: code, error type and
message are all searched, and HTTP and GraphQL forms are both known.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from ichigen.mallkit.errors import AuthExpired, MallError, Refused, Retryable, Throttled
from ichigen.mallkit.http import Call, Reply, retry_at
from ichigen.mallkit.json_values import Unreadable, parse_json
from ichigen.mallkit.manifest import Effect
from ichigen.malls.mercari_shops.wire import GraphError, parse_errors

#: Points come back over an hour; without Retry-After the mall is asked again after this long [R].
LIMIT_WAIT_S = 60.0
OVERLOAD_WAIT_S = 10.0


class Kind(Enum):
    """What to do about a fault; CLOSED, TOKEN and ADDRESS need a person."""

    CLOSED = auto()
    TOKEN = auto()
    LIMIT = auto()
    PASSING = auto()
    MISSING = auto()
    DONE_BEFORE = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """`marks`: any of these in code, error type or message (upper case) makes it this kind."""

    kind: Kind
    marks: tuple[str, ...]


TABLE: tuple[Row, ...] = (
    Row(Kind.CLOSED, ("PERMISSION DENIED", "PERMISSION_DENIED", "FORBIDDEN")),
    Row(Kind.TOKEN, ("UNAUTHENTICATED", "UNAUTHORIZED", "INVALID TOKEN", "INVALID_TOKEN")),
    Row(
        Kind.LIMIT,
        ("RATE_LIMIT", "RATE LIMIT", "TOO_MANY_REQUESTS", "TOO MANY REQUESTS", "RESOURCE_EXHAUSTED", "THROTTLED"),
    ),
    Row(Kind.MISSING, ("NOT_FOUND", "NOT FOUND")),
    Row(Kind.DONE_BEFORE, ("FAILED_PRECONDITION", "FAILED PRECONDITION")),
    Row(
        Kind.PASSING, ("INTERNAL", "UNAVAILABLE", "DEADLINE_EXCEEDED", "TIMEOUT", "TIMED OUT", "ABORTED", "MAINTENANCE")
    ),
)

#: A schema that has other members than the document says so like this.
_NOT_THIS_SHAPE = (
    "CANNOT QUERY FIELD",
    "UNKNOWN TYPE",
    "UNKNOWN ARGUMENT",
    "IS NOT DEFINED BY",
    "OF REQUIRED TYPE",
    "VALIDATION_FAILED",
)

AUTH_MESSAGE = (
    "アクセストークンまたはAPIクライアント名が拒否されました。"
    "メルカリShops管理画面の「設定 › 拡張機能 › APIアクセストークンの発行」で新しいトークンを発行し、貼り付けてください。"
)
ADDRESS_MESSAGE = (
    "接続元IPアドレスが登録されていません(すべてのURLに「Not Found」が返ります)。"
    "このサーバーのIPアドレスをメルカリに申請してください。"
)
CLOSED_MESSAGE = (
    "ショップが非公開のため、メルカリShopsが操作を許可していません(permission denied)。トークンの誤りではありません。"
    "ショップを公開してください。販売したくない間は、商品を非公開にします。"
)
_LIMIT_MESSAGE = (
    "メルカリShopsの利用量の上限(1時間10,000ポイント、ショップごと)に達しました。回復を待って自動で再開します。"
)
_PASSING_MESSAGE = "メルカリShopsで一時的なエラーが起きました。自動で再試行します。"
_UNREADABLE_MESSAGE = "メルカリShopsの応答を読み取れませんでした。自動で再試行します。"
_MISSING_MESSAGE = "メルカリShopsに該当するデータがありません。"
_PRECONDITION_MESSAGE = (
    "メルカリShopsの状態が変わっているため、受け付けられませんでした。すでに発送済みか、キャンセルされています。"
)


def kind_of(error: GraphError) -> Kind:
    """Return the kind of one error; what no row knows is a refusal in the mall's words."""
    return next((row.kind for row in TABLE if any(mark in error.words for mark in row.marks)), Kind.REFUSED)


def error_of(error: GraphError, call: Call, now: datetime) -> MallError:
    """Return one entry of `errors` as one of the four kinds."""
    writes = call.effect is Effect.WRITE
    match kind_of(error):
        case Kind.CLOSED:
            return AuthExpired(error.code, CLOSED_MESSAGE, "shop")
        case Kind.TOKEN:
            return AuthExpired(error.code, AUTH_MESSAGE, "token")
        case Kind.LIMIT:
            return Throttled(error.code, _LIMIT_MESSAGE, now + timedelta(seconds=LIMIT_WAIT_S))
        case Kind.PASSING:
            return Retryable(error.code, _PASSING_MESSAGE, unknown_effect=writes)
        case Kind.MISSING:
            return Refused(error.code, f"{_MISSING_MESSAGE}(メルカリShops: {error.message})")
        case Kind.DONE_BEFORE:
            return Refused(error.code, f"{_PRECONDITION_MESSAGE}(メルカリShops: {error.message})")
        case Kind.REFUSED:
            return Refused(error.code, f"メルカリShopsが受け付けませんでした: {error.message or '理由なし'}")


def is_of_shape(error: Refused) -> bool:
    """True where the mall has not looked at the request's values: its schema does not know the document's members."""
    return any(mark in f"{error.code} {error.message}".upper() for mark in _NOT_THIS_SHAPE)


def error_of_status(call: Call, reply: Reply, now: datetime) -> MallError | None:
    """Return the error of an answer that is no 2xx; None where `errors` says it better (page: the layers to classify)."""
    writes = call.effect is Effect.WRITE
    if reply.status == 404 and not _errors(reply):
        return AuthExpired("source_ip", ADDRESS_MESSAGE, "source_ip")
    if reply.status in (401, 403):
        errors = _errors(reply)
        if errors and kind_of(errors[0]) is Kind.CLOSED:
            return AuthExpired(errors[0].code, CLOSED_MESSAGE, "shop")
        return AuthExpired(f"http_{reply.status}", AUTH_MESSAGE, "token")
    if reply.status == 429:
        return Throttled("http_429", _LIMIT_MESSAGE, retry_at(reply, now, LIMIT_WAIT_S))
    if reply.status == 503 and not writes:
        return Throttled("http_503", _PASSING_MESSAGE, retry_at(reply, now, OVERLOAD_WAIT_S))
    if reply.status >= 500 or reply.status == 408:
        return Retryable(f"http_{reply.status}", _PASSING_MESSAGE, unknown_effect=writes)
    if _errors(reply):
        return None
    if reply.status >= 400:
        return Refused(f"http_{reply.status}", f"メルカリShopsが受け付けませんでした(HTTP {reply.status})。")
    return unreadable(call) if reply.status >= 300 else None


def unreadable(call: Call) -> Retryable:
    """Return the error of a success that cannot be read: what a write did is open then."""
    return Retryable("answer.unreadable", _UNREADABLE_MESSAGE, unknown_effect=call.effect is Effect.WRITE)


def _errors(reply: Reply) -> tuple[GraphError, ...]:
    try:
        return parse_errors(parse_json(reply.content))
    except Unreadable:
        return ()
