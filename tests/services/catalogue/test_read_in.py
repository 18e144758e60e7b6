"""Reading a catalogue in: what one listing has that no database takes costs that listing, and not the others."""

from collections.abc import Sequence

import pytest

from ichigen.mallkit.exchange import ListingPage, MallListing
from ichigen.services.catalogue.read_in import keep_page
from ichigen.services.clock import now
from ichigen.store.listings import Listing
from ichigen.store.worklist import WorklistItem
from tests.builders import make_account

pytestmark = pytest.mark.django_db


def read(*listings: MallListing) -> Sequence[tuple[object, ...]]:
    keep_page(make_account().pk, ListingPage(listings), now())
    return list(Listing.objects.order_by("code").values_list("code", "title", "match_codes", "price", "seen_quantity"))


def test_what_no_column_holds_is_left_out_of_the_listing() -> None:
    odd = MallListing(
        "A-1", "手ぬぐ\0い\ud800", ("A-1\0", "x" * 211, "A-1"), 10**12, -(10**12), variant="\0青", kept_by_mall=True
    )

    assert read(odd, MallListing("B-1", "風呂敷", ("B-1",), 3, 900, kept_by_mall=True)) == [
        ("A-1", "手ぬぐい?", ["A-1"], None, None),
        ("B-1", "風呂敷", ["B-1"], 900, 3),
    ]
    assert not WorklistItem.objects.exists()


@pytest.mark.parametrize("code", ["", "A\0", "x" * 211, "\udc00"])
def test_a_listing_whose_code_cannot_be_kept_is_for_a_person_and_the_others_stand(code: str) -> None:
    assert [row[0] for row in read(MallListing(code, "手ぬぐい", ()), MallListing("B-1", "風呂敷", ()))] == ["B-1"]
    assert WorklistItem.objects.get().code == "unreadable"
