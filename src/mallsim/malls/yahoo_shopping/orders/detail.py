"""orderInfo 注文詳細: one order per call, only the keys that were asked for (section 3.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from xml.etree.ElementTree import Element

from mallsim.malls.yahoo_shopping.orders.fields import CDATA_KEYS, GROUP_OF, GROUPS
from mallsim.malls.yahoo_shopping.orders.model import Line, OptionChosen, Order
from mallsim.malls.yahoo_shopping.refusals import MISSING, UNKNOWN_KEY, RefusedError
from mallsim.malls.yahoo_shopping.wire import Answer, Node, comma_list, one_result, text_at, tree

COMPOSITE: dict[str, Callable[[Line], tuple[OptionChosen, ...]]] = {
    "ItemOption": lambda line: line.options,
    "Inscription": lambda line: line.inscriptions,
}


def order_info(request: Element, order: Order, now: datetime) -> Answer:
    """The document of one order."""
    names = comma_list(text_at(request, "Target/Field"))
    if not names:
        raise RefusedError(MISSING, "Field")
    odd = [name for name in names if name not in GROUP_OF]
    if odd:
        raise RefusedError(UNKNOWN_KEY, ",".join(odd))
    return one_result(tree("OrderInfo", *_document(order, names, now)))


def _document(order: Order, names: Sequence[str], now: datetime) -> Iterator[Node]:
    for group in GROUPS:
        asked = [name for name in names if GROUP_OF[name] == group]
        if not asked:
            continue
        if group == "Item":
            yield from (tree("Item", *_line(line, asked)) for line in order.lines)
            continue
        cells = [Node(name, order.shown(name, now), name in CDATA_KEYS) for name in asked]
        yield from [tree(group, *cells)] if group else cells


def _line(line: Line, names: Sequence[str]) -> Iterator[Node]:
    for name in names:
        if name in COMPOSITE:
            yield from (_chosen(name, *each) for each in enumerate(COMPOSITE[name](line), 1))
        else:
            yield Node(name, line.values.get(name, ""), name in CDATA_KEYS)


def _chosen(element: str, index: int, option: OptionChosen) -> Node:
    parts = [
        Node("Index", str(index)),
        Node("Name", option.name, True),
        Node("Value", option.value, True),
    ]
    if option.price is not None:
        parts.append(Node("Price", option.price))
    return tree(element, *parts)
