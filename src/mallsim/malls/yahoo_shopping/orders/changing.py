"""What every change of an order shares: finding the order, who may write, and the success answer (section 3.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

from mallsim.malls.yahoo_shopping.orders.book import OrderBook
from mallsim.malls.yahoo_shopping.orders.codes import CANCELLED, COMPLETED
from mallsim.malls.yahoo_shopping.orders.model import Order
from mallsim.malls.yahoo_shopping.refusals import (
    FRAUD_HELD,
    FROM_CANCEL,
    INVALID,
    LOCKED,
    MISSING,
    NOT_EXISTS,
    ONCE_DONE,
    READ_ONLY,
    RefusedError,
)
from mallsim.malls.yahoo_shopping.timing import read_day
from mallsim.malls.yahoo_shopping.wire import Answer, Node, result_set, text_at, tree


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, and how long two waits of the mall last on the simulator's time scale."""

    now: datetime
    complete_wait: timedelta
    cancel_later: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Warned:
    """A Warning of a success: the change was done all the same."""

    code: str
    message: str
    detail: str = ""


NOT_RESTOCKED = ("od91130", "在庫連携エラー")
CANCEL_LATER = Warned("od91704", "キャンセルを受け付けました。処理は後で行われます。")
UNCHANGED = Warned("od91705", "注文ステータスに変更がありません。")


def writable(book: OrderBook, request: Element, now: datetime) -> Order:
    """The target order, refused where it is unknown, in the buyer's ten minutes or held for fraud."""
    order_id = text_at(request, "Target/OrderId")
    if not order_id:
        raise RefusedError(MISSING, "OrderId")
    order = book.known(order_id, now)
    if order is None:
        raise RefusedError(NOT_EXISTS, order_id)
    if order.read_only(now):
        raise RefusedError(READ_ONLY, order_id)
    if order.fraud_held():
        raise RefusedError(FRAUD_HELD, order_id)
    if order.locked:
        raise RefusedError(LOCKED, order_id)
    return order


def refuse_closed(order: Order) -> None:
    """Cancelled and completed orders take no content; once completed, a reopened one neither (note ※3)."""
    if order.get("OrderStatus") == CANCELLED:
        raise RefusedError(FROM_CANCEL)
    if order.get("OrderStatus") == COMPLETED or order.first_done is not None:
        raise RefusedError(ONCE_DONE)


def required(request: Element, path: str) -> str:
    """A text that must be there."""
    value = text_at(request, path)
    if not value:
        raise RefusedError(MISSING, path)
    return value


def point_fix(request: Element) -> bool:
    """The required Target/IsPointFix."""
    value = required(request, "Target/IsPointFix").lower()
    if value not in ("true", "false"):
        raise RefusedError(INVALID, "IsPointFix")
    return value == "true"


def dashed(name: str, text: str) -> str:
    """``YYYYMMDD`` on the way in, ``YYYY-MM-DD`` as it is kept (Trap 6); empty stays empty."""
    if not text:
        return ""
    day = read_day(text)
    if day is None:
        raise RefusedError(INVALID, name)
    return day.isoformat()


def operator(order: Order, request: Element) -> None:
    """Keep Target/OperationUser (120 characters)."""
    user = text_at(request, "Target/OperationUser")
    if len(user) > 120:
        raise RefusedError(INVALID, "OperationUser")
    if user:
        order.values["OperationUser"] = user


def done(*warnings: Warned) -> Answer:
    """The success of every change."""
    notes = (
        tree(
            "Warning",
            Node("Code", one.code),
            Node("Message", one.message),
            Node("Detail", one.detail),
        )
        for one in warnings
    )
    result = tree("Result", Node("Status", "OK"), *notes)
    return result_set(result, totalResultsAvailable=1, totalResultsReturned=1, ok=1, ng=0)
