"""Giving a write-back up, and shipping again what the mall did not take (G4-20, G4-23)."""

import pytest
from django.db import transaction

from ichigen.domain.write_back import CancelReason, GuardRefusal
from ichigen.services.orders.cancel import SHIP_RUNNING, cancel_order
from ichigen.services.orders.ship import ALREADY_SHIPPED, ship_order
from ichigen.services.settle import retry_item
from ichigen.services.worklist import Item, open_item
from ichigen.services.write_back.drop import NO_REASON, NOT_OPEN, UNDER_WAY, drop_write_back
from ichigen.services.write_back.retry import retry_step
from ichigen.store import steps
from ichigen.store.orders import Order, Shipment
from ichigen.store.stock import LedgerEntry, StockLevel
from ichigen.store.worklist import AuditLog, WorklistItem
from ichigen.store.write_backs import WriteBack, WriteBackStep
from tests.builders import make_account, make_listing, make_sku
from tests.services.orders.parcels import CORRECT, PARCEL, ready
from tests.store.threads import Worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order() -> Order:
    account = make_account("yahoo_shopping")
    make_listing(account, make_sku(on_hand=5))
    return ready(account)


@pytest.fixture
def shipped(order: Order) -> Order:
    """Shipped here, the notice not sent yet."""
    assert ship_order(order.id, [PARCEL], None) is None
    return order


def refuse_the_notice() -> WriteBackStep:
    """The mall says no to the open ship notice, as the loop stores it."""
    step = WriteBackStep.objects.get(write_back__state="open", write_back__kind="ship", position=0)
    assert steps.refuse(step.id, "od00001", "お荷物伝票番号が正しくありません。", {})
    open_item(Item(f"step:{step.id}", "step_refused", "題", "理由", "対応", step_id=step.id))
    return step


def states() -> list[tuple[str, str]]:
    return list(WriteBack.objects.order_by("id").values_list("kind", "state"))


def drop(write_back: WriteBack, reason: str = "番号を間違えた") -> GuardRefusal | None:
    return drop_write_back(write_back.id, reason, None)


def test_a_failed_notice_can_be_given_up_and_nothing_of_it_is_sent_any_more(shipped: Order) -> None:
    step = refuse_the_notice()

    assert drop(WriteBack.objects.get()) is None

    assert states() == [("ship", "dropped")]
    assert set(WriteBackStep.objects.values_list("state", "error_code")) == {("refused", "dropped")}
    assert steps.due(shipped.account_id, 10) == []
    assert WorklistItem.objects.get(step=step).resolution == "書出を中止しました: 番号を間違えた"
    assert not WorklistItem.objects.filter(closed_at__isnull=True).exists()
    assert AuditLog.objects.get(action="write_back.drop").reason == "番号を間違えた"
    assert not retry_step(step.id, None)
    assert drop(WriteBack.objects.get()) == NOT_OPEN


def test_a_notice_that_was_not_sent_yet_can_be_given_up_and_one_on_its_way_cannot(shipped: Order) -> None:
    notice, step = WriteBack.objects.get(), WriteBackStep.objects.order_by("position")[0]
    assert drop(notice, " ") == NO_REASON
    for state in ("sending", "unknown"):
        WriteBackStep.objects.filter(id=step.id).update(state=state, attempts=1)
        assert drop(notice) == UNDER_WAY

    WriteBackStep.objects.filter(id=step.id).update(state="planned", attempts=0)
    assert drop(notice) is None
    assert not steps.mark_sending(step.id)


def test_a_refused_notice_is_corrected_by_shipping_again_and_the_goods_leave_once(shipped: Order) -> None:
    refuse_the_notice()

    assert ship_order(shipped.id, [CORRECT], None) is None

    assert states() == [("ship", "dropped"), ("ship", "open")]
    notice = WriteBackStep.objects.get(write_back__state="open", kind="ship")
    assert notice.payload["Order"]["Ship"]["ShipInvoiceNumber1"] == CORRECT.tracking_number
    assert list(Shipment.objects.order_by("id").values_list("tracking_number", flat=True)) == [
        PARCEL.tracking_number,
        CORRECT.tracking_number,
    ]
    assert StockLevel.objects.values_list("on_hand", "reserved").get() == (4, 0)
    assert LedgerEntry.objects.filter(kind="ship").count() == 1
    assert not WorklistItem.objects.filter(closed_at__isnull=True).exists()
    assert ship_order(shipped.id, [PARCEL], None) == ALREADY_SHIPPED


def test_what_was_given_up_may_be_shipped_again_too(shipped: Order) -> None:
    assert drop(WriteBack.objects.get()) is None

    assert ship_order(shipped.id, [CORRECT], None) is None

    assert states() == [("ship", "dropped"), ("ship", "open")]
    assert StockLevel.objects.values_list("on_hand", "reserved").get() == (4, 0)


def test_an_order_whose_notice_was_taken_is_not_shipped_again(shipped: Order) -> None:
    WriteBack.objects.update(state="done")

    assert ship_order(shipped.id, [CORRECT], None) == ALREADY_SHIPPED


def test_a_cancel_waits_until_a_failed_notice_was_given_up(shipped: Order) -> None:
    refuse_the_notice()
    assert cancel_order(shipped.id, CancelReason.BUYER, "", False, None) == SHIP_RUNNING

    assert drop(WriteBack.objects.get()) is None
    assert cancel_order(shipped.id, CancelReason.BUYER, "", False, None) is None


def test_retrying_its_item_locks_the_order_first_as_giving_up_does(shipped: Order) -> None:
    item = WorklistItem.objects.get(step=refuse_the_notice())

    with transaction.atomic():
        Order.objects.select_for_update(no_key=True).only("id").get(pk=shipped.pk)
        retrying = Worker(lambda: retry_item(item.pk, None))
        retrying.wait_until_blocked()
        WorklistItem.objects.select_for_update(nowait=True).get(pk=item.pk)
    retrying.finish()

    assert states() == [("ship", "open")]
