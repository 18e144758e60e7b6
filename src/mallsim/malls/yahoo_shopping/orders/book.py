"""All orders of the store, and what both the API and the store's own screen do to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mallsim.malls.yahoo_shopping.orders.codes import (
    CANCELLED,
    COMPLETED,
    NOT_SHIPPABLE,
    PAID,
    PAY_FIRST,
    PROCESSING,
    SHIPPABLE,
    UNPAID,
)
from mallsim.malls.yahoo_shopping.orders.model import Line, Order, Sent
from mallsim.malls.yahoo_shopping.stock.book import StockBook
from mallsim.malls.yahoo_shopping.timing import stamp

AUTO_DONE_AGAIN = timedelta(days=180)


@dataclass(slots=True)
class OrderBook:
    """Orders by OrderId. ``keeps_stock`` says per item code whether cancelled stock comes back."""

    seller_id: str
    stock: StockBook
    keeps_stock: Callable[[str], bool]
    orders: dict[str, Order] = field(default_factory=dict)
    last_number: int = 10_000_000

    def next_id(self) -> str:
        """``{sellerId}-{8 digits}``."""
        self.last_number += 1
        return f"{self.seller_id}-{self.last_number}"

    def known(self, order_id: str, now: datetime) -> Order | None:
        """The order the API can find now."""
        order = self.orders.get(order_id)
        if order is None or order.visible_from > now:
            return None
        self._close_again(order, now)
        return order

    def visible(self, now: datetime) -> list[Order]:
        """Every order the API can find now, in order of arrival."""
        return [order for order in (self.known(one, now) for one in list(self.orders)) if order]

    def cancel(self, order: Order, reason: str, now: datetime, by: str, detail: str = "") -> list[str]:
        """Set キャンセル, mail the buyer, give the stock back; answers the LineIds whose stock row is gone."""
        order.values.update(OrderStatus=CANCELLED, CancelReason=reason, CancelReasonDetail=detail)
        order.mails.append(Sent(now, "cancelled"))
        order.note(now, "cancel", by, reason=reason)
        return [line.values["LineId"] for line in order.lines if not self._give_back(line, line.quantity, now)]

    def complete(self, order: Order, now: datetime, by: str) -> None:
        """Set 完了."""
        order.values["OrderStatus"] = COMPLETED
        order.first_done = order.first_done or now
        order.values["FirstOrderDoneDate"] = stamp(order.first_done)
        order.note(now, "complete", by)

    def set_payment(self, order: Order, status: str, now: datetime, by: str, day: str = "") -> None:
        """Set PayStatus; a prepaid order becomes 出荷可 with its money, and 出荷不可 without it."""
        order.values.update(PayStatus=status, PayDate=day)
        order.values["SettleStatus"] = "5" if status == PAID else "4"
        prepaid = order.get("PayType") == PAY_FIRST
        if status == PAID and order.get("ShipStatus") == NOT_SHIPPABLE:
            order.values["ShipStatus"] = SHIPPABLE
        if status == UNPAID and prepaid and order.get("ShipStatus") == SHIPPABLE:
            order.values["ShipStatus"] = NOT_SHIPPABLE
        order.note(now, "pay", by, status=status)

    def set_quantity(self, order: Order, line: Line, quantity: int, now: datetime, by: str) -> bool:
        """Change a line's units and move the stock by the difference; False where the stock is short."""
        more = quantity - line.quantity
        row = self.stock.get(line.key)
        if more > 0 and (row is None or not row.can_sell(more)):
            return False
        if more > 0:
            self.stock.move(line.key, -more, now)
        elif more < 0:
            self._give_back(line, -more, now)
        line.values["Quantity"] = str(quantity)
        order.total_up()
        order.note(now, "edit_line", by, line=line.values["LineId"], quantity=str(quantity))
        return True

    def settle(self, now: datetime) -> None:
        """Do what is due: cancels accepted for later."""
        for order in list(self.orders.values()):
            pending = order.pending_cancel
            if pending is not None and pending.due <= now and order.get("OrderStatus") != CANCELLED:
                order.pending_cancel = None
                self.cancel(order, pending.reason, now, "shop", pending.detail)

    def _give_back(self, line: Line, units: int, now: datetime) -> bool:
        if not self.keeps_stock(line.key[0]):
            return True
        return self.stock.move(line.key, units, now)

    def _close_again(self, order: Order, now: datetime) -> None:
        """A reopened order completes itself 180 days after its first completion (note ※3)."""
        reopened = order.get("OrderStatus") == PROCESSING and order.first_done is not None
        if reopened and order.first_done is not None and now - order.first_done >= AUTO_DONE_AGAIN:
            self.complete(order, now, "mall")
