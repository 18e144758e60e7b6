"""キャンセル of chosen orders: looked at first, one write-back an order, refused ones with their reason (G4-23)."""

import pytest
from pytest_django import DjangoAssertNumQueries

from ichigen.domain.json import Json
from ichigen.domain.phases import Phase
from ichigen.domain.write_back import Cancel, CancelReason
from ichigen.services.bulk.cancelling import preview_cancel
from ichigen.services.bulk.kinds import UNDO, Kind
from ichigen.services.bulk.start import retry_failed, start_ticked
from ichigen.services.operations import run_operation
from ichigen.services.orders.cancel import cancel_order
from ichigen.services.orders.ship import ship_order
from ichigen.services.views.operations import failures
from ichigen.store.accounts import Account
from ichigen.store.operations import Operation
from ichigen.store.orders import Order
from ichigen.store.staff import Role, Staff
from ichigen.store.worklist import AuditLog
from ichigen.store.write_backs import WriteBack
from ichigen.workers.operations import OPERATIONS
from tests.builders import make_account, make_listing, make_order, make_sku
from tests.services.orders.parcels import PARCEL, handles, take

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_jobs")]

WISH = Cancel(CancelReason.UNPAID, "期限まで待った", restock=True)
PARAMS: dict[str, Json] = {"reason": "unpaid", "detail": "期限まで待った", "restock": True}


@pytest.fixture
def account() -> Account:
    """1001 and 1002 can be cancelled; 1003 is being shipped, 1004 cancelled, 1005 being cancelled."""
    account = make_account("yahoo_shopping")
    make_listing(account, make_sku(on_hand=10))
    numbers = ("1001", "1002", "1003", "1005")
    take(account, *(make_order(number, handles=handles()) for number in numbers))
    take(account, make_order("1004", phase=Phase.CANCELLED, handles=handles(order_status="4")))
    assert ship_order(pk("1003"), [PARCEL], None) is None
    assert cancel_order(pk("1005"), CancelReason.BUYER, "", True, None) is None
    return account


@pytest.fixture
def owner(transactional_db: None) -> Staff:
    return Staff.objects.add("owner", Role.OWNER)


def pk(number: str) -> int:
    return Order.objects.get(number=number).pk


def finish(number: int) -> Operation:
    run_operation(number, OPERATIONS, lambda: False)
    return Operation.objects.get(pk=number)


def test_the_preview_says_who_and_why_not_and_changes_nothing(account: Account) -> None:
    before = WriteBack.objects.count()

    found = preview_cancel(list(Order.objects.values_list("pk", flat=True)), WISH)

    assert [line.number for line in found.targets] == ["1001", "1002"]
    assert {line.number: line.reason[:15] for line in found.excluded} == {
        "1003": "出荷の報告がモールへ送信中か、",
        "1004": "この受注はすでにキャンセルされ",
        "1005": "同じ内容の書出が処理中か、要対",
    }
    assert found.amount == 2 * 2300
    assert WriteBack.objects.count() == before


def test_a_preview_asks_twice_however_many_there_are(
    account: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ids = list(Order.objects.values_list("pk", flat=True))

    with django_assert_num_queries(2):
        preview_cancel(ids, WISH)


def test_each_order_gets_a_write_back_of_its_own_and_the_others_their_reason(account: Account, owner: Staff) -> None:
    chosen = [(pk(number), number) for number in ("1001", "1002", "1003")]

    done = finish(start_ticked(Kind.CANCEL, PARAMS, chosen, owner.pk))

    opened = WriteBack.objects.filter(kind="cancel", order__number__in=("1001", "1002", "1003"))
    assert sorted(opened.values_list("order__number", "state")) == [("1001", "open"), ("1002", "open")]
    assert opened[0].intent == PARAMS
    assert (done.state, done.done, done.failed) == ("done", 2, 1)
    assert [(one.number, one.code) for one in failures(done.pk)] == [("1003", "ship_running")]
    logged = AuditLog.objects.filter(action="order.cancel", subject="order", actor=owner)
    assert sorted(logged.values_list("subject_id", "reason")) == [
        (pk("1001"), "期限まで待った"),
        (pk("1002"), "期限まで待った"),
    ]


def test_only_the_failed_are_tried_again_and_nothing_can_be_taken_back(account: Account, owner: Staff) -> None:
    first = start_ticked(Kind.CANCEL, PARAMS, [(pk("1001"), "1001"), (pk("1003"), "1003")], owner.pk)
    finish(first)
    WriteBack.objects.filter(order__number="1003").update(state=WriteBack.State.DROPPED)

    again = retry_failed(first, owner.pk)
    assert again is not None
    done = finish(again)

    assert (done.total, done.done, done.failed) == (1, 1, 0)
    assert WriteBack.objects.filter(kind="cancel", order__number="1001").count() == 1
    assert Kind.CANCEL not in UNDO
