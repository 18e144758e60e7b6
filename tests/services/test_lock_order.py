"""Use cases lock in the order of `store.ledger`: while one waits for its first lock it holds none that comes later."""

import pytest
from django.db import transaction

from ichigen.services.catalogue.open_stock import open_stock_from
from ichigen.services.clock import now
from ichigen.services.first_link.begin import begin_stock_sync
from ichigen.services.first_link.decide import decide_one
from ichigen.services.first_link.plan import Way
from ichigen.services.settle import retry_item
from ichigen.store import import_plan
from ichigen.store.accounts import Account, LoopState
from ichigen.store.hot import run
from ichigen.store.listings import Listing
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


def test_letting_a_brake_go_locks_listings_before_the_item() -> None:
    """The stock loop opens the item while it holds what it was about to write."""
    account = make_account(braked_at=now())
    listing = make_listing(account, make_sku(), dirty=True, not_before=now())
    item = WorklistItem.objects.create(key="brake:1", code="brake", title="t", account=account, opened_at=now())

    with transaction.atomic():
        run("select from store_listingmark where listing_id = %s for no key update", (listing.pk,))
        retrying = Worker(lambda: retry_item(item.pk, None))
        retrying.wait_until_blocked()
        run("select id from store_worklistitem where id = %s for update nowait", (item.pk,))
        run("select id from store_account where id = %s for no key update nowait", (account.pk,))
    retrying.finish()

    account.refresh_from_db()
    assert account.braked_at is None


def test_trying_a_loop_again_locks_the_loop_before_the_item() -> None:
    """Who ends a run well closes the item in the same transaction."""
    account = make_account()
    state = LoopState.objects.create(account=account, kind="credential", lease=1)
    key = f"loop_refused:{account.pk}:credential"
    item = WorklistItem.objects.create(key=key, code="loop_refused", title="t", account=account, opened_at=now())

    with transaction.atomic():
        run("select from store_loopstate where id = %s for no key update", (state.pk,))
        retrying = Worker(lambda: retry_item(item.pk, None))
        retrying.wait_until_blocked()
        run("select id from store_worklistitem where id = %s for update nowait", (item.pk,))
    retrying.finish()

    state.refresh_from_db()
    assert state.due_at is not None


def test_a_person_who_leaves_a_listing_alone_locks_its_mark_before_its_row() -> None:
    account = make_account(mode=Account.Mode.READING, started_at=None)
    listing = Listing.objects.create(account=account, code="A-1", match_code="A-1", match_codes=["A-1"], title="商品")

    with transaction.atomic():
        run("select from store_listingmark where listing_id = %s for no key update", (listing.pk,))
        leaving = Worker(lambda: decide_one(account.pk, listing.pk, Way.LEAVE, None, None))
        leaving.wait_until_blocked()
        run("select id from store_listing where id = %s for no key update nowait", (listing.pk,))
    leaving.finish()

    listing.refresh_from_db()
    assert listing.unbound_at is not None
