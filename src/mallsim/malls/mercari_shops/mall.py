"""メルカリShops as a simulated mall; found by the core through SIMULATOR."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from starlette.requests import Request
from starlette.routing import BaseRoute

from mallsim.core.clock import Clock
from mallsim.core.errors import Invalid
from mallsim.core.limits import Limit
from mallsim.core.mall import Operation, Refusals, Simulator
from mallsim.core.notices import Notice
from mallsim.core.shopping import NewOrder
from mallsim.core.views import ItemView, OrderView
from mallsim.goods import GoodsProduct
from mallsim.malls.mercari_shops import actions, events, life, shelves, shoppers, window
from mallsim.malls.mercari_shops.access import CLIENT_NAME, EVENTS, Access
from mallsim.malls.mercari_shops.gateway import Gateway
from mallsim.malls.mercari_shops.points import Meter
from mallsim.malls.mercari_shops.refusals import MercariRefusals
from mallsim.malls.mercari_shops.schema import schema_of
from mallsim.malls.mercari_shops.settings import Settings
from mallsim.malls.mercari_shops.shop import Shop


class MercariShops:
    """One shop; see the Protocol SimulatedMall for the verbs. Its limit is counted in points, by the gateway."""

    id = "mercari_shops"
    label = "メルカリShops"
    limits: Sequence[Limit] = ()

    def __init__(self, clock: Clock, rng: Random, time_scale: float) -> None:
        self._settings = Settings()
        self._access = Access(rng, self._settings)
        self._shop = Shop(clock, self._settings, time_scale, Random(rng.getrandbits(64)))
        self._meter = Meter(self._settings)
        refusals = MercariRefusals(self._settings)
        self.refusals: Refusals = refusals
        self._gateway = Gateway(self._shop, self._access, self._meter, refusals)

    def credentials(self) -> dict[str, str]:
        """The token issued last and the agreed client name."""
        return {"access_token": self._access.newest, "client_name": CLIENT_NAME}

    def routes(self) -> Sequence[BaseRoute]:
        """The real path."""
        return self._gateway.routes()

    def operation_of(self, request: Request) -> Operation:
        """The operation by the document in the body."""
        return self._gateway.operation_of(request)

    def tick(self) -> None:
        """Shippings and cancels come to their end."""
        life.settle(self._shop)

    def checkpoint(self) -> Callable[[], None]:
        """Remember the records."""
        return self._shop.checkpoint()

    def reset(self) -> None:
        """Empty the shop, set the switches back, see to a good token, forget the points spent."""
        self._shop.clear()
        self._settings.restore_defaults()
        self._access.renew()
        self._meter.clear()

    def load_goods(self, goods: Sequence[GoodsProduct]) -> None:
        """One product per product."""
        for product in goods:
            shelves.load(self._shop, product)

    def items(self) -> list[ItemView]:
        """Every variant."""
        return [window.item_view(self._shop, owned) for owned in self._shop.owned()]

    def get_item(self, code: str) -> ItemView:
        """One variant."""
        return window.item_view(self._shop, self._shop.find(code))

    def put_item(self, code: str, fields: Mapping[str, Any]) -> ItemView:
        """Create or overwrite."""
        return window.item_view(self._shop, shelves.put(self._shop, code, fields))

    def delete_item(self, code: str) -> None:
        """The variant goes."""
        shelves.remove(self._shop, code)

    def place_order(self, order: NewOrder, hidden_s: float = 0.0) -> str:
        """A shopper buys."""
        return shoppers.place(self._shop, order, hidden_s)

    def orders(self, since: float = 0.0) -> list[OrderView]:
        """Orders in the order they were placed."""
        return [window.order_view(self._shop, each) for each in self._shop.orders.values() if each.placed >= since]

    def order(self, number: str) -> OrderView:
        """One order."""
        return window.order_view(self._shop, self._shop.order(number))

    def act(self, number: str, action: str, payload: Mapping[str, Any]) -> OrderView:
        """Buyer, the shop's screen or the mall act."""
        order = self._shop.order(number)
        actions.act(self._shop, order, action, payload)
        return window.order_view(self._shop, order)

    def settings(self) -> dict[str, Any]:
        """The switches."""
        return self._settings.shown()

    def configure(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Change switches, or let an event of EVENTS happen (``{"issue_token": true}``)."""
        switches = {name: value for name, value in changes.items() if name not in EVENTS}
        candidate = replace(self._settings)
        candidate.change(switches)
        try:
            schema_of(candidate)
        except TypeError as error:
            raise Invalid(f"recipient_fields, line_price_field: {error}") from error
        self._settings.change(switches)
        for event in EVENTS:
            if changes.get(event):
                self._access.happen(event)
        return self.settings()

    def staleness(self, seconds: float) -> None:
        """Stale reads look this far back."""
        self._shop.stale_s = seconds

    def notices_due(self) -> Sequence[Notice]:
        """Webhooks that are due, of what came to its end as well."""
        life.settle(self._shop)
        return events.due(self._shop)

    def notice_answered(self, notice: Notice, status: int | None) -> None:
        """What the shop said to a webhook."""
        events.answered(self._shop, notice, status)


SIMULATOR: Simulator = MercariShops
