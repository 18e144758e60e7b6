"""Shoppers: an order lowers ``available`` by itself and makes fulfilment orders by location (sections 4 and 6)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mallsim.core.errors import Invalid, SoldOut
from mallsim.core.shopping import NewOrder
from mallsim.core.views import Mail
from mallsim.malls.shopify import holding, order_index, stocktaking
from mallsim.malls.shopify.answers.goods import DEFAULT_TITLE, title
from mallsim.malls.shopify.model import FoLine, FulfilmentOrder, Level, Line, Order, Variant
from mallsim.malls.shopify.shop import Shop

GATEWAYS = {"card": "shopify_payments", "prepaid": "銀行振込", "deferred": "後払い", "cod": "代金引換"}
POSTAGE, FREE_FROM = 600, 3980
OPTIONS = (
    "postage", "gateway", "financial_status", "attributes", "delivery_date", "delivery_time", "note", "tags", "test",
    "hold", "requires_shipping",
)  # fmt: skip
WISHES = {"delivery_date": "配送希望日", "delivery_time": "配送時間帯"}
"""Options that become order attributes under the key of some app (section 3)."""


@dataclass(frozen=True, slots=True)
class Taking:
    """So many units of one line from one place."""

    position: int
    level: Level
    units: int


class Shoppers:
    """Takes orders in the online store."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def place(self, new: NewOrder, hidden_s: float) -> str:
        """Make the order; raises Unknown, SoldOut, Invalid and then changes nothing."""
        shop, options = self._shop, new.known_options(*OPTIONS)
        variants = [shop.variant(line.code) for line in new.lines]
        takings = self._takings(new, variants)
        order = self._order(new, options, variants, hidden_s)
        places: dict[int, list[FoLine]] = {}
        for taking in takings:
            stocktaking.bind(shop, taking.level, taking.units)
            line = order.lines[taking.position]
            row = FoLine(shop.next_id(), line.id, taking.units, taking.units)
            places.setdefault(taking.level.location_id, []).append(row)
        now = shop.now()
        for location_id, rows in places.items():
            order.fulfilment_orders.append(FulfilmentOrder(shop.next_id(), order.id, location_id, rows, now, now))
        if options.get("hold"):
            for fo in order.fulfilment_orders:
                holding.hold(shop, fo, "OTHER")
        shop.orders[order.id] = order
        order_index.note(order, shop.after(shop.switches.index_lag_s) + hidden_s)
        shop.events.order(order, "ORDERS_CREATE")
        if order.financial == "PAID":
            shop.events.order(order, "ORDERS_PAID")
        return shop.number_of(order)

    def _takings(self, new: NewOrder, variants: list[Variant]) -> list[Taking]:
        """Where the units come from: places in their order, one line over several places if need be."""
        wanted = Counter(
            variant.item_id for variant, line in zip(variants, new.lines, strict=True) for _ in range(line.quantity)
        )
        for variant in variants:
            self._check(variant, wanted[variant.item_id])
        left: dict[tuple[int, int], int] = {}
        takings: list[Taking] = []
        for position, (variant, line) in enumerate(zip(variants, new.lines, strict=True)):
            need = line.quantity
            levels = self._shop.online_levels_of(variant.item_id)
            takes = [0] * len(levels)
            for nth, level in enumerate(levels):
                key = (level.item_id, level.location_id)
                free = left.setdefault(key, level.available if variant.tracked else need)
                takes[nth] = min(need, max(0, free))
                left[key] -= takes[nth]
                need -= takes[nth]
            takes[0] += need  # sold beyond the stock: the first place owes it
            takings += [Taking(position, level, units) for level, units in zip(levels, takes, strict=True) if units]
        return takings

    def _check(self, variant: Variant, units: int) -> None:
        product = self._shop.products[variant.product_id]
        if product.status != "ACTIVE":
            raise Invalid(f"{variant.sku} is not on sale (product {product.status})")
        if not self._shop.online_levels_of(variant.item_id):
            raise Invalid(f"{variant.sku} is stocked nowhere that sells online")
        have = self._shop.sellable(variant.item_id)
        if variant.ends_at_zero and have < units:
            raise SoldOut(f"{variant.sku}: {units} wanted, {have} in stock")

    def _order(self, new: NewOrder, options: Mapping[str, Any], variants: list[Variant], hidden_s: float) -> Order:
        shop, now = self._shop, self._shop.now()
        lines = [self._line(variant, asked.quantity) for variant, asked in zip(variants, new.lines, strict=True)]
        goods = sum(line.price * line.quantity for line in lines)
        shop.order_number += 1
        order = Order(
            id=shop.next_id(),
            number=shop.order_number,
            name=f"#{shop.order_number}",
            created=now,
            updated=now,
            visible_from=now + hidden_s,
            buyer=new.buyer,
            customer_id=shop.next_id(),
            lines=lines,
            gateway=str(options.get("gateway", GATEWAYS[new.payment])),
            financial=str(options.get("financial_status", _financial(new))),
            postage=int(options.get("postage", 0 if goods >= FREE_FROM else POSTAGE)),
            note=options.get("note"),
            attributes=_attributes(options),
            tags=list(options.get("tags", [])),
            test=bool(options.get("test", False)),
            requires_shipping=bool(options.get("requires_shipping", True)),
        )
        order.mails.append(Mail(now, "ordered"))
        return order

    def _line(self, variant: Variant, quantity: int) -> Line:
        name = title(variant)
        return Line(
            id=self._shop.next_id(),
            variant_id=variant.id,
            item_id=variant.item_id,
            product_id=variant.product_id,
            sku=variant.sku,
            title=self._shop.products[variant.product_id].title,
            variant_title=None if name == DEFAULT_TITLE else name,
            price=variant.price,
            quantity=quantity,
            current=quantity,
        )


def _financial(new: NewOrder) -> str:
    """Cards are charged or authorised; transfers wait; 代引 and 後払い are paid after the goods came."""
    if new.payment in ("cod", "deferred"):
        return "PENDING"
    if new.paid:
        return "PAID"
    return "AUTHORIZED" if new.payment == "card" else "PENDING"


def _attributes(options: Mapping[str, Any]) -> dict[str, str]:
    given = {str(name): str(value) for name, value in dict(options.get("attributes", {})).items()}
    return given | {key: str(options[name]) for name, key in WISHES.items() if options.get(name)}
