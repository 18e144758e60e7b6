"""`/healthz`: whether this process can do its work; `/healthz/worker`: whether a worker somewhere does."""

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from ichigen.cli.schema import NEWER, read_schema
from ichigen.services.pulse import silence


def healthz(request: HttpRequest) -> JsonResponse:
    """200 `{"status": "ok"}` when the database answers and has exactly this program's schema; otherwise 503 and why."""
    return _answer(_trouble())


def healthz_worker(request: HttpRequest) -> JsonResponse:
    """As `/healthz`, and 503 `worker_silent` while no worker lives: for a watch outside, since then nobody sends alerts."""
    return _answer(_trouble() or _worker_trouble())


def _answer(trouble: tuple[str, str] | None) -> JsonResponse:
    if trouble is None:
        return JsonResponse({"status": "ok"})
    code, message = trouble
    return JsonResponse(
        {"status": "error", "code": code, "message": message}, status=503, json_dumps_params={"ensure_ascii": False}
    )


def _trouble() -> tuple[str, str] | None:
    try:
        schema = read_schema()
    except DatabaseError:
        return ("database_unreachable", "データベースに接続できません。ichigen doctor で原因を確認してください。")
    if schema.unknown:
        return ("schema_newer", NEWER)
    if schema.missing:
        count = len(schema.missing)
        return (
            "migrations_missing",
            f"未適用のマイグレーションが {count} 件あります。ichigen migrate を実行してください。",
        )
    return None


def _worker_trouble() -> tuple[str, str] | None:
    if silence(timezone.now()) is None:
        return None
    return (
        "worker_silent",
        "ワーカーが動いていません。ichigen up または ichigen worker を起動し、ichigen doctor で原因を確認してください。",
    )
