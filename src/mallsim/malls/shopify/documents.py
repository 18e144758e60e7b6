"""Documents: parsed and validated once; static errors carry the codes of section 2."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)

CODES = {
    "FieldsOnCorrectTypeRule": "undefinedField",
    "ProvidedRequiredArgumentsRule": "missingRequiredArguments",
    "ValuesOfCorrectTypeRule": "argumentLiteralsIncompatible",
    "KnownArgumentNamesRule": "argumentNotAccepted",
    "KnownTypeNamesRule": "undefinedType",
    "KnownDirectivesRule": "undefinedDirective",
    "KnownFragmentNamesRule": "useAndDefineFragment",
    "NoUnusedFragmentsRule": "useAndDefineFragment",
    "NoUndefinedVariablesRule": "variableNotDefined",
    "NoUnusedVariablesRule": "variableNotUsed",
    "ScalarLeafsRule": "selectionMismatch",
    "VariablesInAllowedPositionRule": "variableMismatch",
}
_NO_FIELD = re.compile(r"Cannot query field '(\w+)' on type '(\w+)'")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document, or why it is none."""

    document: DocumentNode | None
    errors: tuple[dict[str, Any], ...] = ()


@lru_cache(maxsize=500)
def parsed(text: str) -> DocumentNode | GraphQLSyntaxError:
    """The document of a query text, or its syntax error."""
    try:
        return parse(text, no_location=False)
    except GraphQLSyntaxError as error:
        return error


_prepared: dict[tuple[int, str], Prepared] = {}
KEPT = 500


def prepare(schema: GraphQLSchema, text: str) -> Prepared:
    """Parse and validate against a schema; answers are kept, because clients send the same texts."""
    key = (id(schema), text)
    if key not in _prepared:
        if len(_prepared) >= KEPT:
            _prepared.clear()
        _prepared[key] = _prepare(schema, text)
    return _prepared[key]


def _prepare(schema: GraphQLSchema, text: str) -> Prepared:
    document = parsed(text)
    if isinstance(document, GraphQLSyntaxError):
        return Prepared(None, (_formatted(document, "parseError"),))
    if not validate(schema, document):
        return Prepared(document)
    found = [(rule, error) for rule in specified_rules for error in validate(schema, document, [rule])]
    return Prepared(None, tuple(_formatted(error, CODES.get(rule.__name__, "invalid")) for rule, error in found))


def operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode | None:
    """The operation to run: the named one, or the only one."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if name:
        return next((node for node in operations if node.name and node.name.value == name), None)
    return operations[0] if len(operations) == 1 else None


def _formatted(error: GraphQLError, code: str) -> dict[str, Any]:
    message = _NO_FIELD.match(error.message)
    text = f"Field '{message[1]}' doesn't exist on type '{message[2]}'" if message else error.message
    places = [{"line": place.line, "column": place.column} for place in error.locations or []]
    return {"message": text, "locations": places, "extensions": {"code": code}}
