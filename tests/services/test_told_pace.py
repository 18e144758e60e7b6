"""Points and told paces: what a call costs, what a mall says of its limit, and that neither ever passes the limit."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ichigen.mallkit.errors import Throttled
from ichigen.mallkit.manifest import Limit, Pace
from ichigen.services.pacing import Importance, Pacer
from ichigen.store.accounts import RateBucket

pytestmark = pytest.mark.django_db(transaction=True)

#: 12:00 in Japan.
NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
POINTS = Limit("*", "key", per_s=10.4, burst=50, weighed=True)


class Paced:
    """One process: a pacer at a time that the test moves; `turns` are seconds from NOON at which its calls went."""

    def __init__(self, *limits: Limit, key: str = "k") -> None:
        self.at = NOON
        self.turns: list[float] = []
        self._slept = 0.0
        self._pacer = Pacer("sample", limits, {"key": key}, sleep=self._sleep, at=lambda: self.at)

    def _sleep(self, seconds: float) -> None:
        self._slept = seconds

    def call(self, cost: float = 1.0, operation: str = "orders.get") -> float:
        """Return how long the call waited, to the millisecond."""
        self._slept = 0.0
        self._pacer.wait_turn(operation, Importance.NORMAL, cost)
        self.turns.append((self.at - NOON).total_seconds() + self._slept)
        return round(self._slept, 3)

    def refused(self, cost: float = 1.0) -> float:
        """Return how far away the turn is said to be, in seconds to the millisecond."""
        with pytest.raises(Throttled) as caught:
            self._pacer.wait_turn("orders.get", Importance.NORMAL, cost)
        assert caught.value.code == "pacing.second"
        return round((caught.value.retry_at - self.at).total_seconds(), 3)

    def told(self, per_s: float | None = None, burst: float | None = None, left: float | None = None) -> None:
        self._pacer.told(Pace(per_s, burst, left))

    def pass_by(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def test_a_call_takes_its_cost_of_points_and_waits_for_it_at_the_published_pace_less_4_percent() -> None:
    paced = Paced(POINTS)

    assert [paced.call(40), paced.call(10), paced.call(15)] == [0.0, 0.0, 1.5]
    assert paced.refused(20) == 3.5


def test_a_limit_of_requests_beside_the_points_counts_one_request() -> None:
    paced = Paced(POINTS, Limit("orders.*", "key", per_s=1.04, burst=2))

    assert [paced.call(30), paced.call(20), paced.call(0.5)] == [0.0, 0.0, 1.0]


def test_a_call_dearer_than_the_bucket_goes_when_it_is_full_and_those_after_it_wait_for_the_rest() -> None:
    paced = Paced(POINTS)
    paced.call(10)

    assert paced.call(70) == 1.0
    assert paced.refused(1) == 3.1
    paced.pass_by(3.1)
    assert paced.call(1) == 0.0


def test_cheap_calls_do_not_keep_a_dear_one_waiting_for_ever() -> None:
    dear, cheap = Paced(POINTS), Paced(POINTS)
    cheap.call(50)
    assert dear.refused(60) == 5.0

    for _ in range(10):  # what comes in is kept for it, so nobody passes
        cheap.pass_by(0.5)
        cheap.refused(1)
    dear.pass_by(5)

    assert dear.call(60) == 0.0


def test_what_was_saved_is_free_again_when_nobody_comes_for_it() -> None:
    dear, cheap = Paced(POINTS), Paced(POINTS)
    cheap.call(50)
    dear.refused(60)

    cheap.pass_by(5 + 5.1)

    assert [cheap.call(49), cheap.call(1)] == [0.0, 0.0]


def test_every_process_paces_by_what_the_mall_told_one_of_them() -> None:
    limit = Limit("*", "key", per_s=10.4)
    first, second, other = Paced(limit), Paced(limit), Paced(limit, key="other")
    first.call()
    first.told(per_s=1.04)

    assert second.call() == 1.0
    assert [other.call(), other.call()] == [0.0, 0.1]


def test_only_the_mall_raises_a_pace_above_the_published_one_and_a_day_without_news_forgets_it() -> None:
    paced = Paced(Limit("*", "key", per_s=1.04))
    paced.call()
    paced.told(per_s=10.4, burst=3)
    paced.pass_by(60)
    assert [paced.call() for _ in range(4)] == [0.0, 0.0, 0.0, 0.1]

    paced.pass_by(24 * 3600)

    assert [paced.call(), paced.call()] == [0.0, 1.0]


def test_a_burst_that_is_told_alone_leaves_the_pace_as_it_was() -> None:
    paced = Paced(Limit("*", "key", per_s=1.04, burst=5))
    paced.call()
    paced.told(burst=2)

    assert [paced.call(), paced.call(), paced.call()] == [0.0, 0.0, 1.0]


def test_what_is_left_lowers_the_tokens_and_never_raises_them() -> None:
    paced = Paced(POINTS)
    paced.call(10)
    paced.told(left=5)
    assert paced.call(10) == 0.5

    paced.told(left=50)

    assert paced.call(5) == 1.0


@pytest.mark.parametrize("nonsense", [0.0, -1.0, float("nan"), float("inf")])
def test_a_pace_that_is_none_is_not_believed(nonsense: float) -> None:
    paced = Paced(Limit("*", "key", per_s=1.04))
    paced.call()
    paced.told(per_s=nonsense, burst=nonsense)

    assert paced.call() == 1.0


def test_points_told_leave_a_limit_of_requests_as_published() -> None:
    paced = Paced(POINTS, Limit("orders.*", "key", per_s=1.04))
    paced.call(1)
    paced.told(per_s=104, burst=1000, left=900)

    assert paced.call(1) == 1.0
    assert sorted(RateBucket.objects.values_list("told_burst", flat=True), key=str) == [1000.0, None]


def test_news_that_is_none_is_not_written_again() -> None:
    paced = Paced(Limit("*", "key", per_s=1.04, burst=9))
    paced.call()
    paced.told(per_s=2.08, burst=9)
    told_at = RateBucket.objects.get().told_at

    paced.pass_by(10)
    paced.call()
    paced.told(per_s=2.08, burst=9, left=9)
    assert RateBucket.objects.get().told_at == told_at

    paced.pass_by(3600)
    paced.call()
    paced.told(per_s=2.08, burst=9)
    assert RateBucket.objects.get().told_at == paced.at


MOVES = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.0, 0.01, 0.3, 1.0, 4.0, 30.0]),
        st.sampled_from([0.5, 1.0, 3.0, 10.0, 49.0, 50.0]),
        st.sampled_from([None, None, 2.0, 10.4, 25.0]),
    ),
    min_size=5,
    max_size=25,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MOVES)
def test_no_window_ever_sees_more_than_the_bucket_and_its_pace(
    moves: Sequence[tuple[float, float, float | None]],
) -> None:
    """Two processes on one limit: any window holds at most the burst and what the pace brings in within it."""
    RateBucket.objects.all().delete()
    pair = Paced(POINTS), Paced(POINTS)
    gone: list[tuple[float, float]] = []
    for number, (idle_s, cost, _) in enumerate(moves):
        paced = pair[number % 2]
        for each in pair:
            each.pass_by(idle_s)
        try:
            paced.call(cost)
        except Throttled:
            continue
        gone.append((paced.turns[-1], cost))
    for first in range(len(gone)):
        for last in range(first, len(gone)):
            spent = sum(cost for _, cost in gone[first : last + 1])
            assert spent <= 50 + 10.4 * (gone[last][0] - gone[first][0]) + 1e-6


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MOVES)
def test_a_mall_that_changes_its_pace_is_never_asked_for_points_it_does_not_have(
    moves: Sequence[tuple[float, float, float | None]],
) -> None:
    """The mall's own bucket, kept here: it tells its pace and what is left with each answer."""
    RateBucket.objects.all().delete()
    paced = Paced(POINTS)
    mall_at, left, per_s = 0.0, 50.0, 10.4
    for idle_s, cost, new_pace in moves:
        paced.pass_by(idle_s)
        try:
            paced.call(cost)
        except Throttled:
            continue
        turn = paced.turns[-1]
        left = min(50.0, left + per_s * (turn - mall_at)) - cost
        mall_at = turn
        assert left >= -1e-6
        paced.at = max(paced.at, NOON + timedelta(seconds=turn))
        per_s = new_pace or per_s
        paced.told(per_s=per_s, burst=50, left=left)
