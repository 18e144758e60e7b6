"""Lines whose goods become known while, or after, their order is taken in are 確保 (design: stock 9)."""

from datetime import timedelta

import pytest
from django.db import transaction

from ichigen.services.catalogue.read_in import match_listings
from ichigen.services.catalogue.suggest import accept_suggestions, suggest
from ichigen.services.loops import begin_run
from ichigen.services.orders.intake_loop import run_intake
from ichigen.services.orders.resolve import reserve_matched
from ichigen.services.orders.take_in import Source, take_in
from ichigen.store import ledger
from ichigen.store.accounts import Account
from ichigen.store.listings import Listing
from ichigen.store.orders import Order, OrderLine
from ichigen.store.stock import StockLevel
from ichigen.store.worklist import WorklistItem
from tests.builders import NOON, make_account, make_line, make_listing, make_order, make_sku
from tests.services.orders.orders_client import OrdersClient
from tests.store.threads import Worker

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_line_on_a_listing_without_a_sku_is_unresolved() -> None:
    account = make_account()
    Listing.objects.create(account=account, code="A-1")

    _take(account)

    assert Order.objects.get().unresolved
    assert WorklistItem.objects.values_list("code", "closed_at").get() == ("line_unmatched", None)


def test_a_line_matched_while_its_order_is_taken_in_is_reserved_by_the_next_run() -> None:
    account, _ = make_account("yahoo_shopping"), make_sku("A-1", on_hand=5)
    Listing.objects.create(account=account, code="A-1", match_code="A-1")

    with transaction.atomic():
        ledger.lock_bindings()
        taking_in = Worker(lambda: _take(account))
        taking_in.wait_until_blocked()  # it has looked for the SKU, and found none
        match_listings(account.pk)
        reserve_matched(account.pk)  # which does not see the order yet
    taking_in.finish()
    assert (Order.objects.get().unresolved, StockLevel.objects.get().reserved) == (True, 0)

    run_intake(begin_run(account.pk, "intake"), account, OrdersClient(), linger_s=0)

    assert (Order.objects.get().unresolved, StockLevel.objects.get().reserved) == (False, 1)
    assert WorklistItem.objects.get().closed_at is not None


def test_an_accepted_suggestion_reserves_the_lines_that_waited_for_it() -> None:
    account, sku = make_account(), make_sku("A-1", on_hand=5)
    Listing.objects.create(account=account, code="x/9", title=sku.title)
    take_in(Source(account.pk, NOON, account.started_at), [make_order("1001", make_line(code="x/9", quantity=2))])

    accept_suggestions(account.pk, suggest(account.pk))

    assert (Order.objects.get().unresolved, StockLevel.objects.get().reserved) == (False, 2)


def test_a_waiting_line_takes_the_listing_of_its_technical_key_before_one_of_its_match_code() -> None:
    account, one, two = make_account(), make_sku("A-1", on_hand=5), make_sku("B-1", on_hand=5)
    line = make_line(code="x/1", match_codes=("B-1",))
    take_in(Source(account.pk, NOON, account.started_at), [make_order("1001", line)])
    make_listing(account, two, code="x/2")
    chosen = make_listing(account, one, code="x/1")

    reserve_matched(account.pk)

    assert OrderLine.objects.get().listing_id == chosen.pk
    assert StockLevel.objects.get(sku=one).reserved == 1


def _take(account: Account) -> None:
    take_in(Source(account.pk, NOON + timedelta(minutes=1), account.started_at), [make_order()])
