"""Runs a GraphQL request against whatever schema it is given; all behaviour is in the resolvers (section 11.1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    execute_sync,
    get_named_type,
    print_ast,
)
from graphql.execution.values import get_directive_values, get_variable_values

from mallsim.malls.shopify import documents
from mallsim.malls.shopify.answers.tables import KINDS, TABLES
from mallsim.malls.shopify.bucket import Bucket
from mallsim.malls.shopify.cost import Pricing
from mallsim.malls.shopify.errors import ApiError
from mallsim.malls.shopify.scopes import holds, wanted
from mallsim.malls.shopify.visit import Visit, visit_of

RATE_LIMITS = "https://shopify.dev/api/usage/rate-limits"
ACCESS_SCOPES = "https://shopify.dev/api/usage/access-scopes"
IDEMPOTENT = "@idempotent"
"""The name under which a mutation's resolver finds the key of its directive."""
_VARIABLE = re.compile(r"Variable '\$(\w+)' got invalid value .*?(?: at '([^']*)')?; (.*)", re.DOTALL)
_UNKNOWN_FIELD = re.compile(r"Field '\w+' is not defined by type '(\w+)'")


@dataclass(slots=True)
class Engine:
    """One schema and one cost bucket."""

    schema: GraphQLSchema
    bucket: Bucket

    def run(self, request: Mapping[str, Any], visit: Visit) -> dict[str, Any]:
        """The answer to ``{query, variables, operationName}``."""
        prepared = documents.prepare(self.schema, str(request.get("query") or ""))
        if prepared.document is None:
            return {"errors": list(prepared.errors)}
        operation = documents.operation(prepared.document, request.get("operationName"))
        if operation is None:
            return {"errors": [{"message": "An operation name is required", "extensions": {"code": "BAD_REQUEST"}}]}
        given = request.get("variables") or {}
        values = get_variable_values(self.schema, operation.variable_definitions or (), dict(given))
        if isinstance(values, list):
            return {"errors": [_invalid_variable(error, operation) for error in values]}
        pricing = Pricing(
            self.schema, _fragments(prepared.document), values, visit.shop.switches.connection_cost == "linear"
        )
        return self._run(prepared.document, operation, dict(given), pricing, visit)

    def _run(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        given: dict[str, Any],
        pricing: Pricing,
        visit: Visit,
    ) -> dict[str, Any]:
        switches, now = visit.shop.switches, visit.shop.now()
        requested = pricing.price(operation, None, actual=False)
        if requested > switches.max_query_cost:
            return self._too_expensive(requested, visit)
        if requested > self.bucket.left(switches.plan, now):
            return throttled(self.bucket.cost(switches.plan, now, requested, None))
        self.bucket.take(requested)
        result = execute_sync(
            self.schema,
            document,
            context_value=visit,
            variable_values=given,
            operation_name=operation.name.value if operation.name else None,
            field_resolver=_resolve,
            type_resolver=_type_name,
        )
        actual = pricing.price(operation, result.data, actual=True)
        self.bucket.take(actual - requested)
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [_formatted(error) for error in result.errors]
        answer["extensions"] = {"cost": self.bucket.cost(switches.plan, now, requested, actual)}
        if visit.searches:
            answer["extensions"]["search"] = visit.searches
        return answer

    def _too_expensive(self, requested: int, visit: Visit) -> dict[str, Any]:
        most = visit.shop.switches.max_query_cost
        message = f"Query cost is {requested}, which exceeds the single query max cost limit ({most})."
        extensions = {"code": "MAX_COST_EXCEEDED", "cost": requested, "maxCost": most, "documentation": RATE_LIMITS}
        cost = self.bucket.cost(visit.shop.switches.plan, visit.shop.now(), requested, None)
        return {"errors": [{"message": message, "extensions": extensions}], "extensions": {"cost": cost}}


def throttled(cost: dict[str, Any]) -> dict[str, Any]:
    """The body of section 2."""
    error = {"message": "Throttled", "extensions": {"code": "THROTTLED", "documentation": RATE_LIMITS}}
    return {"errors": [error], "extensions": {"cost": cost}}


def _resolve(source: Any, info: GraphQLResolveInfo, **args: Any) -> Any:
    visit, parent, name = visit_of(info), info.parent_type.name, info.field_name
    needed = wanted(parent, name, get_named_type(info.return_type).name)
    if needed and not holds(visit.granted, needed):
        raise _denied(name, needed)
    resolver = TABLES.get(parent, {}).get(name)
    if resolver is not None:
        directive = info.schema.get_directive("idempotent")
        if parent == "Mutation" and directive is not None:
            values = get_directive_values(directive, info.field_nodes[0], info.variable_values)
            args[IDEMPOTENT] = values["key"] if values is not None else None
        return resolver(source, visit, args)
    if isinstance(source, Mapping) and name in source:
        return source[name]
    raise ApiError(f"{parent}.{name} is not simulated", "NOT_SIMULATED")


def _type_name(value: Any, info: GraphQLResolveInfo, abstract: Any) -> str | None:
    return value.get("__typename") if isinstance(value, Mapping) else KINDS.get(type(value))


def _denied(name: str, needed: tuple[str, ...]) -> ApiError:
    access = " or ".join(f"`{scope}` access scope" for scope in needed) + "."
    return ApiError(
        f"Access denied for {name} field. Required access: {access}",
        "ACCESS_DENIED",
        documentation=ACCESS_SCOPES,
        requiredAccess=access,
    )


def _fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}


def _formatted(error: GraphQLError) -> dict[str, Any]:
    formatted: dict[str, Any] = dict(error.formatted)
    if not formatted.get("extensions"):
        formatted["extensions"] = {"code": "INTERNAL_SERVER_ERROR"}
    return formatted


def _invalid_variable(error: GraphQLError, operation: OperationDefinitionNode) -> dict[str, Any]:
    """``Variable $input of type … was provided invalid value for … (…)`` (section 2)."""
    match = _VARIABLE.match(error.message)
    places = [{"line": place.line, "column": place.column} for place in error.locations or []]
    extensions: dict[str, Any] = {"code": "INVALID_VARIABLE"}
    if match is None:
        return {"message": error.message, "locations": places, "extensions": extensions}
    where = (match[2] or "").removeprefix(match[1]).strip(".").replace("[", ".").replace("]", "").strip(".")
    unknown = _UNKNOWN_FIELD.match(match[3])
    why = f"Field is not defined on {unknown[1]}" if unknown else match[3]
    extensions["problems"] = [{"path": where.split(".") if where else [], "explanation": why}]
    message = f"Variable ${match[1]} of type {_type_text(operation, match[1])} was provided invalid value"
    if where:
        message += f" for {where}"
    return {"message": f"{message} ({why})", "locations": places, "extensions": extensions}


def _type_text(operation: OperationDefinitionNode, name: str) -> str:
    return next((print_ast(one.type) for one in operation.variable_definitions if one.variable.name.value == name), "")
