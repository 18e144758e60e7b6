"""The stock loop locks listings by id, like the ledger, so that neither waits for the other in a circle."""

from typing import Any

import pytest
from django.db import transaction

from ichigen.mallkit.exchange import StockAnswer, StockRefusal, StockWrite
from ichigen.mallkit.manifest import StockMode
from ichigen.services.loops import begin_run
from ichigen.services.stock_sync.settle import settle_answer
from ichigen.store import stock_writing as sql
from ichigen.store.hot import run
from ichigen.store.listings import Listing
from tests.builders import mark_listing
from tests.services.stock_sync.bulk_mall import Shop
from tests.services.stock_sync.runs import capability
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


def test_an_answer_of_several_kinds_locks_all_its_listings_in_one_go() -> None:
    """What was accepted comes first, and lies higher than what was refused."""
    account = make_account()
    sent = {"account": account, "sending": True, "sent_mode": "absolute", "sent_quantity": 1}
    refused, accepted = (Listing.objects.create(code=code, **sent) for code in CODES)
    rows = [StockWrite(code, StockMode.ABSOLUTE, 1) for code in CODES]
    answer = StockAnswer(frozenset([accepted.code]), (StockRefusal(refused.code, "E1", "値が不正です。"),))

    with transaction.atomic():
        run("select from store_listingmark where listing_id = %s for no key update", (refused.pk,))
        settling = Worker(lambda: settle_answer(begin_run(account.pk, "stock"), capability(), rows, answer))
        settling.wait_until_blocked()
        run("select from store_listingmark where listing_id = %s for no key update nowait", (accepted.pk,))
    settling.finish()

    assert list(Listing.objects.order_by("id").values_list("failures", "sending")) == [(1, False), (0, False)]


def test_a_report_that_refuses_rows_locks_all_its_listings_in_one_go() -> None:
    shop = Shop()
    first, _, refused = shop.risen(3)
    shop.push()
    shop.mall.land("feed-1", refused=[refused.code])

    with transaction.atomic():
        run("select from store_listingmark where listing_id = %s for no key update", (first.pk,))
        ending = Worker(shop.report)
        ending.wait_until_blocked()
        run("select from store_listingmark where listing_id = %s for no key update nowait", (refused.pk,))
    ending.finish()

    assert [shop.state(code)[4] for code in "ABC"] == [None, None, None]


def test_asking_to_read_first_waits_for_nobody() -> None:
    account = make_account()
    busy, free = (mark_listing(Listing.objects.create(account=account, code=code), dirty=True) for code in CODES)

    with transaction.atomic():
        run("select from store_listingmark where listing_id = %s for no key update", (busy.pk,))
        Worker(lambda: run(sql.READ_FIRST, {"account": account.pk})).finish()

    assert list(Listing.objects.filter(read_due_at__isnull=False)) == [free]
