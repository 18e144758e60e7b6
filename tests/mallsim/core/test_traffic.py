"""Random shoppers."""

import asyncio
from itertools import pairwise

import pytest

from mallsim.core.errors import Invalid
from mallsim.core.people import People
from mallsim.core.traffic import Shoppers, Traffic
from tests.mallsim.town import Town


def shop(town: Town, seed: int, steps: int = 200) -> list[tuple[object, ...]]:
    shoppers = Shoppers(town.world, seed)
    for _ in range(steps):
        shoppers.step()
    orders = town.door.mall.orders()
    return [(order.number, tuple(order.lines), order.cancelled) for order in orders]


def test_the_same_seed_buys_the_same_things() -> None:
    first = shop(Town(goods=True), 1)
    assert first == shop(Town(goods=True), 1)
    assert first != shop(Town(goods=True), 2)


def test_shoppers_buy_one_to_three_lines_and_a_few_cancel() -> None:
    orders = shop(Town(goods=True), 1)
    assert {len(lines) for _, lines, _ in orders if isinstance(lines, tuple)} == {1, 2, 3}
    assert 0 < sum(bool(cancelled) for _, _, cancelled in orders) < 20


def test_nothing_is_oversold_and_an_empty_shop_sells_nothing() -> None:
    town = Town()
    town.put("A-1", quantity=2)
    shop(town, 1)
    sold = sum(line.quantity for order in town.door.mall.orders() for line in order.lines)
    assert (sold, town.item("A-1")["quantity"]) == (2, 0)
    assert Shoppers(town.world, 1).step() is None


def test_stream_runs_at_its_rate_and_stops() -> None:
    town = Town(goods=True)
    waits: list[float] = []

    async def run() -> int:
        traffic = Traffic(town.world, sleep)
        traffic.start(60, seed=1)
        while len(waits) < 300:
            await asyncio.sleep(0)
        traffic.start(0, seed=1)
        stopped_at = len(waits)
        for _ in range(50):
            await asyncio.sleep(0)
        assert len(waits) == stopped_at
        return stopped_at

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await asyncio.sleep(0)

    assert asyncio.run(run()) >= 300
    assert 0.8 < sum(waits) / len(waits) < 1.2


def test_control_starts_only_known_malls() -> None:
    town = Town()
    answer = town.control.post("/traffic", json={"orders_per_minute": 60, "malls": ["nowhere"]})
    assert answer.status_code == 404
    assert town.control.post("/traffic", json={"orders_per_minute": 0}).status_code == 200
    with pytest.raises(Invalid):
        town.traffic.start(-1, 1)


def test_many_invented_people_shop_and_a_few_come_twice() -> None:
    people = People(1)
    came = [people.next() for _ in range(200)]

    again = sum(one is before for before, one in pairwise(came))
    assert 3 <= again <= 20
    assert len({(one.family_name, one.first_name, one.address) for one in came}) > 150
    assert all(one.email.endswith("@example.jp") for one in came)
    assert [People(1).next(), People(2).next()] == [came[0], People(2).next()]
