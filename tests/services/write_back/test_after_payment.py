"""発送後入金待ち: what the table says before payment and what it says after it are two writes (X-04, G4-19, G4-20)."""

from dataclasses import replace

import pytest

from ichigen.domain.orders import MallOrder, Payment
from ichigen.domain.phases import Phase
from ichigen.domain.write_back import GuardRefusal, MallState
from ichigen.services.clock import now
from ichigen.services.orders.ship import ship_order
from ichigen.services.write_back.after_payment import open_rests
from ichigen.services.write_back.status_table import NO_CHANGE, rows_in_force, save_table
from ichigen.store import steps
from ichigen.store.accounts import Account
from ichigen.store.orders import Order
from ichigen.store.write_backs import WriteBackStep
from tests.builders import make_order
from tests.services.orders.parcels import PARCEL, handles, take
from tests.services.write_back.status_shop import open_shop, pass_of_the_loop, the_table, written

pytestmark = pytest.mark.django_db(transaction=True)
INVOICE = PARCEL.tracking_number


def deferred(*, paid: bool, **values: str) -> MallOrder:
    """An order that is paid after the goods arrived."""
    payment = Payment("後払い", paid=paid, due_before_shipping=False)
    return make_order(
        handles=handles(pay_status=str(int(paid)), **values), phase=Phase.READY, payment=payment, ordered_at=now()
    )


def before_payment(account: Account, state: MallState) -> None:
    """The shop saves what 発送後入金待ち writes."""
    rows = [
        replace(row, enabled=True, state=state) if row.status == "shipped_unpaid" else row
        for row in rows_in_force(account.pk, the_table()).values()
    ]
    saved = save_table(account.pk, rows, 0, "", None)
    assert saved is NO_CHANGE or not isinstance(saved, GuardRefusal)


def shipped_before_payment(account: Account, ship_status: str) -> Order:
    """Shipped, the notice proved on the mall."""
    order = take(account, deferred(paid=False), at=now())
    assert ship_order(order.pk, [PARCEL], None) is None
    for step in WriteBackStep.objects.order_by("position"):
        steps.confirm(step.pk, {})
    take(account, deferred(paid=False, ship_status=ship_status, invoices=INVOICE), at=now())
    return order


def test_x_04_goods_in_process_before_payment_are_shipped_and_completed_after_it() -> None:
    account = open_shop()
    before_payment(account, MallState("2", "2"))
    shipped_before_payment(account, "2")

    take(account, deferred(paid=True, ship_status="2", invoices=INVOICE), at=now())
    assert open_rests(account) == 1

    assert written() == [
        ("ship", "done", ["出荷ステータスを「出荷処理中」にする"]),
        ("ship", "open", ["出荷済みにする", "注文を完了にする"]),
    ]
    pass_of_the_loop(account)
    assert len(written()) == 2


def test_a_notice_that_said_shipped_already_is_not_sent_again_even_where_the_mall_shows_another_number() -> None:
    account = open_shop()
    before_payment(account, MallState("2", "3"))
    shipped_before_payment(account, "3")

    take(account, deferred(paid=True, ship_status="3", invoices="999900001111"), at=now())
    assert open_rests(account) == 1

    assert written()[1] == ("ship", "open", ["注文を完了にする"])
