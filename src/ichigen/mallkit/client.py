"""What a mall's client can do. One class per mall implements it; it is the only place of that mall with I/O."""

from collections.abc import Sequence
from typing import Protocol

from ichigen.domain.orders import MallOrder
from ichigen.domain.write_back import Proof, StepPlan
from ichigen.mallkit.exchange import (
    ConnectionReport,
    ListingPage,
    OrderBatch,
    OrderPage,
    StockAnswer,
    StockReading,
    StockWrite,
    Window,
)


class MallClient(Protocol):
    """One account's connection. Every method raises the four kinds of `mallkit.errors` and nothing else of the mall."""

    def check(self) -> ConnectionReport:
        """Call each needed function once and name what is missing; never raises for a refusal (R1-27, E2-31)."""
        ...

    def list_orders(self, scan: str, window: Window, page: str | None) -> OrderPage:
        """Return one page of the scan `scan` of the manifest."""
        ...

    def fetch_orders(self, numbers: Sequence[str]) -> OrderBatch:
        """Return the orders with these numbers, at most `orders.fetch_batch` of them."""
        ...

    def write_stock(self, rows: Sequence[StockWrite]) -> StockAnswer:
        """Write at most `stock.write_batch` rows in ONE request; codes are unique. A refused whole batch raises `Refused`:

        the loop bisects. `Retryable(unknown_effect=True)` where the outcome is open.
        """
        ...

    def read_stock(self, codes: Sequence[str]) -> StockReading:
        """Read at most `stock.read_batch` codes in one request, and remember what must be sent back as read."""
        ...

    def list_listings(self, page: str | None) -> ListingPage:
        """Return one page of the mall's whole catalogue."""
        ...

    def send_step(self, order: MallOrder, step: StepPlan) -> None:
        """Send one step; returning means the mall accepted it. `order` was read just before."""
        ...

    def prove_step(self, order: MallOrder, step: StepPlan) -> Proof:
        """Say from a fresh snapshot whether the step is in effect. Pure; no I/O."""
        ...
