"""A mall that lets itself be paid by the call, in a burst: how old the oldest unseen order gets, and when the last notice is out.

40 orders a minute over five malls for five minutes; a fifth of them are this mall's. Time is injected: each loop of the account
is a sequence of calls, each takes 0.2 s, and who is refused comes again when it was told to. Costs are those of a mall of
points (a list 2, details 1.2 an order, a write 1); the bucket is small, so that it is empty at once.
"""

import heapq
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from ichigen.mallkit.errors import Throttled
from ichigen.mallkit.manifest import Limit
from ichigen.services.pacing import Importance, Pacer
from ichigen.services.ranks import Rank

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LIMIT = Limit("*", "key", per_s=2.5, burst=60, weighed=True)
BURST_S, CALL_S, ORDERS, OTHER_SALES = 300, 0.2, 40, 160

#: What a loop asks for: a call of this cost and rank, or None = time to pass.
Ask = tuple[float, Rank | None]
Loop = Generator[Ask, None, None]


@dataclass
class Shop:
    """The account: what sold here and elsewhere, and what of it was carried out, by seconds from NOON."""

    t: float = 0.0
    placed: list[float] = field(default_factory=lambda: [7.5 * n for n in range(ORDERS)])
    unshipped: list[float] = field(default_factory=list)
    ages: list[float] = field(default_factory=list)
    shipped: list[float] = field(default_factory=list)
    falls: list[float] = field(default_factory=lambda: [BURST_S / OTHER_SALES * n for n in range(OTHER_SALES)])
    falls_late: list[float] = field(default_factory=list)

    def intake(self) -> Loop:
        while True:
            began = self.t
            yield 2, Rank.FIRST
            seen = [at for at in self.placed if at <= began]
            for batch in (seen[n : n + 10] for n in range(0, len(seen), 10)):
                yield max(1.0, 1.2 * len(batch)), Rank.FIRST
                self.placed = [at for at in self.placed if at not in batch]
                self.unshipped += batch
                self.ages += [self.t - at for at in batch]
            yield max(0.1, began + 4.0 - self.t), None

    def stock(self) -> Loop:
        while True:
            due = [at for at in self.falls if at <= self.t]
            if due:
                yield 1, Rank.FIRST
                self.falls = [at for at in self.falls if at not in due]
                self.falls_late += [self.t - at for at in due]
            yield 1.0, None

    def readings(self) -> Loop:
        while True:
            yield 1, Rank.REST
            yield 1.5, None

    def catalogue(self) -> Loop:
        while True:
            yield 5, Rank.REST
            yield 1.0, None

    def ship(self) -> Loop:
        while True:
            while self.unshipped:
                for _ in range(3):
                    yield 1, Rank.PROMISE
                    yield 2, Rank.PROMISE
                self.unshipped.pop(0)
                self.shipped.append(self.t)
            yield 1.0, None


def play(ranked: bool, until_s: float = 900.0) -> Shop:
    """Run the loops on one clock. `ranked` False: every call alike, as it was."""
    shop, order, slept = Shop(), count(), list[float]()
    pacer = Pacer(
        "sample", [LIMIT], {"key": str(ranked)}, sleep=slept.append, at=lambda: NOON + timedelta(seconds=shop.t)
    )
    makers: list[Callable[[], Loop]] = [shop.intake, shop.stock, shop.readings, shop.catalogue, shop.ship]
    waiting: list[tuple[float, int, Loop, Ask | None]] = [(0.0, next(order), make(), None) for make in makers]
    while waiting[0][0] < until_s and len(shop.shipped) < ORDERS:
        shop.t, _, loop, asked = heapq.heappop(waiting)
        if asked is None:
            asked = next(loop)
        cost, rank = asked
        if rank is None:
            heapq.heappush(waiting, (shop.t + cost, next(order), loop, None))
            continue
        slept.clear()
        try:
            pacer.wait_turn("any", Importance.ESSENTIAL, cost, rank if ranked else Rank.FIRST)
        except Throttled as wait:
            again = max(shop.t + 0.1, (wait.retry_at - NOON).total_seconds())
            heapq.heappush(waiting, (again, next(order), loop, asked))
        else:
            heapq.heappush(waiting, (shop.t + sum(slept) + CALL_S, next(order), loop, None))
    return shop


def test_in_a_burst_new_orders_and_falling_stock_do_not_wait_and_the_last_notice_is_no_later() -> None:
    """Measured: the oldest unseen order 16.9 → 3.9 s, the oldest fall 6.6 → 1.2 s, the last notice 523 → 337 s."""
    alike, ranked = play(ranked=False), play(ranked=True)

    assert (len(alike.ages), len(ranked.ages)) == (ORDERS, ORDERS)
    assert (len(ranked.falls_late), len(ranked.shipped)) == (OTHER_SALES, ORDERS)
    assert max(ranked.ages) < 5 < 15 < max(alike.ages)
    assert max(ranked.falls_late) < 2 < 5 < max(alike.falls_late)
    assert ranked.shipped[-1] < 360 < 480 < alike.shipped[-1]
