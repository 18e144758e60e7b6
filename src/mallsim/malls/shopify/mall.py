"""Shopify as a simulated mall; found by the core through SIMULATOR."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from random import Random
from typing import Any

from graphql import GraphQLSchema
from starlette.requests import Request
from starlette.routing import BaseRoute

from mallsim.core.clock import Clock
from mallsim.core.errors import Invalid
from mallsim.core.limits import Limit
from mallsim.core.mall import Operation, Simulator
from mallsim.core.notices import Notice
from mallsim.core.shopping import NewOrder
from mallsim.core.views import ItemView, OrderView
from mallsim.goods import GoodsProduct
from mallsim.malls.shopify.access import HEX, Access
from mallsim.malls.shopify.actions import Actions
from mallsim.malls.shopify.bucket import Bucket
from mallsim.malls.shopify.engine import Engine
from mallsim.malls.shopify.front import Front
from mallsim.malls.shopify.jobs import Jobs
from mallsim.malls.shopify.refusals import ShopifyRefusals
from mallsim.malls.shopify.schema import own_schema
from mallsim.malls.shopify.shop import Shop
from mallsim.malls.shopify.shoppers import Shoppers
from mallsim.malls.shopify.window import Window

DOMAIN = "mogi-store.myshopify.com"
TOKENS_EXPIRED = "tokens_expired"
"""A setting that is an event: every fetched token is dead."""


class Shopify:
    """The mall's parts put together; see the Protocol SimulatedMall for the verbs."""

    id = "shopify"
    label = "Shopify"
    limits: Sequence[Limit] = ()

    def __init__(self, clock: Clock, rng: Random, time_scale: float) -> None:
        secret = "".join(rng.choices(HEX, k=32))
        self.shop = Shop(clock, time_scale, secret, DOMAIN)
        self.access = Access(self.shop, rng, secret)
        bucket = Bucket()
        self.refusals = ShopifyRefusals(self.shop, self.access, bucket)
        self._jobs = Jobs(self.shop, rng)
        self._front = Front(self.shop, self._jobs, self.access, Engine(own_schema(), bucket))
        self._window = Window(self.shop)
        self._shoppers = Shoppers(self.shop)
        self._actions = Actions(self.shop)

    def execute_on(self, schema: GraphQLSchema) -> None:
        """Answer from another schema with the same resolvers (the official one, in the contract tests)."""
        self._front.engine.schema = schema

    def credentials(self) -> dict[str, str]:
        """The app's id and secret (which signs webhooks), a pasted token, and the store's domain."""
        return {
            "client_id": self.access.client_id,
            "client_secret": self.access.client_secret,
            "access_token": self.access.static_token,
            "shop_domain": DOMAIN,
        }

    def routes(self) -> Sequence[BaseRoute]:
        """The real paths."""
        return self._front.routes()

    def operation_of(self, request: Request) -> Operation:
        """The operation by the document."""
        return self._front.operation_of(request)

    def tick(self) -> None:
        """Cancellations that are due happen."""
        self._jobs.tick()

    def checkpoint(self) -> Callable[[], None]:
        """Remember the records."""
        return self.shop.checkpoint()

    def reset(self) -> None:
        """Empty the store."""
        self.shop.clear()

    def load_goods(self, goods: Sequence[GoodsProduct]) -> None:
        """One product each."""
        for product in goods:
            self._window.load(product)

    def items(self) -> list[ItemView]:
        """Every variant."""
        return [self._window.view(variant) for variant in self.shop.variants.values()]

    def get_item(self, code: str) -> ItemView:
        """One variant."""
        return self._window.view(self.shop.variant(code))

    def put_item(self, code: str, fields: Mapping[str, Any]) -> ItemView:
        """Create or overwrite."""
        return self._window.put(code, fields)

    def delete_item(self, code: str) -> None:
        """The variant goes."""
        self._window.delete(self.shop.variant(code))

    def place_order(self, order: NewOrder, hidden_s: float = 0.0) -> str:
        """A shopper buys."""
        return self._shoppers.place(order, hidden_s)

    def orders(self, since: float = 0.0) -> list[OrderView]:
        """Orders in the order they were placed."""
        return [self._window.order(order) for order in self.shop.orders.values() if order.created >= since]

    def order(self, number: str) -> OrderView:
        """One order."""
        return self._window.order(self.shop.find_order(number))

    def act(self, number: str, action: str, payload: Mapping[str, Any]) -> OrderView:
        """Buyer, admin screen or store act."""
        order = self.shop.find_order(number)
        try:
            self._actions.act(order, action, payload)
        except KeyError as error:
            raise Invalid(f"{action}: {error.args[0]} is needed") from error
        return self._window.order(order)

    def settings(self) -> dict[str, Any]:
        """The switches."""
        return asdict(self.shop.switches)

    def configure(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Change switches."""
        rest = dict(changes)
        if rest.pop(TOKENS_EXPIRED, False):
            self.access.forget()
        self.shop.configure(rest)
        return self.settings()

    def staleness(self, seconds: float) -> None:
        """Stale reads look this far back."""
        self.shop.stale_s = seconds

    def notices_due(self) -> Sequence[Notice]:
        """Webhooks that are due."""
        return self.shop.events.due()

    def notice_answered(self, notice: Notice, status: int | None) -> None:
        """What the shop said to a webhook."""
        self.shop.events.answered(notice, status)


SIMULATOR: Simulator = Shopify
