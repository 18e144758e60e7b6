"""Goods are watched where a mall's numbers move long before its orders show (ADR 0026)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ichigen.mallkit.manifest import StockCapability, StockMode, StockWatch
from ichigen.services.clock import now
from ichigen.services.stock_sync.loop import next_read_s
from ichigen.services.stock_sync.read_back import Rhythm, due_reads, let_silent_rest, rhythm
from ichigen.store.listings import Listing
from tests.builders import make_account, make_sku
from tests.services.stock_sync.runs import Steps, capability, listed

pytestmark = pytest.mark.django_db(transaction=True)

WATCH = StockWatch(calls_per_s=2.0, least_s=2.0)
LATE = StockCapability((StockMode.ABSOLUTE,), 1, 20, 180.0, 60.0, 300.0, 900.0, 99_999, watch=WATCH)

#: 20 a call, two calls a second: 40 listings a second.
OFTEN = Rhythm(60.0, 2.0)


@pytest.mark.parametrize(
    ("listings", "seconds"), [(0, 2.0), (1, 2.0), (80, 2.0), (81, 2.5), (1_000, 25.0), (2_400, 60.0), (50_000, 60.0)]
)
def test_few_goods_are_read_every_two_seconds_and_many_as_often_as_all_others(listings: int, seconds: float) -> None:
    assert LATE.watch_every_s(listings, 60.0) == seconds


def test_a_mall_that_asks_for_no_watch_is_read_in_its_own_rhythm() -> None:
    assert rhythm(make_account().pk, capability(), 5.0) == Rhythm(5.0)


def test_what_is_made_of_our_goods_and_sent_by_us_is_counted() -> None:
    account, sku = make_account(), make_sku(on_hand=5)
    for at in range(100):
        listed(account, sku, f"ours-{at}", desired_quantity=5, dirty=False)
    listed(account, sku, "kept", desired_quantity=5, dirty=False, kept_by_mall=True)
    listed(account, sku, "unmatched", desired_quantity=None, dirty=False)

    assert rhythm(account.pk, LATE, 60.0) == Rhythm(60.0, 2.5)
    assert rhythm(account.pk, replace(LATE, watch=StockWatch(0.01, 2.0)), 60.0) == Rhythm(60.0)


def test_watched_goods_are_due_after_the_short_interval_and_all_others_after_the_long_one() -> None:
    account, sku, at = make_account(), make_sku(on_hand=5), now()
    listed(account, sku, "watched", desired_quantity=5, dirty=False, seen_at=at - timedelta(seconds=3))
    listed(account, sku, "soon", desired_quantity=5, dirty=False, seen_at=at - timedelta(seconds=1.5))
    listed(account, sku, "unmatched", desired_quantity=None, dirty=False, seen_at=at - timedelta(seconds=29))
    listed(account, sku, "kept", desired_quantity=5, dirty=False, kept_by_mall=True, seen_at=at - timedelta(seconds=29))

    assert due_reads(account.pk, LATE, OFTEN) == ["watched", "soon"]
    assert due_reads(account.pk, LATE, Rhythm(60.0)) == []

    Listing.objects.filter(code__in=("unmatched", "kept")).update(seen_at=at - timedelta(seconds=61))
    assert due_reads(account.pk, LATE, OFTEN) == ["watched", "soon", "unmatched", "kept"]
    assert due_reads(account.pk, replace(LATE, read_batch=2), OFTEN) == ["watched", "soon"]


def test_a_number_below_the_old_and_the_new_one_is_held_while_our_write_is_not_shown_yet() -> None:
    """Watched also within the settle time: read again after two seconds, not when the three minutes are over."""
    steps = Steps(make_account(), LATE)
    sku = make_sku(on_hand=9)
    listing = listed(steps.account, sku, expected=10, seen_at=now() - timedelta(seconds=5))
    other = listed(make_account("mall_b", "shop-2"), sku, "B-1", dirty=False)
    steps.accept(steps.claim())
    assert next_read_s(steps.account.pk, LATE, OFTEN) == 0.0
    assert next_read_s(steps.account.pk, LATE, Rhythm(60.0)) == 60.0

    assert due_reads(steps.account.pk, LATE, OFTEN) == ["A-1"]
    steps.read({"A-1": 8})

    listing.refresh_from_db()
    other.refresh_from_db()
    assert (listing.provisional, other.mark.dirty) == (1, True)


def test_what_said_nothing_lets_all_else_be_read_first() -> None:
    """Twenty goods written a minute ago are the oldest ones read; they must not fill every call."""
    one_a_call = replace(LATE, read_batch=1)
    steps = Steps(make_account(), one_a_call)
    written = listed(steps.account, make_sku(on_hand=9), "written", expected=10, seen_at=now() - timedelta(seconds=9))
    steps.accept(steps.claim())
    listed(
        steps.account,
        make_sku("B-1", on_hand=5),
        "quiet",
        desired_quantity=5,
        dirty=False,
        seen_at=now() - timedelta(seconds=4),
    )
    assert due_reads(steps.account.pk, one_a_call, OFTEN) == ["written"]
    began = now()
    steps.read({"written": 10})
    let_silent_rest(steps.run(), one_a_call, ["written"], began, OFTEN)

    written.refresh_from_db()
    assert written.read_not_before == began + timedelta(seconds=2)
    assert due_reads(steps.account.pk, one_a_call, OFTEN) == ["quiet"]


def test_what_said_nothing_waits_no_longer_than_ten_seconds_for_the_others() -> None:
    steps = Steps(make_account(), LATE)
    listing = listed(steps.account, make_sku(on_hand=9), expected=10, seen_at=now() - timedelta(seconds=90))
    steps.accept(steps.claim())
    began = now()
    steps.read({"A-1": 10})
    let_silent_rest(steps.run(), LATE, ["A-1"], began, Rhythm(60.0))

    listing.refresh_from_db()
    assert listing.read_not_before == began + timedelta(seconds=10)


def test_what_said_something_waits_for_nobody() -> None:
    steps = Steps(make_account(), LATE)
    listing = listed(steps.account, make_sku(on_hand=9), expected=10, seen_at=now() - timedelta(seconds=90))
    steps.accept(steps.claim())
    began = now()
    steps.read({"A-1": 7})
    let_silent_rest(steps.run(), LATE, ["A-1"], began, OFTEN)

    listing.refresh_from_db()
    assert (listing.provisional, listing.read_not_before) == (2, None)
