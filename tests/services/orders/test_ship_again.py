"""Shipping again after a notice that came to nothing: it goes on with what was begun."""

from typing import Any

import pytest

from ichigen.domain.orders import MallOrder
from ichigen.mallkit.registry import mall
from ichigen.services.orders.ship import ship_order
from ichigen.services.orders.take_in import source_of, take_in
from ichigen.store.accounts import Account
from ichigen.store.orders import Order
from ichigen.store.write_backs import WriteBack, WriteBackStep
from tests.builders import NOON, make_account, make_line, make_listing, make_order, make_sku
from tests.services.orders.parcels import CORRECT, PARCEL

pytestmark = pytest.mark.django_db(transaction=True)


def told(lines: str) -> MallOrder:
    """An order of one A-1 whose mall keeps these lines of it."""
    handles = {"status": "WAITING_FOR_SHIPPING", "anonymous": "", "lines": lines}
    return make_order("OT-1", make_line(), buyer=None, handles=handles)


@pytest.fixture
def account() -> Account:
    account = make_account("mercari_shops")
    make_listing(account, make_sku(on_hand=9))
    return account


def products(write_back: WriteBack) -> list[Any]:
    """What each of its shipments holds."""
    return list(
        write_back.steps.filter(kind="ship_create").order_by("position").values_list("payload__products", flat=True)
    )


def test_a_correction_goes_on_with_the_shipment_that_was_begun_and_with_the_rest(account: Account) -> None:
    take_in(
        source_of(account, mall("mercari_shops").orders, NOON), [told('[["P1","V1",2,1,"COOL"],["P2","V2",1,1,"OWN"]]')]
    )
    order = Order.objects.get()
    assert ship_order(order.pk, [PARCEL], None) is None
    first = WriteBack.objects.get()
    begun = [{"productId": "P1", "variantId": "V1", "quantity": 1}]
    rest = [{"productId": "P2", "variantId": "V2", "quantity": 1}]
    assert products(first) == [begun, rest]

    create = first.steps.get(position=0)
    create.state, create.attempts, create.answer = "confirmed", 1, {"orderShippingId": "OS1"}
    create.save()
    first.steps.filter(position=1).update(state="refused", attempts=1)
    WriteBack.objects.update(state=WriteBack.State.FAILED)
    order.snapshot["handles"]["lines"] = '[["P1","V1",2,0,"COOL"],["P2","V2",1,1,"OWN"]]'
    order.save(update_fields=["snapshot"])

    assert ship_order(order.pk, [CORRECT], None) is None
    again = WriteBack.objects.latest("id")
    assert products(again) == [begun, rest]
    keys = WriteBackStep.objects.filter(kind="ship_create").values_list("payload__idempotencyKey", flat=True)
    assert len(set(keys)) == 2
