"""Every document the client can send, held against the official schema of 2026-10 with its variables coerced.

The schema does not hold everything: `@idempotent` and `changeFromQuantity` are demanded at run time (page section 6, trap 1),
so they are looked for as well.
"""

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLSchema,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_client_schema,
    parse,
    validate,
    visit,
)
from graphql.execution.values import get_variable_values

from ichigen.malls.shopify import states
from ichigen.malls.shopify.cost import MOST, cost
from ichigen.malls.shopify.documents import DOCUMENTS
from ichigen.malls.shopify.errors import TABLE
from ichigen.malls.shopify.scopes import SCOPES
from ichigen.malls.shopify.shipping import CREATE
from ichigen.malls.shopify.translate_changes import REASONS
from ichigen.malls.shopify.version import API_VERSION
from ichigen.malls.shopify.webhooks import TOPICS
from tests.contracts.shopify.points import points_by_schema
from tests.malls.shopify.every_request import Sent, every_request

#: Section 6: the mutations that the mall refuses without the directive; refundCreate and the others are not sent.
IDEMPOTENT = frozenset(
    {
        "inventorySetQuantities",
        "inventoryAdjustQuantities",
        "inventoryMoveQuantities",
        "inventorySetOnHandQuantities",
        "inventoryActivate",
        "refundCreate",
    }
)


@pytest.fixture(scope="module")
def contract(official: Path) -> Mapping[str, Any]:
    path = official / "shopify" / f"admin_{API_VERSION}.json.gz"
    with gzip.open(path) as file:
        return dict(json.load(file))


@pytest.fixture(scope="module")
def schema(contract: Mapping[str, Any]) -> GraphQLSchema:
    return build_client_schema(contract["data"], assume_valid=True)


@pytest.fixture(scope="module")
def sent() -> list[Sent]:
    return every_request()


def test_the_requests_of_this_test_are_all_that_the_client_can_send(sent: list[Sent]) -> None:
    assert {(one.name, one.text) for one in sent} == {(one.name, one.text) for one in DOCUMENTS}
    assert len({one.name for one in DOCUMENTS}) == len(DOCUMENTS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.name)
def test_a_document_is_valid(schema: GraphQLSchema, document: Any) -> None:
    assert [error.message for error in validate(schema, parse(document.text))] == []


def test_the_schema_refuses_what_is_not_in_it(schema: GraphQLSchema) -> None:
    """Otherwise the tests above could not fail."""
    wrong = parse("query Wrong($n: Int!) { orders(first: $n) { nodes { id fulfilmentStatus } } }")
    assert len(validate(schema, wrong)) == 1


def test_all_variables_are_coerced(schema: GraphQLSchema, sent: list[Sent]) -> None:
    for one in sent:
        operation = _operation(one.text)
        assert operation.name is not None
        assert operation.name.value == one.name
        declared = {node.variable.name.value for node in operation.variable_definitions}
        assert set(one.variables) <= declared, one.name
        coerced = get_variable_values(schema, operation.variable_definitions, one.variables)
        assert isinstance(coerced, dict), (one.name, coerced)


def test_a_directive_carries_a_key_where_the_mall_demands_it_section_6(sent: list[Sent]) -> None:
    demanded = [(one, node) for one in sent for node in _roots(one) if node.name.value in IDEMPOTENT]
    assert [one.name for one, _ in demanded] == ["HubSetStock"]
    for one, node in demanded:
        assert [directive.name.value for directive in node.directives] == ["idempotent"]
        assert len(str(one.variables["key"])) == 36


def test_every_quantity_names_the_number_it_replaces_section_6(sent: list[Sent]) -> None:
    rows = [row for one in sent if one.name == "HubSetStock" for row in one.variables["input"]["quantities"]]
    assert [row["changeFromQuantity"] for row in rows] == [15]


def test_the_cost_of_a_document_is_the_one_by_the_schema_section_2(schema: GraphQLSchema, sent: list[Sent]) -> None:
    """The client counts from the text alone; here the schema says what is an object and what a connection."""
    for one in sent:
        assert cost(one.text, one.variables) == points_by_schema(schema, one.text, one.variables), one.name
        assert cost(one.text, one.variables) <= MOST, one.name


def test_every_scope_asked_for_is_used_and_no_other_is_needed_r1_38(
    contract: Mapping[str, Any], schema: GraphQLSchema
) -> None:
    needed = _scopes(contract)
    ours = {scope.name for scope in SCOPES}
    used: set[str] = set()
    for document in DOCUMENTS:
        for place in _places(schema, document.text):
            any_of = needed.get(place, set())
            granted = {scope for scope in any_of if scope in ours}
            assert not any_of or granted, (document.name, place, any_of)
            used |= granted
    assert used == ours


@pytest.mark.parametrize(
    ("enum", "told"),
    [
        ("OrderDisplayFinancialStatus", set(states.FINANCIAL) - {""}),
        ("OrderDisplayFulfillmentStatus", set(states.FULFILLMENT)),
    ],
)
def test_every_status_is_known_section_3(schema: GraphQLSchema, enum: str, told: set[str]) -> None:
    assert told == _values(schema, enum)


@pytest.mark.parametrize(
    ("enum", "used"),
    [
        ("OrderCancelReason", set(REASONS.values())),
        ("WebhookSubscriptionTopic", set(TOPICS)),
        ("FulfillmentOrderAction", {CREATE}),
    ],
)
def test_every_value_sent_exists(schema: GraphQLSchema, enum: str, used: set[str]) -> None:
    assert used <= _values(schema, enum)


def test_every_refusal_of_a_stock_row_is_in_the_table_section_6(schema: GraphQLSchema) -> None:
    codes = _values(schema, "InventorySetQuantitiesUserErrorCode")
    # Of the older form of the call, and of members whose values are fixed in the code.
    fixed = {"COMPARE_QUANTITY_REQUIRED", "COMPARE_QUANTITY_STALE", "INVALID_NAME", "INVALID_REASON"}
    assert codes - set(TABLE) == fixed | {"INVALID_REFERENCE_DOCUMENT"}


def _operation(text: str) -> OperationDefinitionNode:
    return next(node for node in parse(text).definitions if isinstance(node, OperationDefinitionNode))


def _roots(one: Sent) -> Iterator[FieldNode]:
    return (node for node in _operation(one.text).selection_set.selections if isinstance(node, FieldNode))


def _values(schema: GraphQLSchema, enum: str) -> set[str]:
    found = schema.get_type(enum)
    assert isinstance(found, GraphQLEnumType)
    return set(found.values)


def _scopes(contract: Mapping[str, Any]) -> dict[tuple[str, str], set[str]]:
    """Scopes by (type, field); field "" = the type itself. Any one of a set is enough."""
    found: dict[tuple[str, str], set[str]] = {}
    for item in contract["offline_scopes"]["items"]:
        found[item["typeName"], item.get("fieldName") or ""] = set(item["offlineScopes"])
    return found


def _places(schema: GraphQLSchema, text: str) -> set[tuple[str, str]]:
    """The fields a document selects, and the types it reaches."""
    places: set[tuple[str, str]] = set()
    info = TypeInfo(schema)

    class Collecting(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            parent = info.get_parent_type()
            assert parent is not None
            places.add((parent.name, node.name.value))
            places.add((parent.name, ""))

    visit(parse(text), TypeInfoVisitor(info, Collecting()))
    return places
