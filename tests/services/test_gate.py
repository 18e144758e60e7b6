"""Nothing passes the gate that must not be sent (design: brakes, fencing; R1-27 for what a person reads)."""

from datetime import timedelta

import pytest

from ichigen.mallkit.errors import Fenced, Refused, Retryable, Throttled
from ichigen.mallkit.http import Call, MallHttp, Reply
from ichigen.mallkit.manifest import Effect, Limit, Pace
from ichigen.services.clock import now
from ichigen.services.gate import RunGate, check_address, importance_of
from ichigen.services.loops import begin_run
from ichigen.services.pacing import Importance, Pacer
from ichigen.store.accounts import Account, MallCall, RateBucket
from ichigen.store.installation import Installation
from tests.workers.sample import SampleServer, linked_account

pytestmark = pytest.mark.django_db(transaction=True)


def open_gate(account: Account, monotonic: list[float] | None = None) -> RunGate:
    run = begin_run(account.pk, "stock")
    times = monotonic or [0.0]
    return RunGate(run, Pacer("sample", (), {}), monotonic=lambda: times[0])


def write(url: str) -> Call:
    return Call("stock.write", Effect.WRITE, "PUT", f"{url}/stock/A/1")


def read(url: str) -> Call:
    return Call("stock.read", Effect.READ, "GET", f"{url}/stock")


def test_the_stop_switch_stops_writes_at_once_and_reads_go_on(server: SampleServer) -> None:
    gate = open_gate(linked_account(server.url))
    http = MallHttp(gate, 5)
    http.send(write(server.url))

    Installation.objects.update(writes_stopped_at=now())

    with pytest.raises(Fenced, match="書込みを停止"):
        http.send(write(server.url))
    http.send(read(server.url))
    http.close()
    assert server.seen == ["PUT /stock/A/1", "GET /stock"]


@pytest.mark.parametrize("mode", [Account.Mode.READING, Account.Mode.DISABLED])
def test_an_account_that_is_not_live_never_writes(server: SampleServer, mode: str) -> None:
    gate = open_gate(linked_account(server.url, mode=mode))

    gate.before(read(server.url))
    with pytest.raises(Fenced, match="確認のみ"):
        gate.before(write(server.url))


def test_each_request_asks_for_the_lease_again(server: SampleServer) -> None:
    account = linked_account(server.url)
    gate = open_gate(account)
    gate.before(read(server.url))

    begin_run(account.pk, "stock")

    with pytest.raises(Fenced, match="引き継ぎ"):
        gate.before(read(server.url))


def test_no_request_starts_after_the_deadline_of_the_run(server: SampleServer) -> None:
    monotonic = [100.0]
    gate = open_gate(linked_account(server.url), monotonic)

    monotonic[0] += 19.5
    gate.before(read(server.url))
    monotonic[0] += 1.0
    with pytest.raises(Throttled) as caught:
        gate.before(read(server.url))
    assert (caught.value.code, caught.value.retry_at <= now()) == ("run.deadline", True)


@pytest.mark.parametrize(
    ("operation", "effect", "importance"),
    [
        ("stock.write", Effect.WRITE, Importance.ESSENTIAL),
        ("stock.read.for_write", Effect.READ, Importance.ESSENTIAL),
        ("orders.get", Effect.READ, Importance.ESSENTIAL),
        ("auth.token", Effect.READ, Importance.ESSENTIAL),
        ("orders.list", Effect.READ, Importance.NORMAL),
        ("stock.read", Effect.READ, Importance.ROUTINE),
        ("listings.get", Effect.READ, Importance.ROUTINE),
    ],
)
def test_what_a_write_needs_may_use_up_a_day_and_routine_reading_only_a_share(
    operation: str, effect: Effect, importance: Importance
) -> None:
    assert importance_of(Call(operation, effect, "GET", "https://mall.example/")) is importance


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8900/", "http://localhost/", "https://[::1]:1/", "http://127.9.9.9/"]
)
@pytest.mark.parametrize("installation", ["practice", "live", None])
def test_loopback_may_always_be_called(url: str, installation: str | None) -> None:
    check_address(url, installation)


@pytest.mark.parametrize("installation", ["practice", None])
@pytest.mark.parametrize("url", ["https://mall.example/", "http://192.168.0.9/", "https://127.0.0.1.mall.example/"])
def test_a_practice_installation_calls_loopback_only(url: str, installation: str | None) -> None:
    with pytest.raises(Refused) as caught:
        check_address(url, installation)
    assert caught.value.code == "endpoint.practice"


def test_a_live_installation_calls_https_and_never_plain_http() -> None:
    check_address("https://mall.example/", "live")
    with pytest.raises(Refused) as caught:
        check_address("http://mall.example/", "live")
    assert caught.value.code == "endpoint.plain"


@pytest.mark.parametrize(
    ("address", "secret"), [("https://[", "x"), ("{server}", "ＡＢＣ"), ("http://localhost:8９a/", "x")]
)
def test_what_cannot_be_written_into_a_request_is_refused_without_being_quoted(
    server: SampleServer, address: str, secret: str
) -> None:
    gate = open_gate(linked_account(server.url))
    url = address.format(server=server.url)

    with pytest.raises(Refused) as caught:
        MallHttp(gate, 5).send(Call("orders.get", Effect.READ, "GET", url, {"Authorization": secret}))

    gate.close()
    assert caught.value.code == "network.unsendable"
    assert caught.value.__cause__ is None
    assert server.seen == []


def test_a_practice_installation_refuses_before_anything_is_sent() -> None:
    gate = open_gate(linked_account("https://mall.example"))

    with pytest.raises(Refused):
        MallHttp(gate, 5).send(read("https://mall.example"))
    gate.close()
    assert MallCall.objects.count() == 0


def test_calls_are_logged_without_addresses_or_bodies(server: SampleServer) -> None:
    gate = open_gate(linked_account(server.url))
    http = MallHttp(gate, 5)
    http.send(write(server.url))
    with pytest.raises(Retryable) as caught:
        http.send(write("http://127.0.0.1:9"))
    assert caught.value.unknown_effect is False
    gate.close()
    http.close()

    assert list(MallCall.objects.order_by("at").values_list("operation", "effect", "status", "error")) == [
        ("stock.write", "write", 200, ""),
        ("stock.write", "write", None, "connect"),
    ]


def test_the_skew_of_a_mall_is_that_of_its_quickest_answer(server: SampleServer) -> None:
    account = linked_account(server.url)
    gate = open_gate(account)
    ahead = now() + timedelta(seconds=40)

    def answer(elapsed_s: float, seconds: int) -> Reply:
        date = (ahead + timedelta(seconds=seconds)).strftime("%a, %d %b %Y %H:%M:%S GMT")
        return Reply(200, {"date": date}, b"", elapsed_s)

    gate.after(read(server.url), answer(0.1, 0), "")
    gate.after(read(server.url), answer(3.0, 7), "")
    gate.after(read(server.url), Reply(200, {"date": "soon"}, b"", 0.01), "")
    gate.close()

    account.refresh_from_db()
    assert account.clock_skew_s is not None
    assert 39.4 <= account.clock_skew_s <= 40.7


@pytest.mark.parametrize(("days", "zone", "expected"), [(0, "-0000", 0.0), (400, "GMT", None), (-400, "GMT", None)])
def test_a_date_without_a_place_is_utc_and_one_far_away_is_not_believed(
    server: SampleServer, days: int, zone: str, expected: float | None
) -> None:
    gate = open_gate(linked_account(server.url))
    at = (now() + timedelta(days=days)).strftime(f"%a, %d %b %Y %H:%M:%S {zone}")

    gate.after(read(server.url), Reply(200, {"date": at}, b"", 0.01), "")

    assert gate.skew_s == (None if expected is None else pytest.approx(expected, abs=1.5))


def test_a_call_takes_its_cost_and_the_pace_its_answer_names_is_kept(server: SampleServer) -> None:
    pacer = Pacer("sample", [Limit("stock.*", "key", per_s=104, burst=500, weighed=True)], {"key": "k"})

    def pace(call: Call, reply: Reply) -> Pace | None:
        return Pace(per_s=52, left=reply.status + call.cost)

    gate = RunGate(begin_run(linked_account(server.url).pk, "stock"), pacer, pace=pace)
    http = MallHttp(gate, 5)
    http.send(Call("stock.read", Effect.READ, "GET", f"{server.url}/stock", cost=20))
    with pytest.raises(Retryable):
        http.send(Call("stock.read", Effect.READ, "GET", "http://127.0.0.1:9/stock", cost=20))
    http.close()

    bucket = RateBucket.objects.get()
    assert (bucket.told_rate, bucket.told_burst) == (50.0, None)
    assert 200 <= bucket.tokens < 220
