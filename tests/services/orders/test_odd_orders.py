"""What a mall may put into an order and a column does not take: cut, numbered or left out, and never the batch (R1-51)."""

import pytest
from django.db import ProgrammingError, connection

from ichigen.domain.orders import Amounts, MallOrder, Party
from ichigen.services.loops import begin_run
from ichigen.services.orders.take_in import Source, TakenIn, take_in_fenced
from ichigen.store.orders import Order, OrderLine
from ichigen.store.stock import StockLevel
from ichigen.store.worklist import WorklistItem
from tests.builders import NOON, make_account, make_line, make_listing, make_order, make_sku

pytestmark = pytest.mark.django_db(transaction=True)


def take(*orders: MallOrder) -> TakenIn:
    account = make_account()
    make_listing(account, make_sku("A-1", on_hand=9))
    return take_in_fenced(begin_run(account.pk, "intake"), Source(account.pk, NOON, NOON), orders)


def test_what_is_longer_than_its_column_is_cut_and_kept_whole_in_the_snapshot() -> None:
    abroad = Party(name="名" * 201, prefecture="Provincia de Buenos Aires")

    assert take(make_order("1", ship_to=abroad, buyer=abroad, mall_state="s" * 61, mark="m" * 121)) == TakenIn(1, 0, 0)

    order = Order.objects.get()
    assert (order.buyer_name, order.prefecture) == ("名" * 200, "Provincia de Buenos ")
    assert (order.mall_state, order.mark) == ("s" * 60, "m" * 120)
    assert order.snapshot["ship_to"][:4] == ["名" * 201, "", "", "Provincia de Buenos Aires"]


def test_lines_with_the_same_id_are_numbered_and_all_reserved() -> None:
    take(make_order("1", make_line("7"), make_line("7#2"), make_line("7", quantity=2), make_line("x" * 70)))

    assert list(OrderLine.objects.order_by("id").values_list("line_id", "quantity")) == [
        ("7", 1),
        ("7#2", 1),
        ("7#3", 2),
        ("x" * 64, 1),
    ]
    assert StockLevel.objects.get().reserved == 5


def test_characters_that_no_database_stores_are_left_out() -> None:
    note = "a\x00b \ud83d \\u0000"

    assert take(make_order("1", make_line(title="t\x00"), note=note, buyer=Party(name="架空\x00"))) == TakenIn(1, 0, 0)

    order = Order.objects.get()
    assert (order.snapshot["note"], order.buyer_name) == ("ab ? \\u0000", "架空")
    assert OrderLine.objects.get().title == "t"


def test_an_order_that_cannot_be_stored_costs_that_order_only() -> None:
    poison = make_order("bad", amounts=Amounts(total=2**40), buyer=Party(name="架空 花子"))

    assert take(make_order("1"), poison, make_order("2")) == TakenIn(2, 0, 0, unstorable=("bad",))

    assert list(Order.objects.order_by("number").values_list("number", flat=True)) == ["1", "2"]
    item = WorklistItem.objects.get()
    assert (item.code, item.urgent, item.title) == ("order_unstorable", True, "受注 bad を保存できません")
    assert item.cause.endswith("この受注の在庫は確保されていません。（DataError 22003）")
    assert item.action.startswith("モールの管理画面でこの受注を確認し")


def test_a_number_that_does_not_fit_its_column_is_never_cut() -> None:
    number = "n" * 65

    assert take(make_order(number), make_order("1")).unstorable == (number,)


def test_a_defect_of_ours_is_not_blamed_on_an_order() -> None:
    with connection.cursor() as cursor:
        cursor.execute("alter table store_orderevent rename to elsewhere")
    try:
        with pytest.raises(ProgrammingError):
            take(make_order("1"), make_order("2"))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("alter table elsewhere rename to store_orderevent")

    assert not WorklistItem.objects.exists()
