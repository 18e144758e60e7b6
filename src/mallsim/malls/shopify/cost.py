"""What a query costs (section 2): scalars 0, objects 1, a mutation 10, a connection by its page size.

Recorded costs of 2026-04 grow far slower than the page size; the formula is not published. ``recorded`` takes
2 + √first × one row (rounded), which meets what was recorded for one to twelve rows; ``linear`` is the older
2 + first × one row. Money, page info, counts of an object, payloads and errors cost nothing, a root count 10.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
    is_object_type,
    value_from_ast_untyped,
)

MUTATION, COUNT, CONNECTION = 10, 10, 2
FREE = frozenset({"MoneyBag", "MoneyV2", "PageInfo", "Job", "Count", "LineItem", "UserError"})


@dataclass(frozen=True, slots=True)
class Pricing:
    """How one request is priced. ``data`` is None for the requested cost, the answer's data for the actual one."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]
    linear: bool

    def price(self, operation: OperationDefinitionNode, data: Any, *, actual: bool) -> int:
        """Points of the operation."""
        mutation = operation.operation is OperationType.MUTATION
        root = self.schema.mutation_type if mutation else self.schema.query_type
        assert root is not None
        total = 0
        for node, inner in self._fields(operation.selection_set, root, data, actual):
            total += (
                MUTATION + self._payload(node, root, inner, actual)
                if mutation
                else self._field(node, root, inner, actual)
            )
        return total

    def rows(self, count: int) -> int:
        """What a page of ``count`` rows weighs."""
        return count if self.linear else round(sqrt(count))

    def _fields(
        self, selections: SelectionSetNode | None, parent: Any, data: Any, actual: bool
    ) -> list[tuple[FieldNode, Any]]:
        found: list[tuple[FieldNode, Any]] = []
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                key = node.alias.value if node.alias else node.name.value
                found.append((node, data.get(key) if isinstance(data, Mapping) else None))
            elif isinstance(node, InlineFragmentNode):
                found += self._fields(node.selection_set, parent, data, actual)
            elif isinstance(node, FragmentSpreadNode):
                found += self._fields(self.fragments[node.name.value].selection_set, parent, data, actual)
        return found

    def _payload(self, node: FieldNode, parent: GraphQLObjectType, data: Any, actual: bool) -> int:
        """The objects directly in a payload are in the ten points."""
        payload = _type_of(parent, node)
        if actual and data is None:
            return 0
        return sum(
            self._children(inner, _type_of(payload, inner), value, actual)
            for inner, value in self._fields(node.selection_set, payload, data, actual)
            if not actual or value is not None
        )

    def _field(self, node: FieldNode, parent: Any, data: Any, actual: bool) -> int:
        type = _type_of(parent, node)
        if type is None or is_leaf_type(type) or (actual and data is None):
            return 0
        if type.name == "Count" and parent is self.schema.query_type:
            return COUNT
        if type.name.endswith("Connection"):
            return self._connection(node, type, data, actual)
        if isinstance(data, list):  # a list without pages counts once, however long it is
            return max((self._object(node, type, one, actual) for one in data if one is not None), default=0)
        return self._object(node, type, data, actual)

    def _object(self, node: FieldNode, type: Any, data: Any, actual: bool) -> int:
        return (0 if type.name in FREE else 1) + self._children(node, type, data, actual)

    def _children(self, node: FieldNode, type: Any, data: Any, actual: bool) -> int:
        if type is None or is_leaf_type(type):
            return 0
        if isinstance(data, list):
            return max((self._children(node, type, one, actual) for one in data), default=0)
        return sum(
            self._field(inner, self._owner(type, inner), value, actual)
            for inner, value in self._fields(node.selection_set, type, data, actual)
        )

    def _owner(self, type: Any, node: FieldNode) -> Any:
        """The type that has the field: of an interface, the first implementation that does."""
        if is_object_type(type) or node.name.value in getattr(type, "fields", {}):
            return type
        return next((one for one in self.schema.get_possible_types(type) if node.name.value in one.fields), type)

    def _connection(self, node: FieldNode, type: Any, data: Any, actual: bool) -> int:
        each, counted = 0, 0
        for inner, value in self._fields(node.selection_set, type, data, actual):
            if inner.name.value not in ("nodes", "edges"):
                continue
            counted = max(counted, len(value) if isinstance(value, list) else 0)
            row = value[0] if actual and isinstance(value, list) and value else None
            if not actual or row is not None:
                each = max(each, self._row(inner, _type_of(type, inner), row, actual))
        return CONNECTION + self.rows(counted if actual else self._asked(node)) * each

    def _row(self, node: FieldNode, type: Any, data: Any, actual: bool) -> int:
        if node.name.value == "nodes":
            return 1 + self._children(node, type, data, actual)
        inner = next(
            (f for f, _ in self._fields(node.selection_set, type, data, actual) if f.name.value == "node"), None
        )
        if inner is None:
            return 1
        value = data.get("node") if isinstance(data, Mapping) else None
        return 1 + self._children(inner, _type_of(type, inner), value, actual)

    def _asked(self, node: FieldNode) -> int:
        given = {argument.name.value: argument.value for argument in node.arguments}
        size = next((given[name] for name in ("first", "last") if name in given), None)
        count = value_from_ast_untyped(size, dict(self.variables)) if size is not None else 0
        return count if isinstance(count, int) and count > 0 else 0


def _type_of(parent: Any, node: FieldNode) -> Any:
    field = getattr(parent, "fields", {}).get(node.name.value)
    output: GraphQLOutputType | None = field.type if field else None
    return get_named_type(output) if output is not None else None
