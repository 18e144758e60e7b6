"""店舗紐付け (R1-10, R1-11): on which shelf the orders of an account are 確保 and 減少; what is offered stays one stock."""

from datetime import timedelta

import pytest

from ichigen.domain.stock import ComponentStock, offer
from ichigen.services.accounts.shop_settings import keep_shop_settings
from ichigen.services.orders.ship import ship_order
from ichigen.store.accounts import Account
from ichigen.store.goods import Location, Sku
from ichigen.store.hot import run
from ichigen.store.stock import Reservation, StockLevel
from ichigen.store.stock_writing import COMPONENTS
from tests.builders import NOON, make_account, make_line, make_listing, make_order, make_sku
from tests.services.orders.parcels import PARCEL, handles, take

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_jobs")]


@pytest.fixture
def sku(transactional_db: None) -> Sku:
    """Three in the first place, two in 大阪, five in a place that does not sell on malls."""
    sku = make_sku(on_hand=3)
    for code, units, sells in (("osaka", 2, True), ("depot", 5, False)):
        place = Location.objects.create(code=code, name=code, sells=sells)
        StockLevel.objects.create(sku=sku, location=place, on_hand=units, reserved=0)
    return sku


def linked(*codes: str) -> Account:
    """An account that is bound to these places, as the screen stores it."""
    account = make_account("yahoo_shopping", shop="-".join(["shop", *codes]))
    make_listing(account, Sku.objects.get())
    ids = list(Location.objects.filter(code__in=codes).values_list("pk", flat=True))
    assert keep_shop_settings(account.pk, account.label, "", ids, None) is None
    return account


def ordered(account: Account, number: str, units: int = 1) -> int:
    line = make_line(quantity=units)
    return take(account, make_order(number, line, handles=handles())).pk


def shelves() -> dict[str, tuple[int, int]]:
    found = StockLevel.objects.values_list("location__code", "on_hand", "reserved")
    return {code: (on_hand, reserved) for code, on_hand, reserved in found if code != "depot"}


def offered(account: Account) -> int:
    ids = list(account.listings.values_list("pk", flat=True))
    return offer(tuple(ComponentStock(row[1], row[2]) for row in run(COMPONENTS, {"ids": ids}).fetchall()))


def test_orders_are_held_and_leave_where_their_account_is_bound(sku: Sku) -> None:
    order = ordered(linked("osaka"), "1001")
    assert shelves() == {"main": (3, 0), "osaka": (2, 1)}

    assert ship_order(order, [PARCEL], None) is None

    assert shelves() == {"main": (3, 0), "osaka": (1, 0)}


def test_of_several_places_the_first_that_has_enough_gives(sku: Sku) -> None:
    account = linked("main", "osaka")

    for number in ("1001", "1002", "1003", "1004"):
        ordered(account, number)

    assert shelves() == {"main": (3, 3), "osaka": (2, 1)}


def test_where_no_place_has_enough_the_first_one_lacks(sku: Sku) -> None:
    ordered(linked("main", "osaka"), "1001", units=4)

    assert shelves() == {"main": (3, 4), "osaka": (2, 0)}


def test_none_chosen_means_all_that_sell_and_never_one_that_does_not(sku: Sku) -> None:
    account = linked()
    StockLevel.objects.filter(location__code="main").update(on_hand=0)

    ordered(account, "1001")
    ordered(account, "1002", units=3)

    assert shelves() == {"main": (0, 3), "osaka": (2, 1)}
    assert not Reservation.objects.filter(location__code="depot").exists()


def test_a_place_that_ceased_to_sell_gives_no_more(sku: Sku) -> None:
    account = linked("osaka")
    Location.objects.filter(code="osaka").update(sells=False)

    ordered(account, "1001")

    assert shelves() == {"main": (3, 1), "osaka": (2, 0)}


def test_what_is_held_stays_on_its_shelf_while_that_is_chosen(sku: Sku) -> None:
    account = linked("main", "osaka")
    ordered(account, "1001")
    StockLevel.objects.filter(location__code="main").update(on_hand=0)

    line = make_line(quantity=2)
    take(account, make_order("1001", line, handles=handles(), mark="more"), at=NOON + timedelta(minutes=5))

    assert shelves() == {"main": (0, 2), "osaka": (2, 0)}


def test_every_mall_is_offered_the_whole_stock_whatever_is_chosen(sku: Sku) -> None:
    east, west = linked("main"), linked("osaka")
    ordered(east, "1001", units=2)

    assert (offered(east), offered(west)) == (3, 3)
