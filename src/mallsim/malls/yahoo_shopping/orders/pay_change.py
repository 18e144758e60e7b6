"""orderPayStatusChange (section 3.4)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from mallsim.malls.yahoo_shopping.orders.book import OrderBook
from mallsim.malls.yahoo_shopping.orders.changing import (
    Moment,
    dashed,
    done,
    operator,
    refuse_closed,
    required,
    writable,
)
from mallsim.malls.yahoo_shopping.orders.codes import PAY_STATUS
from mallsim.malls.yahoo_shopping.refusals import INVALID, RefusedError
from mallsim.malls.yahoo_shopping.wire import Answer, text_at


def change_payment(book: OrderBook, request: Element, moment: Moment) -> Answer:
    """Write PayStatus and, where it is sent, PayDate."""
    order = writable(book, request, moment.now)
    status = required(request, "Order/Pay/PayStatus")
    if status not in PAY_STATUS:
        raise RefusedError(INVALID, "PayStatus")
    day = dashed("PayDate", text_at(request, "Order/Pay/PayDate"))
    refuse_closed(order)
    operator(order, request)
    if status != order.get("PayStatus") or day not in ("", order.get("PayDate")):
        book.set_payment(order, status, moment.now, "shop", day)
    return done()
