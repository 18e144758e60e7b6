"""Each fault kind, at the door of a real mall."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
import pytest

from mallsim.core.door import Door
from tests.mallsim.rakuten.rms import ORDER_TYPE, Rms, codes
from tests.mallsim.town import NOON, Town

PERIOD = {"dateType": 1, "startDatetime": "2026-04-01T00:00:00+0900", "endDatetime": "2026-04-02T23:59:59+0900"}


@pytest.fixture
def town() -> Town:
    """A shop with ten A-1."""
    town = Town()
    town.put("A-1", quantity=10)
    return town


@pytest.fixture
def rms(town: Town) -> Rms:
    """A program with working credentials."""
    return Rms(town)


def confirm(rms: Rms, number: str) -> Any:
    return rms.order("confirmOrder", {"orderNumberList": [number]})


@pytest.mark.parametrize(("kind", "status"), [("http_500", 500), ("auth_expired", 401), ("maintenance", 503)])
def test_refusing_faults_have_no_effect(town: Town, rms: Rms, kind: str, status: int) -> None:
    number = town.buy(("A-1", 1))
    town.fault(kind)
    assert confirm(rms, number).status_code == status
    assert town.order(number)["status"] == "100"
    call = town.calls()[-1]
    assert (call["status"], call["faults"], call["effect"]) == (status, [kind], [])
    assert town.control.delete("/malls/rakuten/faults").status_code == 204
    assert confirm(rms, number).status_code == 200


def test_throttle_uses_the_malls_own_answers(town: Town, rms: Rms) -> None:
    town.fault("throttle")
    assert [rms.order("searchOrder", PERIOD).status_code for _ in range(2)] == [429, 503]


def test_times_limits_the_hits(town: Town, rms: Rms) -> None:
    town.fault("http_500", times=2)
    assert [rms.order("searchOrder", PERIOD).status_code for _ in range(3)] == [500, 500, 200]


@pytest.mark.parametrize(("effect", "read", "write"), [("read", 500, 200), ("write", 200, 500), ("", 500, 500)])
def test_effect_limits_the_calls_to_those_that_do_only_that(
    town: Town, rms: Rms, effect: str, read: int, write: int
) -> None:
    number = town.buy(("A-1", 1))
    town.fault("http_500", effect=effect)
    assert (rms.order("searchOrder", PERIOD).status_code, confirm(rms, number).status_code) == (read, write)
    assert town.control.post("/malls/rakuten/faults", json={"kind": "timeout", "effect": "both"}).status_code == 400


def test_seconds_limits_the_duration(town: Town, rms: Rms) -> None:
    town.fault("http_500", seconds=30)
    assert rms.order("searchOrder", PERIOD).status_code == 500
    town.time += 30
    assert rms.order("searchOrder", PERIOD).status_code == 200


def test_operation_is_a_glob(town: Town, rms: Rms) -> None:
    town.fault("http_500", operation="stock.*")
    assert rms.order("searchOrder", PERIOD).status_code == 200
    assert rms.rest("GET", "/es/2.0/inventories/bulk-get/range?minQuantity=1").status_code == 500


def test_rate_hits_a_share_and_repeats_with_the_seed() -> None:
    def run() -> list[int]:
        town = Town()
        rms = Rms(town)
        town.fault("http_500", rate=0.5)
        return [rms.order("searchOrder", PERIOD).status_code for _ in range(40)]

    first = run()
    assert first == run()
    assert 10 < first.count(500) < 30


def test_silent_drop_says_yes_and_does_nothing(town: Town, rms: Rms) -> None:
    number = town.buy(("A-1", 1))
    town.fault("silent_drop", times=1)
    assert codes(confirm(rms, number)) == ["CONFIRM_ORDER_INFO_101"]
    assert (town.order(number)["status"], town.order(number)["mutations"]) == ("100", [])
    assert town.calls()[-1]["effect"] == []
    confirm(rms, number)
    assert town.order(number)["status"] == "200"


def test_silent_drop_leaves_reads_alone(town: Town, rms: Rms) -> None:
    town.fault("silent_drop")
    rms.order("searchOrder", PERIOD)
    assert town.calls()[-1]["faults"] == []


def test_partial_does_every_second_order(town: Town, rms: Rms) -> None:
    first, second = town.buy(("A-1", 1)), town.buy(("A-1", 1))
    town.fault("partial")
    answer = rms.order("confirmOrder", {"orderNumberList": [first, second]})
    assert codes(answer) == ["CONFIRM_ORDER_INFO_101", "CONFIRM_ORDER_ERROR_900"]
    assert [town.order(n)["status"] for n in (first, second)] == ["200", "100"]


def test_hidden_order_lowers_stock_now_and_shows_later(town: Town, rms: Rms) -> None:
    town.fault("hidden_order", seconds=600, times=1)
    number = town.buy(("A-1", 1))
    assert town.item("A-1")["quantity"] == 9
    assert rms.order("searchOrder", PERIOD).json()["orderNumberList"] == []
    assert codes(rms.order("getOrder", {"orderNumberList": [number], "version": 10})) == ["GET_ORDER_ERROR_016"]
    town.time += 600
    assert rms.order("searchOrder", PERIOD).json()["orderNumberList"] == [number]


def test_duplicate_and_reorder_bend_lists(town: Town, rms: Rms) -> None:
    first = town.buy(("A-1", 1))
    town.time += 1
    second = town.buy(("A-1", 1))
    town.fault("duplicate")
    assert rms.order("searchOrder", PERIOD).json()["orderNumberList"] == [second, second, first, first]
    town.control.delete("/malls/rakuten/faults")
    town.fault("reorder")
    assert rms.order("searchOrder", PERIOD).json()["orderNumberList"] == [first, second]


def test_clock_skew_shows_in_the_date_header_and_in_order_times(town: Town, rms: Rms) -> None:
    town.fault("clock_skew", seconds=-90)
    answer = rms.order("searchOrder", PERIOD)
    assert parsedate_to_datetime(answer.headers["date"]).timestamp() == NOON + 2 - 90
    number = town.buy(("A-1", 1))
    assert rms.get_order(number)["orderDatetime"] == "2026-04-01T11:58:32+0900"


@pytest.mark.parametrize(
    "payload",
    [{"kind": "rain"}, {"kind": "late", "rate": 2}, {"kind": "late", "colour": 1}, {"kind": "late", "times": "x"}],
)
def test_bad_faults_are_refused(town: Town, payload: Any) -> None:
    assert town.control.post("/malls/rakuten/faults", json=payload).status_code == 400


def call_confirm(door: Door, rms: Rms, number: str) -> Awaitable[httpx2.Response]:
    async def post() -> httpx2.Response:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(door), base_url="http://mall") as client:
            headers = rms.headers | {"Content-Type": ORDER_TYPE}
            return await client.post("/es/2.0/order/confirmOrder/", json={"orderNumberList": [number]}, headers=headers)

    return post()


def given_up(door: Door, rms: Rms, number: str) -> None:
    async def give_up() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(call_confirm(door, rms, number), 0.05)

    asyncio.run(give_up())


def test_timeout_never_answers_and_has_no_effect(town: Town, rms: Rms) -> None:
    number = town.buy(("A-1", 1))
    town.fault("timeout")
    given_up(town.door, rms, number)
    assert town.order(number)["status"] == "100"
    assert (town.calls()[-1]["status"], town.calls()[-1]["effect"]) == (None, [])


def test_late_has_its_effect_before_the_client_gives_up(town: Town, rms: Rms) -> None:
    number = town.buy(("A-1", 1))
    town.fault("late")
    given_up(town.door, rms, number)
    assert town.order(number)["status"] == "200"
    assert town.calls()[-1]["effect"] == [{"order": number, "mutation": "confirm"}]


def test_late_answers_after_seconds_late(town: Town, rms: Rms) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    instant: Callable[[float], Awaitable[None]] = sleep
    number = town.buy(("A-1", 1))
    town.fault("late", seconds_late=25)

    async def run() -> httpx2.Response:
        return await call_confirm(replace(town.door, sleep=instant), rms, number)

    assert (asyncio.run(run()).status_code, waits) == (200, [25.0])
