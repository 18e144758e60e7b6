"""Writers at the same moment, on their own connections: nothing is lost, nobody waits in a circle (design: stock 1)."""

from collections.abc import Callable

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from ichigen.domain.phases import Phase
from ichigen.domain.stock import MovementKind
from ichigen.store import ledger
from ichigen.store.goods import Sku
from ichigen.store.hot import run
from ichigen.store.ledger import Movement
from ichigen.store.stock import StockLevel
from tests.store.shop import (
    apply_holds,
    apply_provisional,
    assert_books_balance,
    enter_phase,
    level,
    main_location,
    make_account,
    make_listing,
    make_order,
    make_sku,
)
from tests.store.threads import Worker, run_together

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 30


def receive(*skus: Sku) -> None:
    location = main_location().pk
    movements = [Movement(sku.pk, location, MovementKind.RECEIVE, on_hand=1) for sku in skus]
    if len(movements) == 1:
        ledger.move_one(movements[0])
        return
    with transaction.atomic():
        ledger.move_many(movements)


def test_writers_on_the_same_two_skus_lose_nothing_and_never_deadlock() -> None:
    here, there = make_account(), make_account()
    one, two = make_sku(), make_sku()
    first, bundle, last = (
        make_listing(there, {two: 1}),
        make_listing(here, {one: 1, two: 2}),
        make_listing(there, {one: 1}),
    )
    forth = [make_order(here, [(bundle, 1), (first, 1)], Phase.NEW) for _ in range(ROUNDS)]
    back = [make_order(there, [(last, 1), (bundle, 1)], Phase.NEW) for _ in range(ROUNDS)]

    def each(job: Callable[[int], object]) -> Callable[[], object]:
        def repeat() -> None:
            for n in range(ROUNDS):
                job(n)

        return repeat

    run_together(
        [
            each(lambda n: receive(one)),
            each(lambda n: receive(two, one)),
            each(lambda n: receive(one, two)),
            each(lambda n: (apply_holds([forth[n]]), enter_phase(forth[n], Phase.SHIPPED))),
            each(lambda n: (apply_holds([back[n]]), enter_phase(back[n], Phase.CANCELLED))),
            each(lambda n: apply_holds([back[-1 - n], forth[n]])),
            each(lambda n: apply_provisional(last, 1 if n % 2 else 2)),
        ]
    )

    # one: 3 receipts a round, 1 shipped by `forth`; two: 2 receipts, 3 shipped; `back` is cancelled, 45 units 仮確保.
    assert level(one) == (3 * ROUNDS - ROUNDS, 45)
    assert level(two) == (2 * ROUNDS - 3 * ROUNDS, 0)
    assert_books_balance([one, two])


def test_a_writer_waiting_for_a_listing_holds_no_new_level_yet() -> None:
    sku, other, account = make_sku(), make_sku(), make_account()
    make_listing(account, {sku: 1, other: 1})

    with transaction.atomic():
        ledger.lock_listings([sku.pk])
        batch = Worker(lambda: receive(other, sku))
        batch.wait_until_blocked()
        run("set local lock_timeout = '2s'")
        receive(sku)
    batch.finish()

    assert (level(sku), level(other)) == ((2, 0), (1, 0))


def test_holds_waiting_for_a_listing_hold_no_reservation_yet() -> None:
    sku, account = make_sku(), make_account()
    order = make_order(account, [(make_listing(account, {sku: 1}), 1)])
    apply_holds([order])

    with transaction.atomic():
        ledger.lock_listings([sku.pk])
        shipping = Worker(lambda: enter_phase(order, Phase.SHIPPED))
        shipping.wait_until_blocked()
        run("select id from store_reservation for no key update nowait")
        run("select id from store_stocklevel for no key update nowait")
    shipping.finish()

    assert level(sku) == (-1, 0)


def test_a_provisional_hold_waiting_for_a_listing_holds_no_reservation_yet() -> None:
    sku, account = make_sku(), make_account()
    listing = make_listing(account, {sku: 1})
    apply_provisional(listing, 1)

    with transaction.atomic():
        ledger.lock_listings([sku.pk])
        given_up = Worker(lambda: apply_provisional(listing, -1))
        given_up.wait_until_blocked()
        run("select id from store_reservation for no key update nowait")
    given_up.finish()

    assert level(sku) == (0, 0)


def test_listings_are_locked_by_id_even_across_staged_lines() -> None:
    """The order's own listing has the higher id; the other listing of its SKU has the lower one and is locked first."""
    sku, account = make_sku(), make_account()
    low, high = make_listing(account, {sku: 1}), make_listing(account, {sku: 1})
    order = make_order(account, [(high, 1)])

    with transaction.atomic():
        run("select from store_listingmark where listing_id = %s for no key update", (low.pk,))
        taking_in = Worker(lambda: apply_holds([order]))
        taking_in.wait_until_blocked()
        run("select from store_listingmark where listing_id = %s for no key update nowait", (high.pk,))
    taking_in.finish()

    assert level(sku) == (0, 1)


def test_listings_are_marked_by_id_wherever_their_rows_lie() -> None:
    """A table this small would be read as its rows lie: the lower listing behind the higher one, as every change moves it."""
    sku, account = make_sku(), make_account()
    low, high = make_listing(account, {sku: 1}), make_listing(account, {sku: 1})
    run("update store_listingmark set dirty = true where listing_id = %s", (low.pk,))
    assert list(run("select listing_id from store_listingmark order by ctid")) == [(high.pk,), (low.pk,)]

    with transaction.atomic():
        run("select from store_listingmark where listing_id = %s for no key update", (low.pk,))
        receiving = Worker(lambda: receive(sku))
        receiving.wait_until_blocked()
        run("select from store_listingmark where listing_id = %s for no key update nowait", (high.pk,))
    receiving.finish()

    assert level(sku) == (1, 0)


def test_a_connection_that_breaks_in_mid_transaction_leaves_nothing_behind() -> None:
    sku, account = make_sku(), make_account()
    order = make_order(account, [(make_listing(account, {sku: 1}), 1)])

    def broken() -> None:
        with transaction.atomic():
            receive(sku)
            raw: psycopg.Connection[tuple[object, ...]] = connection.connection
            raw.close()

    with pytest.raises(OperationalError, match="closed"):
        Worker(broken).finish()
    apply_holds([order])

    assert StockLevel.objects.values_list("on_hand", "reserved").get() == (0, 1)
    assert_books_balance([sku])
