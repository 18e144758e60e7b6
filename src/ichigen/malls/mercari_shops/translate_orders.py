"""Their order as ours. Pure."""

import json
from collections.abc import Mapping

from ichigen.domain.orders import Amounts, DeliveryWish, MallOrder, OrderLine, Payment, Withheld
from ichigen.malls.mercari_shops import states
from ichigen.malls.mercari_shops.wire_orders import Line as WireLine
from ichigen.malls.mercari_shops.wire_orders import ListedOrder, Order
from ichigen.malls.mercari_shops.wire_products import ProductName

PAYMENT_METHOD = "メルカリShops"


def mark(order: ListedOrder | Order) -> str:
    """Return the fingerprint that list and detail share: status and payment."""
    return f"{order.status}|{'paid' if order.paid else ''}"


def to_mall_order(order: Order, names: Mapping[str, ProductName]) -> MallOrder:
    """Return the snapshot of one order (page sections 3.2 to 3.5)."""
    paid = order.paid or order.status not in (states.WAITING_FOR_PAYMENT, states.CANCELED)
    return MallOrder(
        number=order.number,
        ordered_at=order.ordered_at,
        phase=states.phase_of(order.status),
        mall_state=states.state_name(order.status),
        mark=mark(order),
        lines=tuple(_line(line, names.get(line.product_id, ProductName("", None))) for line in order.lines),
        payment=Payment(PAYMENT_METHOD, paid, due_before_shipping=True),
        amounts=Amounts(total=order.total),
        delivery=DeliveryWish(
            "、".join(dict.fromkeys(states.method_label(line.method) for line in order.lines if line.method))
        ),
        ship_to=None if is_anonymous(order) else order.ship_to,
        holds=states.holds(order.status),
        unknown_state=states.unknown_state(order.status),
        handles={"status": order.status, "anonymous": "1" if is_anonymous(order) else "", "lines": lines_handle(order)},
        withheld=_withheld(order),
    )


def is_anonymous(order: Order) -> bool:
    """匿名配送: all of it goes by メルカリ便 (trap 7). Where only some lines do, the mall tells 送付先 for the others."""
    return bool(order.lines) and all(states.is_anonymous_method(line.method) for line in order.lines)


def lines_handle(order: Order) -> str:
    """Return what createOrderShipping needs of each line: product, variant, quantity, what is left, method."""
    rows = [[line.product_id, line.variant_id, line.quantity, line.unshipped, line.method] for line in order.lines]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _withheld(order: Order) -> Withheld:
    if is_anonymous(order):
        return Withheld.ANONYMOUS
    if order.ship_to is not None:
        return Withheld.NOTHING
    return Withheld.NOT_YET if order.status == states.WAITING_FOR_PAYMENT else Withheld.UNTOLD


def _line(line: WireLine, known: ProductName) -> OrderLine:
    """The technical key is the variant's id. The order has no id of a line [R], so product and variant stand for it."""
    return OrderLine(
        line_id=f"{line.product_id}:{line.variant_id}",
        listing_code=line.variant_id or f"product:{line.product_id}",
        quantity=line.quantity,
        unit_price=line.price if line.price is not None else known.price or 0,
        title=line.name or known.name,
        options=line.option,
        match_codes=(line.sku_code,) if line.sku_code else (),
    )
