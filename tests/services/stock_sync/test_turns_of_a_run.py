"""What a run of the stock loop does first: writes, but not for long where something is to be read (design: stock 5)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ichigen.domain.loops import LoopKind
from ichigen.mallkit.errors import Throttled
from ichigen.mallkit.exchange import StockAnswer, StockReading, StockWrite
from ichigen.mallkit.http import Call
from ichigen.mallkit.manifest import Effect, Limit
from ichigen.services.clock import now
from ichigen.services.loops import begin_run
from ichigen.services.pacing import Pacer, paced_by
from ichigen.services.ranks import Rank, rank_of
from ichigen.services.stock_sync.loop import READS_ANYHOW_S, WRITES_FIRST, run_stock
from ichigen.store.accounts import Account, LoopState
from ichigen.store.listings import Listing
from ichigen.store.marks import ListingMark
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
        ListingMark.objects.filter(pk=sold.pk).update(dirty=True)

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


class PacedMall(ReadMall):
    """One call a second, at a time that only waiting moves; the last one went just now. `at_sleep` happens in each sleep."""

    def __init__(self, at_sleep: Callable[[], object]) -> None:
        super().__init__()
        self.at, self.slept = now(), 0.0
        self._at_sleep = at_sleep
        self.pacer = Pacer("sample", [Limit("*", "key", 1.0)], {"key": "k"}, sleep=self._sleep, at=lambda: self.at)
        self.pacer.wait_turn("orders.list")

    def write_stock(self, rows: Sequence[StockWrite]) -> StockAnswer:
        self.pacer.wait_turn("stock.write")
        return super().write_stock(rows)

    def read_stock(self, codes: Sequence[str]) -> StockReading:
        self.pacer.wait_turn("stock.read", rank=Rank.REST)
        return super().read_stock(codes)

    def _sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.slept += seconds
        self._at_sleep()


@pytest.mark.parametrize(
    ("seen_s_ago", "calls"), [(1.0, ["Z=3"]), (READS_ANYHOW_S, ["read Y", "Z=3"])], ids=["read lately", "long ago"]
)
def test_a_reading_gives_its_turn_to_what_is_sold_while_it_waits(seen_s_ago: float, calls: list[str]) -> None:
    account, seen_at = make_account("shopify"), now() - timedelta(seconds=seen_s_ago)
    known: dict[str, Any] = {
        "dirty": False,
        "expected_low": 5,
        "expected_quantity": 5,
        "seen_at": seen_at,
        "exists_at": now(),
    }
    make_listing(account, make_sku("Y", on_hand=5), read_due_at=now(), **known)
    sold = make_listing(account, make_sku("Z", on_hand=3), **known)
    mall = PacedMall(
        lambda: ListingMark.objects.filter(pk=sold.pk, changed_at=None).update(dirty=True, changed_at=now())
    )
    mall.numbers |= {"Y": 5, "Z": 5}

    with paced_by(mall.pacer):
        run_stock(begin_run(account.pk, "stock"), account, mall)

    assert mall.calls == calls
    assert round(mall.slept, 2) == 1.04 * len(calls)  # the turn that was given back is the one of the write


class ScarceMall(ReadMall):
    """Has a turn only for what may not wait."""

    def write_stock(self, rows: Sequence[StockWrite]) -> StockAnswer:
        self._turn(Effect.WRITE)
        return super().write_stock(rows)

    def read_stock(self, codes: Sequence[str]) -> StockReading:
        self._turn(Effect.READ)
        return super().read_stock(codes)

    def _turn(self, effect: Effect) -> None:
        if rank_of(Call("stock", effect, "POST", "http://localhost/"), LoopKind.STOCK) is not Rank.FIRST:
            raise Throttled("pacing.second", "順番を待っています。", now() + timedelta(seconds=30))


def offered(account: Account, code: str, on_hand: int, low: int, high: int) -> None:
    """A listing whose mall has from `low` to `high`, and which has `on_hand` to sell."""
    sku = make_sku(code, on_hand=on_hand)
    make_listing(account, sku, dirty=True, expected_low=low, expected_quantity=high, seen_at=now(), exists_at=now())


def test_where_rises_have_no_turn_what_falls_behind_them_goes_and_they_are_tried_again() -> None:
    account, mall = make_account("mercari_shops"), ScarceMall()
    LoopState.objects.create(account=account, kind="intake", fresh_at=now())
    for at in range(20):  # a whole batch
        offered(account, f"up-{at}", on_hand=9, low=5, high=5)
    offered(account, "z-down", on_hand=1, low=5, high=5)
    mall.numbers["z-down"] = 5

    outcome = run_stock(begin_run(account.pk, "stock"), account, mall)

    assert mall.calls == ["z-down=1"]
    assert Listing.objects.filter(mark__dirty=True, sending=False).count() == 20
    assert outcome.due_in_s is not None
    assert outcome.due_in_s <= 30


def test_a_reading_that_a_write_waits_for_is_no_re_reading() -> None:
    account, mall = make_account("mercari_shops"), ScarceMall()
    offered(account, "open", on_hand=1, low=4, high=5)
    mall.numbers["open"] = 4

    run_stock(begin_run(account.pk, "stock"), account, mall)

    assert mall.calls == ["read open", "open=1"]


class WatchedMall(ReadMall):
    """Its goods are watched, twenty a call (ADR 0026). `sold`: a listing that is sold elsewhere during the first reading."""

    def __init__(self, account: Account, listings: int) -> None:
        super().__init__()
        self.sold: Listing | None = None
        sku = make_sku(on_hand=5)
        for at in range(listings):
            self.numbers[f"W-{at:02}"] = 5
            make_listing(
                account,
                sku,
                f"W-{at:02}",
                dirty=False,
                desired_quantity=5,
                expected_low=5,
                expected_quantity=5,
                seen_at=now() - timedelta(seconds=9),
                exists_at=now(),
            )

    def read_stock(self, codes: Sequence[str]) -> StockReading:
        if self.sold is not None:
            ListingMark.objects.filter(pk=self.sold.pk).update(dirty=True, changed_at=now())
            Listing.objects.filter(pk=self.sold.pk).update(expected_low=6, expected_quantity=6)
            self.sold = None
        return super().read_stock(codes)


def test_watched_goods_are_read_in_one_run_however_many_calls_that_are() -> None:
    account = make_account("amazon")
    mall = WatchedMall(account, listings=45)

    outcome = run_stock(begin_run(account.pk, "stock"), account, mall)

    assert [len(call.split()) - 1 for call in mall.calls] == [20, 20, 5]
    assert outcome.due_in_s is not None
    assert 1 < outcome.due_in_s <= 2


def test_watching_goes_no_further_while_something_is_to_be_written() -> None:
    account = make_account("amazon")
    mall = WatchedMall(account, listings=45)
    mall.sold = Listing.objects.get(code="W-44")

    run_stock(begin_run(account.pk, "stock"), account, mall)

    assert [call.split()[0] for call in mall.calls] == ["read", "W-44=5"]
