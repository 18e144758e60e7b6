"""Shoppers at the mall: an order is placed, the mall's own stock falls, paid or not (G3-12)."""

from collections import Counter

from mallsim.core.errors import Invalid, SoldOut
from mallsim.core.shopping import NewOrder
from mallsim.core.views import Mail
from mallsim.malls.mercari_shops.events import CREATED, PAID
from mallsim.malls.mercari_shops.model import ANONYMOUS, SELLER, WAITING_FOR_PAYMENT, WAITING_FOR_SHIPPING, Line, Order
from mallsim.malls.mercari_shops.shop import Owned, Shop

OPTIONS = ("delivery", "shipping_charge", "sales_channel")
DELIVERIES = (SELLER, *sorted(ANONYMOUS))


def place(shop: Shop, new: NewOrder, hidden_s: float) -> str:
    """Make the order; raises Unknown, SoldOut, Invalid and then changes nothing.

    ``delivery`` overrides the products' way of shipping; totalPrice is goods and shipping charge, the fee not taken off.
    """
    options = new.known_options(*OPTIONS)
    delivery = options.get("delivery")
    if delivery not in (None, *DELIVERIES):
        raise Invalid(f"delivery: one of {', '.join(DELIVERIES)}")
    wanted = _wanted(shop, new)
    charge = options.get("shipping_charge", shop.settings.shipping_charge)
    if type(charge) is not int or charge < 0:
        raise Invalid("shipping_charge: whole yen, 0 or more")
    lines = [_line(product_and_variant, units, delivery) for product_and_variant, units in wanted]
    now = shop.now()
    for (_, variant), units in wanted:
        variant.set(variant.quantity - units, now)
    number, ordinal = shop.next_order()
    order = Order(
        number,
        ordinal,
        now,
        now + hidden_s,
        new.buyer,
        new.payment,
        lines,
        sum(line.price * line.quantity for line in lines) + charge,
        WAITING_FOR_SHIPPING if new.paid else WAITING_FOR_PAYMENT,
        now if new.paid else None,
        str(options.get("sales_channel", "MERCARI")),
    )
    order.mails.append(Mail(now, "ordered"))
    shop.orders[number] = order
    shop.tell(CREATED, order)
    if new.paid:
        shop.tell(PAID, order)
    return number


def _wanted(shop: Shop, new: NewOrder) -> list[tuple[Owned, int]]:
    """Every variant wanted with its units; a variant is one line however often it was put into the basket."""
    if shop.settings.shop_status != "OPENED":
        raise Invalid("the shop is closed")
    owned = {variant.id: (product, variant) for product, variant in (shop.find(line.code) for line in new.lines)}
    units: Counter[str] = Counter()
    for line in new.lines:
        units[shop.find(line.code)[1].id] += line.quantity
    if len({product.id for product, _ in owned.values()}) > 1 and not shop.settings.enable_multiple_purchase:
        raise Invalid("the cart (複数商品同時注文) is off: one product an order")
    for id, count in units.items():
        product, variant = owned[id]
        if not product.opened:
            raise Invalid(f"{variant.code} is not on sale (UNOPENED)")
        if variant.quantity < count:
            raise SoldOut(f"{variant.code}: {count} wanted, {variant.quantity} in stock")
    return [(owned[id], count) for id, count in units.items()]


def _line(owned: Owned, units: int, delivery: str | None) -> Line:
    product, variant = owned
    return Line(product.id, variant.id, variant.code, product.name, product.price, units, delivery or product.delivery)
