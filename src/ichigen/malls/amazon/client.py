"""One account's connection to Amazon.co.jp: the only I/O of this mall, by document in client_*.py."""

from collections.abc import Sequence

from ichigen.domain.orders import MallOrder
from ichigen.domain.write_back import Proof, StepPlan
from ichigen.mallkit.connection import Connection
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
from ichigen.malls.amazon import (
    client_bulk,
    client_check,
    client_items,
    client_orders,
    client_signals,
    client_stock,
    translate_changes,
)
from ichigen.malls.amazon.caller import Caller


class AmazonClient:
    """Implements `MallClient`, `BulkStockClient` and `SignalQueueClient` of `mallkit.client`."""

    def __init__(self, connection: Connection) -> None:
        self._caller = Caller(connection)

    def check(self) -> ConnectionReport:
        """接続チェック (section 7)."""
        return client_check.check(self._caller)

    def list_orders(self, scan: str, window: Window, page: str | None) -> OrderPage:
        """searchOrders (section 3.1)."""
        return client_orders.list_orders(self._caller, window, page)

    def fetch_orders(self, numbers: Sequence[str]) -> OrderBatch:
        """getOrder (section 3.2)."""
        return client_orders.fetch_orders(self._caller, numbers)

    def write_stock(self, rows: Sequence[StockWrite]) -> StockAnswer:
        """patchListingsItem (section 4.1)."""
        return client_stock.write_stock(self._caller, rows)

    def read_stock(self, codes: Sequence[str]) -> StockReading:
        """searchListingsItems by SKU (section 4.3)."""
        return client_stock.read_stock(self._caller, codes)

    def submit_stock(self, rows: Sequence[StockWrite]) -> str:
        """JSON_LISTINGS_FEED (section 4.5)."""
        return client_bulk.submit_stock(self._caller, rows)

    def read_report(self, ticket: str) -> StockAnswer | None:
        """getFeed and its processing report (section 4.5)."""
        return client_bulk.read_report(self._caller, ticket)

    def list_listings(self, page: str | None) -> ListingPage:
        """searchListingsItems, or the listing report (sections 4.3 and 6)."""
        return client_items.list_listings(self._caller, page)

    def read_signals(self) -> SignalBatch:
        """ReceiveMessage of the shop's queue (section 3.8)."""
        return client_signals.read_signals(self._caller)

    def forget_signals(self, receipts: Sequence[str]) -> None:
        """DeleteMessageBatch of the shop's queue."""
        client_signals.forget_signals(self._caller, receipts)

    def send_step(self, order: MallOrder, step: StepPlan) -> None:
        """confirmShipment, or the feed that cancels (sections 3.6 and 3.7)."""
        client_orders.send_step(self._caller, order, step)

    def prove_step(self, order: MallOrder, step: StepPlan) -> Proof:
        """Say from a fresh getOrder whether the step is in effect."""
        return translate_changes.prove(order, step)
