"""What a run of the stock loop does first: writes, but not for long where something is to be read (design: stock 5)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from ichigen.mallkit.exchange import StockReading
from ichigen.mallkit.manifest import Limit
from ichigen.services.clock import now
from ichigen.services.loops import begin_run
from ichigen.services.pacing import Pacer, paced_by
from ichigen.services.stock_sync.loop import WRITES_FIRST, run_stock
from ichigen.store.listings import Listing
from tests.builders import make_account, make_listing, make_sku
from tests.services.stock_sync.bulk_mall import BulkMall

pytestmark = pytest.mark.django_db(transaction=True)


class ReadMall(BulkMall):
    """Notes what is read, too."""

    def read_stock(self, codes: Sequence[str]) -> StockReading:
        self.calls.append(f"read {' '.join(codes)}")
        return super().read_stock(codes)


@pytest.mark.parametrize(
    ("written_for", "calls"), [(timedelta(0), ["Z=2"]), (WRITES_FIRST, ["read Y Z", "Z=2"])], ids=["at first", "later"]
)
def test_a_reading_has_its_turn_before_a_long_queue_of_writes_is_through(
    written_for: timedelta, calls: list[str]
) -> None:
    account, mall = make_account("shopify"), ReadMall()
    mall.numbers |= {"Y": 5, "Z": 5}
    for code, on_hand in (("Y", 5), ("Z", 2)):
        make_listing(
            account,
            make_sku(code, on_hand=on_hand),
            dirty=on_hand != 5,
            expected_low=5,
            expected_quantity=5,
            exists_at=now(),
            read_due_at=now(),
        )
    run = begin_run(account.pk, "stock")

    run_stock(replace(run, began=run.began - written_for), account, mall)

    assert mall.calls[: len(calls)] == calls


def test_what_is_sold_while_a_turn_to_write_is_waited_for_goes_with_it() -> None:
    account, mall = make_account("shopify"), ReadMall()
    mall.numbers |= {"Y": 5, "Z": 5}
    make_listing(account, make_sku("Y", on_hand=4), dirty=True, expected_low=5, expected_quantity=5, seen_at=now())
    sold = make_listing(
        account, make_sku("Z", on_hand=3), dirty=False, expected_low=5, expected_quantity=5, seen_at=now()
    )
    slept: list[float] = []

    def sell_meanwhile(seconds: float) -> None:
        slept.append(round(seconds))
        Listing.objects.filter(pk=sold.pk).update(dirty=True)

    pacer = Pacer("sample", [Limit("stock.write", "key", per_s=1.0)], {"key": "k"}, sleep=sell_meanwhile)
    pacer.wait_turn("stock.write")

    with paced_by(pacer):
        run_stock(begin_run(account.pk, "stock"), account, mall)

    assert slept == [1]
    assert mall.calls[0] == "Y=4 Z=3"


def test_nothing_to_write_waits_for_no_turn() -> None:
    account, mall = make_account("shopify"), ReadMall()
    make_listing(account, make_sku("Y", on_hand=5), dirty=False, expected_low=5, expected_quantity=5, seen_at=now())
    slept: list[float] = []
    pacer = Pacer("sample", [Limit("stock.write", "key", per_s=1.0)], {"key": "k"}, sleep=slept.append)
    pacer.wait_turn("stock.write")

    with paced_by(pacer):
        run_stock(begin_run(account.pk, "stock"), account, mall)

    assert slept == []
