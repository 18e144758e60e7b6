"""楽天市場 as a simulated mall; found by the core through SIMULATOR."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from random import Random
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from mallsim.core.clock import Clock
from mallsim.core.errors import Invalid, Unknown
from mallsim.core.limits import Limit
from mallsim.core.mall import Operation, Simulator
from mallsim.core.shopping import NewOrder
from mallsim.core.views import ItemView, OrderView
from mallsim.goods import GoodsProduct
from mallsim.malls.rakuten.access import Access
from mallsim.malls.rakuten.actions import Actions
from mallsim.malls.rakuten.gateway import Ask, Endpoint, Gateway
from mallsim.malls.rakuten.items import Items
from mallsim.malls.rakuten.life import Life
from mallsim.malls.rakuten.model import Order
from mallsim.malls.rakuten.order_cancel import OrderCancel
from mallsim.malls.rakuten.order_confirm import OrderConfirm
from mallsim.malls.rakuten.order_get import OrderGet
from mallsim.malls.rakuten.order_memo import OrderMemo
from mallsim.malls.rakuten.order_search import OrderSearch
from mallsim.malls.rakuten.order_shipping import OrderShipping
from mallsim.malls.rakuten.refusals import RakutenRefusals
from mallsim.malls.rakuten.shipping_rows import ShippingRows
from mallsim.malls.rakuten.shop import Shop
from mallsim.malls.rakuten.shoppers import Shoppers
from mallsim.malls.rakuten.stock import Inventory
from mallsim.malls.rakuten.sub_statuses import SubStatuses
from mallsim.malls.rakuten.times import licence_time
from mallsim.malls.rakuten.window import Window

LICENCE_PATH = "/es/1.0/license-management/license-key/expiry-date"
LIMITS = (
    Limit("order.*", 1),
    Limit("stock.read", 5),
    Limit("stock.range", 5),
    Limit("stock.write", 1),
    Limit("stock.get", 1),
    Limit("stock.put", 1),
    Limit("stock.delete", 1),
    Limit("item.put", 20),
    Limit("item.patch", 20),
    Limit("item.get", 5),
    Limit("item.delete", 5),
    Limit("item.search", 5),
    Limit("item.read", 1),
    Limit("item.settings_*", 1),
)
"""Calls a second, per operation (section 0)."""


class Rakuten:
    """The mall's parts put together; see the Protocol SimulatedMall for the verbs."""

    id = "rakuten"
    label = "楽天市場"
    limits = LIMITS

    def __init__(self, clock: Clock, rng: Random, time_scale: float) -> None:
        self.shop = Shop(clock, time_scale)
        self.access = Access(self.shop, rng)
        self.refusals = RakutenRefusals(self.access)
        self._life = Life(self.shop)
        self._rows = ShippingRows(self.shop, self._life)
        self._shipping = OrderShipping(self.shop, self._rows)
        self._items = Items(self.shop)
        self._window = Window(self.shop, self._items)
        self._shoppers = Shoppers(self.shop, self._life)
        self._actions = Actions(self.shop, self._life, self._rows)
        self._gateway = Gateway(self._endpoints(), self.access)

    def credentials(self) -> dict[str, str]:
        """serviceSecret and licenseKey as they are good now."""
        return {"serviceSecret": self.access.service_secret, "licenseKey": self.access.licence_key}

    def routes(self) -> Sequence[BaseRoute]:
        """The real paths."""
        return self._gateway.routes()

    def operation_of(self, request: Request) -> Operation:
        """The operation by method and path."""
        return self._gateway.operation_of(request)

    def tick(self) -> None:
        """Orders move, asynchronous jobs run, orphan stock is purged."""
        self._shipping.tick()
        self._life.tick()
        self.shop.purge_orphans()

    def checkpoint(self) -> Callable[[], None]:
        """Remember the records."""
        return self.shop.checkpoint()

    def reset(self) -> None:
        """Empty the shop."""
        self.shop.clear()

    def load_goods(self, goods: Sequence[GoodsProduct]) -> None:
        """One item per product."""
        for product in goods:
            self._window.load(product)

    def items(self) -> list[ItemView]:
        """Every SKU."""
        return [self._window.view(sku) for sku in self.shop.skus()]

    def get_item(self, code: str) -> ItemView:
        """One SKU."""
        return self._window.view(self.shop.sku(code))

    def put_item(self, code: str, fields: Mapping[str, Any]) -> ItemView:
        """Create or overwrite."""
        return self._window.put(code, fields)

    def delete_item(self, code: str) -> None:
        """The whole item of the SKU goes."""
        self.shop.remove_item(self.shop.sku(code).manage_number)

    def place_order(self, order: NewOrder, hidden_s: float = 0.0) -> str:
        """A shopper buys."""
        return self._shoppers.place(order, hidden_s)

    def orders(self, since: float = 0.0) -> list[OrderView]:
        """Orders in the order they were placed."""
        return [self._window.order_view(order) for order in self.shop.orders.values() if order.placed >= since]

    def order(self, number: str) -> OrderView:
        """One order."""
        return self._window.order_view(self._order(number))

    def act(self, number: str, action: str, payload: Mapping[str, Any]) -> OrderView:
        """Buyer, RMS screen or mall act."""
        order = self._order(number)
        try:
            self._actions.act(order, action, payload)
        except KeyError as error:
            raise Invalid(f"{action}: {error.args[0]} is needed") from error
        return self._window.order_view(order)

    def settings(self) -> dict[str, Any]:
        """Switches and licence."""
        return asdict(self.shop.switches) | {"licence_expires": licence_time(self.access.expires)}

    def configure(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Change switches."""
        self.shop.configure(self.access.configure(dict(changes)))
        return self.settings()

    def staleness(self, seconds: float) -> None:
        """Stale reads look this far back."""
        self.shop.stale_s = seconds

    def _order(self, number: str) -> Order:
        try:
            return self.shop.orders[number]
        except KeyError:
            raise Unknown(f"no such order: {number}") from None

    def _endpoints(self) -> list[Endpoint]:
        licence = Endpoint("GET", LICENCE_PATH, "auth.expiry", "read", "LicenseManagementAPI", self._expiry)
        return [licence, *self._order_endpoints(), *Inventory(self.shop).endpoints(), *self._items.endpoints()]

    def _order_endpoints(self) -> list[Endpoint]:
        cancel, sub, memo = (
            OrderCancel(self.shop, self._life),
            SubStatuses(self.shop, self._life),
            OrderMemo(self.shop, self._life),
        )
        read, write = "read", "write"
        table: list[tuple[str, str, Any, Callable[[Ask], Response]]] = [
            ("searchOrder", "order.search", read, OrderSearch(self.shop).search),
            ("getOrder", "order.get", read, OrderGet(self.shop).get),
            ("confirmOrder", "order.confirm", write, OrderConfirm(self.shop, self._life).confirm),
            ("updateOrderShipping", "order.ship", write, self._shipping.update),
            ("updateOrderShippingAsync", "order.ship_async", write, self._shipping.update_later),
            ("getResultUpdateOrderShippingAsync", "order.ship_result", read, self._shipping.result),
            ("cancelOrder", "order.cancel", write, cancel.before_shipping),
            ("cancelOrderAfterShipping", "order.cancel_shipped", write, cancel.after_shipping),
            ("updateOrderMemo", "order.memo", write, memo.update),
            ("updateOrderDelivery", "order.delivery", write, memo.delivery),
            ("updateOrderRemarks", "order.remarks", write, memo.remarks),
            ("getSubStatusList", "order.sub_statuses", read, sub.list),
            ("updateOrderSubStatus", "order.sub_status", write, sub.update),
        ]
        return [
            Endpoint("POST", f"/es/2.0/order/{op}", name, effect, f"rpay.order.{op}", handle, "order")
            for op, name, effect, handle in table
        ]

    def _expiry(self, ask: Ask) -> Response:
        return self.access.expiry(ask.query.get("licenseKey"))


SIMULATOR: Simulator = Rakuten
