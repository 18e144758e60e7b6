"""The gateway: one table of endpoints; media type, credentials and JSON are checked before a handler runs."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, compile_path

from mallsim.core.calls import Call, call_of
from mallsim.core.mall import Operation
from mallsim.malls.rakuten.access import Access
from mallsim.malls.rakuten.times import gateway_time

NO_BODY = object()


@dataclass(frozen=True, slots=True)
class Ask:
    """A request that passed the gateway. ``body`` is parsed JSON, NO_BODY when empty or not JSON."""

    body: Any
    path: dict[str, str]
    query: QueryParams
    call: Call
    version: str = "2.0"


Handler = Callable[[Ask], Response]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation: where it is, what it is called in the call log and in 利用機能編集."""

    method: str
    path: str
    operation: str
    effect: Literal["read", "write"]
    function: str
    handle: Handler
    family: Literal["order", "rest"] = "rest"
    subscription: bool = False


class Gateway:
    """Turns endpoints into routes and names operations."""

    def __init__(self, endpoints: list[Endpoint], access: Access) -> None:
        self._endpoints = endpoints
        self._access = access
        self._patterns = [(e.method, compile_path(e.path)[0], Operation(e.operation, e.effect)) for e in endpoints]

    def operation_of(self, request: Request) -> Operation:
        """The operation behind method and path; ``unknown`` for a path that does not exist."""
        path = request.url.path.rstrip("/")
        for method, pattern, operation in self._patterns:
            if method == request.method and pattern.match(path):
                return operation
        return Operation("unknown", "read")

    def routes(self) -> list[Route]:
        """Routes; order paths with and without the trailing slash (section 0)."""
        routes = [Route(e.path, self._guarded(e), methods=[e.method]) for e in self._endpoints]
        slashed = [
            Route(e.path + "/", self._guarded(e), methods=[e.method]) for e in self._endpoints if e.family == "order"
        ]
        lost = Route("/es/{version}/inventories/{rest:path}", _no_such_path, methods=["GET", "POST", "PUT", "DELETE"])
        return [*routes, *slashed, lost]

    def _guarded(self, endpoint: Endpoint) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            text = await request.body()
            refusal = self._refusal(request, endpoint, text)
            if refusal is not None:
                return refusal
            version = request.url.path.split("/")[2]
            ask = Ask(_parse(text), request.path_params, request.query_params, call_of(request), version)
            response = endpoint.handle(ask)
            if endpoint.family == "order":
                _stamp(response, ask.call)
            return response

        return answer

    def _refusal(self, request: Request, endpoint: Endpoint, text: bytes) -> Response | None:
        media, _, parameters = request.headers.get("content-type", "").partition(";")
        if endpoint.family == "order" and not (media == "application/json" and _is_utf8(parameters)):
            return JSONResponse({"Results": {"errorCode": "ES04-03", "message": "Unsupported Media Type"}}, 415)
        if self._access.refuses(request, endpoint.function, endpoint.subscription):
            return self._access.unauthorised()
        if endpoint.family == "rest" and text and media != "application/json":
            return rest_error(415, "GE0012", "Unsupported Media Type")
        return None


def rest_error(status: int, code: str, message: str, property_path: str | None = None) -> Response:
    """The error body of the item and inventory APIs with one entry (section 3)."""
    return rest_errors(status, [error_entry(code, message, property_path)])


def rest_errors(status: int, errors: list[dict[str, Any]]) -> Response:
    """The error body of the item and inventory APIs."""
    return JSONResponse({"errors": errors}, status)


def error_entry(code: str, message: str, property_path: str | None = None) -> dict[str, Any]:
    """One entry of ``errors``."""
    entry: dict[str, Any] = {"code": code, "message": message}
    return entry if property_path is None else entry | {"metadata": {"propertyPath": property_path}}


def _is_utf8(parameters: str) -> bool:
    return parameters.strip().lower() == "charset=utf-8"


def _parse(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return NO_BODY


def _stamp(response: Response, call: Call) -> None:
    response.headers["content-type"] = "application/json;charset=UTF-8"
    response.headers["requestid"] = str(UUID(int=call.number))
    response.headers["timestamp"] = gateway_time(call.time)
    response.headers["cache-control"] = "no-cache,no-store"


async def _no_such_path(request: Request) -> Response:
    return rest_error(400, "GE0007", "The requested path does not exist.")
