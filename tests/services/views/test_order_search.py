"""受注一覧: searching and narrowing give exactly these orders (ui: tables, search; G3: 同梱; R0: 在庫不足)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ichigen.domain.orders import Amounts, Parcel, Party, Payment
from ichigen.domain.phases import Phase
from ichigen.services.orders.desk import add_label, make_label, write_memo
from ichigen.services.orders.set_status import set_status
from ichigen.services.orders.take_in import Source, take_in
from ichigen.services.views.order_filter import OrderFilter, narrowed
from ichigen.services.views.order_list import order_list
from ichigen.store.accounts import Account
from ichigen.store.order_search import OrderSearch
from ichigen.store.orders import Order, Shipment
from tests.builders import NOON, make_account, make_line, make_listing, make_order, make_sku

pytestmark = pytest.mark.django_db

YAMADA = Party(
    "山田 太郎", "ヤマダ タロウ", "100-0000", "東京都", "架空区", "1-2-3", "090-1234-5678", "taro@example.jp"
)
KUSU = Party("楠 花", "クスノキ ハナ", "530-0000", "大阪府", "架空市", "4-5", "06-0000-9876", "hana_k@example.jp")
LONG = Party(
    "勅使河原 三四郎", "テシガワラ サンシロウ", "060-0000", "北海道", "架空町", "7", "011-000-4321", "x%y@example.jp"
)


@pytest.fixture
def account() -> Account:
    account = make_account()
    for code in ("A-1", "B-2"):
        make_listing(account, make_sku(code, on_hand=2))
    return account


@pytest.fixture
def shop(account: Account) -> Account:
    """Three people: 山田 twice (one parcel could hold both), 楠, 勅使河原."""
    orders = [
        make_order("2026-0001", buyer=YAMADA, ship_to=YAMADA, note="のしをお願いします"),
        make_order("2026-0002", buyer=YAMADA, ship_to=replace(YAMADA, street="１-２-３")),
        make_order("2026-0003", make_line(code="B-2"), buyer=KUSU, ship_to=KUSU, phase=Phase.NEW,
                   payment=Payment("銀行振込", paid=False), amounts=Amounts(total=5000)),
        make_order("W_10%", make_line(code="B-2", match_codes=("B-2",)), buyer=LONG, ship_to=LONG, phase=Phase.SHIPPED,
                   parcels=(Parcel("yamato", "400000000011"),), ordered_at=NOON - timedelta(days=3)),
    ]  # fmt: skip
    take_in(Source(account.id, NOON, account.started_at), orders)
    return account


def numbers(wanted: OrderFilter) -> list[str]:
    """The numbers that fit, after checking that the list shows the same and counts them right."""
    found = sorted(narrowed(wanted).values_list("number", flat=True))
    shown = order_list(wanted)
    assert sorted(row.number for row in shown.rows) == found
    assert shown.total == len(found) == shown.tabs[0].count == sum(tab.count for tab in shown.tabs[1:])
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("楠", ["2026-0003"]),
        ("山", ["2026-0001", "2026-0002"]),
        ("山田", ["2026-0001", "2026-0002"]),
        ("田山", []),
        ("勅使河", ["W_10%"]),
        ("使原", []),
        ("勅使河原三四郎", ["W_10%"]),
        ("山田 太郎", ["2026-0001", "2026-0002"]),
        ("太郎　山田", ["2026-0001", "2026-0002"]),
        ("山田 楠", []),
        ("ﾔﾏﾀﾞ", ["2026-0001", "2026-0002"]),
        ("くすのき", ["2026-0003"]),
        ("ノキ", ["2026-0003"]),
        ("5678", ["2026-0001", "2026-0002"]),
        ("０９０-１２３４", ["2026-0001", "2026-0002"]),
        ("0003", ["2026-0003"]),
        ("2026-000", ["2026-0001", "2026-0002", "2026-0003"]),
        ("TARO@example", ["2026-0001", "2026-0002"]),
        ("b-2", ["2026-0003", "W_10%"]),
        ("4000000000", ["W_10%"]),
        ("w", ["W_10%"]),
        ("20", ["2026-0001", "2026-0002", "2026-0003"]),
        ("_", ["2026-0003", "W_10%"]),
        ("%", ["W_10%"]),
        ("___", []),
        ("0%", ["W_10%"]),
        ("hana_k", ["2026-0003"]),
        ("hanaxk", []),
        ("' or 1=1 --", []),
        ("\\", []),
        ("{1,2}", []),
        ("\x00楠", ["2026-0003"]),
    ],
)
def test_a_text_finds_exactly_these(shop: Account, text: str, expected: list[str]) -> None:
    assert numbers(OrderFilter(text=text)) == expected


def test_parcels_and_codes_of_ours_are_found_without_the_mall_knowing_them(shop: Account) -> None:
    sku = make_sku("OWN-CODE-9", on_hand=5)
    make_listing(shop, sku, code="mall-77")
    take_in(Source(shop.id, NOON, shop.started_at), [make_order("3001", make_line(code="mall-77"))])
    Shipment.objects.create(
        order=Order.objects.get(number="2026-0001"),
        carrier="yamato",
        tracking_number="777788889999",
        shipped_on=NOON.date(),
    )

    assert numbers(OrderFilter(text="own-code")) == ["3001"]
    assert numbers(OrderFilter(text="77778888")) == ["2026-0001"]
    assert numbers(OrderFilter(sku="own")) == ["3001"]
    assert numbers(OrderFilter(text="own-c%")) == []


def test_a_changed_order_is_found_by_what_it_says_now(shop: Account) -> None:
    take_in(
        Source(shop.id, NOON + timedelta(minutes=1), shop.started_at),
        [make_order("2026-0003", make_line(code="B-2"), buyer=LONG, ship_to=LONG, phase=Phase.NEW)],
    )

    assert numbers(OrderFilter(text="楠")) == []
    assert numbers(OrderFilter(text="勅使")) == ["2026-0003", "W_10%"]


def test_the_status_beside_the_text_is_the_orders(shop: Account) -> None:
    order = Order.objects.get(number="2026-0001")
    assert set_status(order.id, "held", None) is None

    assert OrderSearch.objects.get(order=order).status.code == "held"
    tabs = {tab.code: tab.count for tab in order_list(OrderFilter(text="山田")).tabs}
    assert (tabs["held"], tabs["ready"]) == (1, 1)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (OrderFilter(phases=("new", "shipped")), ["2026-0003", "W_10%"]),
        (OrderFilter(until=date(2026, 11, 19)), ["W_10%"]),
        (OrderFilter(since=date(2026, 11, 22)), ["2026-0001", "2026-0002", "2026-0003"]),
        (OrderFilter(least=5000), ["2026-0003"]),
        (OrderFilter(most=2300), ["2026-0001", "2026-0002", "W_10%"]),
        (OrderFilter(paid="open"), ["2026-0003"]),
        (OrderFilter(payment="銀行振込"), ["2026-0003"]),
        (OrderFilter(notice="none", text="楠"), ["2026-0003"]),
        (OrderFilter(notice="failed"), []),
        (OrderFilter(marks=frozenset({"note"})), ["2026-0001"]),
        (OrderFilter(marks=frozenset({"bundle"})), ["2026-0001", "2026-0002"]),
        (OrderFilter(marks=frozenset({"bundle", "note"})), ["2026-0001"]),
        (OrderFilter(sku="A-"), ["2026-0001", "2026-0002"]),
    ],
)
def test_conditions_narrow_to_exactly_these(shop: Account, wanted: OrderFilter, expected: list[str]) -> None:
    assert numbers(wanted) == expected


def test_memo_and_label_narrow(shop: Account) -> None:
    order, label = Order.objects.get(number="2026-0003"), make_label("要電話")
    assert write_memo(order.id, "折り返し待ち", None) is None
    assert add_label(order.id, label, None) is True
    assert add_label(order.id, label, None) is False

    assert numbers(OrderFilter(marks=frozenset({"memo"}))) == ["2026-0003"]
    assert numbers(OrderFilter(label=label)) == ["2026-0003"]
    assert [event.message for event in order.events.order_by("id")][-2:] == [
        "メモを変更しました",
        "ラベル「要電話」を付けました",
    ]


def test_the_orders_that_came_last_are_short(account: Account) -> None:
    orders = [make_order(str(n), ordered_at=NOON + timedelta(minutes=n)) for n in range(1000, 1004)]
    take_in(Source(account.id, NOON + timedelta(hours=1), account.started_at), orders)

    assert numbers(OrderFilter(marks=frozenset({"short"}))) == ["1002", "1003"]
    assert {row.number for row in order_list(OrderFilter()).rows if row.shortage} == {"1002", "1003"}


def test_a_search_asks_as_many_queries_as_a_list(shop: Account) -> None:
    with CaptureQueriesContext(connection) as plain:
        order_list(OrderFilter())
    with CaptureQueriesContext(connection) as searched:
        order_list(OrderFilter(text="山田"))

    assert len(searched) == len(plain) <= 12


def test_an_order_is_shown_and_found_by_the_name_people_call_it_by(account: Account) -> None:
    named = [make_order("5550001", name="#1001"), make_order("5550002")]
    take_in(Source(account.id, NOON, account.started_at), named)

    assert sorted(row.number for row in order_list(OrderFilter()).rows) == ["#1001", "5550002"]
    for text in ("#1001", "1001", "5550001"):
        assert list(narrowed(OrderFilter(text=text)).values_list("number", flat=True)) == ["5550001"], text
