"""同梱 in the store: joined by a person, shipped together, taken apart again (G3-26, G3-27)."""

import pytest
from django.db import transaction

from ichigen.domain.orders import MallOrder, Party
from ichigen.domain.phases import Phase
from ichigen.mallkit.registry import mall
from ichigen.services.orders.bundle import SharedParcel, children_of, join_orders, leave_bundle, shared_parcel
from ichigen.services.orders.ship import ship_order
from ichigen.services.orders.take_in import source_of, take_in
from ichigen.store.accounts import Account
from ichigen.store.hot import run
from ichigen.store.orders import Order, OrderEvent, Shipment
from ichigen.store.stock import StockLevel
from ichigen.store.worklist import WorklistItem
from ichigen.store.write_backs import WriteBack, WriteBackStep
from tests.builders import NOON, make_account, make_line, make_listing, make_order, make_sku
from tests.services.orders.parcels import CORRECT, PARCEL
from tests.store.threads import Worker, run_together

pytestmark = pytest.mark.django_db(transaction=True)

MALL = "mercari_shops"
HOME = Party("架空 太郎", postal_code="150-0001", prefecture="東京都", city="渋谷区", street="神宮前1-1")


def told(number: str, code: str = "A-1", *, ship_to: Party | None = HOME, phase: Phase = Phase.READY) -> MallOrder:
    """An order of one A-1 as the mall's client gives it."""
    handles = {"status": "WAITING_FOR_SHIPPING", "anonymous": "", "lines": '[["P1","V1",1,1,"OWN"]]'}
    return make_order(number, make_line(code=code), buyer=None, ship_to=ship_to, phase=phase, handles=handles)


@pytest.fixture
def account() -> Account:
    account = make_account(MALL)
    make_listing(account, make_sku(on_hand=9))
    return account


def take(account: Account, *orders: MallOrder) -> list[int]:
    """Take them in; return their ids."""
    take_in(source_of(account, mall(MALL).orders, NOON), orders)
    return [Order.objects.get(account=account, number=order.number).pk for order in orders]


def seen(order_id: int) -> SharedParcel:
    """同梱 as the order's page shows it."""
    return shared_parcel(Order.objects.get(pk=order_id))


def notices() -> dict[str, int]:
    """How many ship notices each order has."""
    backs = WriteBack.objects.filter(kind="ship").values_list("order__number", flat=True)
    return {number: list(backs).count(number) for number in backs}


def test_g3_27_what_is_shipped_with_the_parent_is_written_for_every_child(account: Account) -> None:
    parent, first, second = take(account, told("OT-1"), told("OT-2"), told("OT-3"))
    assert [member.number for member in seen(parent).joinable] == ["OT-2", "OT-3"]
    assert join_orders(parent, [first, second], None) is None
    assert [member.number for member in seen(parent).children] == ["OT-2", "OT-3"]
    assert [member.number for member in (seen(first).parent,) if member] == ["OT-1"]
    assert seen(first).joinable == ()
    assert seen(parent).joinable == ()

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
    assert seen(parent).joinable == ()
    (unknown,) = take(account, told("OT-4", ship_to=None))
    refusal = join_orders(parent, [unknown], None)
    assert refusal is not None
    assert refusal.code == "bundle_address"


def test_joining_is_all_or_nothing(account: Account) -> None:
    parent, child, shipped = take(account, told("OT-1"), told("OT-2"), told("OT-3", phase=Phase.SHIPPED))
    assert join_orders(parent, [child, shipped], None) is not None
    assert children_of(parent) == ()


def numbers(order_id: int) -> tuple[list[str], list[str]]:
    """Parcel numbers of an order as they were entered; those that its mall is to be told of now."""
    entered = Shipment.objects.filter(order_id=order_id).order_by("id").values_list("tracking_number", flat=True)
    told_of = WriteBackStep.objects.filter(write_back__order=order_id, write_back__state="open", kind="ship_track")
    return list(entered), [parcels[0][1] for parcels in told_of.values_list("payload__parcels", flat=True)]


@pytest.mark.parametrize("state", ["open", "failed", "dropped"])
def test_g3_27_a_corrected_parcel_of_the_parent_is_that_of_its_children(account: Account, state: str) -> None:
    parent, child = take(account, told("OT-1"), told("OT-2"))
    join_orders(parent, [child], None)
    assert ship_order(parent, [PARCEL], None) is None
    WriteBack.objects.filter(order=parent).update(state="failed")
    WriteBack.objects.filter(order=child).update(state=state)

    assert ship_order(parent, [CORRECT], None) is None

    both = ([PARCEL.tracking_number, CORRECT.tracking_number], [CORRECT.tracking_number])
    assert (numbers(parent), numbers(child)) == (both, both)
    assert StockLevel.objects.values_list("on_hand", "reserved").get() == (7, 0)


def test_a_child_whose_mall_was_told_the_old_number_is_for_a_person(account: Account) -> None:
    parent, child = take(account, told("OT-1"), told("OT-2"))
    join_orders(parent, [child], None)
    ship_order(parent, [PARCEL], None)
    WriteBack.objects.filter(order=parent).update(state="failed")
    WriteBack.objects.filter(order=child).update(state="done")

    assert ship_order(parent, [CORRECT], None) is None

    assert numbers(child) == ([PARCEL.tracking_number], [])
    assert list(WorklistItem.objects.values_list("code", "order_id")) == [("bundle_told", child)]


def test_a_request_in_doubt_of_a_child_keeps_the_correction_back(account: Account) -> None:
    parent, child = take(account, told("OT-1"), told("OT-2"))
    join_orders(parent, [child], None)
    ship_order(parent, [PARCEL], None)
    WriteBack.objects.filter(order=parent).update(state="failed")
    WriteBackStep.objects.filter(write_back__order=child, position=0).update(state="unknown", attempts=1)

    refusal = ship_order(parent, [CORRECT], None)

    assert refusal is not None
    assert (refusal.code, refusal.message.startswith("子注文 OT-2: ")) == ("under_way", True)
    assert numbers(parent)[0] == numbers(child)[0] == [PARCEL.tracking_number]


def in_one(order_id: int) -> None:
    """Ship inside a transaction of the caller, as a bulk action and the API do."""
    with transaction.atomic():
        assert ship_order(order_id, [PARCEL], None) is None


def test_a_bundle_is_locked_whole_before_any_stock_of_it(account: Account) -> None:
    make_listing(account, make_sku("B-1", on_hand=9))
    parent, first, second = take(account, told("OT-1"), told("OT-2"), told("OT-3", "B-1"))
    join_orders(parent, [first, second], None)

    with transaction.atomic():
        run("select id from store_order where id = %s for no key update", (second,))
        shipping = Worker(lambda: in_one(parent))
        shipping.wait_until_blocked()
        free = run("select id from store_order order by id for no key update skip locked").fetchall()
        assert free == [(second,)]  # ours
        run("select from store_listingmark for no key update nowait")
        run("select id from store_stocklevel for no key update nowait")
    shipping.finish()
    assert sorted(StockLevel.objects.values_list("sku__code", "on_hand")) == [("A-1", 7), ("B-1", 8)]


def test_two_bundles_of_the_same_goods_are_shipped_at_the_same_time(account: Account) -> None:
    make_listing(account, make_sku("B-1", on_hand=9))
    other = Party("架空 花子", postal_code="150-0001", prefecture="東京都", city="渋谷区", street="神宮前9-9")
    ids = take(
        account, told("OT-1", "B-1"), told("OT-2"), told("OT-3", ship_to=other), told("OT-4", "B-1", ship_to=other)
    )
    join_orders(ids[0], [ids[1]], None)
    join_orders(ids[2], [ids[3]], None)
    run_together([lambda: in_one(ids[0]), lambda: in_one(ids[2])])
    assert notices() == {"OT-1": 1, "OT-2": 1, "OT-3": 1, "OT-4": 1}
    assert sorted(StockLevel.objects.values_list("sku__code", "on_hand", "reserved")) == [("A-1", 7, 0), ("B-1", 7, 0)]
