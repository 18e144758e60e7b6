"""One SKU on every mall, sold at random in bad weather: no mall sells what the hub knows to be gone (product: oversell)."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from ichigen.mallkit.registry import malls
from ichigen.store.listings import Listing
from ichigen.store.orders import Order
from tests.scenarios.hub import Hub, Shop, level, open_items
from tests.scenarios.town import Town

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

UNITS = 20
SHOPPERS = 45
WEATHER = (
    ("http_500", {"rate": 0.05}),
    ("throttle", {"rate": 0.02}),
    ("timeout", {"rate": 0.02}),
    ("partial", {"rate": 0.05, "operation": "stock.*"}),
    ("stale_read", {"rate": 0.05, "operation": "stock.*", "seconds": 3}),
    ("hidden_order", {"rate": 0.1, "seconds": 15}),
    ("duplicate", {"rate": 0.05}),
    ("reorder", {"rate": 0.05}),
)

#: From the moment the hub knows that nothing is left, telling a mall may take so long: a write that a fault kept from its
#: mall is read back and written again, each with a back-off. What the mall takes to put a write into effect comes on top: one
#: that shows writes late goes on selling by the old number for two minutes, however soon it was told.
TELLING_S = 90


@dataclass
class Day:
    """What was sold when, and since when the hub has known that nothing is left. Times: seconds of the town."""

    sold: list[tuple[float, str]] = field(default_factory=list)
    known_gone: float | None = None


@pytest.fixture
def everywhere(town: Town) -> Iterator[Hub]:
    """A shop on every mall there is, all selling the same twenty."""
    hub = Hub(town, [Shop(town, mall_id) for mall_id in malls()])
    hub.work()  # wake-ups of an earlier test
    hub.open({"A-1": UNITS})
    yield hub
    hub.close()


def look(hub: Hub, day: Day) -> None:
    """Note when the hub first knows that everything is gone."""
    on_hand, reserved = level("A-1")
    if on_hand <= reserved:
        day.known_gone = hub.town.ahead_s if day.known_gone is None else day.known_gone
    else:
        day.known_gone = None


def shop_around(hub: Hub, chance: random.Random) -> Day:
    """Shoppers come to a mall by chance and buy where the mall still shows one."""
    day = Day()
    for _ in range(SHOPPERS):
        shop = chance.choice(hub.shops)
        if shop.shoppers.quantity("A-1") > 0:
            shop.shoppers.buy("A-1", 1)
            day.sold.append((hub.town.ahead_s, shop.mall.id))
        for _ in range(chance.randint(1, 25)):
            hub.second()
            look(hub, day)
    return day


def hear_nothing(shop: Shop) -> None:
    """An account without a queue: nothing but the mall's lists and numbers tells of a sale."""
    if shop.mall.signals is not None and shop.mall.signals.queue_setting:
        shop.account.settings.pop(shop.mall.signals.queue_setting)
        shop.account.save(update_fields=["settings"])


def test_where_the_numbers_move_first_a_sale_is_told_everywhere_long_before_its_order_shows(everywhere: Hub) -> None:
    """Watched goods (ADR 0026), without any news: 仮確保 within seconds, and the order takes its place minutes later."""
    watched = [shop for shop in everywhere.shops if shop.mall.stock.watch]
    assert watched
    for sold, shop in enumerate(watched, start=1):
        hear_nothing(shop)
        sell_one_where_it_is_watched(everywhere, shop, left=UNITS - sold)


def sell_one_where_it_is_watched(hub: Hub, shop: Shop, left: int) -> None:
    """A while after our last write, one unit is sold."""
    settled = hub.town.ahead_s + shop.mall.stock.settle_s
    hub.until(lambda: hub.town.ahead_s > settled and hub.healed(), 600)
    number = shop.shoppers.buy("A-1", 1)

    others = Listing.objects.exclude(account=shop.account)
    took = hub.until(lambda: {row.expected_quantity for row in others.all()} == {left}, 30)

    assert took <= 10
    assert (shop.knows(number), shop.listing("A-1").provisional) == (False, 1)
    hub.until(lambda: shop.knows(number), 900)
    hub.heal(600)
    assert level("A-1") == (UNITS, UNITS - left)


@pytest.mark.parametrize("seed", [1, 2])
def test_twenty_units_on_every_mall(everywhere: Hub, seed: int) -> None:
    """More than there are is sold only while the hub could not know; then it is 在庫不足 on 要対応, and nothing is lost."""
    hub = everywhere
    assert {shop.mall.id for shop in hub.shops} == set(malls())
    for shop in hub.shops:
        for kind, how in WEATHER:
            shop.shoppers.fault(kind, **how)

    day = shop_around(hub, random.Random(seed))
    for shop in hub.shops:
        shop.shoppers.clear_faults()
    hub.until(lambda: Order.objects.count() == len(day.sold), 900)
    hub.heal(900)

    sold = len(day.sold)
    assert sold >= UNITS
    assert level("A-1") == (UNITS, sold)
    assert hub.quantities("A-1") == (0,) * len(hub.shops)
    known = day.known_gone
    for at, mall_id in day.sold[UNITS:]:
        assert known is None or at <= known + TELLING_S + malls()[mall_id].stock.settle_s, mall_id
    assert ("stock_short" in open_items()) is (sold > UNITS)
