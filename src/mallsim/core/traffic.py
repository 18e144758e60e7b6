"""Random shoppers: they buy what is in stock on some mall, and a few change their mind."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from random import Random

from mallsim.core.errors import Invalid, SoldOut
from mallsim.core.people import People
from mallsim.core.shopping import NewOrder, OrderedLine
from mallsim.core.world import Seat, World

CANCEL_CHANCE = 0.03
LINE_COUNTS, LINE_WEIGHTS = (1, 2, 3), (7, 2, 1)


class Shoppers:
    """A seeded stream of orders over the malls named (all when none is)."""

    def __init__(self, world: World, seed: int, malls: Sequence[str] = ()) -> None:
        self._rng = Random(f"shoppers:{seed}")
        self._people = People(seed)
        self._seats = [world.seat(mall) for mall in malls] or list(world.seats.values())

    def step(self) -> tuple[str, str] | None:
        """One shopper comes: (mall, order number), or None when the mall chosen sells nothing, or not this basket."""
        seat = self._rng.choice(self._seats)
        order = self._basket(seat)
        if order is None:
            return None
        try:
            number = seat.mall.place_order(order, seat.door.weather.hidden_s())
        except (SoldOut, Invalid):
            return None
        if self._rng.random() < CANCEL_CHANCE:
            with suppress(Invalid):
                seat.mall.act(number, "cancel", {"by": "buyer"})
        return seat.mall.id, number

    def _basket(self, seat: Seat) -> NewOrder | None:
        offers = [item for item in seat.mall.items() if item.on_sale and item.quantity > 0]
        if not offers:
            return None
        wanted = self._rng.choices(LINE_COUNTS, LINE_WEIGHTS)[0]
        chosen = self._rng.sample(offers, min(wanted, len(offers)))
        lines = tuple(OrderedLine(item.code, self._quantity(item.quantity)) for item in chosen)
        return NewOrder(lines, buyer=self._people.next())

    def _quantity(self, stock: int) -> int:
        return min(stock, self._rng.choices((1, 2), (9, 1))[0])


class Traffic:
    """Runs shoppers in the background at a mean rate; one stream at a time."""

    def __init__(self, world: World, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._world = world
        self._sleep = sleep
        self._task: asyncio.Task[None] | None = None

    def start(self, orders_per_minute: float, seed: int, malls: Sequence[str] = ()) -> None:
        """Replace the running stream; 0 orders a minute only stops it."""
        if orders_per_minute < 0:
            raise Invalid("orders_per_minute: 0 or more")
        shoppers = Shoppers(self._world, seed, malls)
        self.stop()
        if orders_per_minute > 0:
            self._task = asyncio.get_running_loop().create_task(self._run(shoppers, orders_per_minute, seed))

    def stop(self) -> None:
        """End the running stream, if any."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _run(self, shoppers: Shoppers, orders_per_minute: float, seed: int) -> None:
        pauses = Random(f"pauses:{seed}")
        while True:
            await self._sleep(pauses.expovariate(orders_per_minute / 60))
            shoppers.step()
