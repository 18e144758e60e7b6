"""What a mall's client can do. One class per mall implements it; it is the only place of that mall with I/O."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from ichigen.domain.json import JsonObject
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
from ichigen.mallkit.signals import SignalBatch


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

    def send_step(self, order: MallOrder, step: StepPlan) -> JsonObject | None:
        """Send one step; returning means the mall accepted it. `order` was read just before.

        What is returned is kept with the step (`StepPlan.answer`) for its proof and for the steps after it: ids, no
        personal data.
        """
        ...

    def prove_step(self, order: MallOrder, step: StepPlan) -> Proof:
        """Say from a fresh snapshot whether the step is in effect. Pure; no I/O."""
        ...


@runtime_checkable
class BulkStockClient(Protocol):
    """What a client also does where the manifest has `stock.bulk`: many numbers at once, answered later by a report."""

    def submit_stock(self, rows: Sequence[StockWrite]) -> str:
        """Hand in at most `stock.bulk.rows` rows and return the ticket to ask for the report with.

        `Retryable(unknown_effect=True)` where it is open whether the mall has taken them.
        """
        ...

    def read_report(self, ticket: str) -> StockAnswer | None:
        """Return what became of the rows of a ticket; None while the mall is still at work.

        Rows in neither list have an unknown outcome. A report never proves a number: it is read back all the same.
        """
        ...


@runtime_checkable
class SignalQueueClient(Protocol):
    """What a client also does where the manifest has `signals.queue_setting`: take the mall's news from a queue."""

    def read_signals(self) -> SignalBatch:
        """Return what waits, at once: no long poll."""
        ...

    def forget_signals(self, receipts: Sequence[str]) -> None:
        """Remove news that was stored. Called only after the commit; news that stays comes again and is known."""
        ...


@runtime_checkable
class WebhookClient(Protocol):
    """What a client also does where the manifest has `signals.receive`: have the mall post its news to us."""

    def keep_webhooks(self, address: str) -> None:
        """Make the mall post to `address`, and to no other address of ours. Again and again without harm."""
        ...
