"""The root fields: what runs, and under which name the core logs it and lets faults hit it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_operation_ast,
    parse,
)

from mallsim.core.mall import Operation
from mallsim.malls.mercari_shops import items, queries, shipping, stock, webhooks
from mallsim.malls.mercari_shops.wire import GraphqlRequest

UNKNOWN = Operation("unknown", "read")


@dataclass(frozen=True, slots=True)
class Root:
    """One field of Query or Mutation."""

    operation: Operation
    resolver: Callable[..., Any]


def _query(name: str, resolver: Callable[..., Any]) -> Root:
    return Root(Operation(name, "read"), resolver)


def _mutation(name: str, resolver: Callable[..., Any]) -> Root:
    return Root(Operation(name, "write"), resolver)


ROOTS: dict[str, Root] = {
    "shop": _query("shop.read", queries.shop),
    "product": _query("item.get", queries.product),
    "products": _query("item.list", queries.products),
    "productVariant": _query("stock.read", queries.product_variant),
    "orderTransaction": _query("order.get", queries.order_transaction),
    "orderTransactions": _query("order.list", queries.order_transactions),
    "webhooks": _query("webhook.list", queries.webhooks),
    "createProduct": _mutation("item.create", items.create),
    "updateProduct": _mutation("item.update", items.update),
    "deleteProduct": _mutation("item.delete", items.delete),
    "updateProductVariant": _mutation("stock.write", stock.update_one),
    "updateProductVariants": _mutation("stock.write_many", stock.update_many),
    "createOrderShipping": _mutation("order.ship_create", shipping.create),
    "updateOrderShippingTrackingCode": _mutation("order.ship_track", shipping.track),
    "completeOrderShipping": _mutation("order.ship_complete", shipping.complete),
    "createWebhook": _mutation("webhook.create", webhooks.create),
    "deleteWebhook": _mutation("webhook.delete", webhooks.delete),
}
RESOLVERS: dict[str, Callable[..., Any]] = {name: root.resolver for name, root in ROOTS.items()}


@lru_cache(maxsize=256)
def parsed(query: str) -> DocumentNode:
    """The document of a request; raises GraphQLSyntaxError."""
    return parse(query)


def operation_of(body: bytes) -> Operation:
    """The name of a request by its first root field; a write where it is a mutation."""
    request = GraphqlRequest.read(body)
    if request is None:
        return UNKNOWN
    try:
        document = parsed(request.query)
    except GraphQLSyntaxError:
        return UNKNOWN
    operation = get_operation_ast(document, request.operation_name)
    fields = root_fields(document, operation) if operation else []
    return next((ROOTS[name].operation for name in fields if name in ROOTS), UNKNOWN)


def root_fields(document: DocumentNode, operation: OperationDefinitionNode) -> list[str]:
    """The root fields of an operation in order, fragments looked into."""
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}

    def names(selection: SelectionSetNode, inside: frozenset[str]) -> list[str]:
        found: list[str] = []
        for node in selection.selections:
            if isinstance(node, FieldNode):
                found.append(node.name.value)
            elif isinstance(node, InlineFragmentNode):
                found += names(node.selection_set, inside)
            elif isinstance(node, FragmentSpreadNode):
                name = node.name.value
                if name in fragments and name not in inside:
                    found += names(fragments[name].selection_set, inside | {name})
        return found

    return names(operation.selection_set, frozenset())
