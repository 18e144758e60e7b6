"""One account's connection to 楽天市場: the only I/O of this mall, by document in client_*.py."""

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
from ichigen.malls.rakuten import client_check, client_items, client_orders, client_stock, translate_changes
from ichigen.malls.rakuten.caller import Caller


class RakutenClient:
    """Implements `mallkit.client.MallClient`; see there for what each method promises."""

    def __init__(self, connection: Connection) -> None:
        self._caller = Caller(connection)

    def check(self) -> ConnectionReport:
        """接続チェック (section 1)."""
        return client_check.check(self._caller)

    def list_orders(self, scan: str, window: Window, page: str | None) -> OrderPage:
        """searchOrder (section 2.2)."""
        return client_orders.list_orders(self._caller, scan, window, page)

    def fetch_orders(self, numbers: Sequence[str]) -> OrderBatch:
        """getOrder (section 2.3)."""
        return client_orders.fetch_orders(self._caller, numbers)

    def write_stock(self, rows: Sequence[StockWrite]) -> StockAnswer:
        """inventories.bulk.upsert (section 3)."""
        return client_stock.write_stock(self._caller, rows)

    def read_stock(self, codes: Sequence[str]) -> StockReading:
        """inventories.bulk.get (section 3)."""
        return client_stock.read_stock(self._caller, codes)

    def list_listings(self, page: str | None) -> ListingPage:
        """items.search and items.bulk.get (section 4)."""
        return client_items.list_listings(self._caller, page)

    def send_step(self, order: MallOrder, step: StepPlan) -> None:
        """confirmOrder, updateOrderShipping, cancelOrder, cancelOrderAfterShipping (sections 2.4, 2.5, 2.7)."""
        client_orders.send_step(self._caller, order, step)

    def prove_step(self, order: MallOrder, step: StepPlan) -> Proof:
        """Say from a fresh getOrder whether the step is in effect."""
        return translate_changes.prove(order, step)
