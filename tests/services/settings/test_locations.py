"""店舗・倉庫: what is refused, and what a switch of モールで売る does to the malls."""

import pytest

from ichigen.services.settings.locations import add_location, change_location
from ichigen.services.settings.refusal import SettingRefused
from ichigen.store.goods import Location
from ichigen.store.jobs import queued
from ichigen.store.listings import Listing
from ichigen.store.worklist import AuditLog
from tests.builders import main_location, make_account, make_listing, make_sku

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

    assert set(Listing.objects.filter(dirty=True)) == {stocked}
    assert not Listing.objects.get(pk=empty.pk).dirty
    assert queued([f"{here.pk}:stock", f"{apart.pk}:stock"]) == {f"{here.pk}:stock"}


def test_a_new_name_alone_wakes_nobody() -> None:
    account = make_account("mall_a")
    make_listing(account, make_sku("A-1", 5))
    Listing.objects.update(dirty=False)

    change_location(main_location().pk, "本店 1階", True, None)

    assert main_location().name == "本店 1階"
    assert not Listing.objects.filter(dirty=True).exists()
    assert queued([f"{account.pk}:stock"]) == set()


def test_one_place_always_sells() -> None:
    with pytest.raises(SettingRefused) as found:
        change_location(main_location().pk, "本店", False, None)

    assert found.value.code == "last_selling"
    with pytest.raises(SettingRefused) as found:
        change_location(0, "本店", True, None)
    assert found.value.code == "location_unknown"
