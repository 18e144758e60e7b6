"""Shoppers at the mall: an order is placed, the mall's own stock falls."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from mallsim.core.errors import Invalid, SoldOut
from mallsim.core.shopping import NewOrder, OrderedLine
from mallsim.core.views import Mail
from mallsim.malls.rakuten.life import Life
from mallsim.malls.rakuten.model import Basket, Line, Order, Row, Terms
from mallsim.malls.rakuten.shop import SHOP_ID, Shop, Sku
from mallsim.malls.rakuten.times import day

SETTLEMENTS = {"card": 1, "cod": 2, "prepaid": 9, "deferred": 21}
POSTAGE, FREE_FROM = 600, 3980
AUTHORISATIONS = ("ok", "stay", "change", "cancel")
OPTIONS = (
    "postage", "postage_undetermined", "packages", "social_gift", "pre_migration", "order_type", "rakuten_confirm",
    "authorisation", "blank_row", "points", "coupon", "delivery_date", "shipping_term", "remarks",
)  # fmt: skip


class Shoppers:
    """Takes orders in the mall's shop window."""

    def __init__(self, shop: Shop, life: Life) -> None:
        self._shop = shop
        self._life = life

    def place(self, new: NewOrder, hidden_s: float) -> str:
        """Make the order and lower the stock; raises Unknown, SoldOut, Invalid and then changes nothing."""
        options = new.known_options(*OPTIONS)
        skus = [self._shop.sku(line.code) for line in new.lines]
        groups = _groups(options.get("packages"), len(skus))
        terms = self._terms(new, options, skus)
        self._take(list(zip(skus, new.lines, strict=True)))
        now = self._shop.now()
        lines = [self._line(sku, asked) for sku, asked in zip(skus, new.lines, strict=True)]
        baskets = [Basket(self._shop.next_id("basket"), [lines[n] for n in group], new.buyer) for group in groups]
        if options.get("blank_row"):
            for basket in baskets:
                basket.rows.append(Row(self._shop.next_id("row")))
        number = f"{SHOP_ID}-{day(now).replace('-', '')}-{self._shop.next_id('order'):010}"
        order = Order(number, now, now + hidden_s, new.buyer, baskets, terms)
        order.mails.append(Mail(now, "ordered"))
        self._shop.orders[number] = order
        self._life.start(order)
        return number

    def _take(self, wanted: list[tuple[Sku, OrderedLine]]) -> None:
        units: Counter[tuple[str, str]] = Counter()
        for sku, line in wanted:
            if not sku.on_sale:
                raise Invalid(f"{sku.code} is not on sale (hidden or in the warehouse)")
            units[sku.key] += line.quantity
        for key, count in units.items():
            if self._shop.quantity(key) < count:
                code = self._shop.code_at(key)
                raise SoldOut(f"{code}: {count} wanted, {self._shop.quantity(key)} in stock")
        for key, count in units.items():
            self._shop.set_quantity(key, self._shop.quantity(key) - count)

    def _line(self, sku: Sku, asked: OrderedLine) -> Line:
        names = {s["key"]: s["displayName"] for s in sku.item.document.get("variantSelectors", [])}
        values = sku.document.get("selectorValues") or {}
        info = "\n".join(f"{names.get(key, key)}:{value}" for key, value in values.items())
        return Line(
            self._shop.next_id("line"),
            sku.manage_number,
            sku.variant_id,
            sku.code,
            str(sku.item.document.get("itemNumber", "")),
            sku.document.get("merchantDefinedSkuId"),
            str(sku.item.document["title"]),
            int(sku.document["standardPrice"]),
            asked.quantity,
            info or None,
        )

    def _terms(self, new: NewOrder, options: Mapping[str, Any], skus: list[Sku]) -> Terms:
        goods = sum(int(s.document["standardPrice"]) * n.quantity for s, n in zip(skus, new.lines, strict=True))
        authorisation = options.get("authorisation", "ok")
        if authorisation not in AUTHORISATIONS:
            raise Invalid(f"authorisation: one of {', '.join(AUTHORISATIONS)}")
        return Terms(
            settlement=SETTLEMENTS[new.payment],
            paid=new.paid or new.payment in ("deferred", "cod"),
            postage=int(options.get("postage", 0 if goods >= FREE_FROM else POSTAGE)),
            postage_known=not options.get("postage_undetermined", False),
            points=int(options.get("points", 0)),
            coupon=int(options.get("coupon", 0)),
            order_type=int(options.get("order_type", 1)),
            rakuten_confirm=bool(options.get("rakuten_confirm", False)),
            authorisation=authorisation,
            pre_migration=bool(options.get("pre_migration", False)),
            social_gift=bool(options.get("social_gift", False)),
            delivery_date=options.get("delivery_date"),
            shipping_term=int(options.get("shipping_term", 0)),
            remarks=str(options.get("remarks", "")),
        )


def _groups(packages: Any, count: int) -> list[list[int]]:
    """Which lines go into which basket; every line exactly once."""
    if packages is None:
        return [list(range(count))]
    flat = [n for group in packages for n in group] if isinstance(packages, list) else None
    if flat is None or sorted(flat) != list(range(count)) or [] in packages:
        raise Invalid("packages: lists of line positions, each line once, for instance [[0], [1]]")
    return [list(group) for group in packages]
