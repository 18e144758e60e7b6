"""Binding a listing while somebody else binds it, moves its goods, or takes an order for it in."""

from collections.abc import Callable

import pytest
from django.db import transaction

from ichigen.services.catalogue.bind import bind_listing, unbind_listing
from ichigen.services.catalogue.read_in import match_listings
from ichigen.services.catalogue.suggest import Suggestion, accept_suggestions
from ichigen.services.orders.take_in import Source, take_in
from ichigen.store import ledger
from ichigen.store.accounts import Account
from ichigen.store.goods import Sku
from ichigen.store.hot import run
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.marks import ListingMark
from ichigen.store.orders import Order
from ichigen.store.stock import Reservation
from ichigen.store.worklist import AuditLog
from tests.builders import NOON, make_account, make_line, make_listing, make_order, make_sku
from tests.store.threads import Worker

pytestmark = pytest.mark.django_db(transaction=True)


SETS = {"A-1", "B-1"}


def by_code(listing: Listing, _: Sku) -> None:
    match_listings(listing.account_id)


def by_suggestion(listing: Listing, sku: Sku) -> None:
    accept_suggestions(listing.account_id, [Suggestion(listing.pk, sku.pk)])


def by_hand(listing: Listing, sku: Sku) -> None:
    assert bind_listing(listing.account_id, listing.code, sku.pk, 1, None) is None


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


@pytest.mark.parametrize("bind", [by_code, by_suggestion, by_hand])
@pytest.mark.parametrize("listed_elsewhere", [False, True])
def test_binding_waits_for_whoever_moves_the_goods_and_does_not_see_the_listing(
    bind: Callable[[Listing, Sku], None], listed_elsewhere: bool
) -> None:
    """It would not mark this one, also where no other listing's lock keeps them apart."""
    account, sku = make_account(), make_sku("A-1")
    if listed_elsewhere:
        make_listing(make_account("mall_b"), sku)
    listing = Listing.objects.create(account=account, code="A-1", match_code="A-1", match_codes=["A-1"], title="商品")

    with transaction.atomic():
        ledger.lock_listings([sku.pk])
        worker = Worker(lambda: bind(listing, sku))
        worker.wait_until_blocked()
        assert not ListingComponent.objects.filter(listing=listing).exists()
    worker.finish()

    assert ListingMark.objects.get(pk=listing.pk).dirty


def test_who_waited_while_a_listing_was_bound_locks_it_with_the_others_of_its_goods() -> None:
    """Locked later, when the ledger marks it, it would come after a higher one."""
    account, sku = make_account(), make_sku("A-1")
    low = Listing.objects.create(account=account, code="A-1", match_code="A-1", match_codes=["A-1"], title="商品")
    make_listing(make_account("mall_b"), sku)

    def moves() -> None:
        with transaction.atomic():
            ledger.lock_listings([sku.pk])
            mine = "select from store_listingmark where listing_id = %s and xmax::text = pg_current_xact_id()::text"
            assert run(mine, (low.pk,)).rowcount == 1

    with transaction.atomic():
        by_hand(low, sku)
        worker = Worker(moves)
        worker.wait_until_blocked()
    worker.finish()


def arrive(account: Account) -> None:
    take_in(Source(account.pk, NOON, account.started_at), [make_order("1001", make_line(code="A-1"))])


def held() -> set[str]:
    return set(Reservation.objects.filter(quantity=1).values_list("sku__code", flat=True))


def test_an_order_that_is_being_taken_in_gets_the_second_part_of_a_set_bound_meanwhile() -> None:
    account, first, second = make_account(), make_sku("A-1"), make_sku("B-1")
    listing = make_listing(account, first)

    with transaction.atomic():
        arrive(account)
        worker = Worker(lambda: by_hand(listing, second))
        worker.wait_until_blocked()
    worker.finish()

    assert held() == SETS


def test_an_order_that_comes_while_a_set_is_made_takes_both_its_parts() -> None:
    account, first, second = make_account(), make_sku("A-1"), make_sku("B-1")
    listing = make_listing(account, first)

    with transaction.atomic():
        by_hand(listing, second)
        worker = Worker(lambda: arrive(account))
        worker.wait_until_blocked()
    worker.finish()

    assert held() == SETS


def test_an_order_that_is_being_taken_in_lets_go_of_goods_taken_off_meanwhile() -> None:
    account = make_account()
    listing = make_listing(account, make_sku("A-1"))

    with transaction.atomic():
        arrive(account)
        worker = Worker(lambda: unbind_listing(listing.pk, "別の商品", None))
        worker.wait_until_blocked()
    worker.finish()

    assert (held(), Order.objects.get().unresolved) == (set(), True)
