"""One account's connection to メルカリShops: the only I/O of this mall, by document in client_*.py."""

from collections.abc import Sequence

from ichigen.domain.json import JsonObject
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
from ichigen.malls.mercari_shops import (
    client_check,
    client_items,
    client_orders,
    client_shipping,
    client_stock,
    client_webhooks,
    translate_changes,
)
from ichigen.malls.mercari_shops.caller import Caller


class MercariShopsClient:
    """Implements `mallkit.client.MallClient`; see there for what each method promises."""

    def __init__(self, connection: Connection) -> None:
        self._caller = Caller(connection)

    def check(self) -> ConnectionReport:
        """接続チェック (page section 3.1)."""
        return client_check.check(self._caller)

    def list_orders(self, scan: str, window: Window, page: str | None) -> OrderPage:
        """Page section 3.2."""
        return client_orders.list_orders(self._caller, scan, window, page)

    def fetch_orders(self, numbers: Sequence[str]) -> OrderBatch:
        """Page section 3.3."""
        return client_orders.fetch_orders(self._caller, numbers)

    def write_stock(self, rows: Sequence[StockWrite]) -> StockAnswer:
        """Page section 3.7."""
        return client_stock.write_stock(self._caller, rows)

    def read_stock(self, codes: Sequence[str]) -> StockReading:
        """Page section 3.7."""
        return client_stock.read_stock(self._caller, codes)

    def list_listings(self, page: str | None) -> ListingPage:
        """Page section 3.8."""
        return client_items.list_listings(self._caller, page)

    def send_step(self, order: MallOrder, step: StepPlan) -> JsonObject:
        """Page section 3.5."""
        return client_shipping.send_step(self._caller, order, step)

    def prove_step(self, order: MallOrder, step: StepPlan) -> Proof:
        """Say from a fresh reading, and from what the mall answered, whether the step is in effect."""
        return translate_changes.prove(order, step)

    def keep_webhooks(self, address: str) -> None:
        """Page section 3.9."""
        client_webhooks.keep_webhooks(self._caller, address)
