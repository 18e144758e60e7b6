"""The one path of the API: checks in the order of their layers, then GraphQL (section 1)."""

from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError, OperationType, execute_sync, get_operation_ast, validate
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from mallsim.core.calls import body_of, call_of
from mallsim.core.mall import Operation
from mallsim.malls.mercari_shops.access import Access
from mallsim.malls.mercari_shops.operations import RESOLVERS, UNKNOWN, operation_of, parsed, root_fields
from mallsim.malls.mercari_shops.points import Complexity, Meter, points_of
from mallsim.malls.mercari_shops.refusals import (
    INVALID_ARGUMENT,
    PERMISSION_DENIED,
    SHOP_CLOSED,
    MercariRefusals,
    document_of,
    refused,
)
from mallsim.malls.mercari_shops.schema import schema_of
from mallsim.malls.mercari_shops.shop import Shop
from mallsim.malls.mercari_shops.visit import Visit
from mallsim.malls.mercari_shops.wire import GraphqlRequest

PATH = "/v1/graphql"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class Gateway:
    """Turns HTTP into executions."""

    def __init__(self, shop: Shop, access: Access, meter: Meter, refusals: MercariRefusals) -> None:
        self._shop = shop
        self._access = access
        self._meter = meter
        self._refusals = refusals

    def routes(self) -> list[BaseRoute]:
        """Every path answers, because an unregistered caller gets the same answer on all of them."""
        return [Route("/{path:path}", self._answer, methods=METHODS)]

    def operation_of(self, request: Request) -> Operation:
        """Name the operation from the document in the body."""
        return operation_of(body_of(request)) if request.url.path == PATH else UNKNOWN

    async def _answer(self, request: Request) -> Response:
        refusal = self._access.refusal(request) if request.url.path == PATH else PlainTextResponse("Not Found", 404)
        if refusal is not None:
            return refusal
        if request.method != "POST":
            return PlainTextResponse("Method Not Allowed", 405, {"Allow": "POST"})
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return PlainTextResponse("Unsupported Media Type", 415)
        asked = GraphqlRequest.read(body_of(request))
        if asked is None:
            message = "the body must be one JSON object with query and variables"
            return refused(self._shop.settings, INVALID_ARGUMENT, message, 400)
        return self._graphql(request, asked)

    def _graphql(self, request: Request, asked: GraphqlRequest) -> Response:
        schema, settings, call = schema_of(self._shop.settings), self._shop.settings, call_of(request)
        try:
            document = parsed(asked.query)
        except GraphQLSyntaxError as error:
            return self._faulty(call.time, [error])
        errors = validate(schema, document)
        operation = get_operation_ast(document, asked.operation_name)
        if errors or operation is None:
            return self._faulty(call.time, errors or [GraphQLError("operationName must name one operation")])
        cost = points_of(Complexity(schema, document, settings).of(operation, asked.variables))
        if not self._meter.spend(cost, call.time):
            return self._refusals.over_limit()
        fields = root_fields(document, operation)
        if settings.shop_status != "OPENED" and not (settings.closed_shop_shows_itself and set(fields) == {"shop"}):
            return refused(settings, PERMISSION_DENIED, SHOP_CLOSED)
        result = execute_sync(
            schema,
            document,
            RESOLVERS,
            Visit(self._shop, call, self._shop.now()),
            asked.variables,
            asked.operation_name,
        )
        several = operation.operation is OperationType.MUTATION and len(fields) > 1
        if several and settings.several_mutations == "gateway_timeout":
            return PlainTextResponse("Gateway Timeout", 504)
        return self._document(result.data, result.errors or [])

    def _faulty(self, now: float, errors: list[GraphQLError]) -> Response:
        """A document that cannot run costs one point."""
        return self._document(None, errors) if self._meter.spend(1, now) else self._refusals.over_limit()

    def _document(self, data: Any, errors: list[GraphQLError]) -> Response:
        shown = [document_of(self._shop.settings, error) for error in errors]
        return JSONResponse({"data": data} | ({"errors": shown} if shown else {}))
