"""The simulated Yahoo!ショッピング store as the simulator's core wants it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from random import Random
from typing import Any

from starlette.requests import Request
from starlette.routing import BaseRoute

from mallsim.core.clock import Clock
from mallsim.core.errors import Invalid, Unknown
from mallsim.core.limits import Limit
from mallsim.core.mall import Operation, Refusals
from mallsim.core.shopping import NewOrder
from mallsim.core.views import ItemView, OrderView
from mallsim.goods import GoodsProduct
from mallsim.malls.yahoo_shopping import acting, buying, shelves, showing
from mallsim.malls.yahoo_shopping.access.doorman import Doorman
from mallsim.malls.yahoo_shopping.access.keys import KeyRing
from mallsim.malls.yahoo_shopping.access.yconnect import YConnect
from mallsim.malls.yahoo_shopping.front import Front, YahooRefusals, operation_of
from mallsim.malls.yahoo_shopping.orders.model import Order
from mallsim.malls.yahoo_shopping.settings import CALLS_PER_DAY, CALLS_PER_SECOND, Settings
from mallsim.malls.yahoo_shopping.shop import Shop
from mallsim.malls.yahoo_shopping.stock.book import read_code

API_OPERATIONS = "[!a]*"
"""Every operation but ``auth.*``: the limits count API calls of the Client ID."""

LIMITS = (
    Limit(API_OPERATIONS, CALLS_PER_SECOND),
    Limit(API_OPERATIONS, CALLS_PER_DAY, per="day", shared=True),
)

EVENTS = ("password_changed", "access_tokens_expired", "new_public_key")


class YahooShopping:
    """One store, one Client ID."""

    id = "yahoo_shopping"
    label = "Yahoo!ショッピング"

    def __init__(self, clock: Clock, rng: Random, time_scale: float) -> None:
        self.limits: tuple[Limit, ...] = LIMITS
        self.refusals: Refusals = YahooRefusals()
        self._clock = clock
        self._settings = Settings()
        self._yconnect = YConnect(rng, self._settings)
        self._keys = KeyRing(clock.now())
        self._shop = Shop(self._settings, time_scale)
        self._front = Front(self._shop, Doorman(self._settings, self._yconnect, self._keys), clock)

    def credentials(self) -> dict[str, str]:
        """What the store's owner would paste into a hub; the refresh token is a living one."""
        return {
            "seller_id": self._settings.seller_id,
            "client_id": self._yconnect.client_id,
            "client_secret": self._yconnect.client_secret,
            "refresh_token": self._yconnect.usable_refresh_token(self._now()),
            "public_key": self._keys.newest.pem(),
            "public_key_version": self._keys.newest.version,
        }

    def routes(self) -> Sequence[BaseRoute]:
        """The mall's real paths."""
        return self._front.routes()

    def operation_of(self, request: Request) -> Operation:
        """Name the operation by the path."""
        return operation_of(request)

    def tick(self) -> None:
        """Do what is due."""
        self._shop.settle(self._now())

    def checkpoint(self) -> Callable[[], None]:
        """Remember stock, items and orders."""
        return self._shop.checkpoint()

    def reset(self) -> None:
        """Forget items, orders and settings; credentials stay good."""
        for each in fields(Settings):
            setattr(self._settings, each.name, each.default)
        self._shop.clear()

    def load_goods(self, goods: Sequence[GoodsProduct]) -> None:
        """Put the products on sale."""
        shelves.load_goods(self._shop, tuple(goods), self._now())

    def items(self) -> list[ItemView]:
        """Every item[:sub]."""
        return showing.all_items(self._shop, self._now())

    def get_item(self, code: str) -> ItemView:
        """One item[:sub]; raises Unknown."""
        key = self._shop.catalogue.find(code) or read_code(code)
        if key is None or (self._shop.catalogue.find(code) is None and key not in self._shop.stock.rows):
            raise Unknown(f"no such item: {code}")
        return showing.item_view(self._shop, key, self._now())

    def put_item(self, code: str, fields: Mapping[str, Any]) -> ItemView:
        """Create or overwrite an item[:sub], published at once."""
        key = shelves.put_item(self._shop, code, fields, self._now())
        return showing.item_view(self._shop, key, self._now())

    def delete_item(self, code: str) -> None:
        """Remove an item."""
        shelves.delete_item(self._shop, code)

    def place_order(self, order: NewOrder, hidden_s: float = 0.0) -> str:
        """A shopper buys."""
        return buying.place_order(self._shop, order, self._now(), hidden_s)

    def orders(self, since: float = 0.0) -> list[OrderView]:
        """Orders placed at or after ``since``."""
        everything = self._shop.orders.orders.values()
        return [showing.order_view(one, self._now()) for one in everything if one.placed.timestamp() >= since]

    def order(self, number: str) -> OrderView:
        """One order, hidden or not."""
        return showing.order_view(self._find(number), self._now())

    def act(self, number: str, action: str, payload: Mapping[str, Any]) -> OrderView:
        """Something happens outside the API."""
        order = self._find(number)
        acting.act(self._shop, order, action, payload, self._now())
        return showing.order_view(order, self._now())

    def settings(self) -> dict[str, Any]:
        """The switches."""
        return asdict(self._settings)

    def configure(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Change switches, or let an event of EVENTS happen (``{"password_changed": true}``)."""
        current = self.settings()
        for name, value in changes.items():
            if name not in EVENTS and (name not in current or not _alike(value, current[name])):
                raise Invalid(f"no such setting or wrong type: {name}; there are {', '.join([*current, *EVENTS])}")
        for name, value in changes.items():
            if name not in EVENTS:
                setattr(self._settings, name, value)
            elif value:
                self._happen(name)
        return self.settings()

    def staleness(self, seconds: float) -> None:
        """Stale reads show the stock of ``seconds`` ago."""
        self._shop.stale_s = seconds

    def _happen(self, event: str) -> None:
        if event == "password_changed":
            self._yconnect.withdraw_all()
        elif event == "access_tokens_expired":
            self._yconnect.forget_access()
        else:
            self._keys.issue(self._now())

    def _find(self, number: str) -> Order:
        order = self._shop.orders.orders.get(number)
        if order is None:
            raise Unknown(f"no such order: {number}")
        return order

    def _now(self) -> datetime:
        return self._clock.now()


def _alike(value: object, current: object) -> bool:
    if isinstance(current, bool) or isinstance(value, bool):
        return isinstance(value, bool) and isinstance(current, bool)
    return isinstance(value, str) if isinstance(current, str) else isinstance(value, int | float)


SIMULATOR = YahooShopping
