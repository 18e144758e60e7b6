"""Two that bind one listing at the same time: the first one binds it, the other changes nothing."""

from collections.abc import Callable

import pytest
from django.db import transaction

from ichigen.services.catalogue.read_in import match_listings
from ichigen.services.catalogue.suggest import Suggestion, accept_suggestions
from ichigen.store.goods import Sku
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.marks import ListingMark
from ichigen.store.worklist import AuditLog
from tests.builders import make_account, make_sku
from tests.store.threads import Worker

pytestmark = pytest.mark.django_db(transaction=True)


def by_code(listing: Listing, _: Sku) -> None:
    match_listings(listing.account_id)


def by_suggestion(listing: Listing, sku: Sku) -> None:
    accept_suggestions(listing.account_id, [Suggestion(listing.pk, sku.pk)])


@pytest.mark.parametrize("bind", [by_code, by_suggestion])
def test_a_listing_that_was_bound_while_this_one_waited_stays_as_it_is(bind: Callable[[Listing, Sku], None]) -> None:
    account, mine, theirs = make_account(), make_sku("A-1"), make_sku("B-1")
    listing = Listing.objects.create(account=account, code="A-1", match_code="A-1", match_codes=["A-1"], title="商品")

    with transaction.atomic():
        ListingMark.objects.select_for_update(no_key=True).get(pk=listing.pk)
        worker = Worker(lambda: bind(listing, mine))
        worker.wait_until_blocked()
        ListingComponent.objects.create(listing=listing, sku=theirs, quantity=1)
    worker.finish()

    assert list(ListingComponent.objects.values_list("sku", flat=True)) == [theirs.pk]
    assert not AuditLog.objects.exists()
