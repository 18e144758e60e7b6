"""The HTTP side: the mall's real paths, and how the mall says no (sections 1, 2, 2.5, 2.6)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from mallsim.core.calls import call_of
from mallsim.core.clock import Clock
from mallsim.core.mall import Operation
from mallsim.malls.yahoo_shopping.access.doorman import Doorman
from mallsim.malls.yahoo_shopping.operations import ENDPOINTS
from mallsim.malls.yahoo_shopping.refusals import (
    FORBIDDEN,
    MAINTENANCE,
    NO_OPERATION,
    SYSTEM_ERROR,
    TOO_MANY,
    WRONG_METHOD,
    RefusedError,
    invalid_token,
)
from mallsim.malls.yahoo_shopping.shop import Shop
from mallsim.malls.yahoo_shopping.visit import Visit
from mallsim.malls.yahoo_shopping.wire import Answer, ApiRequest

BASE = "/ShoppingWebService/V1/"
UNKNOWN = Operation("unknown", "read")
AUTH = {
    "/yconnect/v2/authorization": Operation("auth.authorize", "read"),
    "/yconnect/v2/token": Operation("auth.token", "write"),
}


def operation_of(request: Request) -> Operation:
    """Name the operation by the path."""
    path = request.url.path
    endpoint = ENDPOINTS.get(path.removeprefix(BASE)) if path.startswith(BASE) else None
    return endpoint.operation if endpoint else AUTH.get(path, UNKNOWN)


@dataclass(slots=True)
class Front:
    """Turns HTTP into calls of the operations."""

    shop: Shop
    doorman: Doorman
    clock: Clock

    def routes(self) -> list[BaseRoute]:
        """The paths of production, on one port."""
        any_method = ["GET", "POST", "PUT", "DELETE", "PATCH"]
        return [
            Route("/yconnect/v2/authorization", self._authorize, methods=["GET"]),
            Route("/yconnect/v2/token", self._token, methods=["POST"]),
            Route(BASE + "{operation}", self._api, methods=any_method),
        ]

    async def _authorize(self, request: Request) -> Response:
        return respond(self.doorman.yconnect.authorize(dict(request.query_params)))

    async def _token(self, request: Request) -> Response:
        form = ApiRequest("POST", "token", body=await request.body()).parameters()
        authorization = request.headers.get("authorization", "")
        return respond(self.doorman.yconnect.token(form, authorization, self.clock.now()))

    async def _api(self, request: Request) -> Response:
        asked = ApiRequest(
            request.method,
            request.path_params["operation"],
            dict(request.query_params),
            {name.lower(): value for name, value in request.headers.items()},
            await request.body(),
        )
        return respond(self._answer(request, asked))

    def _answer(self, request: Request, asked: ApiRequest) -> Answer:
        endpoint = ENDPOINTS.get(asked.operation)
        if endpoint is None:
            return NO_OPERATION.answer()
        if asked.method != endpoint.method:
            return WRONG_METHOD.answer()
        now = self.clock.now()
        admission = self.doorman.admit(asked, now, order_family=endpoint.order_family)
        answer = admission.refusal
        if answer is None:
            try:
                answer = endpoint.handler(Visit(self.shop, asked, call_of(request), now))
            except RefusedError as refused:
                answer = refused.refusal.answer(refused.detail)
        headers = {**answer.headers, **admission.headers}
        return Answer(answer.status, answer.body, answer.content_type, headers)


def respond(answer: Answer) -> Response:
    """An answer as an HTTP response."""
    return Response(
        answer.body,
        answer.status,
        {"Content-Type": answer.content_type, **answer.headers},
    )


class YahooRefusals:
    """The answers of the weather and of the limits."""

    def throttled(self, operation: Operation, number: int, per: Literal["second", "day"]) -> Response:
        """Above the day's budget HTTP 403, and not XML; above one call a second 429 (section 2.6)."""
        return respond(FORBIDDEN if per == "day" else TOO_MANY.answer())

    def server_error(self, operation: Operation) -> Response:
        """HTTP 500."""
        return _or_json(operation, 500, SYSTEM_ERROR.answer())

    def auth_expired(self, operation: Operation) -> Response:
        """HTTP 401 of an expired token; at the token endpoint a dead refresh token."""
        return _or_json(operation, 400, invalid_token(), "invalid_grant")

    def maintenance(self, operation: Operation) -> Response:
        """HTTP 503."""
        return _or_json(operation, 503, MAINTENANCE.answer())


def _or_json(
    operation: Operation,
    status: int,
    answer: Answer,
    error: Literal["server_error", "invalid_grant"] = "server_error",
) -> Response:
    if not operation.name.startswith("auth."):
        return respond(answer)
    body = {
        "error": error,
        "error_description": "the request was not processed",
        "error_code": 4102,
    }
    return respond(Answer(status, json.dumps(body), "application/json; charset=UTF-8"))
