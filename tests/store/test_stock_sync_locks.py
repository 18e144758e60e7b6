"""The stock loop locks listings by id, like the ledger, so that neither waits for the other in a circle."""

from typing import Any

import pytest
from django.db import transaction

from ichigen.store import stock_writing as sql
from ichigen.store.hot import run
from ichigen.store.listings import Listing
from tests.builders import mark_listing
from tests.store.shop import make_account
from tests.store.threads import Worker

pytestmark = pytest.mark.django_db(transaction=True)

CODES = ["a", "b"]
REFUSAL = {"errors": ["e", "e"], "messages": ["m", "m"], "reread": [False, False], "patience": 3}


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (sql.ACCEPT, {"codes": CODES, "settle": "1 second"}),
        (sql.WIDEN, {"codes": CODES, "settle": "1 second"}),
        (sql.UNSEND, {"codes": CODES, "earlier": [None] * len(CODES)}),
        (sql.REFUSE, {"codes": CODES, **REFUSAL}),
    ],
    ids=["accept", "widen", "unsend", "refuse"],
)
def test_settling_waits_for_the_lowest_listing_before_it_locks_a_higher_one(
    statement: str, values: dict[str, Any]
) -> None:
    account = make_account()
    sent = {"account": account, "sending": True, "sent_mode": "absolute", "sent_quantity": 1}
    low = Listing.objects.create(code="b", **sent)  # the index on the code would come to it last
    high = Listing.objects.create(code="a", **sent)

    with transaction.atomic():
        run("select from store_listingmark where listing_id = %s for no key update", (low.pk,))
        settling = Worker(lambda: run(statement, {"account": account.pk, **values}))
        settling.wait_until_blocked()
        run("select from store_listingmark where listing_id = %s for no key update nowait", (high.pk,))
    settling.finish()

    assert not Listing.objects.filter(sending=True).exists()


def test_asking_to_read_first_waits_for_nobody() -> None:
    account = make_account()
    busy, free = (mark_listing(Listing.objects.create(account=account, code=code), dirty=True) for code in CODES)

    with transaction.atomic():
        run("select from store_listingmark where listing_id = %s for no key update", (busy.pk,))
        Worker(lambda: run(sql.READ_FIRST, {"account": account.pk})).finish()

    assert list(Listing.objects.filter(read_due_at__isnull=False)) == [free]
