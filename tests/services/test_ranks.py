"""Where calls are scarce the more important ones go first, and none waits for ever (ADR 0023)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ichigen.mallkit.errors import Throttled
from ichigen.mallkit.http import Call
from ichigen.mallkit.manifest import Effect, Limit
from ichigen.services.pacing import Importance, Pacer
from ichigen.services.ranks import WAYS, Rank, rank_of, ranked
from ichigen.store.accounts import RateBucket

pytestmark = pytest.mark.django_db(transaction=True)

#: 12:00 in Japan.
NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)

#: 10 points a second and 100 at once, with the margin.
POINTS = Limit("*", "key", per_s=10.4, burst=100, weighed=True)
ONE_A_SECOND = Limit("*", "key", per_s=1.0)


class Paced:
    """A pacer at a time that the test moves; `turns` are seconds from NOON at which its calls went."""

    def __init__(self, *limits: Limit) -> None:
        self.at = NOON
        self.turns: list[float] = []
        self._slept = 0.0
        self._pacer = Pacer("sample", limits, {"key": "k"}, sleep=self._sleep, at=lambda: self.at)

    def _sleep(self, seconds: float) -> None:
        self._slept = seconds

    def call(self, rank: Rank, cost: float = 1.0) -> float:
        """Return how long the call waited, to the millisecond."""
        self._slept = 0.0
        self._pacer.wait_turn("any", Importance.ESSENTIAL, cost, rank)
        self.turns.append((self.at - NOON).total_seconds() + self._slept)
        return round(self._slept, 3)

    def goes(self, rank: Rank, cost: float = 1.0) -> bool:
        try:
            self.call(rank, cost)
        except Throttled:
            return False
        return True

    def as_many_as_go(self, rank: Rank) -> int:
        """Calls of a point until one is refused."""
        count = 0
        while self.goes(rank):
            count += 1
        return count

    def retry_in_s(self, rank: Rank, cost: float = 1.0) -> float:
        with pytest.raises(Throttled) as caught:
            self.call(rank, cost)
        return round((caught.value.retry_at - self.at).total_seconds(), 3)


def test_each_rank_leaves_its_reserve_to_those_before_it_and_what_it_leaves_goes_at_once() -> None:
    paced = Paced(POINTS)

    rest = paced.as_many_as_go(Rank.REST)
    promises = paced.as_many_as_go(Rank.PROMISE)

    assert rest == 60 + 20 + 5  # to the reserve of 40; 2 s of waiting; 5 s of its own point a second
    # 15 are left: 5 below its reserve, so 1.5 s of waiting; 5 s of its own 2.5 a second, and as many that a run waits for
    assert promises == 0 + 15 + 25
    assert RateBucket.objects.get(pk__endswith="w").tokens == -25
    assert paced.call(Rank.FIRST) == 2.6


def test_a_rank_that_is_refused_is_told_when_its_next_turn_comes() -> None:
    paced = Paced(POINTS)
    paced.call(Rank.FIRST, 100)
    paced.as_many_as_go(Rank.REST)

    assert paced.retry_in_s(Rank.REST) == 1.0  # its own point a second, sooner than 40 points of the others


def test_at_one_call_a_second_the_others_go_before_the_first_rank_by_their_own_part_only() -> None:
    """A bucket of one holds no reserve: the others leave a turn near enough, but for what is their own."""
    paced, waited = Paced(ONE_A_SECOND), list[float]()

    for _ in range(60):
        asked = paced.at
        for _ in range(10):
            paced.as_many_as_go(Rank.PROMISE)
            paced.as_many_as_go(Rank.REST)
            try:
                waited.append((paced.at - asked).total_seconds() + paced.call(Rank.FIRST))
            except Throttled as wait:
                paced.at = wait.retry_at
            else:
                break
        paced.at = asked + timedelta(seconds=30)

    assert len(waited) == 60
    assert max(waited) < 12  # a turn is 1.04 s; alike they would keep it waiting for ever


@pytest.mark.parametrize("limit", [POINTS, ONE_A_SECOND], ids=["points", "requests"])
def test_no_rank_waits_for_ever_while_the_first_takes_all_it_can(limit: Limit) -> None:
    paced = Paced(limit)
    assert limit.per_s is not None
    paced.as_many_as_go(Rank.FIRST)
    gone = dict.fromkeys(Rank, 0)

    for _ in range(300):
        paced.at += timedelta(seconds=1)
        for rank in (Rank.PROMISE, Rank.REST):
            while paced.goes(rank):
                gone[rank] += 1
        gone[Rank.FIRST] += paced.as_many_as_go(Rank.FIRST)

    for rank in (Rank.PROMISE, Rank.REST):
        assert gone[rank] >= 300 * limit.per_s / 1.04 * WAYS[rank].own * 0.9
    assert gone[Rank.FIRST] >= 300 * limit.per_s / 1.04 * 0.6


def test_a_dear_call_of_the_last_rank_gets_its_turn_too() -> None:
    paced = Paced(POINTS)
    paced.as_many_as_go(Rank.FIRST)

    def second() -> bool:
        paced.at += timedelta(seconds=1)
        if paced.goes(Rank.REST, 60):
            return True
        paced.as_many_as_go(Rank.REST)
        paced.as_many_as_go(Rank.FIRST)
        return False

    assert any(second() for _ in range(60))


CALLS = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.0, 0.01, 0.3, 1.0, 4.0, 30.0]),
        st.sampled_from([0.5, 1.0, 3.0, 10.0, 49.0, 100.0]),
        st.sampled_from(list(Rank)),
    ),
    min_size=5,
    max_size=30,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CALLS, st.sampled_from([100, 12, 1]))
def test_no_window_ever_sees_more_than_the_bucket_and_its_pace_whatever_the_ranks(
    moves: Sequence[tuple[float, float, Rank]], burst: int
) -> None:
    RateBucket.objects.all().delete()
    paced = Paced(Limit("*", "key", per_s=10.4, burst=burst, weighed=True))
    gone: list[tuple[float, float]] = []
    for idle_s, cost, rank in moves:
        paced.at += timedelta(seconds=idle_s)
        if paced.goes(rank, min(cost, burst)):
            gone.append((paced.turns[-1], min(cost, burst)))
    gone.sort()  # who leaves a reserve may go after one who asked later
    for first in range(len(gone)):
        for last in range(first, len(gone)):
            spent = sum(cost for _, cost in gone[first : last + 1])
            assert spent <= burst + 10.4 * (gone[last][0] - gone[first][0]) + 1e-6


def call(operation: str, effect: Effect = Effect.READ) -> Call:
    return Call(operation, effect, "GET", "https://mall.example/")


@pytest.mark.parametrize(
    ("kind", "operation", "effect", "rank"),
    [
        ("intake", "orders.list", Effect.READ, Rank.FIRST),
        ("signals", "queue.take", Effect.READ, Rank.FIRST),
        ("credential", "account.get", Effect.READ, Rank.FIRST),
        ("stock", "stock.write", Effect.WRITE, Rank.FIRST),
        ("write_back", "orders.get", Effect.READ, Rank.PROMISE),
        ("write_back", "orders.ship", Effect.WRITE, Rank.PROMISE),
        ("stock", "stock.read", Effect.READ, Rank.REST),
        ("catalogue", "listings.list", Effect.READ, Rank.REST),
        ("catalogue", "auth.token", Effect.READ, Rank.FIRST),
    ],
)
def test_the_loop_says_what_its_calls_are_for(kind: str, operation: str, effect: Effect, rank: Rank) -> None:
    assert rank_of(call(operation, effect), kind) is rank


def test_what_is_said_of_single_calls_goes_before_what_their_loop_is_for() -> None:
    with ranked(Rank.REST):
        assert rank_of(call("orders.get"), "intake") is Rank.REST
        assert rank_of(call("auth.token"), "intake") is Rank.FIRST
    assert rank_of(call("orders.get"), "intake") is Rank.FIRST
