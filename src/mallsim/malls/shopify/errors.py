"""Top-level errors of the API (section 2) and the userErrors of payloads."""

from typing import Any

from graphql import GraphQLError


class ApiError(GraphQLError):
    """An entry of ``errors[]`` with ``extensions.code``."""

    def __init__(self, message: str, code: str, **extensions: Any) -> None:
        super().__init__(message, extensions={"code": code, **extensions})


def user_error(message: str, *path: str | int, code: str | None = None) -> dict[str, Any]:
    """One entry of ``userErrors``; without a path ``field`` is null. Indexes are strings on the wire."""
    error: dict[str, Any] = {"field": [str(part) for part in path] or None, "message": message}
    return error if code is None else error | {"code": code}
