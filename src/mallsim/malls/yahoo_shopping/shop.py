"""The whole state of the simulated store."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mallsim.malls.yahoo_shopping.items.catalogue import Catalogue
from mallsim.malls.yahoo_shopping.orders.book import OrderBook
from mallsim.malls.yahoo_shopping.orders.changing import Moment
from mallsim.malls.yahoo_shopping.settings import BUYER_WINDOW_S, COMPLETE_AFTER_SHIPPING_S, Settings
from mallsim.malls.yahoo_shopping.stock.book import StockBook


@dataclass(slots=True)
class Shop:
    """Stock, items and orders of one store; ``time_scale`` n lets the mall's waits pass n times as fast."""

    settings: Settings
    time_scale: float = 1.0
    stale_s: float = 0.0
    stock: StockBook = field(default_factory=StockBook)
    catalogue: Catalogue = field(init=False)
    orders: OrderBook = field(init=False)

    def __post_init__(self) -> None:
        self.catalogue = Catalogue(self.stock)
        self.orders = OrderBook(self.settings.seller_id, self.stock, self.keeps_stock)

    def clear(self) -> None:
        """Forget items, stock and orders; order numbers go on."""
        self.stock.rows.clear()
        self.stock.earlier.clear()
        self.catalogue.items.clear()
        self.catalogue.categories.clear()
        self.catalogue.reserved = None
        self.orders.orders.clear()

    def keeps_stock(self, item_code: str) -> bool:
        """Does cancelled stock of this item come back (``keep_stock``)?"""
        item = self.catalogue.items.get(item_code)
        return item is None or (item.live or item.draft).get("keep_stock") != "0"

    def wait(self, seconds: float) -> timedelta:
        """A wait of the real mall on this shop's time scale."""
        return timedelta(seconds=seconds / self.time_scale)

    def buyer_window(self) -> timedelta:
        """How long a new order belongs to the buyer."""
        return self.wait(BUYER_WINDOW_S)

    def moment(self, now: datetime) -> Moment:
        """What a change of an order needs to know about time."""
        later = self.wait(self.settings.cancel_later_s) if self.settings.cancel_later_s else None
        return Moment(now, self.wait(COMPLETE_AFTER_SHIPPING_S), later)

    def settle(self, now: datetime) -> None:
        """Do what is due: late cancels, a reserved publish."""
        self.orders.settle(now)
        if self.catalogue.reserved is not None and self.catalogue.reserved <= now:
            self.catalogue.reserved = None
            self.catalogue.publish_all()

    def checkpoint(self) -> Callable[[], None]:
        """Remember stock, items and orders; the result puts them back."""
        stock, items = deepcopy(self.stock), dict(self.catalogue.items)
        categories, reserved = dict(self.catalogue.categories), self.catalogue.reserved
        orders = deepcopy(self.orders.orders)

        def restore() -> None:
            self.stock.rows, self.stock.earlier = stock.rows, stock.earlier
            self.catalogue.items, self.catalogue.categories = items, categories
            self.catalogue.reserved, self.orders.orders = reserved, orders

        return restore
