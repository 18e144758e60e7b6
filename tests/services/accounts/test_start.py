"""在庫連動を開始 is refused while something is not known that the first run would need (design: first link)."""

from datetime import timedelta

import pytest

from ichigen.services.accounts.start import start_stock_sync
from ichigen.services.catalogue.open_stock import open_stock_from
from ichigen.services.clock import now
from ichigen.services.loops import begin_run, finish_run
from ichigen.store.accounts import Account, LoopState
from ichigen.store.listings import Listing
from ichigen.store.marks import ListingMark
from ichigen.store.worklist import AuditLog
from tests.builders import NOON, make_account, make_listing, make_sku

pytestmark = pytest.mark.django_db(transaction=True)


def linked() -> Account:
    return make_account(mode=Account.Mode.READING, started_at=None)


def take_orders_in(account: Account) -> None:
    finish_run(begin_run(account.id, "intake"), due_at=None, fresh_at=now())


def refused(account: Account) -> tuple[str, str]:
    refusal = start_stock_sync(account.id, None)
    assert refusal is not None
    assert Account.objects.get(pk=account.id).mode == "reading"
    assert not AuditLog.objects.exists()
    return refusal.code, refusal.message


def test_orders_must_have_been_taken_in_a_moment_ago() -> None:
    account = linked()
    assert refused(account)[0] == "intake_not_fresh"

    take_orders_in(account)
    LoopState.objects.update(fresh_at=now() - timedelta(minutes=11))
    assert refused(account)[0] == "intake_not_fresh"

    LoopState.objects.update(fresh_at=now() - timedelta(minutes=9))
    assert start_stock_sync(account.id, None) is None


def test_every_matched_listing_must_have_been_read_and_those_that_were_not_are_named() -> None:
    account, sku = linked(), make_sku(on_hand=5)
    take_orders_in(account)
    for number in range(7):
        make_listing(account, sku, code=f"x-{number}")
    Listing.objects.create(account=account, code="unmatched")

    code, message = refused(account)

    assert code == "stock_not_read"
    assert "(x-0、x-1、x-2、x-3、x-4 ほか 2 件)" in message


def test_what_the_mall_sells_must_have_an_opening_stock() -> None:
    account, sku = linked(), make_sku()
    take_orders_in(account)
    make_listing(account, sku, seen_quantity=3, seen_at=NOON, expected_low=3, expected_quantity=3)
    make_listing(account, make_sku("B-1"), seen_quantity=0, seen_at=NOON, expected_low=0, expected_quantity=0)

    code, message = refused(account)
    assert (code, "(A-1)" in message) == ("stock_not_opened", True)

    open_stock_from(account.id)
    ListingMark.objects.update(dirty=False)
    assert start_stock_sync(account.id, None) is None
    assert Listing.objects.filter(mark__dirty=True).count() == 2
