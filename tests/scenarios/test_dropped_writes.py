"""The mall says yes and does nothing (fault `silent_drop`): it heals by itself, and nothing is sold twice meanwhile."""

import pytest

from ichigen.services.stock.receive import receive_stock
from ichigen.store.goods import Location, Sku
from tests.scenarios.hub import Hub, Shop, level, open_items

pytestmark = pytest.mark.django_db(transaction=True)


def receive(units: int) -> None:
    """入荷 of A-1."""
    receive_stock(Sku.objects.get(code="A-1").id, Location.objects.get(code="main").id, units)


def test_a_dropped_decrease_is_written_again(hub: Hub, seller: Shop, other: Shop) -> None:
    """Design: stock 5, seen > expected: a fresh intake, another reading, then written once."""
    other.shoppers.fault("silent_drop", operation="stock.write", times=1)

    seller.shoppers.buy("A-1", 2)
    hub.until(lambda: level("A-1") == (5, 2))
    assert hub.heal() <= 45

    assert hub.quantities("A-1") == (3, 3)
    assert open_items() == []


def test_a_dropped_increase_is_written_again_after_the_longest_time_the_mall_hides_an_order(
    hub: Hub, seller: Shop, other: Shop
) -> None:
    """It looks like a hidden sale, and is held like one, on every mall, until it cannot be one."""
    seller.shoppers.fault("silent_drop", operation="stock.write", times=1)

    receive(2)
    hub.until(lambda: level("A-1") == (7, 2))
    hub.until(lambda: hub.quantities("A-1") == (5, 5))
    assert seller.listing("A-1").provisional == 2

    hub.town.advance(seller.mall.stock.hidden_sale_s)
    hub.heal()

    assert hub.quantities("A-1") == (7, 7)
    assert level("A-1") == (7, 0)
    assert open_items() == []


def test_a_hidden_sale_of_just_as_many_units_as_were_added_is_not_taken_for_a_dropped_increase(
    hub: Hub, seller: Shop, other: Shop
) -> None:
    """The mall sells the two new units before they are read back, and hides the order for a minute."""
    receive(2)
    hub.until(lambda: seller.shoppers.quantity("A-1") == 7)
    seller.shoppers.fault("hidden_order", seconds=60, times=1)
    number = seller.shoppers.buy("A-1", 2)

    hub.until(lambda: level("A-1") == (7, 2))
    for _ in range(50):
        hub.second()
        assert max(hub.quantities("A-1")) <= 5 or not other.listing("A-1").sent_at
    hub.knows(seller, number)
    hub.heal()

    assert level("A-1") == (7, 2)
    assert hub.quantities("A-1") == (5, 5)
    assert seller.listing("A-1").unproved == 0
    hub.town.advance(seller.mall.stock.hidden_sale_s)
    hub.run(20)
    assert (level("A-1"), hub.quantities("A-1"), open_items()) == ((7, 2), (5, 5), [])


def test_a_dropped_increase_and_a_sale_meanwhile_come_apart(hub: Hub, seller: Shop) -> None:
    seller.shoppers.fault("silent_drop", operation="stock.write", times=1)
    receive(2)
    hub.until(lambda: level("A-1") == (7, 2))

    number = seller.shoppers.buy("A-1", 1)
    hub.knows(seller, number)
    hub.run(20)
    hub.town.advance(seller.mall.stock.hidden_sale_s)
    hub.heal()

    assert level("A-1") == (7, 1)
    assert hub.quantities("A-1") == (6, 6)


def test_every_second_write_dropped_still_converges(hub: Hub, seller: Shop) -> None:
    seller.shoppers.fault("silent_drop", operation="stock.write", rate=0.5, seconds=60)
    for units in (1, 2, 3):
        receive(units)
        hub.run(5)
    hub.shops[0].shoppers.buy("A-1", 1)
    hub.run(60)
    hub.town.advance(seller.mall.stock.hidden_sale_s)
    hub.run(30)
    hub.town.advance(seller.mall.stock.hidden_sale_s)
    hub.heal()

    assert level("A-1") == (11, 1)
    assert hub.quantities("A-1") == (10, 10)
