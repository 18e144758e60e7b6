"""`/healthz`: whether this process can do its work."""

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse

from ichigen.cli.schema import missing_migrations


def healthz(request: HttpRequest) -> JsonResponse:
    """200 `{"status": "ok"}` when the database answers and every migration is applied; otherwise 503 and why."""
    trouble = _trouble()
    if trouble is None:
        return JsonResponse({"status": "ok"})
    code, message = trouble
    return JsonResponse(
        {"status": "error", "code": code, "message": message}, status=503, json_dumps_params={"ensure_ascii": False}
    )


def _trouble() -> tuple[str, str] | None:
    try:
        missing = missing_migrations()
    except DatabaseError:
        return ("database_unreachable", "データベースに接続できません。ichigen doctor で原因を確認してください。")
    if missing:
        count = len(missing)
        return (
            "migrations_missing",
            f"未適用のマイグレーションが {count} 件あります。ichigen migrate を実行してください。",
        )
    return None
