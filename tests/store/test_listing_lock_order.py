"""Taking orders in and reading the catalogue lock listings by id, like the ledger (design: stock 1)."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from ichigen.services.orders.take_in import Source, take_in
from ichigen.store import catalogue as sql
from ichigen.store.hot import run
from ichigen.store.listings import Listing
from tests.builders import make_line, make_order
from tests.builders import make_listing as make_matched_listing
from tests.builders import make_sku as make_stocked_sku
from tests.store.shop import make_account
from tests.store.threads import Worker

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def test_an_order_waits_for_its_unmatched_listing_before_it_locks_a_matched_one() -> None:
    account = make_account()
    unmatched = Listing.objects.create(account=account, code="no-sku")
    matched = make_matched_listing(account, make_stocked_sku("A-1", 5))
    order = make_order("1001", make_line("1", "A-1"), make_line("2", "no-sku"))

    with transaction.atomic():
        run("select from store_listingmark where listing_id = %s for no key update", (unmatched.pk,))
        taking_in = Worker(lambda: take_in(Source(account.pk, NOON, NOON), [order]))
        taking_in.wait_until_blocked()
        run("select from store_listingmark where listing_id = %s for no key update nowait", (matched.pk,))
    taking_in.finish()


def test_the_catalogue_waits_for_the_lowest_listing_before_it_locks_a_higher_one() -> None:
    account = make_account()
    low = Listing.objects.create(account=account, code="b", title="old")  # its code comes last
    high = Listing.objects.create(account=account, code="a", title="old")
    codes = ["a", "b", "c"]
    page = {
        "account": account.pk,
        "began": NOON,
        "codes": codes,
        "match_codes": codes,
        "all_codes": ["[]"] * 3,
        "titles": ["new"] * 3,
        "variants": [""] * 3,
        "product_codes": codes,
        "jans": [""] * 3,
        "prices": [100, 200, None],
        "on_sale": [True] * 3,
        "kept": [False] * 3,
        "endless": [False] * 3,
        "quantities": [None] * 3,
    }

    with transaction.atomic():
        run("select from store_listingmark where listing_id = %s for no key update", (low.pk,))
        reading = Worker(lambda: run(sql.UPSERT, page))
        reading.wait_until_blocked()
        run("select from store_listingmark where listing_id = %s for no key update nowait", (high.pk,))
    reading.finish()

    assert list(Listing.objects.order_by("code").values_list("code", "title", "price", "exists_at")) == [
        ("a", "new", 100, NOON),
        ("b", "new", 200, NOON),
        ("c", "new", None, NOON),
    ]
