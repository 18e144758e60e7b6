"""Everything at once on real connections: nobody waits in a circle, and no mark is lost (ADR 0024).

More, and by other chances: `ICHIGEN_LOAD_ROUNDS`, `ICHIGEN_LOAD_SEED`.
"""

import os
from collections.abc import Callable
from random import Random

import pytest

from ichigen.domain.stock import ComponentStock, offer
from ichigen.services.audit.run import audit
from ichigen.store.hot import run
from ichigen.store.listings import Listing
from ichigen.store.marks import ListingMark
from ichigen.store.stock_writing import COMPONENTS
from tests.builders import make_account
from tests.store.load import Shop, make_shops
from tests.store.threads import run_together

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = int(os.environ.get("ICHIGEN_LOAD_ROUNDS", "6"))
SEED = int(os.environ.get("ICHIGEN_LOAD_SEED", "1"))

#: Nothing rests any more: what was refused or not answered is looked at at once.
NOW_ALL = "update store_listing set not_before = null, read_not_before = null, read_due_at = clock_timestamp()"


def wanted(listing: Listing) -> int:
    parts = run(COMPONENTS, {"ids": [listing.pk]}).fetchall()
    return offer(ComponentStock(available, per_sale) for _, available, per_sale in parts)


def settle(shop: Shop) -> None:
    """Read and write until nothing is left to look at; what is taken by chance is taken in the end."""
    chance = Random(SEED)
    for _ in range(40):
        run(NOW_ALL)
        for _ in range(3):  # five at a time
            shop.read()
        shop.write(chance)
        if not ListingMark.objects.filter(account=shop.account, dirty=True).exists():
            return


def test_whatever_happens_at_once_no_mark_is_lost_and_nobody_waits_in_a_circle() -> None:
    shops, shelf = make_shops(make_account)

    def each(job: Callable[[Random], object], number: int) -> Callable[[], None]:
        def repeat() -> None:
            chance = Random(SEED * 1000 + number)
            for _ in range(ROUNDS):
                job(chance)

        return repeat

    jobs: list[Callable[[Random], object]] = [shelf.receive, shelf.count, shelf.carry]
    for shop in shops:
        jobs += [shop.run, shop.sell, shop.show_catalogue, shop.rebind]
    run_together([each(job, number) for number, job in enumerate(jobs)])

    for shop in shops:
        settle(shop)
    assert [f"{found.code} {found.subject}: {found.cause}" for found in audit().breaks] == []
    ours = Listing.objects.filter(kept_by_mall=False, components__isnull=False).distinct()
    assert not ours.filter(mark__dirty=True).exists()
    assert {row.pk: row.desired_quantity for row in ours} == {row.pk: wanted(row) for row in ours}
