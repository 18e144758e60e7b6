"""Pacing with the time injected: per second, per day in Japan, and over several processes (engine: rate limit)."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from ichigen.mallkit.errors import Throttled
from ichigen.mallkit.manifest import Limit
from ichigen.services.pacing import Importance, Pacer, bucket_key
from ichigen.store.accounts import RateBucket
from tests.workers.library import this_database
from tests.workers.process import ROOT

pytestmark = pytest.mark.django_db(transaction=True)

#: 12:00 in Japan.
NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


class Paced:
    """A pacer at a time that the test moves; `slept` is what it was told to sleep, rounded to the millisecond."""

    def __init__(self, *limits: Limit, **scopes: str) -> None:
        self.at = NOON
        self.slept: list[float] = []
        self._pacer = Pacer("sample", limits, scopes, sleep=self._sleep, at=lambda: self.at)

    def _sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))

    def call(self, operation: str = "orders.get", importance: Importance = Importance.NORMAL) -> None:
        self._pacer.wait_turn(operation, importance)

    def refused(
        self, operation: str = "orders.get", importance: Importance = Importance.NORMAL
    ) -> tuple[str, datetime]:
        with pytest.raises(Throttled) as caught:
            self.call(operation, importance)
        return caught.value.code, caught.value.retry_at


def test_one_per_second_goes_at_once_then_after_a_margin_of_4_percent_then_later() -> None:
    paced = Paced(Limit("orders.*", "key", per_s=1.0), key="k")

    paced.call()
    paced.call()
    paced.call()

    assert paced.slept == [1.04, 2.08]
    assert paced.refused() == ("pacing.second", NOON + timedelta(seconds=3.12))
    paced.at += timedelta(seconds=3.12)
    paced.call()
    assert paced.slept == [1.04, 2.08]


def test_a_burst_goes_at_once_and_idle_time_saves_no_more_than_a_burst() -> None:
    paced = Paced(Limit("*", "key", per_s=10.0, burst=3), key="k")

    for _ in range(4):
        paced.call()
    paced.at += timedelta(hours=1)
    for _ in range(4):
        paced.call()

    assert paced.slept == [0.104, 0.104]


def test_an_operation_without_a_limit_is_not_paced() -> None:
    paced = Paced(Limit("orders.*", "key", per_s=1.0), key="k")

    for _ in range(5):
        paced.call("stock.write")

    assert (paced.slept, RateBucket.objects.count()) == ([], 0)


def test_who_shares_the_credential_shares_the_limit_and_others_do_not() -> None:
    limit = Limit("*", "key", per_s=1.0)
    first, second, other = Paced(limit, key="same"), Paced(limit, key="same"), Paced(limit, key="other")

    first.call()
    second.call()
    other.call()

    assert (first.slept, second.slept, other.slept) == ([], [1.04], [])
    assert "same" not in bucket_key("sample", limit, "same")


def test_reads_leave_the_last_5_percent_of_a_day_to_writes_and_order_details() -> None:
    paced = Paced(Limit("*", "key", per_day=100), key="k")
    midnight = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)

    for _ in range(95):
        paced.call()
    assert paced.refused() == ("pacing.day", midnight)
    for _ in range(5):
        paced.call(importance=Importance.ESSENTIAL)
    assert paced.refused(importance=Importance.ESSENTIAL) == ("pacing.day", midnight)

    paced.at = midnight - timedelta(seconds=1)
    assert paced.refused(importance=Importance.ESSENTIAL) == ("pacing.day", midnight)
    paced.at = midnight
    paced.call()
    assert RateBucket.objects.values_list("used_today", flat=True).get() == 1


def test_what_one_limit_refuses_takes_nothing_from_the_others() -> None:
    paced = Paced(Limit("*", "key", per_day=100), Limit("orders.*", "key", per_s=1.0), key="k")

    paced.call()
    paced.call()
    paced.call()
    paced.refused()
    paced.refused()

    assert sorted(RateBucket.objects.values_list("used_today", flat=True)) == [3, 3]


def test_a_clock_that_runs_back_gives_no_turn_twice() -> None:
    paced = Paced(Limit("*", "key", per_s=1.0), key="k")

    paced.call()
    paced.at -= timedelta(minutes=5)
    paced.call()

    assert paced.slept == [1.04]


@pytest.mark.slow
def test_several_processes_share_the_turns_without_gap_or_overlap() -> None:
    environ = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.services.pacing_process", this_database(), NOON.isoformat()],
            cwd=ROOT,
            env=environ,
            stdout=subprocess.PIPE,
        )
        for _ in range(3)
    ]

    waits = sorted(wait for process in processes for wait in json.loads(process.communicate(timeout=60)[0]))

    assert waits == [round(0.052 * turn, 3) for turn in range(30)]


def test_routine_reading_has_a_share_of_the_day_and_leaves_the_rest_to_orders() -> None:
    paced = Paced(Limit("*", "key", per_day=400), key="k")

    for _ in range(35):  # a quarter of 35 % of 400 at once
        paced.call("stock.read", Importance.ROUTINE)
    code, retry_at = paced.refused("stock.read", Importance.ROUTINE)
    assert (code, retry_at > NOON) == ("pacing.second", True)

    calls = 35
    for _ in range(24 * 60):
        paced.at += timedelta(minutes=1)
        if paced.at.day == 22 or paced.at.hour < 15:
            try:
                paced.call("stock.read", Importance.ROUTINE)
                calls += 1
            except Throttled:
                pass
    assert calls < 400 * (0.35 + 0.35 / 4) + 2
    for _ in range(100):
        paced.call("orders.list")
