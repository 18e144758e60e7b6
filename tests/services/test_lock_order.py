"""Use cases lock in the order of `store.ledger`: while one waits for its first lock it holds none that comes later."""

import pytest
from django.db import transaction

from ichigen.services.catalogue.open_stock import open_stock_from
from ichigen.services.clock import now
from ichigen.services.first_link.begin import begin_stock_sync
from ichigen.services.settle import retry_item
from ichigen.store import import_plan
from ichigen.store.accounts import Account
from ichigen.store.hot import run
from ichigen.store.stock import LedgerEntry
from ichigen.store.worklist import WorklistItem
from tests.builders import NOON, make_account, make_listing, make_sku
from tests.store.threads import Worker

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_opening_of_some_goods_locks_no_others() -> None:
    account, wanted, other = make_account(), make_sku("A-1"), make_sku("B-1")
    for sku in (wanted, other):
        make_listing(account, sku, seen_quantity=3, seen_at=NOON)

    with transaction.atomic():
        run("select id from store_sku where id = %s for no key update", (other.pk,))
        Worker(lambda: open_stock_from(account.pk, only={wanted.pk})).finish()

    assert list(LedgerEntry.objects.values_list("sku", "on_hand")) == [(wanted.pk, 3)]


def test_starting_waits_for_an_opening_before_it_locks_the_account() -> None:
    account = make_account(mode=Account.Mode.READING)

    with transaction.atomic():
        import_plan.lock(account.pk)
        starting = Worker(lambda: begin_stock_sync(account.pk, 0, None))
        starting.wait_until_blocked()
        run("select id from store_account where id = %s for no key update nowait", (account.pk,))
    starting.finish()


def test_trying_an_item_again_locks_its_listing_before_the_item() -> None:
    listing = make_listing(make_account(), make_sku())
    item = WorklistItem.objects.create(
        key="stock_refused:1",
        code="stock_refused",
        title="t",
        account=listing.account,
        listing=listing,
        opened_at=now(),
    )

    with transaction.atomic():
        run("select from store_listingmark where listing_id = %s for no key update", (listing.pk,))
        retrying = Worker(lambda: retry_item(item.pk, None))
        retrying.wait_until_blocked()
        run("select id from store_worklistitem where id = %s for update nowait", (item.pk,))
    retrying.finish()

    listing.refresh_from_db()
    assert listing.mark.dirty
