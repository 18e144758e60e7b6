"""One demo day: open the shop, let shoppers come and the packer work until it is told to stop."""

import threading
from collections.abc import Callable, Sequence
from random import Random
from time import sleep

from ichigen.services.demo.left_to_do import cancel_shipped, sell_unknown
from ichigen.services.demo.open_shop import open_demo_shop, wait_for
from ichigen.services.demo.staff_day import ship_waiting
from ichigen.services.demo.town import DemoTown
from ichigen.services.installation.kind import decide_kind
from ichigen.store.staff import Staff

#: The packer leaves the newest orders to whoever tries the product, seconds.
LEAVE_S = 20.0


def open_day(town: DemoTown, orders_per_minute: float, faults: str, *, early: bool) -> None:
    """Link the malls, then open the doors: `early` = at each mall as soon as it is linked, else at all of them at once.

    Somebody looks on at an early day: it leaves two things to do on the first mall that opened.
    """
    decide_kind(practice=True)
    first: list[str] = []

    def let_in(mall_ids: Sequence[str]) -> None:
        if early:
            town.traffic(orders_per_minute, malls=mall_ids)
        if early and not first:
            first.extend(mall_ids[:1])
            sell_unknown(town, first[0])

    open_demo_shop(town, let_in)
    town.weather(faults)
    town.traffic(orders_per_minute)
    for mall_id in first:
        wait_for(lambda: bool(cancel_shipped(town, mall_id)), 600.0)  # noqa: B023 - called within the turn


def pack_while_opening(town: DemoTown, orders_per_minute: float, faults: str, stop: Callable[[], bool]) -> None:
    """Open the day in a thread of its own while the packer already works."""
    opening = threading.Thread(
        target=open_day, args=(town, orders_per_minute, faults), kwargs={"early": True}, daemon=True
    )
    opening.start()
    pack(Random(1), LEAVE_S, stop)  # noqa: S311 - tracking numbers of a demo


def pack(rng: Random, older_than_s: float, stop: Callable[[], bool]) -> None:
    """Ship what waits, once a second, until `stop()`."""
    packer = Staff.objects.filter(code="packer").values_list("id", flat=True).first()
    while not stop():
        ship_waiting(rng, older_than_s, packer)
        sleep(1.0)
