"""What a mall sends by itself: carried through the weather, logged, and to this machine only."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from mallsim.core.clock import Clock
from mallsim.core.courier import Courier, is_loopback, post_to_loopback
from mallsim.core.notices import Notice, SendsNotices
from mallsim.malls.rakuten.mall import Rakuten
from tests.mallsim.town import Town


class Caller(Rakuten):
    """A mall that has notices to send, and remembers what it was told about them."""

    def __init__(self, clock: Clock, rng: Random, time_scale: float) -> None:
        super().__init__(clock, rng, time_scale)
        self.queue: list[Notice] = []
        self.answers: list[tuple[str, int | None]] = []

    def notices_due(self) -> Sequence[Notice]:
        taken, self.queue = self.queue, []
        return taken

    def notice_answered(self, notice: Notice, status: int | None) -> None:
        self.answers.append((notice.name, status))

    def say(self, *names: str) -> None:
        self.queue += [Notice(name, f"http://127.0.0.1/{name}", {"X-Name": name}, b"{}") for name in names]


class Round:
    """A town whose mall calls, and a shop that takes everything."""

    def __init__(self) -> None:
        self.town = Town()
        self.mall = Caller(self.town.world.clock, Random(1), 1.0)
        seat = self.town.world.seat("rakuten")
        self.town.world.seats["rakuten"] = replace(seat, mall=self.mall)
        self.received: list[str] = []
        self.status: int | None = 200
        self._courier = Courier(self.town.world, self._take)

    async def _take(self, notice: Notice) -> int | None:
        self.received.append(notice.name)
        return self.status

    def step(self) -> None:
        asyncio.run(self._courier.step())

    def log(self) -> list[tuple[str, int | None, list[str]]]:
        rows = self.town.control.get("/malls/rakuten/deliveries").json()
        return [(row["name"], row["status"], row["faults"]) for row in rows]


@pytest.fixture
def round() -> Round:
    return Round()


def test_a_caller_is_recognised_and_other_malls_are_not(round: Round) -> None:
    assert isinstance(round.mall, SendsNotices)
    assert not isinstance(Town().world.seat("rakuten").mall, SendsNotices)


def test_what_is_due_goes_out_in_its_order_and_the_mall_learns_the_answer(round: Round) -> None:
    round.mall.say("a", "b")
    round.step()
    assert round.received == ["a", "b"]
    assert round.mall.answers == [("a", 200), ("b", 200)]
    assert round.log() == [("a", 200, []), ("b", 200, [])]
    round.step()
    assert round.received == ["a", "b"]


def test_no_answer_is_told_as_none(round: Round) -> None:
    round.status = None
    round.mall.say("a")
    round.step()
    assert (round.mall.answers, round.log()) == ([("a", None)], [("a", None, [])])


def test_duplicate_sends_twice(round: Round) -> None:
    round.town.fault("duplicate", operation="webhook.send", times=1)
    round.mall.say("a", "b")
    round.step()
    assert round.received == ["a", "a", "b"]


def test_reorder_lets_a_younger_one_overtake(round: Round) -> None:
    round.town.fault("reorder", operation="webhook.*", times=1)
    round.mall.say("a")
    round.step()
    round.mall.say("b")
    round.step()
    assert round.received == ["b"]
    round.town.time += 5
    round.step()
    assert round.received == ["b", "a"]


def test_late_holds_back(round: Round) -> None:
    round.town.fault("late", seconds_late=30, times=1)
    round.mall.say("a")
    round.step()
    round.town.time += 29
    round.step()
    assert round.received == []
    round.town.time += 1
    round.step()
    assert round.received == ["a"]


def test_a_lost_one_counts_as_sent_for_the_mall(round: Round) -> None:
    round.town.fault("silent_drop", times=1)
    round.mall.say("a", "b")
    round.step()
    assert round.received == ["b"]
    assert round.mall.answers == [("a", 200), ("b", 200)]
    assert round.log() == [("a", None, ["silent_drop"]), ("b", 200, [])]


@pytest.mark.parametrize("kind", ["http_500", "timeout", "partial", "stale_read", "throttle", "maintenance"])
def test_faults_of_calls_do_not_touch_what_is_sent(round: Round, kind: str) -> None:
    round.town.fault(kind)
    round.mall.say("a")
    round.step()
    assert round.received == ["a"]


def test_reset_forgets_the_log(round: Round) -> None:
    round.mall.say("a")
    round.step()
    round.town.control.post("/malls/rakuten/reset")
    assert round.log() == []


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:8000/hooks", True),
        ("https://localhost:8443/hooks", True),
        ("https://hub.localhost/hooks", True),
        ("http://[::1]:8000/", True),
        ("https://example.jp/hooks", False),
        ("http://192.168.1.5/hooks", False),
        ("https://localhost.example.jp/", False),
        ("nonsense", False),
    ],
)
def test_only_this_machine_is_called(url: str, here: bool) -> None:
    assert is_loopback(url) is here


def test_another_machine_is_never_contacted_and_counts_as_silent() -> None:
    assert asyncio.run(post_to_loopback(Notice("a", "https://example.jp/hooks", {}, b"{}"))) is None
