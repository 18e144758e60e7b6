"""The ship notice survives workers killed at any point: one effect, one parcel, one mail per order (design: writing back)."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from typing import Any

import pytest

from ichigen.services.stock.receive import receive_stock
from ichigen.store.goods import Location, Sku
from ichigen.store.write_backs import WriteBackStep
from tests.scenarios.dying import POINTS
from tests.scenarios.hub import STALL_S, Hub, Shop, level, open_items
from tests.scenarios.orders import MALL_MINUTES_S, ship
from tests.workers.library import this_database
from tests.workers.process import ROOT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

#: Per mall; two malls make 50.
KILLS = 25

#: What the mall writes to the buyer of an order that ships; one of the two leaves that to the shop.
MAILS = {"rakuten": {"ordered": 1, "shipped": 1}, "yahoo_shopping": {"ordered": 1}}


@contextmanager
def lives(shop: Shop) -> Iterator[Callable[[str], int]]:
    """Call it with a point to live one worker's life; it returns how the process ended."""
    options = json.dumps({"account": shop.account.id, "cards": list(shop.town.cards.values())})
    environ = {**os.environ, "ICHIGEN_TEST_DATABASE": this_database(), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.scenarios.dying", options],
        cwd=ROOT,
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if "ICHIGEN_TEST_SHOW" not in os.environ else None,
        text=True,
    )
    stdin, stdout = process.stdin, process.stdout
    assert stdin is not None
    assert stdout is not None

    def live(point: str) -> int:
        stdin.write(f"{point}\n")
        stdin.flush()
        return int(stdout.readline())

    try:
        yield live
    finally:
        stdin.close()
        process.wait(20)
        stdout.close()


def shipped_orders(hub: Hub, shop: Shop, count: int) -> list[str]:
    """Orders that wait for shipping, and whose ship notices are all planned."""
    receive_stock(Sku.objects.get(code="A-1").id, Location.objects.get(code="main").id, count)
    hub.heal()
    numbers = [shop.shoppers.buy("A-1", 1) for _ in range(count)]
    hub.until(lambda: all(shop.knows(number) for number in numbers))
    hub.until(lambda: not WriteBackStep.objects.filter(kind="confirm", attempts=0, not_before=None).exists())
    hub.town.advance(MALL_MINUTES_S)
    hub.until(lambda: all(shop.order(number).phase == "ready" for number in numbers), 300)
    for n, number in enumerate(numbers):
        ship(shop, number, f"4000-0000-{n:04}")
    return numbers


def test_ship_notices_survive_50_kills(hub: Hub, seller: Shop) -> None:
    numbers = shipped_orders(hub, seller, KILLS)
    ends: Counter[int] = Counter()
    with lives(seller) as live:
        for n, point in enumerate(islice(cycle(POINTS), KILLS)):
            ends[live(point)] += 1
            hub.town.advance(n % 7)  # sometimes before the settle time is over, sometimes after it

    hub.town.advance(STALL_S)
    hub.until(hub.written, 400)
    hub.heal()

    assert ends == {-signal.SIGKILL: KILLS}
    assert [story(seller.shoppers.order(number)) for number in numbers] == [(1, 1, MAILS[seller.mall.id])] * KILLS
    assert (level("A-1"), open_items()) == ((5, 0), [])


def story(order: dict[str, Any]) -> tuple[int, int, dict[str, int]]:
    """Effective ship notices, parcel rows, and mails to the buyer by kind."""
    mutations = Counter(mutation["kind"] for mutation in order["mutations"] if mutation["by"] == "shop")
    return mutations["ship"], len(order["parcels"]), dict(Counter(mail["kind"] for mail in order["mails"]))
