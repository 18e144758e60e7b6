"""How orders move stock: bound when placed, gone when shipped, back when cancelled with restock (section 6)."""

from mallsim.malls.shopify.model import FulfilmentOrder, Level, Order
from mallsim.malls.shopify.shop import Shop


def bind(shop: Shop, level: Level, units: int) -> None:
    """An order takes units: available falls, on_hand stays."""
    level.committed += units
    shop.set_available(level, level.available - units)


def ship(shop: Shop, level: Level | None, units: int) -> None:
    """Bound units leave the shelf."""
    if level is not None:
        level.committed -= units
        level.updated = shop.now()


def unship(shop: Shop, level: Level | None, units: int) -> None:
    """A fulfilment was cancelled: the units are bound again."""
    ship(shop, level, -units)


def release(shop: Shop, order: Order, fo: FulfilmentOrder, line_id: int, units: int, *, restock: bool) -> None:
    """Bound units are no longer wanted: back on sale, or written off."""
    level = shop.level(order.line(line_id).item_id, fo.location_id)
    if level is None:
        return
    level.committed -= units
    if restock:
        shop.set_available(level, level.available + units)
    else:
        level.updated = shop.now()


def put_back(shop: Shop, item_id: int, location_id: int, units: int) -> None:
    """Shipped units come back on sale (a return)."""
    level = shop.level(item_id, location_id)
    if level is not None:
        shop.set_available(level, level.available + units)
