"""The measurement: shoppers buy, the worker works, the malls' logs are read. See docs/develop/benchmarks.md."""

import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from bench.database import fresh_database
from bench.outcome import Outcome
from bench.propagation import hub
from bench.propagation.figures import Burst, burst_outcome, idle_outcome
from bench.propagation.logs import MallLog
from bench.propagation.town import SimulatedMall, Watch, open_malls, sleep_until

CODES = tuple(f"PB-{number:03}" for number in range(1, 61))
SHELF = 500
ORDERS = 300
EVERY_S = 2.0
BURST, BURST_S = 600, 60.0
#: A sale that another mall was not told of for this long, and twice the floor of the slowest mall, never will be.
PATIENCE_S = 60.0


def run(orders: int | None = None, *, burst: bool = False, news: bool = True, only: Sequence[str] = ()) -> Outcome:
    """Measure on an installation of its own: `orders` in all, one every two seconds; or one burst per mall.

    `news` False: what the malls post or queue is not heard, their lists alone are read. `only`: the malls that take part.
    """
    with open_malls(only) as malls, fresh_database():
        for mall in malls:
            for code in CODES:
                mall.put(code, SHELF)
        hub.stock_goods(CODES, SHELF)
        with hub.server(heard=news), hub.worker_of(malls, news=news) as accounts:
            hub.start(accounts.values(), len(CODES) * len(malls))
            if burst:
                return burst_outcome([_burst(mall, malls, accounts[mall.id], orders or BURST) for mall in malls])
            patience_s = PATIENCE_S + 2 * max(hub.idle_floor_s(mall.id) for mall in malls)
            return idle_outcome(_idle(malls, orders or ORDERS, patience_s), hub.telling() if news else ())


def _idle(malls: Sequence[SimulatedMall], orders: int, patience_s: float) -> dict[str, MallLog]:
    """Sell one piece in every two seconds, at a random moment of them, on the malls in turn."""
    choose = random.Random(1)
    watch, began = Watch(malls), time.monotonic()
    for number in range(orders):
        sleep_until(began + (number + choose.random()) * EVERY_S)
        malls[number % len(malls)].buy(choose.choice(CODES))
    return watch.until_lowered(patience_s)


def _burst(mall: SimulatedMall, malls: Sequence[SimulatedMall], account_id: int, orders: int) -> Burst:
    """Sell evenly within a minute on one mall, then wait until every order is taken in."""
    choose = random.Random(2)
    floor_s = hub.burst_floor_s(mall.id, orders, BURST_S)
    watch, since, began = Watch(malls), datetime.now(UTC), time.monotonic()
    for number in range(orders):
        sleep_until(began + number * BURST_S / orders)
        mall.buy(choose.choice(CODES))
    ends = began + 2 * floor_s + PATIENCE_S
    while hub.taken_in(account_id, since)[0] < orders and time.monotonic() < ends:
        time.sleep(0.5)
    logs = watch.until_lowered(PATIENCE_S)
    count, last = hub.taken_in(account_id, since)
    complete_s = last.timestamp() - logs[mall.id].sales[0].at if last and count == orders else None
    return Burst(mall.id, logs, floor_s, complete_s, watch.refused())
