"""The stock loop step by step, without a mall: claim, settle, read back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from ichigen.mallkit.exchange import Problem, StockAnswer, StockReading, StockSeen, StockWrite
from ichigen.mallkit.manifest import StockCapability, StockMode
from ichigen.services.clock import now
from ichigen.services.loops import Run, begin_run
from ichigen.services.stock_sync.brake import look
from ichigen.services.stock_sync.claim import claim_writes
from ichigen.services.stock_sync.read_back import Rhythm, apply_reading, due_reads, let_rest, watch_hidden_sales
from ichigen.services.stock_sync.settle import settle_answer
from ichigen.store.accounts import Account
from ichigen.store.goods import Sku
from ichigen.store.listings import Listing
from ichigen.store.worklist import WorklistItem
from tests.builders import make_listing


def capability(mode: StockMode = StockMode.RELATIVE, batch: int = 400) -> StockCapability:
    """A mall that shows a write at once."""
    return StockCapability((mode,), batch, batch, 0.0, 5.0, 5.0, 900.0, 99_999)


def listed(account: Account, sku: Sku, code: str = "", expected: int | None = 5, **values: Any) -> Listing:
    """A dirty listing whose mall has `expected`."""
    return make_listing(
        account, sku, code, **({"dirty": True, "expected_low": expected, "expected_quantity": expected} | values)
    )


class Steps:
    """Each step in a run of its own, unless one is kept."""

    def __init__(self, account: Account, stock: StockCapability | None = None) -> None:
        self.account = account
        self.stock = stock or capability()

    def run(self) -> Run:
        """Begin a run."""
        return begin_run(self.account.id, "stock")

    def claim(self, fresh_at: datetime | None = None) -> list[StockWrite]:
        """One batch, as the first of a run."""
        run = self.run()
        return claim_writes(run, self.stock, fresh_at, look(run))

    def accept(self, rows: Sequence[StockWrite]) -> None:
        """The mall took these."""
        settle_answer(self.run(), self.stock, rows, StockAnswer(frozenset(row.code for row in rows)))

    def due(self) -> list[str]:
        """What is to be read now."""
        return due_reads(self.account.id, self.stock, Rhythm(5.0))

    def read(self, seen: Mapping[str, int | None], asked: Sequence[str] = (), *problems: Problem) -> None:
        """The mall answers `seen` to a question for `asked`, which began just now."""
        reading = StockReading(tuple(StockSeen(code, quantity) for code, quantity in seen.items()), problems)
        run, began = self.run(), now()
        apply_reading(run, self.stock, reading, began, began - timedelta(seconds=1))
        let_rest(run, asked or list(seen), reading)
        watch_hidden_sales(run, self.stock)


def open_codes() -> list[str]:
    """Codes of the open items of 要対応."""
    return list(WorklistItem.objects.filter(closed_at__isnull=True).order_by("id").values_list("code", flat=True))
