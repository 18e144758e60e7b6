"""The whole state of the simulated shop and how its records are found."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
from random import Random

from mallsim.core.clock import Clock
from mallsim.core.errors import Unknown
from mallsim.malls.mercari_shops import events
from mallsim.malls.mercari_shops.events import Pending
from mallsim.malls.mercari_shops.model import RAKURAKU, SELLER, YUYU, Order, Product, Shipping, Variant, Webhook
from mallsim.malls.mercari_shops.settings import Settings

SHOP_ID = "SHP0001"
SHOP_NAME = "見本商店"
RECORDS = ("products", "variants", "skus", "orders", "webhooks", "pending", "ids")

Owned = tuple[Product, Variant]


class Shop:
    """Products, orders and webhooks by id. Waiting times are divided by ``time_scale``."""

    def __init__(self, clock: Clock, settings: Settings, time_scale: float, chance: Random) -> None:
        self.clock = clock
        self.settings = settings
        self.time_scale = time_scale
        self.chance = chance
        self.opened = clock.epoch()
        self.stale_s = 0.0
        self.products: dict[str, Product] = {}
        self.variants: dict[str, Owned] = {}
        self.skus: dict[str, list[str]] = {}
        self.orders: dict[str, Order] = {}
        self.webhooks: dict[str, Webhook] = {}
        self.pending: list[Pending] = []
        self.sent: list[Pending] = []
        self.ids: dict[str, int] = {}

    def clear(self) -> None:
        """Forget the records; ids go on, so that none is given twice."""
        self.products, self.variants, self.skus = {}, {}, {}
        self.orders, self.webhooks = {}, {}
        self.pending, self.sent = [], []
        self.stale_s = 0.0

    def checkpoint(self) -> Callable[[], None]:
        """Remember the records; the result puts them back."""
        saved = deepcopy({name: getattr(self, name) for name in RECORDS})

        def restore() -> None:
            for name, records in saved.items():
                setattr(self, name, records)

        return restore

    def now(self) -> float:
        """Epoch seconds by the mall's clock."""
        return self.clock.epoch()

    def after(self, seconds: float) -> float:
        """When a waiting time of the mall that starts now is over."""
        return self.now() + seconds / self.time_scale

    def next(self, kind: str) -> int:
        """The next number of a kind, from 1."""
        self.ids[kind] = self.ids.get(kind, 0) + 1
        return self.ids[kind]

    def next_order(self) -> tuple[str, int]:
        """(order number, its ordinal)."""
        ordinal = self.next("order")
        return f"OT{datetime.fromtimestamp(self.now(), UTC):%Y%m%d}{ordinal:06}", ordinal

    def tell(self, topic: str, order: Order) -> None:
        """Something happened to an order: every webhook of the topic is told."""
        events.happen(self, topic, SHOP_ID, order.number)

    def add_variant(self, product: Product, sku_code: str | None, name: str | None, quantity: int) -> Variant:
        """A new variant at the end of a product."""
        variant = Variant(f"VAR{self.next('variant'):06}", None, name, quantity)
        variant.set(quantity, self.now())
        product.variants.append(variant)
        self.variants[variant.id] = (product, variant)
        self.rename(variant, sku_code)
        return variant

    def rename(self, variant: Variant, sku_code: str | None) -> None:
        """Give a variant another SKUコード, or none."""
        if variant.sku_code:
            self.skus[variant.sku_code].remove(variant.id)
        variant.sku_code = sku_code or None
        if variant.sku_code:
            self.skus.setdefault(variant.sku_code, []).append(variant.id)

    def remove_variant(self, variant: Variant) -> None:
        """The variant goes, and its product with the last one."""
        product, _ = self.variants.pop(variant.id)
        self.rename(variant, None)
        product.variants.remove(variant)
        if not product.variants:
            del self.products[product.id]

    def owned(self) -> Iterator[Owned]:
        """Every variant with its product, oldest first."""
        return iter(self.variants.values())

    def with_sku(self, sku_code: str) -> list[Owned]:
        """Every variant with this SKUコード; nothing keeps two from sharing one."""
        return [self.variants[id] for id in self.skus.get(sku_code, ())]

    def variant(self, id: str) -> Owned | None:
        """The variant with this id."""
        return self.variants.get(id)

    def find(self, code: str) -> Owned:
        """The variant with a matching code, or an id; raises Unknown."""
        found = next(iter(self.with_sku(code)), None) or self.variant(code)
        if found is None:
            raise Unknown(f"no such item: {code}")
        return found

    def order(self, number: str) -> Order:
        """One order, hidden or not; raises Unknown."""
        if number not in self.orders:
            raise Unknown(f"no such order: {number}")
        return self.orders[number]

    def visible(self) -> list[Order]:
        """The orders the API shows, oldest first."""
        return [order for order in self.orders.values() if order.visible_from <= self.now()]

    def visible_order(self, number: str) -> Order | None:
        """One order as the API finds it, however old."""
        order = self.orders.get(number)
        return order if order and order.visible_from <= self.now() else None

    def shipping(self, order: Order, id: str) -> Shipping | None:
        """A shipping of an order."""
        return next((shipping for shipping in order.shippings if shipping.id == id), None)

    def method(self, delivery: str) -> str:
        """A way of shipping in the mall's spelling."""
        spelled = {
            SELLER: self.settings.seller_method,
            RAKURAKU: self.settings.rakuraku_method,
            YUYU: self.settings.yuyu_method,
        }
        return spelled.get(delivery, delivery)

    def delivery(self, method: str) -> str:
        """The way of shipping meant by a mall's spelling; one of no special meaning stays what it is."""
        return next((kind for kind in (SELLER, RAKURAKU, YUYU) if self.method(kind) == method), method)
