"""The interactive demo leaves two everyday things to do, made through the simulators' control API."""

from collections.abc import Iterator
from random import Random

import pytest

from ichigen.services.demo.left_to_do import cancel_shipped, sell_unknown
from ichigen.services.demo.staff_day import ship_waiting
from ichigen.services.demo.town import DemoTown
from tests.scenarios.hub import Hub, level, open_item, open_items
from tests.scenarios.orders import ready_order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def demo_town(hub: Hub) -> Iterator[DemoTown]:
    town = DemoTown(hub.town.cards[hub.shops[0].mall.id]["control_url"].rpartition("/malls/")[0])
    yield town
    town.close()


def test_an_article_that_only_the_mall_knows_waits_for_its_sku(hub: Hub, demo_town: DemoTown) -> None:
    shop = hub.shops[0]
    number = sell_unknown(demo_town, shop.mall.id)
    hub.knows(shop, number)

    assert open_item("line_unmatched").order_id == shop.order(number).id
    assert shop.order(number).unresolved
    assert level("A-1") == (5, 0)


def test_a_buyer_cancels_what_has_left(hub: Hub, demo_town: DemoTown) -> None:
    shop = hub.shops[0]
    number = ready_order(hub, shop)
    assert cancel_shipped(demo_town, shop.mall.id) == ""

    assert ship_waiting(Random(1), 0.0, None) == 1
    hub.until(lambda: cancel_shipped(demo_town, shop.mall.id) == number)
    hub.until(lambda: "return_pending" in open_items())

    assert open_item("return_pending").order_id == shop.order(number).id
