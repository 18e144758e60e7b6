"""Shipping: what stops it here, whatever the mall would say (G4-21 to G4-23)."""

import pytest

from ichigen.domain.write_back import CancelReason
from ichigen.services.orders.cancel import cancel_order
from ichigen.services.orders.set_status import set_status
from ichigen.services.orders.ship import CANCEL_RUNNING, HELD_HERE, ship_order
from ichigen.services.write_back.open import ALREADY_OPEN
from ichigen.store.orders import Order, Shipment, Status
from ichigen.store.stock import StockLevel
from ichigen.store.write_backs import WriteBack
from tests.builders import make_account, make_listing, make_sku
from tests.services.orders.parcels import PARCEL, ready

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order() -> Order:
    account = make_account("yahoo_shopping")
    make_listing(account, make_sku(on_hand=5))
    return ready(account)


def stands(order: Order) -> tuple[str, tuple[int, int], list[str], int]:
    """Phase, (on_hand, reserved), kinds of write-backs, shipments."""
    order.refresh_from_db()
    level = StockLevel.objects.values_list("on_hand", "reserved").get()
    kinds = list(WriteBack.objects.order_by("id").values_list("kind", flat=True))
    return order.phase, level, kinds, Shipment.objects.count()


@pytest.mark.parametrize("state", [WriteBack.State.OPEN, WriteBack.State.FAILED])
def test_nothing_is_shipped_while_its_cancel_is_open_or_failed(order: Order, state: str) -> None:
    assert cancel_order(order.id, CancelReason.BUYER, "", False, None) is None
    WriteBack.objects.update(state=state)

    assert ship_order(order.id, [PARCEL], None) == CANCEL_RUNNING

    assert stands(order) == ("ready", (5, 1), ["cancel"], 0)


def test_a_hold_set_by_hand_stops_shipping_until_it_is_lifted(order: Order) -> None:
    held, waiting = (Status.objects.get(phase=phase, default=True).code for phase in ("held", "ready"))
    assert set_status(order.id, held, None) is None

    assert ship_order(order.id, [PARCEL], None) == HELD_HERE
    assert stands(order) == ("ready", (5, 1), [], 0)

    assert set_status(order.id, waiting, None) is None
    assert ship_order(order.id, [PARCEL], None) is None
    assert stands(order) == ("shipped", (4, 0), ["ship"], 1)


def test_a_refusal_of_the_notice_takes_back_what_giving_way_to_it_did(order: Order) -> None:
    for kind in ("ship", "status"):
        WriteBack.objects.create(order=order, kind=kind, intent={}, state=WriteBack.State.OPEN)

    assert ship_order(order.id, [PARCEL], None) == ALREADY_OPEN

    assert WriteBack.objects.get(kind="status").state == WriteBack.State.OPEN
    assert not order.events.filter(kind="write_back_dropped").exists()
    assert stands(order) == ("ready", (5, 1), ["ship", "status"], 0)
