"""What the intake does with news: what it names is fetched at once, whatever the lists are doing (mallkit.signals)."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from ichigen.mallkit.errors import MallError, Retryable, Throttled
from ichigen.mallkit.exchange import OrderBatch
from ichigen.mallkit.signals import Signal
from ichigen.services.clock import now
from ichigen.services.loops import LoopOutcome, begin_run, fail_run, finish_run
from ichigen.services.orders import intake_loop
from ichigen.services.orders.intake_loop import run_intake
from ichigen.services.signals.keep import keep_signal
from ichigen.store.accounts import Account
from ichigen.store.orders import Order
from ichigen.store.signals import MallSignal
from ichigen.store.worklist import WorklistItem
from tests.builders import make_order
from tests.services.orders.orders_client import OrdersClient, pass_time

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]

#: How often the sample mall's list is read.
ALL_EVERY_S = 300


def poll(account: Account, client: OrdersClient, linger_s: float = 0) -> LoopOutcome:
    """One run, as a turn of the loop does it."""
    run = begin_run(account.pk, "intake")
    try:
        outcome = run_intake(run, account, client, linger_s=linger_s)
    except MallError as error:
        fail_run(run, error)
        raise
    finish_run(run, due_at=None, position=outcome.position, fresh_at=outcome.fresh_at)
    return outcome


def pending() -> list[str]:
    return list(MallSignal.objects.filter(done_at=None).order_by("id").values_list("key", flat=True))


def test_an_order_is_fetched_by_its_news_before_any_list_is_due(account: Account) -> None:
    client = OrdersClient()
    poll(account, client)
    assert client.taken_calls() == ["all 1"]

    for n in (1, 2, 3):
        client.orders[f"100{n}"] = make_order(f"100{n}")
        keep_signal(account, Signal(f"d-{n}", (f"100{n}",)))
    pass_time(2)
    poll(account, client)

    assert client.taken_calls() == ["1001 1002", "1003"]
    assert sorted(Order.objects.values_list("number", flat=True)) == ["1001", "1002", "1003"]
    assert pending() == []


def test_a_run_that_waits_for_its_next_list_hears_the_news(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mall whose lists are read every few seconds would else tell its news to a run that sleeps, and wait for the next."""
    client = OrdersClient(orders={"1001": make_order("1001")})
    poll(account, client)
    pass_time(ALL_EVERY_S - 3)
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        pass_time(seconds)
        if len(waited) == 10:
            keep_signal(account, Signal("d-1", ("1001",)))
            keep_signal(account, Signal("d-2", ("1001",)))

    monkeypatch.setattr(intake_loop, "sleep", sleep)
    poll(account, client, linger_s=8)

    assert client.taken_calls()[:3] == ["all 1", "1001", "all 1"]
    assert waited[:11] == [0.02] * 11
    assert pending() == []


def test_a_stream_of_news_does_not_keep_the_lists_from_being_read(account: Account) -> None:
    """In a burst each fetch finds more news waiting; what news lost is only in the lists."""

    class Stream(OrdersClient):
        def fetch_orders(self, numbers: Sequence[str]) -> OrderBatch:
            number = f"{int(numbers[-1]) + 1}"
            self.orders[number] = make_order(number)
            keep_signal(account, Signal(f"d-{number}", (number,)))
            return super().fetch_orders(numbers)

    client = Stream(orders={"1001": make_order("1001")}, call_s=1.0)
    poll(account, client)
    client.taken_calls()
    keep_signal(account, Signal("d-1001", ("1001",)))
    pass_time(ALL_EVERY_S)

    for _ in range(4):
        poll(account, client)

    calls = client.taken_calls()
    assert calls.count("all 1") == 1
    assert len(calls) > 40


def test_a_run_is_not_kept_awake_by_news_that_was_put_off(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    client = OrdersClient(fails={"1001": Retryable("503", "障害")})
    poll(account, client)
    pass_time(ALL_EVERY_S - 3)
    keep_signal(account, Signal("d-1", ("1001",)))
    monkeypatch.setattr(intake_loop, "sleep", pass_time)

    poll(account, client, linger_s=8)

    assert client.taken_calls() == ["all 1", "1001", "all 1"]
    assert pending() == ["d-1"]


def test_an_order_known_already_is_read_again(account: Account) -> None:
    client = OrdersClient(orders={"1001": make_order("1001")}, pages={"all": [["1001"]]})
    poll(account, client)
    client.taken_calls()
    pass_time(2)

    keep_signal(account, Signal("d-1", ("1001",)))
    poll(account, client)

    assert client.taken_calls() == ["1001"]


def test_news_of_an_order_that_the_mall_does_not_show_is_nobodys_concern(account: Account) -> None:
    client = OrdersClient()
    keep_signal(account, Signal("d-1", ("9999",)))

    for _ in range(12):
        poll(account, client)
        pass_time(20)

    assert client.taken_calls() == ["9999", "all 1", "9999", "9999", "9999"]  # at 0, 20, 40 and 60 s
    assert (pending(), WorklistItem.objects.count()) == ([], 0)


def test_an_order_that_the_mall_tells_of_before_it_shows_it_is_asked_for_again(account: Account) -> None:
    client = OrdersClient()
    poll(account, client)
    keep_signal(account, Signal("d-1", ("1001",)))
    poll(account, client)
    client.orders["1001"] = make_order("1001")
    client.taken_calls()

    pass_time(5)
    poll(account, client)

    assert (client.taken_calls(), pending(), Order.objects.get().number) == (["1001"], [], "1001")


def test_an_order_that_is_not_shown_yet_is_asked_for_when_its_time_has_come_and_not_by_the_lists_pace(
    account: Account,
) -> None:
    client = OrdersClient()
    quiet = poll(account, client).due_in_s
    keep_signal(account, Signal("d-1", ("1001",)))

    waits = []
    for _ in range(3):
        waits.append(poll(account, client).due_in_s)
        pass_time(waits[-1] or 0.0)

    assert quiet is not None
    assert quiet > 20
    assert waits == [pytest.approx(s, abs=1.5) for s in (2, 4, 8)]


def test_news_that_could_not_be_looked_after_stays_and_the_lists_go_on(account: Account) -> None:
    client = OrdersClient(orders={"1001": make_order("1001")}, fails={"1001": Retryable("500", "障害")})
    keep_signal(account, Signal("d-1", ("1001",)))

    poll(account, client)
    assert (client.taken_calls(), pending()) == (["1001", "all 1"], ["d-1"])

    client.fails.clear()
    pass_time(10)
    poll(account, client)
    assert (client.taken_calls(), pending()) == (["1001"], [])
    assert Order.objects.get().number == "1001"


def test_a_mall_that_wants_its_lists_left_alone_is_still_asked_for_what_news_names(account: Account) -> None:
    wait = Throttled("429", "待つ", now() + timedelta(seconds=180))
    client = OrdersClient(orders={"1001": make_order("1001")}, fails={"all": wait})
    outcome = poll(account, client)
    assert client.taken_calls() == ["all 1"]
    assert outcome.due_in_s is not None
    assert 178 <= outcome.due_in_s <= 180

    pass_time(5)
    keep_signal(account, Signal("d-1", ("1001",)))
    outcome = poll(account, client)

    assert client.taken_calls() == ["1001"]
    assert Order.objects.get().number == "1001"
    assert outcome.due_in_s is not None
    assert 173 <= outcome.due_in_s <= 175

    client.fails.clear()
    pass_time(180)
    poll(account, client)
    assert client.taken_calls() == ["all 1"]


def test_news_that_only_the_lists_can_tell_has_them_read_at_once_and_once(account: Account) -> None:
    client = OrdersClient()
    poll(account, client)
    client.taken_calls()
    pass_time(5)

    keep_signal(account, Signal("d-1", poll=True))
    pass_time(1)
    poll(account, client)
    poll(account, client)

    assert (client.taken_calls(), pending()) == (["all 1"], [])
