"""What a document costs by the rules of the page's section 2, with the schema saying what is an object and what a connection."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
    parse,
)


def points_by_schema(schema: GraphQLSchema, text: str, variables: Mapping[str, Any]) -> int:
    """Scalars 0, objects 1, connections 2 and by `first`, lists asked for by id by their number, mutations 10 to begin with."""
    document = parse(text)
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    root = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))

    def inside(selections: SelectionSetNode | None, parent: GraphQLNamedType) -> int:
        return sum(one(node, parent) for node in (selections.selections if selections else ()))

    def one(node: Any, parent: GraphQLNamedType) -> int:
        if not isinstance(node, FieldNode):
            inner = fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            return inside(inner.selection_set, schema.type_map[inner.type_condition.name.value])
        assert isinstance(parent, GraphQLObjectType | GraphQLInterfaceType)
        kind = get_named_type(parent.fields[node.name.value].type)
        if not is_composite_type(kind):
            return 0
        if not kind.name.endswith("Connection"):
            return _size(node, variables) * (1 + inside(node.selection_set, kind))
        assert node.selection_set is not None
        nodes = [
            child
            for child in node.selection_set.selections
            if isinstance(child, FieldNode) and child.name.value == "nodes"
        ]
        return 2 + _size(node, variables) * sum(one(child, kind) for child in nodes)

    kind = schema.get_root_type(root.operation)
    assert kind is not None
    mutations = len(root.selection_set.selections) if kind is schema.mutation_type else 0
    return inside(root.selection_set, kind) + 9 * mutations


def _size(node: FieldNode, variables: Mapping[str, Any]) -> int:
    for argument in node.arguments:
        value: Any = argument.value
        if argument.name.value in ("first", "ids"):
            given = variables[value.name.value] if value.kind == "variable" else int(value.value)
            return len(given) if isinstance(given, list) else int(given)
    return 1
