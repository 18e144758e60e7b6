"""One demo day: open the shop, let shoppers come and the packer work until it is told to stop."""

from collections.abc import Callable
from random import Random
from time import sleep

from ichigen.services.demo.open_shop import make_practice_installation, open_demo_shop
from ichigen.services.demo.staff_day import ship_waiting
from ichigen.services.demo.town import DemoTown
from ichigen.store.accounts import Account
from ichigen.store.staff import Staff


def open_day(town: DemoTown, orders_per_minute: float, faults: str) -> None:
    """Link the malls where they are not linked yet, then open the doors."""
    make_practice_installation()
    if not Account.objects.exists():
        open_demo_shop(town)
    town.weather(faults)
    town.traffic(orders_per_minute)


def pack(rng: Random, older_than_s: float, stop: Callable[[], bool]) -> None:
    """Ship what waits, once a second, until `stop()`."""
    packer = Staff.objects.filter(code="packer").values_list("id", flat=True).first()
    while not stop():
        ship_waiting(rng, older_than_s, packer)
        sleep(1.0)
