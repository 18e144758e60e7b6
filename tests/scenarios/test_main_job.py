"""The main job: a sale on one mall lowers the other, the order ships, the ship notice is proved (product.md: one day)."""

from datetime import date

import pytest

from ichigen.domain.orders import Parcel
from ichigen.services.orders.ship import ship_order
from tests.scenarios.hub import Hub, level

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_sale_on_one_mall_lowers_the_other_and_not_itself(hub: Hub) -> None:
    first, second = hub.shops
    assert level("A-1") == (5, 0)
    writes_before = [c for c in first.shoppers.calls() if c["operation"] == "stock.write"]

    number = first.shoppers.buy("A-1", 2)
    hub.settle("intake", until=lambda: first.knows(number))
    hub.settle("stock")

    assert level("A-1") == (5, 2)
    assert (first.shoppers.quantity("A-1"), second.shoppers.quantity("A-1")) == (3, 3)
    assert first.order(number).phase in ("new", "ready")
    assert [c for c in first.shoppers.calls() if c["operation"] == "stock.write"] == writes_before


@pytest.mark.parametrize("seller", [0, 1])
def test_shipping_is_written_back_and_proved(hub: Hub, seller: int) -> None:
    shop = hub.shops[seller]
    number = shop.shoppers.buy("A-1", 1)
    hub.settle("intake", "write_back", until=lambda: shop.knows(number) and shop.order(number).phase == "ready", patience_s=60)

    assert ship_order(shop.order(number).id, [Parcel("yamato", "4000-0000-0011", date(2026, 11, 22))], None) is None
    hub.settle(
        "write_back", until=lambda: shop.order(number).write_backs.get(kind="ship").state == "done", patience_s=60
    )

    order = shop.order(number)
    assert order.status.name == "処理済"
    assert level("A-1") == (4, 0)
    seen = shop.shoppers.order(number)
    assert len(seen["parcels"]) == 1
