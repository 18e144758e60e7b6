"""A mall in memory that takes many numbers at once and reports later, and the stock loop's steps against it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from ichigen.domain.orders import MallOrder
from ichigen.domain.stock import MovementKind
from ichigen.domain.write_back import Proof, StepPlan
from ichigen.mallkit.exchange import (
    ConnectionReport,
    ListingPage,
    OrderBatch,
    OrderPage,
    StockAnswer,
    StockReading,
    StockRefusal,
    StockSeen,
    StockWrite,
    Window,
)
from ichigen.mallkit.manifest import BulkStock, StockCapability, StockMode
from ichigen.services.clock import now
from ichigen.services.loops import Run, begin_run
from ichigen.services.stock_sync.bulk import ask_report
from ichigen.services.stock_sync.claim import take_over
from ichigen.services.stock_sync.loop import push, read
from ichigen.services.stock_sync.read_back import Rhythm, watch_hidden_sales
from ichigen.store import ledger
from ichigen.store.accounts import Account
from ichigen.store.goods import Sku
from ichigen.store.ledger import Movement
from ichigen.store.listings import Listing
from ichigen.store.stock_tickets import StockTicket
from tests.builders import main_location, make_account, make_listing, make_sku

BULK = BulkStock(rows=5, from_rows=3, ask_every_s=60.0, give_up_s=3600.0)
STOCK = StockCapability((StockMode.ABSOLUTE,), 2, 10, 0.0, 5.0, 5.0, 900.0, 99_999, True, BULK)


class BulkMall:
    """`numbers` by code. A feed changes nothing until it lands; `calls` is what was asked for, in order."""

    def __init__(self) -> None:
        self.numbers: dict[str, int | None] = {}
        self.calls: list[str] = []
        self.feeds: dict[str, list[StockWrite]] = {}
        self.reports: dict[str, StockAnswer] = {}
        self.on_submit: Callable[[], None] = lambda: None
        self.on_report: Callable[[], None] = lambda: None
        self.on_write: Callable[[], None] = lambda: None

    def submit_stock(self, rows: Sequence[StockWrite]) -> str:
        """Take a feed; `on_submit` comes after that, as a line that is cut does."""
        ticket = f"feed-{len(self.feeds) + 1}"
        self.feeds[ticket] = list(rows)
        self.calls.append(f"{ticket} " + " ".join(f"{row.code}={row.quantity}" for row in rows))
        self.on_submit()
        return ticket

    def read_report(self, ticket: str) -> StockAnswer | None:
        """What became of a feed, once there is a report."""
        self.calls.append(f"report {ticket}")
        self.on_report()
        return self.reports.get(ticket)

    def land(self, ticket: str, *, refused: Sequence[str] = (), silent: Sequence[str] = ()) -> None:
        """The feed takes effect: goods that do not exist are accepted, `silent` rows are in no list and have no effect."""
        done = [row for row in self.feeds[ticket] if row.code not in (*refused, *silent)]
        self.numbers |= {row.code: row.quantity for row in done if self.numbers.get(row.code) is not None}
        self.reports[ticket] = StockAnswer(
            frozenset(row.code for row in done), tuple(StockRefusal(code, "E1", "値が不正です。") for code in refused)
        )

    def write_stock(self, rows: Sequence[StockWrite]) -> StockAnswer:
        """Write singly, at once."""
        self.on_write()
        self.calls.append(" ".join(f"{row.code}={row.quantity}" for row in rows))
        self.numbers |= {row.code: row.quantity for row in rows}
        return StockAnswer(frozenset(row.code for row in rows))

    def read_stock(self, codes: Sequence[str]) -> StockReading:
        """The numbers as they are."""
        return StockReading(tuple(StockSeen(code, self.numbers.get(code)) for code in codes))

    def check(self) -> ConnectionReport:
        """Not asked here."""
        raise NotImplementedError

    def list_orders(self, scan: str, window: Window, page: str | None) -> OrderPage:
        """Not asked here."""
        raise NotImplementedError

    def fetch_orders(self, numbers: Sequence[str]) -> OrderBatch:
        """Not asked here."""
        raise NotImplementedError

    def list_listings(self, page: str | None) -> ListingPage:
        """Not asked here."""
        raise NotImplementedError

    def send_step(self, order: MallOrder, step: StepPlan) -> None:
        """Not asked here."""
        raise NotImplementedError

    def prove_step(self, order: MallOrder, step: StepPlan) -> Proof:
        """Not asked here."""
        raise NotImplementedError


class Shop:
    """An account at such a mall, its goods, and the loop step by step."""

    def __init__(self, stock: StockCapability = STOCK, identity: str = "1") -> None:
        self.account: Account = make_account(shop=identity)
        self.mall = BulkMall()
        self.stock = stock
        self.skus: dict[str, Sku] = {}

    def goods(self, code: str, *, on_mall: int, stock: int) -> Listing:
        """Goods that the mall shows `on_mall` of, while there are `stock`."""
        self.skus[code] = make_sku(code, on_hand=stock)
        self.mall.numbers[code] = on_mall
        return make_listing(
            self.account,
            self.skus[code],
            dirty=on_mall != stock,
            expected_low=on_mall,
            expected_quantity=on_mall,
            exists_at=now(),
            desired_quantity=on_mall,
        )

    def risen(self, count: int = 3) -> list[Listing]:
        """`count` goods A, B, C … that should go from 5 to 9."""
        return [self.goods(code, on_mall=5, stock=9) for code in "ABCDEFGH"[:count]]

    def count(self, code: str, units: int) -> None:
        """Bring the stock to `units`."""
        sku = self.skus[code]
        has = ledger_on_hand(sku)
        ledger.move_one(Movement(sku.pk, main_location().pk, MovementKind.ADJUST, on_hand=units - has))

    def run(self) -> Run:
        """Begin a run."""
        return begin_run(self.account.pk, "stock")

    def push(self, *, fresh: bool = True, run: Run | None = None) -> None:
        """Write what differs."""
        push(run or self.run(), self.mall, self.stock, now() if fresh else None)

    def ask(self) -> None:
        """Ask for the report if it is due."""
        ask_report(self.run(), self.mall, self.stock)

    def report(self) -> None:
        """Ask for the report now."""
        StockTicket.objects.filter(done_at=None).update(ask_at=now())
        self.ask()

    def later(self, seconds: float) -> None:
        """Tickets and pauses grow older."""
        for ticket in StockTicket.objects.all():
            ticket.sent_at -= timedelta(seconds=seconds)
            ticket.ask_at -= timedelta(seconds=seconds)
            ticket.save()

    def read(self) -> None:
        """Read everything that is due."""
        run, fresh_at = self.run(), now()
        read(run, self.mall, self.stock, Rhythm(3600.0), fresh_at)
        watch_hidden_sales(run, self.stock)

    def take_over(self) -> None:
        """Another worker begins where the last one stopped."""
        run = begin_run(self.account.pk, "stock", stall_s=0.0)
        assert run.takeover
        take_over(run, self.stock)

    def state(self, code: str) -> tuple[bool, bool, int | None, int | None, int | None]:
        """(dirty, sending, low, high, number of the bulk write)"""
        row = Listing.objects.get(account=self.account, code=code)
        return row.mark.dirty, row.sending, row.expected_low, row.expected_quantity, row.bulk_quantity

    def confirmed_at(self, code: str) -> datetime | None:
        """確認済み since when."""
        return Listing.objects.get(account=self.account, code=code).confirmed_at


def ledger_on_hand(sku: Sku) -> int:
    """Pieces in stock."""
    return sum(level.on_hand for level in sku.levels.all())
