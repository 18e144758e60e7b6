"""What a document may cost at most, in points (section 2): counted from its text, before it is sent.

Scalars are free, an object is 1, a list is its size times what one entry costs, a connection two more than that (its pageInfo
is in them: the recorded 202 points of section 2), a mutation is 10 to begin with.
"""

from collections.abc import Mapping
from functools import cache

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    parse,
)

from ichigen.domain.json import Json

MUTATION, CONNECTION = 10, 2

#: What one document may cost at most; [R] in section 2.
MOST = 1000


def cost(text: str, variables: Mapping[str, Json]) -> int:
    """Return the most points a document takes with these variables."""
    document = _parsed(text)
    operation = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    counting = _Counting(document, variables)
    total = counting.of(operation.selection_set)
    if operation.operation is not OperationType.MUTATION:
        return total
    # The payload object itself is in the base of its mutation.
    return total + (MUTATION - 1) * len(operation.selection_set.selections)


@cache
def _parsed(text: str) -> DocumentNode:
    return parse(text, no_location=True)


class _Counting:
    """Adds up one document with one set of variables."""

    def __init__(self, document: DocumentNode, variables: Mapping[str, Json]) -> None:
        self._variables = variables
        self._fragments = {
            node.name.value: node.selection_set
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }

    def of(self, selections: SelectionSetNode | None) -> int:
        """Cost of what is selected inside one object."""
        return sum(self._one(node) for node in selections.selections) if selections else 0

    def _one(self, node: object) -> int:
        if isinstance(node, FragmentSpreadNode):
            return self.of(self._fragments[node.name.value])
        if isinstance(node, InlineFragmentNode):
            return self.of(node.selection_set)
        if not isinstance(node, FieldNode) or node.selection_set is None:
            return 0
        entries = [child for child in node.selection_set.selections if _name(child) == "nodes"]
        if not entries:
            return self._size(node) * (1 + self.of(node.selection_set))
        return CONNECTION + self._size(node) * sum(self._one(entry) for entry in entries)

    def _size(self, node: FieldNode) -> int:
        """How many entries a field may have: its `first`, or as many as ids are asked for."""
        for argument in node.arguments:
            value = argument.value
            if argument.name.value == "first" and isinstance(value, IntValueNode):
                return int(value.value)
            if argument.name.value in ("first", "ids") and isinstance(value, VariableNode):
                given = self._variables.get(value.name.value)
                return len(given) if isinstance(given, list) else given if isinstance(given, int) else 1
        return 1


def _name(node: object) -> str:
    return node.name.value if isinstance(node, FieldNode) else ""
