"""orderCount 件数 (section 3.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mallsim.malls.yahoo_shopping.orders.codes import (
    ARRIVED,
    HELD,
    PACKING,
    PAY_FIRST,
    PROCESSING,
    RESERVED,
    SHIPPABLE,
    SHIPPED,
    UNPAID,
)
from mallsim.malls.yahoo_shopping.orders.model import Order
from mallsim.malls.yahoo_shopping.wire import Answer, Node, one_result, tree

Test = Callable[[Order], bool]


def _is(status: str, ship: Sequence[str] = ()) -> Test:
    return lambda order: order.get("OrderStatus") == status and (not ship or order.get("ShipStatus") in ship)


def _new(status: str) -> Test:
    return lambda order: order.get("OrderStatus") == status and order.get("IsSeen") == "false"


def _waits_for_money(order: Order) -> bool:
    due = order.get("PayType") == PAY_FIRST and order.get("PayStatus") == UNPAID
    return due and order.get("OrderStatus") in (RESERVED, PROCESSING)


def _never(order: Order) -> bool:
    return False


COUNTS: dict[str, Test] = {
    "NewOrder": _new(PROCESSING),
    "NewReserve": _new(RESERVED),
    "WaitPayment": _waits_for_money,
    "WaitShipping": _is(PROCESSING, (SHIPPABLE,)),
    "Shipping": _is(PROCESSING, (PACKING,)),
    "Reserve": _is(RESERVED),
    "Holding": _is(HELD),
    "WaitDone": _is(PROCESSING, (SHIPPED, ARRIVED)),
    "Suspect": lambda order: order.get("Suspect") == "1",
    **dict.fromkeys(
        ("SettleError", "Refund", "AutoDone", "AutoWorking", "Release", "NoPayNumber"),
        _never,
    ),
}


def order_count(orders: Sequence[Order]) -> Answer:
    """Every member of ``Count`` as an integer."""
    members = [Node(name, str(sum(map(test, orders)))) for name, test in COUNTS.items()]
    members += [
        Node(
            f"StoreStatus{n}",
            str(sum(order.get("StoreStatus") == str(n) for order in orders)),
        )
        for n in range(1, 11)
    ]
    return one_result(tree("Count", *members))
