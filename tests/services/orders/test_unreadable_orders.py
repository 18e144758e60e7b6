"""An order that cannot be read or stored costs that order, and few calls (design: taking orders in; R1-51)."""

from dataclasses import replace

import pytest

from ichigen.domain.orders import Amounts
from ichigen.mallkit.errors import Refused, Retryable
from ichigen.services.loops import begin_run, finish_run
from ichigen.services.orders.intake_loop import run_intake
from ichigen.store.accounts import Account, LoopState
from ichigen.store.orders import Order
from ichigen.store.worklist import WorklistItem
from tests.builders import make_account, make_listing, make_order, make_sku
from tests.services.orders.orders_client import OrdersClient, pass_time

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]


def open_account(mall_id: str) -> Account:
    """An account that sells A-1, of which there is enough."""
    account = make_account(mall_id)
    make_listing(account, make_sku("A-1", on_hand=1000))
    return account


def poll(account: Account, client: OrdersClient, times: int = 1, every_s: float = 3.0) -> None:
    for _ in range(times):
        run = begin_run(account.pk, "intake")
        outcome = run_intake(run, account, client, linger_s=0)
        finish_run(run, due_at=None, position=outcome.position, fresh_at=outcome.fresh_at)
        pass_time(every_s)


def test_an_unreadable_order_is_asked_for_ever_more_seldom_until_it_is_read() -> None:
    account = open_account("yahoo_shopping")
    client = OrdersClient(pages={"by_order_time": [["Z"]]}, unreadable={"Z"}, marks={"Z": "m"})

    poll(account, client, times=40)

    assert client.taken_calls().count("Z") == 6  # at 0, 3, 9, 18, 36 and 69 s of 120
    assert WorklistItem.objects.values_list("key", "closed_at").get() == (f"unreadable:{account.pk}:unreadable:Z", None)

    client.marks["Z"] = "moved"
    poll(account, client)
    assert client.taken_calls().count("Z") == 1

    client.unreadable.clear()
    client.orders["Z"] = make_order("Z", mark="moved")
    poll(account, client, times=2)
    assert client.taken_calls().count("Z") == 1
    assert WorklistItem.objects.get().closed_at is not None
    assert LoopState.objects.get().position["unsettled"] == {}


def test_an_order_that_is_listed_but_not_there_is_told_and_seldom_asked_for() -> None:
    account = open_account("yahoo_shopping")
    client = OrdersClient(pages={"by_order_time": [["gone"]]})

    poll(account, client, times=20)

    assert client.taken_calls().count("gone") == 5
    item = WorklistItem.objects.get()
    assert (item.code, "order_missing" in item.cause) == ("unreadable", True)


def test_an_order_whose_detail_never_shows_the_mark_of_the_list_is_not_read_at_every_poll() -> None:
    account = open_account("yahoo_shopping")
    client = OrdersClient(
        pages={"by_order_time": [["1"]]}, orders={"1": make_order("1", mark="detail")}, marks={"1": "list"}
    )

    poll(account, client, times=20)

    assert client.taken_calls().count("1") == 5
    assert not WorklistItem.objects.exists()


def test_an_order_that_fails_its_whole_batch_is_singled_out() -> None:
    account = open_account("rakuten")
    numbers = [f"n-{at}" for at in range(100)]
    client = OrdersClient(
        pages={"new": [numbers]},
        orders={number: make_order(number) for number in numbers},
        fails={"n-50": Retryable("500", "障害")},
    )

    poll(account, client, times=40)

    assert set(numbers) - set(Order.objects.values_list("number", flat=True)) == {"n-50"}
    assert client.calls.count("n-50") >= 1
    assert sum("n-50" in call for call in client.calls) < 12


def test_a_refused_batch_is_halved_and_costs_the_one_at_fault() -> None:
    account = open_account("rakuten")
    numbers = [f"n-{at}" for at in range(100)]
    client = OrdersClient(
        pages={"new": [numbers]},
        orders={number: make_order(number) for number in numbers},
        fails={"n-50": Refused("E1", "この受注番号は処理できません。")},
    )

    poll(account, client)

    assert Order.objects.count() == 99
    item = WorklistItem.objects.get()
    assert (item.code, item.title) == ("unreadable", "モールからのデータを読めません: n-50")
    assert "E1" in item.cause


def test_an_open_order_that_cannot_be_read_again_does_not_block_the_others() -> None:
    account = open_account("yahoo_shopping")
    orders = {number: make_order(number) for number in ("1", "2")}
    client = OrdersClient(pages={"by_order_time": [["1", "2"]]}, orders=orders)
    poll(account, client)
    client.taken_calls()
    client.unreadable = {"1"}
    pass_time(21_600)

    poll(account, client, times=4, every_s=1.0)

    assert [call for call in client.taken_calls() if call in orders] == ["1", "2", "1"]


def test_an_order_that_cannot_be_stored_costs_that_order_and_is_seldom_asked_for() -> None:
    account = open_account("rakuten")
    poison = make_order("bad", amounts=Amounts(total=2**40))
    client = OrdersClient(pages={"new": [["bad", "good"]]}, orders={"bad": poison, "good": make_order("good")})

    poll(account, client, times=20)

    assert Order.objects.get().number == "good"
    assert client.taken_calls().count("bad") == 4
    item = WorklistItem.objects.get()
    assert (item.code, item.urgent, item.title) == ("order_unstorable", True, "受注 bad を保存できません")
    assert item.cause == (
        "モールが返した内容に、保存できない値があります。この受注の在庫は確保されていません。（DataError 22003）"
    )

    client.orders["bad"] = replace(poison, amounts=Amounts(total=2300))
    pass_time(60)
    poll(account, client)
    assert Order.objects.count() == 2
    assert WorklistItem.objects.get().closed_at is not None


def test_a_number_that_no_database_stores_is_told_and_stops_nothing() -> None:
    account = open_account("yahoo_shopping")
    client = OrdersClient(pages={"by_order_time": [["a\x00b", "good"]]}, orders={"good": make_order("good")})

    poll(account, client)

    assert Order.objects.get().number == "good"
    assert WorklistItem.objects.values_list("code", "title").get() == (
        "unreadable",
        "モールからのデータを読めません: 'a\\x00b'",
    )
