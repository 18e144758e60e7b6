"""A mall as far as taking orders in sees it: lists by page, orders by number, faults, and time that passes by call."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection

from ichigen.domain.orders import MallOrder
from ichigen.domain.write_back import Proof, StepPlan
from ichigen.mallkit.errors import MallError
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
from tests.scenarios.town import WARP, WARPED_PATH

UNTIL_TEN = (
    "(pg_catalog.now() at time zone 'Asia/Tokyo')::date + 1 + time '10:00' - pg_catalog.now() at time zone 'Asia/Tokyo'"
)


@contextmanager
def own_time() -> Iterator[None]:
    """The database's clock is the test's: `pass_time` moves it on. It begins at ten o'clock in Japan."""
    with connection.cursor() as cursor:
        cursor.execute(WARP)
        cursor.execute(WARPED_PATH)
        cursor.execute("select setval('warp.ahead_ms', extract(epoch from " + UNTIL_TEN + ")::bigint * 1000)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("reset search_path")


def pass_time(seconds: float) -> None:
    """Move the database's clock on."""
    with connection.cursor() as cursor:
        cursor.execute("select setval('warp.ahead_ms', last_value + %s) from warp.ahead_ms", [round(seconds * 1000)])


@dataclass
class OrdersClient:
    """`pages`: by scan, the numbers of each page; a listed number that is not in `orders` is in neither list.

    `fails`: by scan name or order number, what a call that asks for it raises. `call_s`: how long a call takes.
    """

    pages: dict[str, list[list[str]]] = field(default_factory=dict)
    orders: dict[str, MallOrder] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    fails: dict[str, MallError] = field(default_factory=dict)
    call_s: float = 0.0
    calls: list[str] = field(default_factory=list)

    def list_orders(self, scan: str, window: Window, page: str | None) -> OrderPage:
        at = int(page or 1)
        self._call(f"{scan} {at}", [scan, f"{scan} {at}"])
        pages = self.pages.get(scan, [[]])
        refs = tuple(OrderRef(number, self._mark(number)) for number in pages[at - 1])
        return OrderPage(refs, next_page=str(at + 1) if at < len(pages) else None)

    def fetch_orders(self, numbers: Sequence[str]) -> OrderBatch:
        self._call(" ".join(numbers), numbers)
        problems = tuple(Problem(n, "unreadable", "読めません。") for n in numbers if n in self.unreadable)
        readable = (n for n in numbers if n not in self.unreadable)
        return OrderBatch(tuple(self.orders[n] for n in readable if n in self.orders), problems)

    def taken_calls(self) -> list[str]:
        """The calls since the last look."""
        calls, self.calls = self.calls, []
        return calls

    def _mark(self, number: str) -> str:
        return self.marks.get(number) or (self.orders[number].mark if number in self.orders else "?")

    def _call(self, name: str, asked: Sequence[str]) -> None:
        self.calls.append(name)
        if self.call_s:
            pass_time(self.call_s)
        for each in asked:
            if each in self.fails:
                raise self.fails[each]

    def check(self) -> ConnectionReport:
        raise NotImplementedError

    def write_stock(self, rows: Sequence[StockWrite]) -> StockAnswer:
        raise NotImplementedError

    def read_stock(self, codes: Sequence[str]) -> StockReading:
        raise NotImplementedError

    def list_listings(self, page: str | None) -> ListingPage:
        raise NotImplementedError

    def send_step(self, order: MallOrder, step: StepPlan) -> None:
        raise NotImplementedError

    def prove_step(self, order: MallOrder, step: StepPlan) -> Proof:
        raise NotImplementedError
