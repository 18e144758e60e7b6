"""Call limits and the call log."""

from mallsim.core.limits import Bucket, Gate, Limit
from tests.mallsim.rakuten.rms import ORDER_TYPE, Rms
from tests.mallsim.town import NOON, Town

MIDNIGHT = 1775055600.0
"""2026-04-02T00:00:00+09:00."""


def test_second_is_a_sliding_window() -> None:
    limit = Limit("stock.*", 2)
    gate = Gate([limit])
    arrivals = [0.0, 0.5, 0.9, 1.0, 1.2, 1.5]
    refused = [gate.admit("stock.write", NOON + at) for at in arrivals]
    assert refused == [None, None, limit, None, limit, None]


def test_operations_count_apart_unless_shared() -> None:
    apart, shared = Gate([Limit("*", 1)]), Gate([Limit("*", 1, shared=True)])
    assert [apart.admit(name, NOON) for name in ("a", "b")] == [None, None]
    assert [shared.admit(name, NOON) is None for name in ("a", "b")] == [True, False]


def test_day_is_the_calendar_day_in_japan() -> None:
    gate = Gate([Limit("*", 2, per="day")])
    arrivals = [MIDNIGHT - 3, MIDNIGHT - 2, MIDNIGHT - 1, MIDNIGHT]
    assert [gate.admit("a", at) is None for at in arrivals] == [True, True, False, True]


def test_bucket_starts_full_and_fills_at_its_rate() -> None:
    bucket = Bucket("order.search", 0.5, 2)
    gate = Gate([bucket])
    arrivals = [0, 0, 0, 1.9, 2, 3, 100, 100, 100]
    refused = [gate.admit("order.search", NOON + at) for at in arrivals]
    assert refused == [None, None, bucket, bucket, None, bucket, None, None, bucket]
    assert gate.admit("other", NOON + 100) is None


def test_limits_are_not_scaled() -> None:
    town = Town(time_scale=1000)
    rms = Rms(town)
    headers = rms.headers | {"Content-Type": ORDER_TYPE}
    statuses = [town.mall.post("/es/2.0/order/getOrder/", content="{}", headers=headers).status_code for _ in range(2)]
    assert statuses == [400, 429]


def test_log_numbers_calls_without_gaps_and_reads_from_a_number() -> None:
    town = Town()
    rms = Rms(town)
    for _ in range(3):
        rms.order("getOrder", {})
    calls = town.calls()
    assert [call["number"] for call in calls] == [1, 2, 3]
    assert [call["time"] for call in calls] == [NOON + 2, NOON + 4, NOON + 6]
    assert town.calls(since=2) == calls[2:]
    assert calls[0] == {
        "number": 1,
        "time": NOON + 2,
        "finished": NOON + 2,
        "operation": "order.get",
        "method": "POST",
        "path": "/es/2.0/order/getOrder/",
        "status": 400,
        "faults": [],
        "effect": [],
        "shown": [],
        "numbers": [],
    }


def test_refused_call_is_logged_too() -> None:
    town = Town()
    headers = Rms(town).headers
    for _ in range(2):
        town.mall.get("/es/2.0/inventories/manage-numbers/a/variants/a", headers=headers)
    assert [(call["operation"], call["status"]) for call in town.calls()] == [("stock.get", 404), ("stock.get", 429)]
