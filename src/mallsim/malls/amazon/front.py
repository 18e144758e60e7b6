"""The HTTP side: paths, tokens, headers of every answer, and how the mall says no (sections 1.3, 2)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from mallsim.core.calls import call_of
from mallsim.core.clock import Clock
from mallsim.core.mall import Operation
from mallsim.malls.amazon.access import consent
from mallsim.malls.amazon.access.doorman import UNKNOWN, Doorman
from mallsim.malls.amazon.feeds import papers
from mallsim.malls.amazon.operations import RATES, Endpoint, find_endpoint
from mallsim.malls.amazon.queue.front import QueueFront, queue_operation, refusal
from mallsim.malls.amazon.shop import Shop
from mallsim.malls.amazon.visit import Visit
from mallsim.malls.amazon.wire import Answer, RefusedError, errors, unauthorized

TOKEN_PATH = "/auth/o2/token"  # noqa: S105 - a path, no secret
NOWHERE = Operation("unknown", "read")
TOKEN = Operation("auth.token", "write")
ACCESS = {TOKEN_PATH: TOKEN, consent.PATH: Operation("auth.consent", "read")}
PAPERS = {"PUT": Operation("document.upload", "write"), "GET": Operation("document.download", "read")}
QUEUE_CODES = {
    403: "UnrecognizedClientException",
    429: "RequestThrottled",
    500: "InternalFailure",
    503: "ServiceUnavailable",
}
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def raw_path(request: Request) -> str:
    """The path as it was sent, still percent-encoded."""
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    return raw.partition(b"?")[0].decode("ascii", "replace")


def operation_of(request: Request) -> Operation:
    """Name the operation."""
    path = raw_path(request)
    if path in ACCESS:
        return ACCESS[path]
    if path.startswith(papers.PATH + "/"):
        return PAPERS.get(request.method, NOWHERE)
    endpoint = find_endpoint(request.method, path)
    return queue_operation(request) or (endpoint[0].operation if endpoint else NOWHERE)


@dataclass(slots=True)
class Front:
    """Turns HTTP into calls of the operations."""

    shop: Shop
    doorman: Doorman
    queue: QueueFront
    clock: Clock

    def routes(self) -> list[BaseRoute]:
        """The token endpoint, the documents, the shop's queue and SP-API, on one port."""
        return [
            Route(TOKEN_PATH, self._token, methods=["POST"]),
            Route(consent.PATH, self._consent, methods=["GET"]),
            Route(papers.PATH + "/{document}", self._paper, methods=list(PAPERS)),
            Route("/{path:path}", self._api, methods=METHODS),
        ]

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
        return self.respond(self.doorman.lwa.answer(form, self.clock.now()), TOKEN)

    async def _consent(self, request: Request) -> Response:
        return consent.consent(self.doorman.lwa, self.shop.settings, request, self.clock.now())

    async def _paper(self, request: Request) -> Response:
        return papers.serve(self.shop, request, await request.body(), self.clock.now())

    async def _api(self, request: Request) -> Response:
        if queue_operation(request) is not None:
            return await self.queue.answer(request, base_url(request))
        found = find_endpoint(request.method, raw_path(request))
        try:
            if found is None:
                raise unauthorized()
            endpoint, path = found
            return self.respond(await self._answer(request, endpoint, path), endpoint.operation)
        except RefusedError as refused:
            return self.respond(refused.answer, found[0].operation if found else NOWHERE)

    async def _answer(self, request: Request, endpoint: Endpoint, path: dict[str, str]) -> Answer:
        given = request.headers.get("x-amz-access-token")
        token = self.doorman.admit(given, self.clock.now(), scope=endpoint.scope, role=endpoint.role)
        content = await request.body()
        kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
        if content and kind != "application/json":
            raise RefusedError(415, "UnsupportedMediaType", f"The content type {kind} is not supported.")
        query = parse_qs(request.url.query, keep_blank_values=True)
        visit = Visit(
            self.shop,
            self.doorman.lwa,
            call_of(request),
            self.clock.now(),
            base_url(request),
            token,
            path,
            query,
            content,
        )
        return endpoint.handler(visit)

    def respond(self, answer: Answer, operation: Operation) -> Response:
        """An answer with the headers every SP-API answer has."""
        return respond(answer, operation, self.shop.uuid())


def base_url(request: Request) -> str:
    """Where this mall listens. The Host header is not asked: one public client cuts it (Trap 11)."""
    host, port = request.scope["server"]
    return f"{request.url.scheme}://{host}:{port}"


def respond(answer: Answer, operation: Operation, request_id: str) -> Response:
    """An answer as an HTTP response."""
    headers = {"x-amzn-RequestId": request_id, **answer.headers}
    if operation.name in RATES:
        headers["x-amzn-RateLimit-Limit"] = str(float(RATES[operation.name]))
    if answer.body is None:
        return Response(None, answer.status, headers)
    body = json.dumps(answer.body, ensure_ascii=False, separators=(",", ":"))
    return Response(body.encode(), answer.status, {"Content-Type": "application/json", **headers})


@dataclass(slots=True)
class AmazonRefusals:
    """The answers of the weather and of the limits."""

    shop: Shop

    def throttled(self, operation: Operation, number: int, per: Literal["second", "day"]) -> Response:
        """429 ``QuotaExceeded``; no Retry-After is documented (section 2)."""
        message = "You exceeded your quota for the requested resource."
        return self._no(operation, 429, "QuotaExceeded", message)

    def server_error(self, operation: Operation) -> Response:
        """500."""
        return self._no(operation, 500, "InternalFailure", "We encountered an internal error. Please try again.")

    def auth_expired(self, operation: Operation) -> Response:
        """403 of a token that is no longer good; at the token endpoint ``invalid_grant``."""
        if operation.name == TOKEN.name:
            return self._token_error(400, "invalid_grant")
        return self._no(operation, 403, "Unauthorized", "Access to requested resource is denied.", UNKNOWN)

    def maintenance(self, operation: Operation) -> Response:
        """503."""
        return self._no(operation, 503, "ServiceUnavailable", "Service is temporarily unavailable. Please try again.")

    def _no(self, operation: Operation, status: int, code: str, message: str, details: str = "") -> Response:
        if operation.name == TOKEN.name:
            return self._token_error(status, "temporarily_unavailable" if status in (429, 503) else "server_error")
        if operation.name.startswith("queue."):
            return refusal(QUEUE_CODES[status], message, status)
        return respond(Answer(status, errors(code, message, details)), operation, self.shop.uuid())

    def _token_error(self, status: int, error: str) -> Response:
        body = {"error": error, "error_description": "The request was not processed"}
        return respond(Answer(status, body), TOKEN, self.shop.uuid())
