"""What a request costs and how much of the shop's hour is used up (section 1, rate limit)."""

from collections import deque
from collections.abc import Mapping
from math import ceil
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    get_variable_values,
)

from mallsim.malls.mercari_shops.settings import Settings

HOUR_S = 3600.0


class Meter:
    """Points spent in the last hour, by all tokens of the shop together. Refused requests cost nothing."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._spent: deque[tuple[float, int]] = deque()
        self._used = 0

    def spend(self, points: int, now: float) -> bool:
        """Spend at an arrival time (epoch seconds); False, and nothing spent, where the hour has too few left."""
        while self._spent and self._spent[0][0] <= now - HOUR_S:
            self._used -= self._spent.popleft()[1]
        if self._used + points > self._settings.points_per_hour:
            return False
        self._spent.append((now, points))
        self._used += points
        return True

    def clear(self) -> None:
        """A fresh hour."""
        self._spent.clear()
        self._used = 0


def points_of(complexity: int) -> int:
    """``max(1, complexity/100)``, started hundreds in full."""
    return max(1, ceil(complexity / 100))


class Complexity:
    """Complexity of a valid operation: 1 per field, lists times their size.

    The mall's own formula was not seen. A connection counts its content ``first`` times (the default page without it), any
    other list ``unsized_list_factor`` times.
    """

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, settings: Settings) -> None:
        self._schema = schema
        self._settings = settings
        self._fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self._variables: Mapping[str, Any] = {}

    def of(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> int:
        """The whole operation."""
        coerced = get_variable_values(self._schema, operation.variable_definitions, dict(variables))
        self._variables = coerced if isinstance(coerced, dict) else {}
        root = self._schema.get_root_type(operation.operation)
        return self._selected(operation.selection_set, root) if root else 0

    def _selected(self, selection: SelectionSetNode | None, parent: Any) -> int:
        total = 0
        for node in selection.selections if selection else ():
            if isinstance(node, FieldNode):
                total += self._field(node, parent)
            elif isinstance(node, InlineFragmentNode):
                total += self._selected(node.selection_set, parent)
            elif isinstance(node, FragmentSpreadNode):
                total += self._selected(self._fragments[node.name.value].selection_set, parent)
        return total

    def _field(self, node: FieldNode, parent: Any) -> int:
        field = parent.fields.get(node.name.value) if isinstance(parent, GraphQLObjectType) else None
        if field is None:
            return 0
        inner = self._selected(node.selection_set, get_named_type(field.type))
        if "first" in field.args:
            return 1 + self._first(node) * inner
        sized = node.name.value == "edges"
        listed = isinstance(get_nullable_type(field.type), GraphQLList) and not sized
        return 1 + inner * (self._settings.unsized_list_factor if listed else 1)

    def _first(self, node: FieldNode) -> int:
        for argument in node.arguments:
            if argument.name.value != "first":
                continue
            if isinstance(argument.value, IntValueNode):
                return int(argument.value.value)
            if isinstance(argument.value, VariableNode):
                value = self._variables.get(argument.value.name.value)
                return value if isinstance(value, int) else self._settings.default_page
        return self._settings.default_page
