"""One account's connection to Shopify: the only I/O of this mall, by document in client_*.py."""

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
from ichigen.malls.shopify import client_check, client_webhooks, translate_changes
from ichigen.malls.shopify.caller import Caller
from ichigen.malls.shopify.client_items import Catalogue
from ichigen.malls.shopify.client_orders import Orders
from ichigen.malls.shopify.client_stock import Stock
from ichigen.malls.shopify.location import our_location
from ichigen.malls.shopify.rules import rules_of


class ShopifyClient:
    """Implements `mallkit.client.MallClient` and `WebhookClient`; see there for what each method promises."""

    def __init__(self, connection: Connection) -> None:
        self._domain = connection.credentials.get("shop_domain", "").strip()
        self._can_prove_news = bool(connection.credentials.get("client_secret", "").strip())
        self._rules = rules_of(connection.settings)
        self._caller = Caller(connection)
        self._orders = Orders(self._caller, self._rules)
        self._stock = Stock(self._caller, self._location)
        self._catalogue = Catalogue(self._caller, self._location)

    def check(self) -> ConnectionReport:
        """接続チェック (sections 1 and 10)."""
        return client_check.check(self._caller, self._domain, self._rules)

    def list_orders(self, scan: str, window: Window, page: str | None) -> OrderPage:
        """One page of `orders` (section 3)."""
        return self._orders.page(scan, window, page)

    def fetch_orders(self, numbers: Sequence[str]) -> OrderBatch:
        """Whole orders by `nodes` (section 3)."""
        return self._orders.fetch(numbers)

    def write_stock(self, rows: Sequence[StockWrite]) -> StockAnswer:
        """One `inventorySetQuantities` (section 6)."""
        return self._stock.write(rows)

    def read_stock(self, codes: Sequence[str]) -> StockReading:
        """Inventory items by `nodes` (section 6)."""
        return self._stock.read(codes)

    def list_listings(self, page: str | None) -> ListingPage:
        """One page of `productVariants` (section 6)."""
        return self._catalogue.page(page)

    def send_step(self, order: MallOrder, step: StepPlan) -> None:
        """fulfillmentCreate, fulfillmentTrackingInfoUpdate, orderCancel (sections 4 and 5)."""
        self._orders.send(order, step)

    def prove_step(self, order: MallOrder, step: StepPlan) -> Proof:
        """Say from a fresh order whether the step is in effect."""
        return translate_changes.prove(order, step)

    def keep_webhooks(self, address: str) -> None:
        """Webhook subscriptions (section 9); none where no secret is there to prove a delivery with."""
        if self._can_prove_news:
            client_webhooks.keep_webhooks(self._caller, address)

    def _location(self) -> str:
        return our_location(self._caller, self._rules.location)
