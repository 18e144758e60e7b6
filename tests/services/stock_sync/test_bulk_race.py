"""A lower number never waits for a bulk write, and an older, higher one that lands after it is found (ADR 0019)."""

from collections.abc import Sequence
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ichigen.mallkit.errors import Throttled
from ichigen.services.clock import now
from ichigen.services.orders.take_in import Source, take_in
from ichigen.store.drifts import Drift
from ichigen.store.stock import Reservation
from tests.builders import make_line, make_order
from tests.services.stock_sync.bulk_mall import Shop

pytestmark = pytest.mark.django_db(transaction=True)


def handed_in() -> Shop:
    """A, B and C are being set from 5 to 9."""
    shop = Shop()
    shop.risen(3)
    shop.push()
    shop.mall.calls.clear()
    return shop


@pytest.mark.parametrize("fresh", [True, False])
def test_a_number_that_falls_is_written_singly_at_once(fresh: bool) -> None:
    shop = handed_in()
    shop.count("A", 3)

    shop.push(fresh=fresh)

    assert shop.mall.calls == ["A=3"]
    assert shop.state("A") == (False, False, 3, 9, 9)
    assert shop.state("B") == (False, False, 5, 9, 9)


def test_the_bulk_write_that_lands_after_it_is_read_and_corrected() -> None:
    shop = handed_in()
    shop.count("A", 3)
    shop.push()
    shop.mall.land("feed-1")
    assert shop.mall.numbers["A"] == 9  # the older number, for as long as the report takes

    shop.report()
    shop.read()
    assert shop.state("A") == (True, False, 9, 9, None)
    shop.push()
    shop.read()

    assert shop.mall.calls == ["A=3", "report feed-1", "A=3"]
    assert (shop.mall.numbers["A"], shop.state("A")) == (3, (False, False, 3, 3, None))
    assert shop.confirmed_at("A") is not None
    assert (Drift.objects.count(), Reservation.objects.filter(quantity__gt=0).count()) == (0, 0)


def test_the_bulk_write_that_landed_before_it_leaves_nothing_to_correct() -> None:
    shop = handed_in()
    shop.mall.land("feed-1")
    shop.count("A", 3)

    shop.push()
    shop.report()
    shop.read()
    shop.push()

    assert shop.mall.calls == ["A=3", "report feed-1"]
    assert shop.state("A") == (False, False, 3, 3, None)


def test_between_the_two_numbers_it_is_written_no_higher_than_the_lowest_until_an_intake_is_fresh() -> None:
    shop = handed_in()
    shop.count("A", 7)
    shop.push(fresh=False)
    assert shop.mall.calls == ["A=5"]
    shop.mall.land("feed-1")

    shop.report()
    shop.read()
    shop.push()

    assert shop.mall.calls == ["A=5", "report feed-1", "A=7"]


def test_a_number_that_rises_further_waits_for_the_report() -> None:
    shop = handed_in()
    shop.count("A", 12)
    shop.push()
    assert (shop.mall.calls, shop.state("A")) == ([], (True, False, 5, 9, 9))
    shop.mall.land("feed-1")

    shop.report()
    shop.read()
    shop.push()

    assert shop.mall.calls == ["report feed-1", "A=12"]


def test_a_single_write_that_did_not_leave_is_tried_again() -> None:
    shop = handed_in()
    shop.count("A", 3)
    shop.mall.on_write = throttled

    with pytest.raises(Throttled):
        shop.push()
    shop.mall.on_write = lambda: None
    shop.push()

    assert shop.mall.calls == ["A=3"]


def throttled() -> None:
    raise Throttled("429", "待つ", now())


def test_a_sale_while_the_bulk_write_is_on_its_way_lowers_the_mall_at_once() -> None:
    """The mall shows 4 of its own, or 9 if the bulk write came after the sale: never more than the 8 there are."""
    shop = handed_in()
    shop.mall.numbers["A"] = 4
    order = make_order("1", make_line(code="A"), ordered_at=now())
    take_in(Source(shop.account.pk, now(), shop.account.started_at), [order])

    shop.push(fresh=False)
    shop.mall.land("feed-1")
    assert (shop.mall.calls, shop.mall.numbers["A"]) == (["A=4"], 9)
    shop.report()
    shop.read()
    shop.push()
    shop.read()

    assert shop.mall.calls == ["A=4", "report feed-1", "A=8"]
    assert shop.state("A") == (False, False, 8, 8, None)
    assert Reservation.objects.filter(holder="provisional", quantity__gt=0).count() == 0


EXAMPLES = count()
SETTLED = ""
STEPS = st.lists(
    st.one_of(st.integers(0, 14), st.sampled_from(["push", "push stale", "land", "report", "read"])),
    min_size=4,
    max_size=16,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_in_whatever_order_it_happens_the_mall_ends_with_the_right_number(steps: Sequence[int | str]) -> None:
    """A number is a count of the stock. Right after a write the mall shows no more than there is, unless a feed landed
    that was not reported, read and corrected yet.
    """
    number = next(EXAMPLES)
    shop, code, late = Shop(identity=f"example-{number}"), f"A-{number}", SETTLED
    for name in (code, f"B-{number}", f"C-{number}"):
        shop.goods(name, on_mall=5, stock=9)
    for step in (*steps, *["land", "report", "read", "push"] * 4, "read"):
        if isinstance(step, int):
            shop.count(code, step)
        elif step == "land":
            late = "report" if land_all(shop) else late
        elif step == "report":
            shop.report()
            late = "read" if late == "report" else late
        elif step == "read":
            shop.read()
            late = "push" if late == "read" else late
        else:
            shop.push(fresh=step == "push")
            late = SETTLED if late == "push" else late
            shown, there = shop.mall.numbers[code], shop.skus[code].levels.get().on_hand
            assert shown is not None
            assert shown <= there or late
    assert shop.mall.numbers[code] == shop.skus[code].levels.get().on_hand
    assert Drift.objects.count() == 0


def land_all(shop: Shop) -> bool:
    """Every feed that has not landed does; True when there was one."""
    waiting = [ticket for ticket in shop.mall.feeds if ticket not in shop.mall.reports]
    for ticket in waiting:
        shop.mall.land(ticket)
    return bool(waiting)
