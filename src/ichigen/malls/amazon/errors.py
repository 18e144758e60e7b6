"""The mall's errors → the four kinds, in one table (page sections 1.2 and 2)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ichigen.mallkit.errors import AuthExpired, MallError, Refused, Retryable, Throttled
from ichigen.mallkit.http import Call, Reply, retry_at
from ichigen.mallkit.manifest import Effect
from ichigen.malls.amazon.operations import FULFILLMENT_ROLE, LISTINGS_ROLE, ORDERS_ROLE, QUEUE, wait_s
from ichigen.malls.amazon.wire_messages import Said, read_error

AUTHORISATION = "authorisation"
APPLICATION = "application"
QUEUE_KEY = "queue"

_REAUTHORISE = (
    "Amazonの認可が切れているか、取り消されています。セラーセントラルの「アプリの管理」(アプリとサービス)で"
    "アプリを認可し直し、新しいリフレッシュトークンを登録してください。"
)
_DEAD_KEY = (
    "LWAのクライアントIDまたはクライアントシークレットが認められません(シークレットは180日で更新が必要です)。"
    "ソリューションプロバイダーポータルで新しいシークレットを発行し、登録してください。"
)
_ROLES = {
    ORDERS_ROLE: "在庫と注文の追跡(Inventory and Order Tracking)",
    LISTINGS_ROLE: "商品の出品(Product Listing)",
    FULFILLMENT_ROLE: "Amazonフルフィルメント(Amazon Fulfillment)",
}
THROTTLED = "Amazonの呼出し回数の上限です。時間をおいて自動で再開します。"
PASSING = "Amazonで一時的なエラーが起きました。自動で再試行します。"
BUG = "Amazonが送信形式を受け付けませんでした。プログラムの不具合です。サポートへ連絡してください。"
MALFORMED = "Amazonの応答を読み取れませんでした。自動で読み直します。"
QUEUE_REFUSED = (
    "注文通知のキュー(Amazon SQS)に接続できません。キューのURL、リージョン、アクセスキーと、"
    "キューの権限(sqs:ReceiveMessage、sqs:DeleteMessage)を確認してください。"
)

#: Refusals a shop meets, in our words; every other one is shown in the mall's.
REFUSED: dict[str, str] = {
    "NotFound": "Amazonに該当する注文・出品がありません。",
    "InvalidInput": "Amazonが受け付けない値があります。",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """An answer that is no success, with all that the table asks."""

    call: Call
    reply: Reply
    said: Said
    now: datetime
    role: str

    @property
    def code(self) -> str:
        """The mall's own code, or the status."""
        return self.said.code or f"http_{self.reply.status}"

    @property
    def writes(self) -> bool:
        """Whether the call may have changed something."""
        return self.call.effect is Effect.WRITE


def error_of(call: Call, reply: Reply, now: datetime, role: str = "") -> MallError:
    """Return the error of an answer that is not a success, one of the four kinds."""
    failure = Failure(call, reply, read_error(reply.content), now, role)
    kind = _BY_CODE.get(failure.said.code) or _BY_STATUS.get(reply.status)
    if call.operation.startswith(QUEUE) and kind is _forbidden:
        return _queue(failure)  # the queue's own door, whoever answers there
    if kind is not None:
        return kind(failure)
    return _passing(failure) if reply.status >= 500 or reply.status < 400 else _refused(failure)


def token_refused(reply: Reply) -> bool:
    """Return whether another access token may cure this: nothing was done. A missing role has empty details."""
    said = read_error(reply.content)
    return reply.status in (401, 403) and "access token" in f"{said.message} {said.details}".lower()


def malformed(effect: Effect) -> Retryable:
    """Return the error of a success that cannot be read: what a write did is then open."""
    return Retryable("answer.malformed", MALFORMED, unknown_effect=effect is Effect.WRITE)


def missing(error: MallError) -> bool:
    """Return whether the mall said that there is no such thing."""
    return isinstance(error, Refused) and error.code in ("NotFound", "http_404")


def _authorisation(failure: Failure) -> MallError:
    return AuthExpired(failure.code, _REAUTHORISE, AUTHORISATION)


def _application(failure: Failure) -> MallError:
    return AuthExpired(failure.code, _DEAD_KEY, APPLICATION)


def _forbidden(failure: Failure) -> MallError:
    """The token endpoint names its reasons; a refused token was renewed once before this is asked (section 2)."""
    if token_refused(failure.reply) or failure.role not in _ROLES:
        return _authorisation(failure)
    message = (
        f"アプリに権限(ロール)「{_ROLES[failure.role]}」がないか、認可し直す前です。"
        "ソリューションプロバイダーポータルで権限を確認し、アプリを認可し直してください。"
    )
    return AuthExpired(failure.code, message, failure.role)


def _queue(failure: Failure) -> MallError:
    """Only the news is concerned: the account goes on."""
    return Refused(failure.code, QUEUE_REFUSED)


def _throttled(failure: Failure) -> MallError:
    wait = retry_at(failure.reply, failure.now, wait_s(failure.call.operation, failure.reply))
    return Throttled(failure.code, THROTTLED, wait)


def _passing(failure: Failure) -> MallError:
    return Retryable(failure.code, PASSING, unknown_effect=failure.writes)


def _untouched(failure: Failure) -> MallError:
    return Retryable(failure.code, PASSING)


def _bug(failure: Failure) -> MallError:
    return Refused(failure.code, BUG)


def _refused(failure: Failure) -> MallError:
    said = " ".join(part for part in (failure.said.message, failure.said.details) if part)[:300]
    known = REFUSED.get(failure.code, "Amazonが受け付けませんでした。")
    return Refused(failure.code, f"{known}(Amazon: {said})" if said else known)


_Kind = Callable[[Failure], MallError]

_BY_CODE: dict[str, _Kind] = {
    # the token endpoint (section 1.2)
    "invalid_grant": _authorisation,
    "access_denied": _authorisation,
    "unauthorized_client": _application,
    "invalid_client": _application,
    "invalid_scope": _application,
    "server_error": _untouched,
    "temporarily_unavailable": _untouched,
    # SP-API (section 2)
    "QuotaExceeded": _throttled,
    "Unauthorized": _forbidden,
    # the queue
    "AccessDenied": _queue,
    "AccessDeniedException": _queue,
    "InvalidClientTokenId": _queue,
    "SignatureDoesNotMatch": _queue,
    "InvalidSignatureException": _queue,
    "UnrecognizedClientException": _queue,
    "QueueDoesNotExist": _queue,
    "RequestThrottled": _throttled,
}

_BY_STATUS: dict[int, _Kind] = {
    401: _forbidden,
    403: _forbidden,
    408: _passing,
    413: _bug,
    415: _bug,
    429: _throttled,
}
