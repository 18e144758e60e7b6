"""OrderTransaction as the list and the detail show it (page sections 2, 3.2, 3.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ichigen.domain.orders import Party
from ichigen.mallkit.exchange import Problem
from ichigen.mallkit.json_values import Document, Unreadable, child, records, required_text, text
from ichigen.malls.mercari_shops.unseen_fields import Unseen
from ichigen.malls.mercari_shops.wire_values import moment, number, required_number


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """What a list tells: enough to see that the order moved. Its lines would cost ten times the points."""

    number: str
    status: str
    paid: bool


@dataclass(frozen=True, slots=True)
class Line:
    """OrderTransactionProduct. Empty variant: the mall shows none. `price` None: the order does not tell it."""

    product_id: str
    variant_id: str
    sku_code: str
    quantity: int
    unshipped: int
    method: str
    price: int | None
    name: str
    option: str


@dataclass(frozen=True, slots=True)
class Order:
    """OrderTransaction. `total` contains the sales fee and the postage (trap 8)."""

    number: str
    status: str
    total: int | None
    ordered_at: datetime
    paid: bool
    channel: str
    lines: tuple[Line, ...]
    ship_to: Party | None


#: Other tools export ids with this before them; it is not part of the id (page section 3.2).
PREFIX = "order_"


def parse_list(nodes: Iterable[Document]) -> tuple[tuple[ListedOrder, ...], tuple[Problem, ...]]:
    """Read the nodes of a page; one that cannot be read is one problem."""
    orders: list[ListedOrder] = []
    problems: list[Problem] = []
    for node in nodes:
        try:
            orders.append(_listed_order(node))
        except Unreadable as error:
            problems.append(unreadable_order(text(node, "id"), error))
    return tuple(orders), tuple(problems)


def parse_order(node: Document, unseen: Unseen) -> Order:
    """Read one order; raises Unreadable."""
    ordered_at = moment(node, "createdAt")
    if ordered_at is None:
        raise Unreadable("createdAt")
    return Order(
        number=order_number(node),
        status=required_text(node, "status"),
        total=number(node, "totalPrice"),
        ordered_at=ordered_at,
        paid=moment(node, "paidAt") is not None,
        channel=text(node, "salesChannel"),
        lines=tuple(_line(entry, unseen) for entry in records(node, "products")),
        ship_to=unseen.party(node),
    )


def order_number(node: Document) -> str:
    """Return the id without the prefix of other tools."""
    return required_text(node, "id").removeprefix(PREFIX)


def unreadable_order(where: str, error: Unreadable) -> Problem:
    """Return the problem of an order that cannot be read."""
    return Problem(where or "?", "order.unreadable", f"受注を読み取れませんでした(項目 {error})。")


def _listed_order(node: Document) -> ListedOrder:
    return ListedOrder(order_number(node), required_text(node, "status"), moment(node, "paidAt") is not None)


def _line(entry: Document, unseen: Unseen) -> Line:
    variant = child(entry, "variant")
    return Line(
        product_id=required_text(entry, "productId"),
        variant_id=text(variant, "id"),
        sku_code=text(variant, "skuCode").strip(),
        quantity=required_number(entry, "quantity"),
        unshipped=_unshipped(entry),
        method=text(entry, "shippingMethod"),
        price=unseen.price(entry),
        name=unseen.name(entry),
        option=text(variant, "name"),
    )


def _unshipped(entry: Document) -> int:
    left = number(entry, "unshippedQuantity")
    return required_number(entry, "quantity") if left is None else left
