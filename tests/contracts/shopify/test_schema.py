"""Every type, field, argument, nullability, enum value and directive of our schema is in the official one."""

from typing import Any

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    is_introspection_type,
    is_specified_directive,
    parse,
    validate,
)

from mallsim.malls.shopify.answers.tables import TABLES
from mallsim.malls.shopify.changes.quantities import REASONS
from mallsim.malls.shopify.schema import own_schema
from mallsim.malls.shopify.scopes import FIELDS, TYPES
from tests.mallsim.shopify import documents

OWN = own_schema()
NAMES = sorted(name for name, type in OWN.type_map.items() if not is_introspection_type(type))


def arguments(args: dict[str, GraphQLArgument]) -> dict[str, tuple[str, Any, bool]]:
    """Type, default and deprecation of arguments or input fields."""
    return {name: (str(a.type), a.default_value, a.deprecation_reason is not None) for name, a in args.items()}


def fields_of(type: GraphQLNamedType) -> dict[str, tuple[str, bool]]:
    """Type and deprecation of output fields."""
    assert isinstance(type, GraphQLObjectType | GraphQLInterfaceType)
    return {name: (str(f.type), f.deprecation_reason is not None) for name, f in type.fields.items()}


@pytest.mark.parametrize("name", NAMES)
def test_a_type_is_the_official_one(schema: GraphQLSchema, name: str) -> None:
    ours, theirs = OWN.type_map[name], schema.type_map[name]
    assert type(ours) is type(theirs)
    if isinstance(ours, GraphQLObjectType | GraphQLInterfaceType):
        assert isinstance(theirs, GraphQLObjectType | GraphQLInterfaceType)
        assert fields_of(ours).items() <= fields_of(theirs).items()
        for field in ours.fields:
            mine, official = arguments(ours.fields[field].args), arguments(theirs.fields[field].args)
            assert mine.items() <= official.items(), field
        assert {i.name for i in ours.interfaces} <= {i.name for i in theirs.interfaces}
    elif isinstance(ours, GraphQLInputObjectType):
        assert isinstance(theirs, GraphQLInputObjectType)
        mine, official = arguments(ours.fields), arguments(theirs.fields)
        assert mine.items() <= official.items()
    elif isinstance(ours, GraphQLEnumType):
        assert isinstance(theirs, GraphQLEnumType)
        for value, definition in ours.values.items():
            deprecated = theirs.values[value].deprecation_reason is not None
            assert (definition.deprecation_reason is not None) is deprecated, value


def test_a_needed_argument_or_input_is_not_left_out(schema: GraphQLSchema) -> None:
    """What the official schema demands, ours demands too: a document that ours takes must not be refused there."""
    missing = []
    for name in NAMES:
        ours, theirs = OWN.type_map[name], schema.type_map[name]
        if isinstance(ours, GraphQLObjectType) and isinstance(theirs, GraphQLObjectType):
            missing += [
                f"{name}.{field}({arg})"
                for field in ours.fields
                for arg, definition in theirs.fields[field].args.items()
                if str(definition.type).endswith("!") and arg not in ours.fields[field].args
            ]
        if isinstance(ours, GraphQLInputObjectType) and isinstance(theirs, GraphQLInputObjectType):
            missing += [
                f"{name}.{f}" for f, d in theirs.fields.items() if str(d.type).endswith("!") and f not in ours.fields
            ]
    assert missing == []


@pytest.mark.parametrize("name", ["OrderDisplayFinancialStatus", "OrderDisplayFulfillmentStatus", "OrderCancelReason"])
def test_the_states_a_client_must_know_are_complete(schema: GraphQLSchema, name: str) -> None:
    ours, theirs = OWN.type_map[name], schema.type_map[name]
    assert isinstance(ours, GraphQLEnumType)
    assert isinstance(theirs, GraphQLEnumType)
    assert set(ours.values) == set(theirs.values)


def test_directives_and_roots_are_the_official_ones(schema: GraphQLSchema) -> None:
    declared = [directive for directive in OWN.directives if not is_specified_directive(directive)]
    assert [directive.name for directive in declared] == ["idempotent"]
    for directive in declared:
        theirs = schema.get_directive(directive.name)
        assert theirs is not None
        assert arguments(directive.args) == arguments(theirs.args)
        assert directive.locations == theirs.locations
    assert [str(OWN.query_type), str(OWN.mutation_type)] == [str(schema.query_type), str(schema.mutation_type)]


def test_the_scopes_are_the_official_ones(published: dict[str, Any]) -> None:
    items = published["offline_scopes"]["items"]
    types = {i["typeName"]: tuple(i["offlineScopes"]) for i in items if i["type"] == "type" and i["offlineScopes"]}
    fields = {
        (i["typeName"], i["fieldName"]): tuple(i["offlineScopes"])
        for i in items
        if i["type"] == "field" and i["offlineScopes"]
    }
    known = {name for name in NAMES if isinstance(OWN.type_map[name], GraphQLObjectType)}
    assert {name: scopes for name, scopes in types.items() if name in known} == TYPES
    simulated = {
        (parent, field): scopes
        for (parent, field), scopes in fields.items()
        if parent in known and field in OWN.type_map[parent].fields  # type: ignore[attr-defined]  # object types only
    }
    assert simulated == FIELDS


def test_every_simulated_field_exists_and_every_field_of_a_table_is_simulated() -> None:
    for name, table in TABLES.items():
        type = OWN.type_map[name]
        assert isinstance(type, GraphQLObjectType)
        assert set(table) >= set(type.fields), name


PAGE = sorted(name for name in dir(documents) if name.isupper())


@pytest.mark.parametrize("name", PAGE)
def test_the_documents_of_the_page_are_valid_on_both(schema: GraphQLSchema, name: str) -> None:
    document = parse(getattr(documents, name))
    assert validate(schema, document) == []
    assert validate(OWN, document) == []


def test_trap_01_neither_run_time_rule_is_in_the_official_schema(schema: GraphQLSchema) -> None:
    text = documents.SET_STOCK.replace(", $key: String!", "").replace(" @idempotent(key: $key)", "")
    assert validate(schema, parse(text)) == []
    row = schema.type_map["InventoryQuantityInput"]
    assert isinstance(row, GraphQLInputObjectType)
    assert str(row.fields["changeFromQuantity"].type) == "Int"


def test_s6_the_item_not_stocked_code_is_gone_and_the_reasons_are_words(schema: GraphQLSchema) -> None:
    codes = schema.type_map["InventorySetQuantitiesUserErrorCode"]
    assert isinstance(codes, GraphQLEnumType)
    assert "ITEM_NOT_STOCKED_AT_LOCATION" not in codes.values
    assert len(REASONS) == 17
