"""The simulated Amazon shop as the simulator's core wants it."""

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
from mallsim.core.limits import Bucket
from mallsim.core.mall import Operation, Refusals
from mallsim.core.shopping import NewOrder
from mallsim.core.views import ItemView, OrderView
from mallsim.goods import GoodsProduct
from mallsim.malls.amazon import acting, buying, shelves, showing
from mallsim.malls.amazon.access.doorman import Doorman
from mallsim.malls.amazon.access.lwa import Lwa
from mallsim.malls.amazon.feeds import processing
from mallsim.malls.amazon.front import AmazonRefusals, Front, operation_of
from mallsim.malls.amazon.listings import submissions
from mallsim.malls.amazon.notifications import publishing
from mallsim.malls.amazon.operations import ENDPOINTS
from mallsim.malls.amazon.orders import life
from mallsim.malls.amazon.orders.model import Order
from mallsim.malls.amazon.queue import actions
from mallsim.malls.amazon.queue.front import QueueFront
from mallsim.malls.amazon.queue.signature import Keys
from mallsim.malls.amazon.reports import calls as reports
from mallsim.malls.amazon.settings import CHOICES, REGION, Settings
from mallsim.malls.amazon.shop import Shop

SETTLES: tuple[Callable[[Shop, datetime], None], ...] = (
    processing.settle,
    submissions.settle,
    life.settle,
    reports.settle,
    publishing.settle,
)
"""What happens by itself, in this order."""
EVENTS = ("access_tokens_expired", "client_secret_rotated")


class Amazon:
    """One seller on Amazon.co.jp, one application."""

    id = "amazon"
    label = "Amazon"

    def __init__(self, clock: Clock, rng: Random, time_scale: float) -> None:
        self._clock = clock
        self._settings = Settings()
        self._lwa = Lwa(rng, self._settings)
        self._shop = Shop(self._settings, rng, time_scale)
        self._keys = Keys(f"AKIA{self._shop.letters(16)}", self._shop.letters(40))
        queue = QueueFront(self._shop, self._keys, clock, self.tick)
        self._front = Front(self._shop, Doorman(self._lwa, self._settings), queue, clock)
        self.limits: tuple[Bucket, ...] = tuple(endpoint.limit for endpoint in ENDPOINTS)
        self.refusals: Refusals = AmazonRefusals(self._shop)

    def credentials(self) -> dict[str, str]:
        """What the shop's owner would paste into a hub; the queue is one in their own AWS account."""
        return {
            "client_id": self._lwa.client_id,
            "client_secret": self._lwa.client_secret,
            "refresh_token": self._lwa.refresh_token,
            "seller_id": self._settings.seller_id,
            "queue_url": "{base_url}" + actions.PATH,
            "queue_arn": actions.ARN,
            "aws_region": REGION,
            "aws_access_key_id": self._keys.access_key_id,
            "aws_secret_access_key": self._keys.secret_access_key,
        }

    def routes(self) -> Sequence[BaseRoute]:
        """The mall's real paths."""
        return self._front.routes()

    def operation_of(self, request: Request) -> Operation:
        """Name the operation."""
        return operation_of(request)

    def tick(self) -> None:
        """Do what is due."""
        now = self._clock.now()
        for settle in SETTLES:
            settle(self._shop, now)

    def checkpoint(self) -> Callable[[], None]:
        """Remember everything but tokens and settings."""
        return self._shop.checkpoint()

    def reset(self) -> None:
        """Forget listings, orders and settings; credentials stay good."""
        for each in fields(Settings):
            setattr(self._settings, each.name, each.default)
        self._shop.clear()

    def load_goods(self, goods: Sequence[GoodsProduct]) -> None:
        """Put the products on sale."""
        shelves.load_goods(self._shop, goods, self._now())

    def items(self) -> list[ItemView]:
        """Every SKU that can be sold; parents of variations cannot."""
        return [showing.item_view(one) for one in self._shop.listings.values() if not one.parent]

    def get_item(self, code: str) -> ItemView:
        """One SKU; raises Unknown."""
        listing = self._shop.listings.get(code)
        if listing is None:
            raise Unknown(f"no such item: {code}")
        return showing.item_view(listing)

    def put_item(self, code: str, fields: Mapping[str, Any]) -> ItemView:
        """Create or overwrite a SKU, live at once."""
        return showing.item_view(shelves.put_item(self._shop, code, fields, self._now()))

    def delete_item(self, code: str) -> None:
        """Remove a SKU."""
        shelves.delete_item(self._shop, code)

    def place_order(self, order: NewOrder, hidden_s: float = 0.0) -> str:
        """A shopper buys."""
        return buying.place_order(self._shop, order, self._now(), hidden_s)

    def orders(self, since: float = 0.0) -> list[OrderView]:
        """Orders placed at or after ``since``."""
        placed = [order for order in self._shop.orders.values() if order.created.timestamp() >= since]
        return [showing.order_view(order, self._settings, self._now()) for order in placed]

    def order(self, number: str) -> OrderView:
        """One order, hidden or not."""
        return showing.order_view(self._find(number), self._settings, self._now())

    def act(self, number: str, action: str, payload: Mapping[str, Any]) -> OrderView:
        """Something happens outside the API."""
        acting.act(self._shop, self._find(number), action, payload, self._now())
        return self.order(number)

    def settings(self) -> dict[str, Any]:
        """The switches."""
        return asdict(self._settings)

    def configure(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Change switches, or let an event of EVENTS happen (``{"access_tokens_expired": true}``)."""
        current = self.settings()
        for name, value in changes.items():
            if name not in EVENTS and not _fits(name, value, current):
                raise Invalid(f"no such setting or wrong value: {name}; there are {', '.join([*current, *EVENTS])}")
        for name, value in changes.items():
            if name not in EVENTS:
                setattr(self._settings, name, value)
            elif value:
                self._happen(name)
        return self.settings()

    def queued(self) -> list[str]:
        """The bodies of the messages in the queue, held ones too."""
        self.tick()
        return [message.body for message in self._shop.messages]

    def staleness(self, seconds: float) -> None:
        """Stale reads show the stock of ``seconds`` ago."""
        self._shop.stale_s = seconds

    def _happen(self, event: str) -> None:
        if event == "access_tokens_expired":
            self._lwa.tokens.clear()
        else:
            self._lwa.rotate_secret()

    def _find(self, number: str) -> Order:
        order = self._shop.orders.get(number)
        if order is None:
            raise Unknown(f"no such order: {number}")
        return order

    def _now(self) -> datetime:
        return self._clock.now()


def _fits(name: str, value: object, current: Mapping[str, object]) -> bool:
    held = current.get(name)
    if name in CHOICES:
        return value in CHOICES[name]
    if isinstance(held, bool) or isinstance(value, bool):
        return isinstance(value, bool) and isinstance(held, bool)
    return isinstance(value, str) if isinstance(held, str) else isinstance(value, int | float)


SIMULATOR = Amazon
