"""A changed status is written by itself where its row is ticked; a changed table writes nothing (G3-28, G4-25, G4-33)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ichigen.domain.phases import Phase
from ichigen.domain.write_back import CancelReason
from ichigen.services.clock import now
from ichigen.services.orders.cancel import cancel_order
from ichigen.services.orders.set_delivery import CLOSED, UNKNOWN, set_delivery
from ichigen.services.orders.set_status import set_status
from ichigen.services.orders.ship import ALREADY_SHIPPED, ship_order
from ichigen.services.orders.untold import is_untold
from ichigen.services.views.order_filter import OrderFilter, narrowed
from ichigen.services.write_back.drop import drop_write_back
from ichigen.services.write_back.status_table import restore_table
from ichigen.services.write_back.write_status import NO_REASON, UNDER_WAY, write_before_payment, write_status
from ichigen.store import steps
from ichigen.store.accounts import Account
from ichigen.store.orders import Order, OrderEvent, Status
from ichigen.store.stock import StockLevel
from ichigen.store.worklist import AuditLog, WorklistItem
from ichigen.store.write_backs import WriteBack, WriteBackStep
from tests.builders import make_listing, make_sku
from tests.services.orders.parcels import CORRECT, PARCEL, take
from tests.services.write_back.status_shop import (
    open_shop,
    order_of,
    pass_of_the_loop,
    tick,
    told,
    untick,
    written,
)

pytestmark = pytest.mark.django_db(transaction=True)
SHIPPING = "出荷ステータスを「出荷処理中」にする"


@pytest.fixture
def account() -> Account:
    account = open_shop()
    make_listing(account, make_sku(on_hand=9))
    return account


def test_g4_27_a_new_order_that_waits_for_shipping_is_written_once_where_its_row_is_ticked(account: Account) -> None:
    tick(account, "ready")
    order_of(account)

    assert [pass_of_the_loop(account), pass_of_the_loop(account)] == [1, 0]
    assert written() == [("status", "open", [SHIPPING])]


def test_g4_25_an_unticked_row_writes_nothing(account: Account) -> None:
    order_of(account)

    assert pass_of_the_loop(account) == 0
    assert written() == []


def test_g4_33_ticking_a_row_writes_nothing_of_the_orders_that_are_there(account: Account) -> None:
    order_of(account)
    pass_of_the_loop(account)

    tick(account, "ready")
    assert pass_of_the_loop(account) == 0
    restore_table(account.pk, 0, None)
    assert pass_of_the_loop(account) == 0


def test_what_was_there_when_stock_sync_began_waits_for_a_person(account: Account) -> None:
    tick(account, "ready")
    order = order_of(account)
    account.started_at = now() + timedelta(seconds=1)
    account.save()

    assert pass_of_the_loop(account) == 0
    assert write_status(order.pk, None) is None
    assert written() == [("status", "open", [SHIPPING])]


def test_g4_18_a_hold_by_hand_is_written_and_its_end_too(account: Account) -> None:
    tick(account, "held", "ready")
    order = order_of(account, ship_status="2")
    pass_of_the_loop(account)

    assert set_status(order.pk, "held", None) is None
    assert pass_of_the_loop(account) == 1
    assert written() == [("status", "open", ["注文ステータスを「保留」にする", "出荷ステータスを「出荷可」にする"])]


def test_a_hold_of_the_shops_own_name_stays_when_the_mall_shows_the_hold(account: Account) -> None:
    """What comes back is our own 保留; it must not take the status that was the reason for it."""
    Status.objects.create(code="parts", name="部品待ち", phase="held", position=9, tone="held")
    tick(account, "parts")
    order = order_of(account)
    pass_of_the_loop(account)
    assert set_status(order.pk, "parts", None) is None

    take(account, told(phase=Phase.HELD, order_status="3"), at=now())
    order.refresh_from_db()
    assert (order.phase, order.status.name, order.status_by_hand) == ("held", "部品待ち", True)

    take(account, told(), at=now())
    order.refresh_from_db()
    assert (order.phase, order.status.name, order.status_by_hand) == ("ready", "発送待ち", False)


def test_a_later_status_takes_the_place_of_one_not_sent_yet(account: Account) -> None:
    tick(account, "held", "ready")
    order = order_of(account)
    pass_of_the_loop(account)
    set_status(order.pk, "held", None)

    assert pass_of_the_loop(account) == 1
    assert [(kind, state) for kind, state, _ in written()] == [("status", "dropped"), ("status", "open")]


def test_a_later_status_waits_while_the_earlier_is_in_doubt(account: Account) -> None:
    tick(account, "held", "ready")
    order = order_of(account, order_status="3")
    pass_of_the_loop(account)
    first, second = WriteBackStep.objects.order_by("position")
    assert steps.mark_sending(first.pk)
    set_status(order.pk, "held", None)

    assert pass_of_the_loop(account) == 0
    assert not WriteBackStep.objects.filter(pk=second.pk).exists()  # nothing more of it is begun
    steps.confirm(first.pk, {})
    take(account, told(order_status="2"), at=now())
    assert pass_of_the_loop(account) == 1


def test_a_step_that_waits_for_an_earlier_one_is_not_due(account: Account) -> None:
    """Otherwise the loop would look for it again and again until the earlier one may be proved."""
    tick(account, "ready")
    order_of(account, order_status="3")
    pass_of_the_loop(account)
    first = WriteBackStep.objects.order_by("position")[0]
    assert steps.next_due_s(account.pk) == 0.0
    assert steps.mark_sending(first.pk)

    steps.mark_sent(first.pk, accepted=True, wait_s=300.0)

    wait_s = steps.next_due_s(account.pk)
    assert wait_s is not None
    assert 290.0 < wait_s <= 300.0
    assert steps.due(account.pk, 10) == []


def test_writing_now_while_a_request_is_in_doubt_leaves_the_rest_of_it_as_it_is(account: Account) -> None:
    tick(account, "ready")
    order = order_of(account, order_status="3")
    pass_of_the_loop(account)
    first = WriteBackStep.objects.order_by("position")[0]
    assert steps.mark_sending(first.pk)

    assert write_status(order.pk, None) is UNDER_WAY
    steps.confirm(first.pk, {})

    assert written() == [("status", "open", ["注文ステータスを「処理中」にする", SHIPPING])]


def test_g4_26_an_unpaid_order_is_written_when_it_is_paid_not_before(account: Account) -> None:
    tick(account, "unpaid", "ready")
    order_of(account, phase=Phase.UNPAID)
    assert pass_of_the_loop(account) == 0

    take(account, told(), at=now())
    assert pass_of_the_loop(account) == 1
    assert written() == [("status", "open", [SHIPPING])]


def test_g4_22_before_payment_only_with_a_reason_which_is_recorded(account: Account) -> None:
    tick(account, "unpaid")
    order = order_of(account, phase=Phase.UNPAID)
    pass_of_the_loop(account)

    refused = write_status(order.pk, None)
    assert refused is not None
    assert refused.code == "payment_due"
    assert write_before_payment(order.pk, "  ", None) is NO_REASON
    assert write_before_payment(order.pk, "店頭で入金を確認", None) is None

    assert written() == [("status", "open", [SHIPPING])]
    assert not WriteBackStep.objects.get().guarded
    log = AuditLog.objects.get(action="write_back.before_payment")
    assert (log.reason, log.data) == ("店頭で入金を確認", {"changes": [["出荷ステータス", "出荷不可", "出荷処理中"]]})
    assert OrderEvent.objects.filter(order=order, kind="before_payment").count() == 1


def test_g4_20_shipping_writes_the_row_of_the_status_it_leads_to(account: Account) -> None:
    order = order_of(account)

    assert ship_order(order.pk, [PARCEL], None) is None
    assert pass_of_the_loop(account) == 0  # the notice is the write-back of the new status
    assert written() == [("ship", "open", ["出荷済みにする", "注文を完了にする"])]


def test_g4_25_an_unticked_row_of_shipping_keeps_the_notice_back_and_says_so(account: Account) -> None:
    untick(account, "shipped")
    order = order_of(account)

    assert ship_order(order.pk, [PARCEL], None) is None
    assert written() == []
    assert "有効になっていない" in OrderEvent.objects.get(order=order, kind="write_back_off").message


def test_g3_28_orders_whose_mall_was_not_told_are_found_until_it_is(account: Account) -> None:
    untick(account, "shipped")
    order = order_of(account)
    assert not is_untold(order.pk)

    assert ship_order(order.pk, [PARCEL], None) is None
    assert list(narrowed(OrderFilter(marks=frozenset({"untold"})))) == [order]
    assert ship_order(order.pk, [CORRECT], None) is None  # a wrong number is corrected, the goods have left once
    assert StockLevel.objects.values_list("on_hand", "reserved").get() == (8, 0)

    tick(account, "shipped")
    assert write_status(order.pk, None) is None
    assert WriteBackStep.objects.order_by("position")[0].payload["Order"]["Ship"]["ShipInvoiceNumber1"] == (
        CORRECT.tracking_number
    )
    assert not is_untold(order.pk)
    assert ship_order(order.pk, [PARCEL], None) is ALREADY_SHIPPED


def test_what_was_shipped_on_the_mall_is_not_completed_there_by_itself(account: Account) -> None:
    """Ticked rows of shipping are the notice of what this shop sent; the rest waits for 更新実行."""
    order = order_of(account)
    pass_of_the_loop(account)
    shipped = told(phase=Phase.SHIPPED, ship_status="3", invoices="400000000011")
    take(account, replace(shipped, parcels=(PARCEL,)), at=now())

    assert pass_of_the_loop(account) == 0
    assert written() == []
    assert write_status(order.pk, None) is None
    assert written() == [("status", "open", ["注文を完了にする"])]


def test_a_status_that_changed_during_another_write_is_written_after_it(account: Account) -> None:
    tick(account, "held")
    order = order_of(account)
    pass_of_the_loop(account)
    assert cancel_order(order.pk, CancelReason.BUYER, "", False, None) is None
    set_status(order.pk, "held", None)
    assert pass_of_the_loop(account) == 0

    assert drop_write_back(WriteBack.objects.get().pk, "購入者が取り下げた", None) is None

    assert [pass_of_the_loop(account), pass_of_the_loop(account)] == [1, 0]
    assert [(kind, state) for kind, state, _ in written()] == [("cancel", "dropped"), ("status", "open")]


def test_a_status_that_changed_while_the_mall_stopped_the_order_is_written_when_it_lets_go(account: Account) -> None:
    tick(account, "ready")
    order = order_of(account, phase=Phase.HELD)
    stopped = replace(told(phase=Phase.HELD), holds=("不正注文の審査中です。",))
    take(account, stopped, at=now())
    set_status(order.pk, "ready", None)
    assert pass_of_the_loop(account) == 0

    take(account, replace(told(phase=Phase.HELD), holds=()), at=now())

    assert pass_of_the_loop(account) == 1


def test_a_ship_notice_that_a_person_gave_up_does_not_come_back_as_a_status(account: Account) -> None:
    order = order_of(account)
    assert ship_order(order.pk, [PARCEL], None) is None
    assert pass_of_the_loop(account) == 0

    assert drop_write_back(WriteBack.objects.get().pk, "モールの画面で済ませた", None) is None

    assert pass_of_the_loop(account) == 0


def test_shipping_takes_the_place_of_a_status_not_sent_yet(account: Account) -> None:
    tick(account, "ready")
    order = order_of(account)
    pass_of_the_loop(account)

    ship_order(order.pk, [PARCEL], None)

    assert [(kind, state) for kind, state, _ in written()] == [("status", "dropped"), ("ship", "open")]


def test_g4_23_a_cancel_is_written_whatever_the_table_says(account: Account) -> None:
    order = order_of(account)

    assert cancel_order(order.pk, CancelReason.OUT_OF_STOCK, "", False, None) is None
    assert written() == [("cancel", "open", ["キャンセルにする"])]


def test_g4_14_g4_15_a_changed_delivery_wish_is_an_event_of_its_own(account: Account) -> None:
    tick(account, "ready")
    order = order_of(account, ship_status="2")
    pass_of_the_loop(account)
    day = now().date() + timedelta(days=3)

    assert set_delivery(order.pk, day, "18時～20時", None) is None
    assert pass_of_the_loop(account) == 1
    assert WriteBackStep.objects.get().payload["Order"] == {
        "Ship": {"ShipRequestDate": f"{day:%Y%m%d}", "ShipRequestTime": "18:00～20:00"}
    }
    assert set_delivery(order.pk, day, "夜", None) is UNKNOWN
    Order.objects.filter(pk=order.pk).update(phase="shipped")
    assert set_delivery(order.pk, None, "", None) is CLOSED


def test_g4_08_what_the_mall_cannot_take_is_on_the_worklist_until_it_is_written(account: Account) -> None:
    order = order_of(account, ship_status="3", invoices="")
    Order.objects.filter(pk=order.pk).update(phase="shipped", status=Status.objects.get(code="shipped"))
    order.shipments.create(carrier="yamato", tracking_number="ABC", shipped_on=now().date())

    assert pass_of_the_loop(account) == 0
    item = WorklistItem.objects.get(code="status_refused", closed_at__isnull=True)
    assert "tracking_number_invalid" in item.cause

    order.shipments.create(carrier="yamato", tracking_number="4000-0000-0011", shipped_on=now().date(), entry=2)
    assert write_status(order.pk, None) is None
    item.refresh_from_db()
    assert item.closed_at is not None
