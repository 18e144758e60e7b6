"""発送後入金待ち (G4-32): an order that left before it was paid never falls back to 保留, nor do its units to the shelf."""

from datetime import timedelta

import pytest

from ichigen.domain.orders import MallOrder, Payment
from ichigen.domain.phases import Phase
from ichigen.services.bulk.kinds import Kind
from ichigen.services.bulk.start import start_ticked, undo
from ichigen.services.operations import run_operation
from ichigen.services.orders.set_status import WRONG_PHASE, set_status
from ichigen.services.orders.ship import ship_order
from ichigen.store.accounts import Account
from ichigen.store.orders import Order
from ichigen.store.staff import Role, Staff
from ichigen.store.stock import StockLevel
from ichigen.workers.operations import OPERATIONS
from tests.builders import NOON, make_account, make_listing, make_order, make_sku
from tests.services.orders.parcels import PARCEL, handles, take

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_jobs")]

#: On hand and reserved of five units of which the order's one has left.
LEFT = (4, 0)


@pytest.fixture
def account(transactional_db: None) -> Account:
    account = make_account("yahoo_shopping")
    make_listing(account, make_sku(on_hand=5))
    return account


def deferred(phase: Phase, *, paid: bool = False, **values: str) -> MallOrder:
    """An order paid after the goods arrived, as the mall shows it in a phase."""
    payment = Payment("後払い", paid=paid, due_before_shipping=False)
    holds = ("不正検知のため審査中",) if phase is Phase.HELD else ()
    shown = handles(pay_status=str(int(paid)), **values)
    return make_order(phase=phase, payment=payment, holds=holds, handles=shown, mark=f"{phase}{paid}")


def stands(order: Order) -> tuple[str, str, bool]:
    order.refresh_from_db()
    return order.phase, order.status.name, order.status_by_hand


def stock() -> tuple[int, int]:
    level = StockLevel.objects.get()
    return level.on_hand, level.reserved


@pytest.mark.parametrize("reported", [Phase.HELD, Phase.READY, Phase.UNPAID, Phase.NEW])
def test_a_hold_on_the_mall_after_shipping_moves_neither_order_nor_stock(account: Account, reported: Phase) -> None:
    order = take(account, deferred(Phase.READY))
    assert ship_order(order.pk, [PARCEL], None) is None
    assert (stands(order), stock()) == (("shipped_unpaid", "発送後入金待ち", False), LEFT)

    take(account, deferred(reported), at=NOON + timedelta(minutes=5))

    assert (stands(order), stock()) == (("shipped_unpaid", "発送後入金待ち", False), LEFT)


def test_payment_completes_it_also_after_a_hold(account: Account) -> None:
    order = take(account, deferred(Phase.SHIPPED_UNPAID))
    take(account, deferred(Phase.HELD), at=NOON + timedelta(minutes=5))

    take(account, deferred(Phase.SHIPPED, paid=True), at=NOON + timedelta(minutes=10))

    assert (stands(order), stock()) == (("shipped", "処理済", False), LEFT)


def test_no_hand_puts_it_on_hold(account: Account) -> None:
    order = take(account, deferred(Phase.SHIPPED_UNPAID))

    assert set_status(order.pk, "held", None) == WRONG_PHASE
    assert stands(order) == ("shipped_unpaid", "発送後入金待ち", False)


def test_a_hold_set_by_hand_ends_where_the_mall_shows_that_it_left(account: Account) -> None:
    order = take(account, deferred(Phase.READY))
    assert set_status(order.pk, "held", None) is None

    take(account, deferred(Phase.SHIPPED_UNPAID), at=NOON + timedelta(minutes=5))

    assert (stands(order), stock()) == (("shipped_unpaid", "発送後入金待ち", False), LEFT)


def test_taking_a_bulk_change_back_leaves_what_was_sent_meanwhile_as_it_is(account: Account) -> None:
    owner = Staff.objects.add("owner", Role.OWNER)
    order = take(account, deferred(Phase.HELD))
    changed = start_ticked(Kind.STATUS, {"status": "ready"}, [(order.pk, order.number)], owner.pk)
    run_operation(changed, OPERATIONS, lambda: False)
    take(account, deferred(Phase.SHIPPED_UNPAID), at=NOON + timedelta(minutes=5))

    back = undo(changed, owner.pk)
    assert back is not None
    run_operation(back, OPERATIONS, lambda: False)

    assert (stands(order), stock()) == (("shipped_unpaid", "発送後入金待ち", False), LEFT)
