"""同梱 in the store: joined by a person, shipped together, taken apart again (G3-26, G3-27)."""

import pytest

from ichigen.domain.orders import MallOrder, Party
from ichigen.domain.phases import Phase
from ichigen.mallkit.registry import mall
from ichigen.services.orders.bundle import bundle_candidates, children_of, join_orders, leave_bundle
from ichigen.services.orders.ship import ship_order
from ichigen.services.orders.take_in import source_of, take_in
from ichigen.store.accounts import Account
from ichigen.store.orders import Order, OrderEvent, Shipment
from ichigen.store.stock import StockLevel
from ichigen.store.write_backs import WriteBack, WriteBackStep
from tests.builders import NOON, make_account, make_line, make_listing, make_order, make_sku
from tests.services.orders.parcels import PARCEL

pytestmark = pytest.mark.django_db(transaction=True)

MALL = "mercari_shops"
HOME = Party("架空 太郎", postal_code="150-0001", prefecture="東京都", city="渋谷区", street="神宮前1-1")


def told(number: str, *, ship_to: Party | None = HOME, phase: Phase = Phase.READY) -> MallOrder:
    """An order of one A-1 as the mall's client gives it."""
    handles = {"status": "WAITING_FOR_SHIPPING", "anonymous": "", "lines": '[["P1","V1",1,1,"OWN"]]'}
    return make_order(number, make_line(), buyer=None, ship_to=ship_to, phase=phase, handles=handles)


@pytest.fixture
def account() -> Account:
    account = make_account(MALL)
    make_listing(account, make_sku(on_hand=9))
    return account


def take(account: Account, *orders: MallOrder) -> list[int]:
    """Take them in; return their ids."""
    take_in(source_of(account, mall(MALL).orders, NOON), orders)
    return [Order.objects.get(account=account, number=order.number).pk for order in orders]


def notices() -> dict[str, int]:
    """How many ship notices each order has."""
    backs = WriteBack.objects.filter(kind="ship").values_list("order__number", flat=True)
    return {number: list(backs).count(number) for number in backs}


def test_g3_27_what_is_shipped_with_the_parent_is_written_for_every_child(account: Account) -> None:
    parent, first, second = take(account, told("OT-1"), told("OT-2"), told("OT-3"))
    assert [member.number for member in bundle_candidates(parent)] == ["OT-2", "OT-3"]
    assert join_orders(parent, [first, second], None) is None
    assert [member.number for member in children_of(parent)] == ["OT-2", "OT-3"]
    assert bundle_candidates(parent) == ()

    assert ship_order(parent, [PARCEL], None) is None

    assert notices() == {"OT-1": 1, "OT-2": 1, "OT-3": 1}
    assert set(Shipment.objects.values_list("tracking_number", flat=True)) == {PARCEL.tracking_number}
    tracked = WriteBackStep.objects.filter(kind="ship_track").values_list("payload__parcels", flat=True)
    assert list(tracked) == [[["yamato", PARCEL.tracking_number, ""]]] * 3
    assert set(Order.objects.values_list("phase", flat=True)) == {"shipped"}
    assert StockLevel.objects.values_list("on_hand", "reserved").get() == (6, 0)


def test_a_child_is_not_shipped_by_itself_until_it_is_taken_out(account: Account) -> None:
    parent, child = take(account, told("OT-1"), told("OT-2"))
    join_orders(parent, [child], None)
    refusal = ship_order(child, [PARCEL], None)
    assert refusal is not None
    assert refusal.code == "bundle_child"
    assert leave_bundle(child, None) is None
    assert ship_order(child, [PARCEL], None) is None
    assert notices() == {"OT-2": 1}
    assert OrderEvent.objects.filter(order_id=child, kind="bundle").count() == 2


def test_a_child_that_cannot_be_shipped_keeps_the_parent_open_and_shipping_goes_on_later(account: Account) -> None:
    parent, first, second = take(account, told("OT-1"), told("OT-2"), told("OT-3"))
    join_orders(parent, [first, second], None)
    Order.objects.filter(pk=second).update(
        status=Order.objects.get(pk=second).status.__class__.objects.get(code="held")
    )

    refusal = ship_order(parent, [PARCEL], None)
    assert refusal is not None
    assert (refusal.code, refusal.message.startswith("子注文 OT-3: ")) == ("held_here", True)
    assert notices() == {"OT-2": 1}

    Order.objects.filter(pk=second).update(status=Order.objects.get(pk=parent).status)
    assert ship_order(parent, [PARCEL], None) is None
    assert notices() == {"OT-1": 1, "OT-2": 1, "OT-3": 1}


def test_a_child_cancelled_on_the_mall_is_left_out(account: Account) -> None:
    parent, child = take(account, told("OT-1"), told("OT-2"))
    join_orders(parent, [child], None)
    Order.objects.filter(pk=child).update(phase="cancelled")
    assert ship_order(parent, [PARCEL], None) is None
    assert notices() == {"OT-1": 1}


def test_other_addresses_and_unknown_ones_are_no_candidates(account: Account) -> None:
    other = Party("架空 花子", postal_code="150-0001", prefecture="東京都", city="渋谷区", street="神宮前9-9")
    parent, *_ = take(account, told("OT-1"), told("OT-2", ship_to=other), told("OT-3", ship_to=None))
    assert bundle_candidates(parent) == ()
    (unknown,) = take(account, told("OT-4", ship_to=None))
    refusal = join_orders(parent, [unknown], None)
    assert refusal is not None
    assert refusal.code == "bundle_address"


def test_joining_is_all_or_nothing(account: Account) -> None:
    parent, child, shipped = take(account, told("OT-1"), told("OT-2"), told("OT-3", phase=Phase.SHIPPED))
    assert join_orders(parent, [child, shipped], None) is not None
    assert children_of(parent) == ()
