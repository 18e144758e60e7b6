"""The account's client: each method of the contract, through `Caller` (no other I/O in this mall)."""

from collections.abc import Mapping, Sequence

from ichigen.domain.json import Json
from ichigen.domain.orders import MallOrder
from ichigen.domain.write_back import Proof, StepPlan, payment_guard, ship_guard
from ichigen.mallkit.connection import Connection
from ichigen.mallkit.errors import Refused, Throttled
from ichigen.mallkit.exchange import (
    ConnectionReport,
    ListingPage,
    OrderBatch,
    OrderPage,
    OrderRef,
    Problem,
    StockAnswer,
    StockReading,
    StockWrite,
    Window,
)
from ichigen.mallkit.manifest import Effect
from ichigen.malls.yahoo_shopping import requests, translate_changes, translate_orders
from ichigen.malls.yahoo_shopping.caller import (
    ORDER_CHANGE,
    ORDER_INFO,
    ORDER_LIST,
    ORDER_SHIP,
    ORDER_STATUS,
    Caller,
    Operation,
    signature_problems,
)
from ichigen.malls.yahoo_shopping.client_check import check_connection
from ichigen.malls.yahoo_shopping.client_items import Catalogue
from ichigen.malls.yahoo_shopping.client_stock import Stock
from ichigen.malls.yahoo_shopping.errors import refusal, unreadable
from ichigen.malls.yahoo_shopping.wire import Unreadable
from ichigen.malls.yahoo_shopping.wire_orders import read_change, read_order_info, read_order_list

#: Step of `plan` → the operation that carries it.
STEP_OPERATION: dict[str, Operation] = {
    "confirm": ORDER_CHANGE,
    "deliver": ORDER_CHANGE,
    "ship": ORDER_SHIP,
    "set_ship": ORDER_SHIP,
    "set_order": ORDER_STATUS,
    "complete": ORDER_STATUS,
    translate_changes.CANCEL: ORDER_STATUS,
    translate_changes.CANCEL_SHIPPED: ORDER_STATUS,
}


class YahooShoppingClient:
    """One store account."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._seller_id = connection.credentials["seller_id"]
        self._caller = Caller(connection)
        self._stock = Stock(self._seller_id, self._caller)
        self._catalogue = Catalogue(self._seller_id, self._caller)

    def check(self) -> ConnectionReport:
        """Call each needed function once and name what is missing (R1-27, R1-52)."""
        return check_connection(self._connection, self._caller)

    def list_orders(self, scan: str, window: Window, page: str | None) -> OrderPage:
        """Return one page of orderList; `page` is the mall's 1-based Start."""
        start = int(page or "1")
        body = requests.order_list(self._seller_id, scan, window, start)
        root, reply = self._caller.post(ORDER_LIST, body)
        try:
            found = read_order_list(root)
        except Unreadable as error:
            raise unreadable(Effect.READ) from error
        following = start + requests.LIST_PAGE
        return OrderPage(
            refs=tuple(OrderRef(row.order_id, translate_orders.mark(row.state)) for row in found.rows),
            next_page=str(following) if following <= found.total else None,
            problems=(*found.problems, *signature_problems(reply)),
        )

    def fetch_orders(self, numbers: Sequence[str]) -> OrderBatch:
        """Return the orders by orderInfo, one call each; an unknown number is in neither list."""
        if len(numbers) > 1:
            raise ValueError("orderInfo takes at most one order")
        orders: list[MallOrder] = []
        problems: dict[Problem, None] = {}
        for number in numbers:
            order, found = self._fetch(number)
            orders += (order,) if order else ()
            problems |= dict.fromkeys(found)
        return OrderBatch(tuple(orders), tuple(problems))

    def write_stock(self, rows: Sequence[StockWrite]) -> StockAnswer:
        """Write stock in one setStock."""
        return self._stock.write(rows)

    def read_stock(self, codes: Sequence[str]) -> StockReading:
        """Read stock in one getStock."""
        return self._stock.read(codes)

    def list_listings(self, page: str | None) -> ListingPage:
        """Return the next listings of the catalogue."""
        return self._catalogue.page(page)

    def send_step(self, order: MallOrder, step: StepPlan) -> None:
        """Send one step of `plan`. A warning in the answer means that the change was done (page section 3.4)."""
        now = self._connection.now()
        if order.writable_from is not None and order.writable_from > now:
            message = "購入者がキャンセルできる時間(10分)のため、まだ変更できません。時間が来たら自動で送ります。"
            raise Throttled("order_read_only", message, order.writable_from)
        guard = ship_guard(order) if step.kind in {"ship", "complete"} else None
        guard = guard or (payment_guard(order) if step.guarded else None)
        if guard:
            raise Refused(guard.code, guard.message)
        payload: Mapping[str, Json] = step.payload
        body = requests.req({**payload, "SellerId": self._seller_id})
        root, _ = self._caller.post(STEP_OPERATION[step.kind], body)
        done, warnings = read_change(root)
        if not done:
            raise refusal(",".join(warnings) or "status_ng", "")

    def prove_step(self, order: MallOrder, step: StepPlan) -> Proof:
        """Say from a fresh snapshot whether the step is in effect."""
        return translate_changes.prove(order, step)

    def _fetch(self, number: str) -> tuple[MallOrder | None, tuple[Problem, ...]]:
        try:
            root, reply = self._caller.post(ORDER_INFO, requests.order_info(self._seller_id, number))
            detail = read_order_info(root)
        except Refused as error:
            missing = error.code == "order_missing"
            return None, () if missing else (Problem(number, error.code, error.message),)
        except Unreadable as error:
            message = f"モールの応答の項目「{error.member}」を読めませんでした。"
            return None, (Problem(number, "unreadable", message),)
        return translate_orders.order(detail, self._connection.now()), signature_problems(reply)
