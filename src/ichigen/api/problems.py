"""Errors as RFC 9457 problem documents: one table of types, one shape for every error."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext

MEDIA_TYPE = "application/problem+json"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of problem: HTTP status and the two sentences (Japanese) that go with it."""

    status: int
    title: str
    detail: str


#: `type` is `urn:ichigen:problem:<key>`; keys never change their meaning.
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "malformed": Kind(400, "リクエストを読み取れません", "本文が正しい JSON ではありません。"),
        "idempotency-key-missing": Kind(
            400,
            "Idempotency-Key がありません",
            "書き込みには Idempotency-Key ヘッダー（1〜255 文字の半角英数字・記号）が必要です。",
        ),
        "unauthorized": Kind(
            401, "認証できません", "有効な API トークンを「Authorization: Bearer …」で送ってください。"
        ),
        "forbidden": Kind(
            403, "権限がありません", "このトークンにはこの操作のスコープがありません。オーナーに依頼してください。"
        ),
        "not-found": Kind(404, "見つかりません", "指定されたものはありません。番号を確認してください。"),
        "method-not-allowed": Kind(
            405,
            "この方法では使えません",
            "使えるメソッドは Allow ヘッダーにあります。在庫の数を置き換える操作はありません。",
        ),
        "conflict": Kind(409, "いまは実行できません", "いまの状態では実行できません。何も変更していません。"),
        "idempotency-key-in-use": Kind(
            409,
            "同じキーを処理中です",
            "同じ Idempotency-Key のリクエストを処理中です。少し待って、同じ内容でもう一度送ってください。",
        ),
        "too-large": Kind(413, "本文が大きすぎます", "本文が大きすぎます。小さく分けて送ってください。"),
        "unsupported-media-type": Kind(
            415, "本文の形式が違います", "本文は「Content-Type: application/json」で送ってください。"
        ),
        "invalid": Kind(422, "内容が正しくありません", "errors にある項目を直して、もう一度送ってください。"),
        "idempotency-key-reused": Kind(
            422,
            "キーが別の内容で使われています",
            "この Idempotency-Key は別の内容で使用済みです。新しいキーを使ってください。",
        ),
        "too-many-attempts": Kind(
            429,
            "失敗が多すぎます",
            "無効なトークンでの接続が続いたため、しばらく受け付けません。Retry-After 秒後に試してください。",
        ),
        "internal": Kind(
            500, "サーバーの内部エラー", "処理できませんでした。同じ Idempotency-Key でもう一度送れます。"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: `pointer` into the body (`#/parcels/0/carrier`) or the `parameter` of the query, and why."""

    code: str
    detail: str
    pointer: str = ""
    parameter: str = ""

    def document(self) -> dict[str, str]:
        """Return it as JSON; the empty one of pointer and parameter is left out."""
        place = {"pointer": self.pointer} if self.pointer else {"parameter": self.parameter} if self.parameter else {}
        return {"code": self.code, "detail": self.detail} | place


class Problem(Exception):
    """An error for the caller. `code` is the exact reason for programs, `detail` is Japanese; empty = those of the kind."""

    def __init__(
        self,
        kind: str,
        code: str = "",
        detail: str = "",
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(kind, code)
        self.kind = kind
        self.code = code
        self.detail = detail
        self.errors = errors
        self.headers = headers

    @property
    def status(self) -> int:
        """HTTP status."""
        return KINDS[self.kind].status

    def document(self) -> dict[str, object]:
        """Return the document in the language of the request."""
        kind = KINDS[self.kind]
        document: dict[str, object] = {
            "type": f"urn:ichigen:problem:{self.kind}",
            "title": gettext(kind.title),
            "status": kind.status,
            "detail": gettext(self.detail or kind.detail),
            "code": self.code or self.kind.replace("-", "_"),
            "instance": f"urn:uuid:{uuid4()}",
        }
        if self.errors:
            document["errors"] = [fault.document() for fault in self.errors]
        return document


def told(request: HttpRequest, problem: Problem) -> dict[str, object]:
    """Return the document of a problem; its `instance` is in the log, without anything the caller sent but the path."""
    document = problem.document()
    log.info(
        "api.problem", path=request.path, status=problem.status, code=document["code"], instance=document["instance"]
    )
    return document


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Return the answer to a request that had a problem."""
    response = JsonResponse(
        told(request, problem),
        status=problem.status,
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
    for name, value in problem.headers.items():
        response[name] = value
    return response
