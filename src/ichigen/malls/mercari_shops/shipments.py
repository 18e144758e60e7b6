"""Which lines go into which shipment (page section 3.5): what is left, by method, and what was begun before. Pure."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, TypeAlias

from ichigen.domain.orders import MallOrder
from ichigen.domain.write_back import BegunStep
from ichigen.malls.mercari_shops import states

CREATE, TRACK, COMPLETE = "ship_create", "ship_track", "ship_complete"

#: Product, variant, quantity, what is left, method.
Line: TypeAlias = tuple[str, str, int, int, str]
Products: TypeAlias = list[dict[str, Any]]


def lines_of(order: MallOrder) -> list[Line]:
    """Return product, variant, quantity, what is left, and method of each line (`lines_handle`)."""
    return [(row[0], row[1], row[2], row[3], row[4]) for row in json.loads(order.handles["lines"])]


def shipments(order: MallOrder, begun: Sequence[BegunStep]) -> list[Products]:
    """Return the products of each shipment still to be completed; none of メルカリ便.

    First those that earlier notices began, exactly as they were asked for, because only the same key brings their ids back.
    Then what is left beside them, by shipping method. Where nothing is left and nothing is known of a beginning, all of it:
    it was begun by somebody, and the mall says whether it was us.
    """
    ours = [line for line in lines_of(order) if not states.is_anonymous_method(line[4])]
    known = list(_begun(begun, ours))
    taken = Counter[str]()
    for product in (product for products in known for product in products):
        taken[product["variantId"]] += product["quantity"]
    rest = ((line, max(0, line[3] - taken[line[1]])) for line in ours)
    return [*known, *_by_method(rest)] or list(_by_method((line, line[2]) for line in ours))


def _begun(begun: Sequence[BegunStep], lines: Iterable[Line]) -> Iterator[Products]:
    """Begun is what the mall gave an id for, and what it shows as taken although its answer was lost; until it is completed."""
    left = {line[1]: line[3] for line in lines}
    found: dict[str, Products] = {}
    key = ""
    for step in begun:
        if step.kind == CREATE:
            products: Any = step.payload["products"]
            key = str(step.payload["idempotencyKey"])
            if step.answer.get("orderShippingId") or not any(left.get(one["variantId"], 0) for one in products):
                found[key] = products
        elif step.kind == COMPLETE and step.confirmed:
            found.pop(key, None)
    yield from found.values()


def _by_method(wanted: Iterable[tuple[Line, int]]) -> Iterator[Products]:
    """Page: group by method."""
    lines = sorted(wanted, key=lambda one: (one[0][4], one[0][0], one[0][1]))
    for _, group in groupby(lines, key=lambda one: one[0][4]):
        products = [
            {"productId": line[0], "variantId": line[1], "quantity": quantity}
            for line, quantity in group
            if quantity > 0
        ]
        if products:
            yield products
