"""The main job: a sale on one mall lowers the other, the order ships, the ship notice is proved (product.md: one day)."""

from datetime import date

import pytest

from ichigen.domain.orders import Parcel
from ichigen.services.orders.ship import ship_order
from tests.scenarios.hub import Hub, Shop, level
from tests.scenarios.orders import ready_order

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_sale_on_one_mall_lowers_the_other_and_not_itself(hub: Hub, seller: Shop, other: Shop) -> None:
    assert level("A-1") == (5, 0)
    writes_before = seller.shoppers.writes("stock.write")

    number = seller.shoppers.buy("A-1", 2)
    hub.knows(seller, number)
    hub.heal()

    assert level("A-1") == (5, 2)
    assert hub.quantities("A-1") == (3, 3)
    assert seller.order(number).phase in ("new", "unpaid", "ready", "held")
    assert seller.shoppers.writes("stock.write") == writes_before


def test_shipping_is_written_back_and_proved(hub: Hub, seller: Shop) -> None:
    number = ready_order(hub, seller)

    assert ship_order(seller.order(number).id, [Parcel("yamato", "4000-0000-0011", date(2026, 11, 22))], None) is None
    hub.until(hub.written)
    hub.heal()

    assert seller.order(number).status.name == "処理済"
    assert seller.order(number).write_backs.get(kind="ship").state == "done"
    assert level("A-1") == (4, 0)
    assert len(seller.shoppers.order(number)["parcels"]) == 1
