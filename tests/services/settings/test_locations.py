"""店舗・倉庫: what is refused, and what a switch of モールで売る does to the malls."""

import pytest
from django.db import transaction

from ichigen.services.orders.take_in import Source, take_in
from ichigen.services.settings.locations import add_location, change_location
from ichigen.services.settings.refusal import SettingRefused
from ichigen.services.stock.adjust import adjust_stock
from ichigen.services.stock.receive import receive_stock
from ichigen.services.views.listing_state import listing_states
from ichigen.store.differences import compared
from ichigen.store.goods import Location
from ichigen.store.hot import run
from ichigen.store.jobs import queued
from ichigen.store.listings import Listing
from ichigen.store.marks import ListingMark
from ichigen.store.order_marks import short_orders
from ichigen.store.orders import Order
from ichigen.store.stock_writing import COMPONENTS
from ichigen.store.worklist import AuditLog, WorklistItem
from tests.builders import NOON, main_location, make_account, make_line, make_listing, make_order, make_sku
from tests.store.threads import Worker

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_place_is_added_and_written_down() -> None:
    place = Location.objects.get(pk=add_location(" souko-2 ", " 第2倉庫 ", False, None))

    assert (place.code, place.name, place.sells) == ("souko-2", "第2倉庫", False)
    assert AuditLog.objects.values_list("action", "subject_id", "data").get() == (
        "location.add",
        place.pk,
        {"code": "souko-2", "name": "第2倉庫", "sells": False},
    )


@pytest.mark.parametrize(
    ("code", "name", "refused", "field"),
    [
        ("", "倉庫", "code_invalid", "code"),
        ("倉庫", "倉庫", "code_invalid", "code"),
        ("a" * 51, "倉庫", "code_invalid", "code"),
        ("main", "倉庫", "code_taken", "code"),
        ("b", "本店", "name_taken", "name"),
        ("b", " ", "name_invalid", "name"),
        ("b", "倉" * 101, "name_invalid", "name"),
    ],
)
def test_what_a_place_may_not_be_called(code: str, name: str, refused: str, field: str) -> None:
    with pytest.raises(SettingRefused) as found:
        add_location(code, name, True, None)

    assert (found.value.code, found.value.field) == (refused, field)
    assert (Location.objects.count(), AuditLog.objects.count()) == (1, 0)


def test_a_place_that_ceases_to_sell_has_its_listings_looked_at_again() -> None:
    here, apart = make_account("mall_a"), make_account("mall_b")
    stocked, empty = make_listing(here, make_sku("A-1", 5)), make_listing(apart, make_sku("A-2"))
    add_location("b", "第2倉庫", True, None)

    change_location(main_location().pk, "本店", False, None)

    assert set(Listing.objects.filter(mark__dirty=True)) == {stocked}
    assert not Listing.objects.get(pk=empty.pk).mark.dirty
    assert queued([f"{here.pk}:stock", f"{apart.pk}:stock"]) == {f"{here.pk}:stock"}


def test_a_new_name_alone_wakes_nobody() -> None:
    account = make_account("mall_a")
    make_listing(account, make_sku("A-1", 5))
    ListingMark.objects.update(dirty=False)

    change_location(main_location().pk, "本店 1階", True, None)

    assert main_location().name == "本店 1階"
    assert not Listing.objects.filter(mark__dirty=True).exists()
    assert queued([f"{account.pk}:stock"]) == set()


def test_one_place_always_sells() -> None:
    with pytest.raises(SettingRefused) as found:
        change_location(main_location().pk, "本店", False, None)

    assert found.value.code == "last_selling"
    with pytest.raises(SettingRefused) as found:
        change_location(0, "本店", True, None)
    assert found.value.code == "location_unknown"


def test_what_a_place_lacks_for_its_orders_is_owed_also_after_it_ceased_to_sell() -> None:
    """Short by 5 here, 10 there: 5 can be sold. What covers its own orders here is neither offered nor owed."""
    account, short, covered = make_account("rakuten"), make_sku("A-1"), make_sku("A-2", 5)
    listings = [make_listing(account, short), make_listing(account, covered)]
    lines = [make_line("1", "A-1", 5), make_line("2", "A-2", 3)]
    take_in(Source(account.pk, NOON, account.started_at), [make_order("1", *lines)])
    place = add_location("b", "第2倉庫", True, None)
    for sku in (short, covered):
        receive_stock(sku.pk, place, 10)
    ids = [listing.pk for listing in listings]

    def free() -> dict[int, int]:
        return {row[0]: row[1] for row in run(COMPONENTS, {"ids": ids}).fetchall()}

    assert free() == dict(zip(ids, [5, 12], strict=True))
    change_location(main_location().pk, "本店", False, None)

    assert free() == dict(zip(ids, [5, 10], strict=True))
    assert {row.code: row.components[0].available for row in compared(account.pk)} == {"A-1": 5, "A-2": 10}
    columns = listing_states([short.pk, covered.pk])
    assert [columns[sku.pk][account.pk][0].desired for sku in (short, covered)] == [5, 10]
    assert short_orders() == frozenset()
    adjust_stock(short.pk, place, counted=2, reason="棚卸", actor_id=None)
    assert short_orders() == frozenset(Order.objects.values_list("pk", flat=True))
    assert WorklistItem.objects.get(code="stock_short", closed_at=None).title == "在庫不足: A-1 が 3 個足りません"


def test_what_first_arrives_while_its_place_ceases_to_sell_is_looked_at_by_the_new_rule() -> None:
    """The listing's mark of the arrival alone could be settled before the switch, and by the old rule."""
    sku, room = make_sku(), Location.objects.get(pk=add_location("room", "倉庫", True, None))
    listing = make_listing(make_account(), sku)

    with transaction.atomic():
        receive_stock(sku.pk, room.pk, 3)
        switching = Worker(lambda: change_location(room.pk, "倉庫", False, None))
        switching.wait_until_blocked()
    switching.finish()

    assert ListingMark.objects.get(pk=listing.pk).desired_version == 2
