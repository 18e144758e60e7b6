"""How the mall says no: errors of GraphQL (HTTP 200) and of the transport before it (section 1)."""

from collections.abc import Mapping
from itertools import cycle
from typing import Any, Literal

from graphql import GraphQLError
from starlette.responses import JSONResponse, PlainTextResponse, Response

from mallsim.core.mall import Operation
from mallsim.malls.mercari_shops.settings import Settings

NOT_FOUND = "NOT_FOUND"
FAILED_PRECONDITION = "FAILED_PRECONDITION"
INVALID_ARGUMENT = "INVALID_ARGUMENT"
PERMISSION_DENIED = "PERMISSION_DENIED"
RESOURCE_EXHAUSTED = "RESOURCE_EXHAUSTED"
UNAUTHENTICATED = "UNAUTHENTICATED"
INTERNAL = "INTERNAL"

SHOP_CLOSED = "request could not be processed due to permission denied"
"""The documented words; they mean that the shop is closed (非公開)."""

MIXED: Mapping[str, str] = {
    FAILED_PRECONDITION: "errorType",
    RESOURCE_EXHAUSTED: "errorType",
    PERMISSION_DENIED: "message",
    INTERNAL: "message",
}
"""Where the code of an error sits by default: not established, so not in one place; others in ``extensions.code``."""


class RefusedError(Exception):
    """A business error; becomes an entry of ``errors``."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def entry(settings: Settings, code: str, message: str) -> dict[str, Any]:
    """One entry of ``errors`` with the code where the settings put it."""
    place = settings.error_code_at
    if place == "mixed":
        place = MIXED.get(code, "code")
    if place != "message":
        return {"message": message, "extensions": {place: code}}
    return {"message": message if message == SHOP_CLOSED else f"{code}: {message}"}


def document_of(settings: Settings, error: GraphQLError) -> dict[str, Any]:
    """An error of an execution as the mall shows it; a fault of the simulator itself is raised again."""
    original = error.original_error
    if isinstance(original, RefusedError):
        shown = entry(settings, original.code, str(original))
        return shown | ({"path": list(error.path)} if error.path else {})
    if original is not None and not isinstance(original, GraphQLError):
        raise original
    return dict(error.formatted)


def refused(settings: Settings, code: str, message: str, status: int = 200) -> Response:
    """A whole answer that is only an error."""
    return JSONResponse({"data": None, "errors": [entry(settings, code, message)]}, status)


class MercariRefusals:
    """The answers of the weather and of the points."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._forms = cycle(("http_429", "graphql"))

    def over_limit(self) -> Response:
        """Not seen (section 1): HTTP 429 and a GraphQL error in turn, unless the settings choose one."""
        form = self._settings.over_limit_answer
        if form == "alternate":
            form = next(self._forms)
        if form == "http_429":
            return PlainTextResponse("Too Many Requests", 429)
        return refused(self._settings, RESOURCE_EXHAUSTED, "rate limit exceeded")

    def throttled(self, operation: Operation, number: int, per: Literal["second", "day"]) -> Response:
        """As above the points."""
        return self.over_limit()

    def server_error(self, operation: Operation) -> Response:
        """HTTP 500, not JSON."""
        return PlainTextResponse("Internal Server Error", 500)

    def auth_expired(self, operation: Operation) -> Response:
        """A token that is not good."""
        status = self._settings.token_refusal_status
        return refused(self._settings, UNAUTHENTICATED, "the access token is not valid", status)

    def maintenance(self, operation: Operation) -> Response:
        """HTTP 503, not JSON."""
        return PlainTextResponse("Service Unavailable", 503)
