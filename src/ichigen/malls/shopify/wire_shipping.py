"""Fulfilment orders as typed records (section 4)."""

from dataclasses import dataclass

from ichigen.mallkit.json_values import optional_records, required_flag
from ichigen.malls.shopify.wire_values import Node, child, number, required_child, required_text, text


@dataclass(frozen=True, slots=True)
class FulfillmentOrder:
    """What is to be shipped from one place. `lines`: (gid of the fulfilment order's line, units left).

    `whole`: the document holds all of its lines. `actions`: what the mall lets us do with it now.
    """

    id: str
    status: str
    request_status: str
    location: str
    location_name: str
    actions: frozenset[str]
    lines: tuple[tuple[str, int], ...]
    whole: bool


def read_fulfillment_orders(order: Node) -> tuple[tuple[FulfillmentOrder, ...], bool]:
    """Read the open fulfilment orders of an order, and whether the document holds all of them.

    A row that a page shows twice is one: sent twice it is more than is left, and the mall refuses the shipment.
    """
    connection = required_child(order, "fulfillmentOrders")
    more = required_flag(required_child(connection, "pageInfo"), "hasNextPage")
    found = map(_fulfillment_order, optional_records(connection, "nodes"))
    return tuple({one.id: one for one in found}.values()), not more


def _fulfillment_order(node: Node) -> FulfillmentOrder:
    place, lines = required_child(node, "assignedLocation"), required_child(node, "lineItems")
    return FulfillmentOrder(
        id=required_text(node, "id"),
        status=required_text(node, "status"),
        request_status=text(node, "requestStatus"),
        location=text(child(place, "location") or {}, "id"),
        location_name=text(place, "name"),
        actions=frozenset(text(entry, "action") for entry in optional_records(node, "supportedActions")),
        lines=tuple(
            {
                required_text(entry, "id"): number(entry, "remainingQuantity")
                for entry in optional_records(lines, "nodes")
            }.items()
        ),
        whole=not required_flag(required_child(lines, "pageInfo"), "hasNextPage"),
    )
