"""What a shop chose for an account, where orders are taken in (G3-05, G3-07, G3-10, G3-14)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from ichigen.domain.orders import MallOrder, Party, Withheld
from ichigen.domain.phases import Phase
from ichigen.domain.write_back import GuardRefusal
from ichigen.mallkit.registry import mall
from ichigen.services.clock import now
from ichigen.services.loops import begin_run, finish_run
from ichigen.services.orders.intake_asked import ask_for_intake
from ichigen.services.orders.intake_loop import run_intake
from ichigen.services.orders.look_back import lookback_s
from ichigen.services.orders.ship import HELD_HERE, ship_order
from ichigen.services.orders.take_in import source_of, take_in
from ichigen.store.accounts import Account
from ichigen.store.orders import Order
from ichigen.store.stock import StockLevel
from tests.builders import NOON, make_account, make_listing, make_order, make_sku
from tests.services.orders.orders_client import OrdersClient, pass_time
from tests.services.orders.parcels import PARCEL

pytestmark = pytest.mark.django_db(transaction=True)

MALL = "mercari_shops"


def account_with(**settings: str) -> Account:
    """An account that sells five A-1, with these choices."""
    account = make_account(MALL, settings=settings)
    make_listing(account, make_sku(on_hand=5))
    return account


def taken(account: Account, order: MallOrder, at: datetime = NOON) -> Order:
    """Take an order in as its loop does."""
    take_in(source_of(account, mall(MALL).orders, at), [order])
    return Order.objects.select_related("status").get(number=order.number)


@pytest.mark.parametrize(
    ("landing", "phase", "status"),
    [
        ("new", Phase.READY, "新規受付"),
        ("held", Phase.READY, "保留"),
        ("", Phase.READY, "発送待ち"),
        ("deleted-since", Phase.READY, "発送待ち"),
        ("new", Phase.UNPAID, "発送前入金待ち"),
        ("new", Phase.SHIPPED, "処理済"),
        ("new", Phase.CANCELLED, "キャンセル"),
    ],
)
def test_g3_05_paid_orders_begin_with_the_chosen_status(landing: str, phase: Phase, status: str) -> None:
    order = taken(account_with(landing_status=landing), make_order(phase=phase))
    assert (order.status.name, order.phase) == (status, phase)


def test_g3_05_an_order_begins_with_it_when_it_is_paid() -> None:
    account = account_with(landing_status="new")
    taken(account, make_order(phase=Phase.UNPAID))
    order = taken(account, make_order(phase=Phase.READY, mark="2"), NOON + timedelta(minutes=1))
    assert (order.status.name, order.phase) == ("新規受付", "ready")


@pytest.mark.parametrize(("landing", "status"), [("new", "新規受付"), ("held", "保留"), ("", "発送待ち")])
def test_g3_05_an_order_that_its_mall_no_longer_holds_begins_with_it(landing: str, status: str) -> None:
    account = account_with(landing_status=landing)
    assert taken(account, make_order(phase=Phase.HELD)).status.name == "保留"
    order = taken(account, make_order(phase=Phase.READY, mark="2"), NOON + timedelta(minutes=1))
    assert (order.status.name, order.phase) == (status, "ready")


def test_g3_05_an_order_that_begins_held_is_not_shipped() -> None:
    account = account_with(landing_status="held")
    refusal = ship_order(taken(account, make_order()).pk, [PARCEL], None)
    assert refusal == HELD_HERE
    assert isinstance(refusal, GuardRefusal)


def test_g3_10_an_order_cancelled_before_the_first_intake_is_in_the_list_and_moves_nothing() -> None:
    order = taken(account_with(), make_order(phase=Phase.CANCELLED))
    assert order.status.name == "キャンセル"
    assert StockLevel.objects.values_list("on_hand", "reserved").get() == (5, 0)


@pytest.mark.parametrize(
    ("rule", "parties", "name"),
    [
        ("copy", {"ship_to": Party("架空 太郎", prefecture="東京都")}, "架空 太郎"),
        ("fixed", {"ship_to": Party("架空 太郎", prefecture="東京都")}, "見本商店"),
        ("fixed", {"withheld": Withheld.ANONYMOUS}, ""),
        ("copy", {"withheld": Withheld.ANONYMOUS}, ""),
    ],
)
def test_g3_14_the_list_shows_the_buyer_by_the_rule(rule: str, parties: dict[str, Any], name: str) -> None:
    account = account_with(buyer_rule=rule, buyer_name="見本商店")
    order = taken(account, make_order(**{"buyer": None, "ship_to": None} | parties))
    assert order.buyer_name == name
    assert "見本商店" not in order.search.text


def poll(account: Account, client: OrdersClient) -> list[str]:
    """One run of the intake; return the scans it listed."""
    run = begin_run(account.pk, "intake")
    account.refresh_from_db()
    outcome = run_intake(run, account, client, linger_s=0)
    finish_run(run, due_at=None, position=outcome.position, fresh_at=outcome.fresh_at)
    return client.taken_calls()


@pytest.mark.usefixtures("clock")
def test_g3_07_without_automatic_intake_orders_come_when_a_person_asks() -> None:
    account, client = account_with(auto_intake="off"), OrdersClient()
    assert poll(account, client) == []
    assert ask_for_intake(account.pk, None)
    assert poll(account, client) == ["newest 1", "recent 1", "open 1", "days 1"]
    pass_time(3_600)
    assert poll(account, client) == []
    assert Account.objects.get(pk=account.pk).intake_asked_at < now()  # type: ignore[operator]  # it was asked for above


@pytest.mark.usefixtures("clock")
def test_g3_07_automatic_intake_goes_on_by_itself() -> None:
    account, client = account_with(), OrdersClient()
    assert poll(account, client) == ["newest 1", "recent 1", "open 1", "days 1"]
    pass_time(31)
    assert poll(account, client) == ["newest 1"]


@pytest.mark.parametrize(("days", "seconds"), [("30", 30 * 86_400), ("", 7 * 86_400)])
def test_g3_06_orders_are_listed_as_far_back_as_was_chosen(days: str, seconds: int) -> None:
    scan = next(scan for scan in mall(MALL).orders.scans if scan.name == "days")
    assert lookback_s(scan, {"lookback_days": days}) == seconds
