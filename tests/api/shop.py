"""A client of the API: a token with chosen scopes, JSON in and out."""

from typing import Any
from uuid import uuid4

from django.test import Client

from ichigen.domain.api_scopes import Scope
from ichigen.services.api_tokens.issue import issue_token

ALL = tuple(Scope)


class Api:
    """Calls below `/api/v1` with one token."""

    def __init__(self, *scopes: Scope, language: str = "ja") -> None:
        self.issued = issue_token("倉庫システム", scopes or ALL, 90, None)
        self.headers = {"Authorization": f"Bearer {self.issued.token}", "Accept-Language": language}
        self.client = Client(raise_request_exception=False)

    def get(self, path: str, **headers: str) -> Any:
        """GET; `path` is below `/api/v1` unless it is whole."""
        return self.client.get(_whole(path), headers=self.headers | headers)

    def post(self, path: str, body: object, key: str | None = None, **headers: str) -> Any:
        """POST JSON under a key of its own unless one is given; an empty key sends none."""
        sent = {"Idempotency-Key": key if key is not None else str(uuid4())} if key != "" else {}
        return self.client.post(
            _whole(path), body, content_type="application/json", headers=self.headers | sent | headers
        )


def _whole(path: str) -> str:
    return path if path.startswith("/api/") else f"/api/v1{path}"
