"""Actions on many orders: counted again, one result a row, only the failed again, and taken back (ui: bulk actions)."""

from datetime import date

import pytest

from ichigen.domain.phases import Phase
from ichigen.services.bulk.choose import CountChanged, Selection, choose, count_chosen
from ichigen.services.bulk.kinds import Kind
from ichigen.services.bulk.paste import read_paste, rows_of
from ichigen.services.bulk.start import retry_failed, start_bulk, start_ticked, undo
from ichigen.services.operations import run_operation
from ichigen.services.orders.desk import make_label
from ichigen.services.orders.set_status import set_status
from ichigen.services.orders.take_in import Source, take_in
from ichigen.services.views.operations import failures, operation
from ichigen.services.views.order_filter import OrderFilter
from ichigen.store.accounts import Account
from ichigen.store.operations import Operation, OperationRow
from ichigen.store.order_desk import OrderLabel, OrderMemo
from ichigen.store.orders import Order, OrderEvent, Shipment
from ichigen.store.staff import Role, Staff
from ichigen.store.stock import StockLevel
from ichigen.workers.operations import OPERATIONS
from tests.builders import NOON, make_account, make_listing, make_order, make_sku
from tests.services.orders.parcels import handles, take

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_jobs")]


@pytest.fixture
def account() -> Account:
    """Three orders ready to ship, one shipped already; ten units."""
    account = make_account("yahoo_shopping")
    make_listing(account, make_sku(on_hand=10))
    orders = [make_order(str(n), handles=handles()) for n in (1001, 1002, 1003)]
    take(account, *orders, make_order("1004", phase=Phase.SHIPPED, handles=handles()))
    return account


@pytest.fixture
def owner(transactional_db: None) -> Staff:
    return Staff.objects.add("owner", Role.OWNER)


def orders(*numbers: str) -> list[tuple[int, str]]:
    return list(Order.objects.filter(number__in=numbers).order_by("id").values_list("id", "number"))


def finish(number: int) -> Operation:
    run_operation(number, OPERATIONS, lambda: False)
    return Operation.objects.get(pk=number)


def statuses() -> dict[str, tuple[str, bool]]:
    rows = Order.objects.values_list("number", "status__code", "status_by_hand")
    return {number: (code, by_hand) for number, code, by_hand in rows}


def test_all_that_match_are_counted_again_and_a_difference_is_refused(account: Account) -> None:
    ready = OrderFilter(status="ready")
    assert count_chosen(Selection(wanted=ready, shown=3)) == 3
    assert [number for _, number in choose(Selection(wanted=ready, shown=3)).orders] == ["1001", "1002", "1003"]

    take_in(Source(account.id, NOON, account.started_at), [make_order("1005")])

    with pytest.raises(CountChanged) as changed:
        choose(Selection(wanted=ready, shown=3))
    assert (changed.value.shown, changed.value.now) == (3, 4)
    assert count_chosen(Selection(wanted=OrderFilter(status="ready", text="1005"), shown=1)) == 1


def test_ticked_orders_that_are_gone_are_noticed(account: Account) -> None:
    ids = tuple(pk for pk, _ in orders("1001", "1002"))

    assert count_chosen(Selection(ids=ids)) == 2
    with pytest.raises(CountChanged):
        count_chosen(Selection(ids=(*ids, 999_999)))


def test_a_status_is_set_row_by_row_and_taken_back_where_nothing_changed_since(account: Account, owner: Staff) -> None:
    chosen = orders("1001", "1002", "1003", "1004")

    done = finish(start_ticked(Kind.STATUS, {"status": "held"}, chosen, owner.pk))

    assert (done.state, done.done, done.failed, done.total) == ("done", 3, 1, 4)
    assert [(one.number, one.code) for one in failures(done.pk)] == [("1004", "wrong_phase")]
    assert statuses()["1001"] == ("held", True)

    assert set_status(orders("1002")[0][0], "ready", None) is None
    number = undo(done.pk, owner.pk)
    assert number is not None
    back = finish(number)

    assert (back.kind, back.done, back.failed) == ("order.status_back", 2, 1)
    assert [(one.number, one.code) for one in failures(back.pk)] == [("1002", "changed_since")]
    assert statuses() == {
        "1001": ("ready", False), "1002": ("ready", True), "1003": ("ready", False), "1004": ("shipped", False),
    }  # fmt: skip
    assert undo(done.pk, owner.pk) is None


def test_only_the_failed_rows_run_again(account: Account, owner: Staff) -> None:
    done = finish(start_ticked(Kind.STATUS, {"status": "held"}, orders("1001", "1004"), owner.pk))
    number = retry_failed(done.pk, owner.pk)
    assert number is not None

    again = finish(number)

    assert list(again.rows.values_list("label", "state")) == [("1004", "failed")]
    view = operation(done.pk)
    assert view is not None
    assert (view.retryable, view.retried_by) == (0, again.pk)
    assert retry_failed(done.pk, owner.pk) is None  # pressed a second time
    assert retry_failed(again.pk, owner.pk) is not None  # what failed once more has a button of its own
    assert retry_failed(start_ticked(Kind.CONFIRM, {}, orders("1001"), owner.pk), owner.pk) is None  # not over yet


def test_labels_go_on_and_off_with_a_line_in_the_timeline(account: Account, owner: Staff) -> None:
    label = make_label("急ぎ")
    finish(start_ticked(Kind.LABEL, {"label": label}, orders("1001"), owner.pk))

    done = finish(start_ticked(Kind.LABEL, {"label": label}, orders("1001", "1002"), owner.pk))
    view = operation(done.pk)
    assert view is not None
    assert (done.done, view.undoable) == (2, 1)  # 1001 had it before: taking back leaves it there
    number = undo(done.pk, owner.pk)
    assert number is not None
    finish(number)

    assert list(OrderLabel.objects.values_list("order__number", flat=True)) == ["1001"]
    messages = (
        OrderEvent.objects.filter(order__number="1002", kind="label").order_by("id").values_list("message", "actor")
    )
    assert list(messages) == [("ラベル「急ぎ」を付けました", owner.pk), ("ラベル「急ぎ」を外しました", owner.pk)]


def test_a_memo_is_written_below_what_is_there(account: Account, owner: Staff) -> None:
    finish(start_ticked(Kind.MEMO, {"text": "1 行目"}, orders("1001"), owner.pk))
    finish(start_ticked(Kind.MEMO, {"text": "2 行目"}, orders("1001"), owner.pk))

    assert OrderMemo.objects.values_list("text", flat=True).get() == "1 行目\n2 行目"


def test_pasted_tracking_numbers_ship_each_order_once(account: Account, owner: Staff) -> None:
    pasted = (
        "受注番号\t伝票番号\n1001\t1234-5678-9012\n１００２\t４００００００００００１\t佐川急便\n9999\t1\n1004\t55\n"
    )
    rows = rows_of(read_paste(pasted), "yamato", date(2026, 11, 22))

    done = finish(start_bulk(Kind.SHIP, {}, rows, owner.pk))

    shipped = Shipment.objects.order_by("id").values_list("order__number", "carrier", "tracking_number")
    assert list(shipped) == [("1001", "yamato", "123456789012"), ("1002", "sagawa", "400000000001")]
    assert {one.number: one.code for one in failures(done.pk)} == {"9999": "paste_unknown", "1004": "already_shipped"}
    assert (done.done, done.failed) == (2, 2)
    assert StockLevel.objects.values_list("on_hand", "reserved").get() == (7, 1)  # 1004 had left before

    number = retry_failed(done.pk, owner.pk)
    assert number is not None
    assert list(finish(number).rows.values_list("label", flat=True)) == ["1004"]
    assert StockLevel.objects.values_list("on_hand", "reserved").get() == (7, 1)  # 1004 had left before


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [
        ("A-1\t123", [("A-1", "123", "")]),
        ("A-1,123-4,ヤマト運輸", [("A-1", "1234", "")]),
        ("A-1 123\n\n  \nA-2　456", [("A-1", "123", ""), ("A-2", "456", "")]),
        ("A-1", [("A-1", "", "paste_columns")]),
        ("A-1\t", [("A-1", "", "paste_columns")]),
        ("A-1\t4.2E+11", [("A-1", "", "paste_rounded")]),
        ("A-1\t伝票", [("A-1", "", "paste_tracking")]),
        ("A-1\t123\t見本運送", [("A-1", "", "paste_carrier")]),
        ("A-1\t1\nA-1\t2", [("A-1", "", "paste_twice"), ("A-1", "", "paste_twice")]),
    ],
)
def test_lines_of_a_spreadsheet_are_read_or_refused(pasted: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(line.number, line.tracking, line.refusal[0]) for line in read_paste(pasted)] == expected


def test_the_same_number_on_two_accounts_is_for_a_person(account: Account) -> None:
    other = make_account("rakuten", shop="two")
    take_in(Source(other.id, NOON, other.started_at), [make_order("1001")])

    rows = rows_of(read_paste("1001\t1"), "yamato", date(2026, 11, 22))

    assert [(row.order_id, row.refusal[0]) for row in rows] == [(None, "paste_ambiguous")]


def test_a_worker_that_dies_between_rows_does_none_twice(account: Account, owner: Staff) -> None:
    rows = rows_of(read_paste("1001\t1\n1002\t2\n1003\t3"), "yamato", date(2026, 11, 22))
    number = start_bulk(Kind.SHIP, {}, rows, owner.pk)
    answers = iter([False, True])

    run_operation(number, OPERATIONS, lambda: next(answers))
    assert OperationRow.objects.filter(state="done").count() == Shipment.objects.count() == 1

    assert finish(number).done == Shipment.objects.count() == 3
