"""What shoppers and the shop do with orders again and again."""

from dataclasses import replace
from datetime import date
from typing import Any

from ichigen.domain.orders import Parcel
from ichigen.services.orders.ship import ship_order
from tests.scenarios.hub import Hub, Shop

PARCEL = Parcel("yamato", "4000-0000-0011", date(2026, 11, 22))

#: The buyer's ten minutes on one mall, the authorisation on the other.
MALL_MINUTES_S = 610


def ready_order(hub: Hub, shop: Shop, quantity: int = 1, **options: Any) -> str:
    """An order of A-1 that was taken in, accepted, and waits for shipping."""
    number = shop.shoppers.buy("A-1", quantity, **options)
    hub.knows(shop, number)
    hub.run(4)
    hub.town.advance(MALL_MINUTES_S)
    hub.until(lambda: shop.order(number).phase == "ready")
    return number


def ship(shop: Shop, number: str, parcel_number: str = "4000-0000-0011") -> None:
    """The shop ships; nothing refuses it."""
    parcel = replace(PARCEL, tracking_number=parcel_number)
    assert ship_order(shop.order(number).id, [parcel], None) is None
