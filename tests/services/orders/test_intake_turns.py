"""No scan keeps the others waiting: not by a long list, not by failing (design: taking orders in; loops)."""

from datetime import timedelta
from itertools import pairwise

import pytest

from ichigen.mallkit.errors import AuthExpired, MallError, Refused, Retryable, Throttled
from ichigen.services.clock import now
from ichigen.services.loops import LoopOutcome, begin_run, fail_run, finish_run
from ichigen.services.orders.intake_loop import run_intake
from ichigen.store.accounts import Account, LoopState
from ichigen.store.orders import Order
from ichigen.store.worklist import WorklistItem
from tests.builders import make_account, make_order
from tests.services.orders.orders_client import OrdersClient, pass_time

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]

FIRST = ["by_order_time 1", "by_publication_time 1", "wide 1"]


@pytest.fixture
def account() -> Account:
    return make_account("yahoo_shopping")


def poll(account: Account, client: OrdersClient) -> LoopOutcome:
    """One run, as a turn of the loop does it."""
    run = begin_run(account.pk, "intake")
    try:
        outcome = run_intake(run, account, client, linger_s=0)
    except MallError as error:
        fail_run(run, error)
        raise
    finish_run(run, due_at=None, position=outcome.position, fresh_at=outcome.fresh_at)
    return outcome


def test_a_list_of_any_length_lets_new_orders_in_and_is_read_once(account: Account) -> None:
    client = OrdersClient(pages={"wide": [[] for _ in range(60)]}, call_s=1.0)

    runs = [(poll(account, client), client.taken_calls())[1] for _ in range(80)]

    assert runs[0] == FIRST
    everything = [call for calls in runs for call in calls]
    assert [call for call in everything if call.startswith("wide")] == [f"wide {page}" for page in range(1, 61)]
    gaps = [at for at, call in enumerate(everything) if call == "by_order_time 1"]
    assert max(after - before for before, after in pairwise(gaps)) <= 4  # due every 3 s, 1 s a call
    assert everything.count("by_publication_time 1") >= 2


def test_the_details_of_a_long_list_let_new_orders_in(account: Account) -> None:
    old = {f"old-{at}": make_order(f"old-{at}") for at in range(30)}
    client = OrdersClient(pages={"wide": [list(old)]}, orders=dict(old), call_s=1.0)
    poll(account, client)
    client.orders["new"] = make_order("new")
    client.pages["by_order_time"] = [["new"]]

    poll(account, client)

    assert Order.objects.filter(number="new").exists()
    for _ in range(6):
        poll(account, client)
    assert Order.objects.count() == 31
    assert [client.calls.count(number) for number in old] == [1] * 30


def test_what_two_lists_show_is_fetched_once(account: Account) -> None:
    """A list that waited too long is read in between, and fetches what the page at hand would have fetched next."""
    numbers = [f"new-{at}" for at in range(120)]
    client = OrdersClient(
        pages={"by_order_time": [numbers], "by_publication_time": [numbers], "wide": [numbers]},
        orders={number: make_order(number) for number in numbers},
        call_s=0.4,
    )

    for _ in range(12):
        poll(account, client)

    assert Order.objects.count() == 120
    assert [number for number in numbers if client.calls.count(number) != 1] == []


@pytest.mark.parametrize("error", [Refused("px", "拒否"), Retryable("500", "障害")], ids=["refused", "passing"])
def test_a_scan_that_fails_costs_that_scan(account: Account, error: MallError) -> None:
    client = OrdersClient(fails={"by_publication_time": error})

    for _ in range(10):
        poll(account, client)
        pass_time(3)

    calls = client.taken_calls()
    assert calls[:3] == FIRST
    assert calls.count("by_order_time 1") == 10
    assert calls.count("by_publication_time 1") in (4, 5)  # after 2, 4, 8 and 16 s, each ±25 %
    assert LoopState.objects.values_list("failures", "error_code").get() == (0, "")
    item = WorklistItem.objects.get()
    assert (item.code, item.urgent, item.cause) == ("scan_failing", False, f"{error.message}（{error.code}）")
    assert item.title == "yahoo_shopping 本店: 受注取込の一部が失敗しています（公開日時）"

    client.fails.clear()
    pass_time(60)
    poll(account, client)
    assert WorklistItem.objects.get().closed_at is not None


def test_where_every_scan_fails_the_loop_fails_and_asks_once_a_run(account: Account) -> None:
    client = OrdersClient(
        fails=dict.fromkeys(["by_order_time", "by_publication_time", "wide"], Retryable("503", "障害"))
    )
    with pytest.raises(Retryable):
        poll(account, client)
    assert client.taken_calls() == FIRST
    pass_time(5)

    with pytest.raises(Retryable):
        poll(account, client)

    assert client.taken_calls() == ["by_order_time 1"]
    assert LoopState.objects.get().failures == 2

    client.fails.clear()
    pass_time(20)
    poll(account, client)
    assert client.taken_calls() == FIRST
    assert LoopState.objects.get().fresh_at is not None


@pytest.mark.parametrize("kind", [AuthExpired, Throttled])
def test_what_concerns_the_whole_account_ends_the_run_at_once_and_what_was_done_stays(
    account: Account, kind: type[MallError]
) -> None:
    error = Throttled("429", "待つ", now() + timedelta(seconds=40)) if kind is Throttled else AuthExpired("401", "切れ")
    client = OrdersClient(fails={"by_publication_time": error})

    with pytest.raises(kind):
        poll(account, client)

    assert client.taken_calls() == FIRST[:2]
    state = LoopState.objects.get()
    assert list(state.position["ran_at"]) == ["by_order_time"]
    assert state.fresh_at is not None
    assert state.failures == (1 if kind is AuthExpired else 0)


def test_the_end_of_a_run_is_no_failure_and_what_was_done_stays(account: Account) -> None:
    retry_at = now() + timedelta(seconds=5)
    client = OrdersClient(fails={"wide": Throttled("run.deadline", "順番待ち", retry_at)})

    outcome = poll(account, client)

    state = LoopState.objects.get()
    assert list(state.position["ran_at"]) == ["by_order_time", "by_publication_time"]
    assert (state.failures, state.error_code, state.not_before) == (0, "", None)
    assert state.fresh_at is not None
    assert state.succeeded_at is not None
    assert outcome.due_in_s == pytest.approx(5, abs=0.5)

    with pytest.raises(Throttled):  # nothing at all was done: no finished run
        poll(account, client)
    assert LoopState.objects.values_list("failures", "not_before").get() == (0, retry_at)


def test_our_own_pace_is_no_failure_where_it_keeps_new_orders_waiting(account: Account) -> None:
    retry_at = now() + timedelta(seconds=5)

    with pytest.raises(Throttled):
        poll(account, OrdersClient(fails={"by_order_time": Throttled("pacing.second", "順番待ち", retry_at)}))

    assert LoopState.objects.values_list("failures", "not_before").get() == (0, retry_at)


def test_where_our_pace_leaves_no_turn_to_history_what_shows_new_orders_goes_on(account: Account) -> None:
    """A list of old orders, and open orders read again, are told to come later; the others are due as ever."""
    client = OrdersClient(fails={"wide": Throttled("pacing.second", "順番待ち", now() + timedelta(seconds=60))})

    outcome = poll(account, client)
    pass_time(3)
    poll(account, client)

    assert client.taken_calls() == [*FIRST, "by_order_time 1", "wide 1"]
    assert outcome.due_in_s == pytest.approx(3, abs=0.5)
    state = LoopState.objects.get()
    assert (state.failures, state.error_code, state.not_before) == (0, "", None)
    assert state.fresh_at is not None
    client.fails.clear()
    pass_time(3)
    poll(account, client)
    assert "wide" in LoopState.objects.get().position["ran_at"]


def test_a_fault_in_mid_list_goes_on_at_its_page(account: Account) -> None:
    client = OrdersClient(pages={"wide": [[], [], [], []]}, fails={"wide 3": Retryable("500", "障害")})
    poll(account, client)
    client.taken_calls()
    client.fails.clear()
    pass_time(2.6)

    poll(account, client)

    assert client.taken_calls() == ["wide 3", "wide 4"]


def test_a_page_that_the_mall_refuses_is_given_up_and_its_list_begins_anew(account: Account) -> None:
    client = OrdersClient(pages={"wide": [[], [], []]}, fails={"wide 3": Refused("page", "不正")})
    poll(account, client)
    client.taken_calls()
    client.fails.clear()
    pass_time(2.6)

    poll(account, client)

    assert client.taken_calls() == ["wide 1", "wide 2", "wide 3"]


def test_a_defect_of_a_run_keeps_what_it_had_done(account: Account) -> None:
    client = OrdersClient(pages={"wide": []})  # which no mall answers

    with pytest.raises(IndexError):
        poll(account, client)

    assert list(LoopState.objects.get().position["ran_at"]) == ["by_order_time", "by_publication_time"]
