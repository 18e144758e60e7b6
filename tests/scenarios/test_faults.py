"""Every fault of the weather on every loop where it bites (design: simulators; stock 4, 5, 7; writing back)."""

from collections.abc import Mapping
from fnmatch import fnmatchcase

import pytest

from tests.scenarios.hub import Hub, Shop, level, open_items
from tests.scenarios.orders import ready_order, ship

pytestmark = pytest.mark.django_db(transaction=True)

#: What a call is lost to; `late` is answered long after our client gave up.
LOSSES: Mapping[str, Mapping[str, object]] = {
    "http_500": {},
    "timeout": {},
    "late": {"seconds_late": 0.5},
    "throttle": {},
    "partial": {},
    "maintenance": {},
}
DAY_LIMIT_WAIT_S = 300
loss = pytest.mark.parametrize("kind", LOSSES)


def strike(shop: Shop, kind: str, operation: str, times: int = 2) -> None:
    """The next calls of an operation are lost."""
    shop.shoppers.fault(kind, operation=operation, times=times, **LOSSES[kind])


def struck(shop: Shop, kind: str, operation: str) -> bool:
    """Did the fault hit a call? A scenario whose calls never met it proves nothing."""
    return any(kind in call["faults"] and fnmatchcase(call["operation"], operation) for call in shop.shoppers.calls())


def wait_out(hub: Hub, kind: str) -> None:
    """One mall says the same of a second's limit and of a day's: it is asked again after minutes."""
    if kind in ("throttle", "maintenance"):
        for _ in range(3):
            hub.run(3)
            hub.town.advance(DAY_LIMIT_WAIT_S)


@loss
def test_a_decrease_gets_through_once_whatever_happens_to_the_call(
    hub: Hub, seller: Shop, other: Shop, kind: str
) -> None:
    """Design: stock 4. A relative write of unknown outcome is read before anything is written again."""
    strike(other, kind, "stock.write")

    number = seller.shoppers.buy("A-1", 2)
    hub.knows(seller, number)
    wait_out(hub, kind)
    hub.heal()

    assert hub.quantities("A-1") == (3, 3)
    assert level("A-1") == (5, 2)
    effects = [row for call in other.shoppers.writes("stock.write") for row in call["effect"]]
    assert len(effects) == 1
    assert struck(other, kind, "stock.write")


@loss
def test_a_lost_reading_says_nothing(hub: Hub, seller: Shop, other: Shop, kind: str) -> None:
    """Design: stock 5, 6."""
    strike(other, kind, "stock.read")

    seller.shoppers.buy("A-1", 2)
    hub.until(lambda: level("A-1") == (5, 2))
    wait_out(hub, kind)
    hub.heal()

    assert hub.quantities("A-1") == (3, 3)
    assert struck(other, kind, "stock.read")


@loss
def test_an_order_is_taken_in_once_whatever_happens_to_the_calls(hub: Hub, seller: Shop, kind: str) -> None:
    """Design: taking orders in; X-06."""
    strike(seller, kind, "order.*", times=3)

    number = seller.shoppers.buy("A-1", 1)
    wait_out(hub, kind)
    hub.knows(seller, number)
    hub.heal()

    assert level("A-1") == (5, 1)
    assert hub.quantities("A-1") == (4, 4)
    assert struck(seller, kind, "order.*")


@loss
def test_a_ship_notice_gets_through_once_whatever_happens_to_the_call(hub: Hub, seller: Shop, kind: str) -> None:
    """Design: writing back. Unknown is resolved by proof, never by resending."""
    number = ready_order(hub, seller)
    strike(seller, kind, "order.ship")

    ship(seller, number)
    wait_out(hub, kind)
    hub.until(hub.written)
    hub.heal()

    seen = seller.shoppers.order(number)
    assert len(seen["parcels"]) == 1
    assert [m["kind"] for m in seen["mutations"] if m["by"] == "shop"].count("ship") == 1
    assert level("A-1") == (4, 0)
    assert open_items() == []
    assert struck(seller, kind, "order.ship")


@pytest.mark.parametrize("kind", ["duplicate", "reorder"])
def test_lists_with_doubled_or_reversed_rows_count_once(hub: Hub, seller: Shop, kind: str) -> None:
    seller.shoppers.fault(kind)

    numbers = [seller.shoppers.buy("A-1", 1) for _ in range(3)]
    for number in numbers:
        hub.knows(seller, number)
    hub.heal()

    assert level("A-1") == (5, 3)
    assert hub.quantities("A-1") == (2, 2)
    assert struck(seller, kind, "order.*")
    assert struck(seller, kind, "stock.read")


@pytest.mark.parametrize("seconds", [-90, -10, 10, 90])
def test_a_wrong_clock_of_the_mall_hides_no_order_and_counts_none_twice(hub: Hub, seller: Shop, seconds: int) -> None:
    """Design: taking orders in. The mall's skew is measured from its Date header."""
    seller.shoppers.fault("clock_skew", seconds=seconds)
    hub.run(3)  # an answer shows the skew

    number = seller.shoppers.buy("A-1", 2)
    took = hub.until(lambda: seller.knows(number))
    hub.heal()

    assert took <= 8
    assert level("A-1") == (5, 2)
    assert hub.quantities("A-1") == (3, 3)
    assert open_items() == []


def test_old_readings_after_a_write_are_waited_out(hub: Hub, seller: Shop, other: Shop) -> None:
    """A read model ten seconds behind: nothing is written twice, nothing stays held (design: stock 5)."""
    other.shoppers.fault("stale_read", seconds=10, operation="stock.read")

    number = seller.shoppers.buy("A-1", 2)
    hub.knows(seller, number)
    hub.heal()

    assert hub.quantities("A-1") == (3, 3)
    assert len([row for call in other.shoppers.writes("stock.write") for row in call["effect"]]) == 1
    assert level("A-1") == (5, 2)
