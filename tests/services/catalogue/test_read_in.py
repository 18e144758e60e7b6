"""Reading a catalogue in: what one listing has that no database takes costs that listing, and not the others."""

from collections.abc import Sequence
from typing import cast

import pytest

from ichigen.mallkit.client import MallClient
from ichigen.mallkit.errors import Fenced
from ichigen.mallkit.exchange import ListingPage, MallListing
from ichigen.services.catalogue.read_in import keep_page, read_page
from ichigen.services.clock import now
from ichigen.services.loops import begin_run
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


class OnePage:
    """A mall with one listing, whose answer takes so long that another worker takes the run over."""

    def __init__(self, account_id: int) -> None:
        self.account_id = account_id

    def list_listings(self, page: str | None) -> ListingPage:
        begin_run(self.account_id, "catalogue", stall_s=0.0)
        return ListingPage((MallListing("A-1", "古い名前", ("A-1",)),))


def test_a_page_is_stored_only_while_the_run_is_ours() -> None:
    account = make_account()
    run = begin_run(account.pk, "catalogue")

    with pytest.raises(Fenced):
        read_page(run, cast(MallClient, OnePage(account.pk)), None, now())

    assert not Listing.objects.exists()


@pytest.mark.parametrize("code", ["", "A\0", "x" * 211, "\udc00"])
def test_a_listing_whose_code_cannot_be_kept_is_for_a_person_and_the_others_stand(code: str) -> None:
    assert [row[0] for row in read(MallListing(code, "手ぬぐい", ()), MallListing("B-1", "風呂敷", ()))] == ["B-1"]
    assert WorklistItem.objects.get().code == "unreadable"
