"""The life of a line and of a 仮確保 in the ledger (design: stock 5, 8, 9)."""

import pytest
from django.db import transaction

from ichigen.domain.phases import Phase
from ichigen.domain.stock import MovementKind
from ichigen.store import ledger
from ichigen.store.goods import Location
from ichigen.store.ledger import Movement
from ichigen.store.orders import Order
from ichigen.store.stock import LedgerEntry, Reservation
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

pytestmark = pytest.mark.django_db(transaction=True)


def release(reservation: Reservation) -> None:
    with transaction.atomic():
        ledger.lock_listings([reservation.sku_id])
        assert ledger.stage_release_by_hand(reservation.pk, "棚から出した", None)
        ledger.apply_staged()


def kinds(order: Order) -> list[tuple[str, int, int]]:
    entries = LedgerEntry.objects.filter(order_id=order.pk).order_by("id")
    return list(entries.values_list("kind", "on_hand", "reserved"))


def test_reserved_on_taking_in_and_reduced_once_on_shipping() -> None:
    sku, account = make_sku(), make_account()
    order = make_order(account, [(make_listing(account, {sku: 2}), 3)], Phase.NEW)

    apply_holds([order])
    apply_holds([order])
    enter_phase(order, Phase.SHIPPED)
    apply_holds([order])

    assert kinds(order) == [("reserve", 0, 6), ("ship", -6, -6)]
    assert level(sku) == (-6, 0)
    assert_books_balance([sku])


def test_a_changed_quantity_moves_the_difference_only() -> None:
    sku, account = make_sku(), make_account()
    order = make_order(account, [(make_listing(account, {sku: 1}), 3)])
    apply_holds([order])

    for quantity in (5, 1):
        order.lines.update(quantity=quantity)
        apply_holds([order])

    assert kinds(order) == [("reserve", 0, 3), ("reserve", 0, 2), ("release", 0, -4)]


def test_a_cancel_before_shipping_releases_and_after_shipping_changes_nothing() -> None:
    sku, account = make_sku(), make_account()
    listing = make_listing(account, {sku: 1})
    before, after = make_order(account, [(listing, 1)]), make_order(account, [(listing, 1)])
    apply_holds([before, after])

    enter_phase(before, Phase.CANCELLED)
    enter_phase(after, Phase.SHIPPED)
    enter_phase(after, Phase.CANCELLED)

    assert kinds(before) == [("reserve", 0, 1), ("release", 0, -1)]
    assert kinds(after) == [("reserve", 0, 1), ("ship", -1, -1)]


def test_a_line_whose_components_changed_lets_go_of_what_it_held() -> None:
    old, new, account = make_sku(), make_sku(), make_account()
    listing = make_listing(account, {old: 1})
    order = make_order(account, [(listing, 2)])
    apply_holds([order])

    listing.components.update(sku=new)
    apply_holds([order])

    assert (level(old), level(new)) == ((0, 0), (0, 2))
    assert_books_balance([old, new])


def test_what_left_from_one_location_is_not_taken_again_from_another() -> None:
    sku, account = make_sku(), make_account()
    order = make_order(account, [(make_listing(account, {sku: 1}), 2)], Phase.SHIPPED)
    apply_holds([order])
    Location.objects.filter(code="main").update(code="old")
    Location.objects.create(code="main", name="二号店")

    apply_holds([order])

    assert level(sku) == (-2, 0)


def test_r0_69_a_manual_release_is_never_undone_by_reading_the_order_again() -> None:
    sku, account = make_sku(), make_account()
    order = make_order(account, [(make_listing(account, {sku: 1}), 2)])
    apply_holds([order])

    release(Reservation.objects.get())
    apply_holds([order])
    order.lines.update(quantity=4)
    apply_holds([order])
    assert level(sku) == (0, 0)

    enter_phase(order, Phase.SHIPPED)
    assert kinds(order) == [("reserve", 0, 2), ("release", 0, -2), ("ship", -4, 0)]
    assert_books_balance([sku])


def test_releasing_twice_releases_once() -> None:
    sku, account = make_sku(), make_account()
    apply_holds([make_order(account, [(make_listing(account, {sku: 1}), 2)])])
    held = Reservation.objects.get()
    release(held)

    with transaction.atomic():
        ledger.lock_listings([sku.pk])
        assert not ledger.stage_release_by_hand(held.pk, "もう一度", None)
        ledger.apply_staged()

    assert level(sku) == (0, 0)


def test_provisional_units_follow_the_components_and_never_fall_below_nothing() -> None:
    one, two, account = make_sku(), make_sku(), make_account()
    bundle = make_listing(account, {one: 1, two: 3})

    apply_provisional(bundle, 2)
    assert (level(one), level(two)) == ((0, 2), (0, 6))
    apply_provisional(bundle, -1)
    assert (level(one), level(two)) == ((0, 1), (0, 3))
    apply_provisional(bundle, -5)

    assert (level(one), level(two)) == ((0, 0), (0, 0))
    assert set(Reservation.objects.values_list("state", flat=True)) == {"released"}
    assert_books_balance([one, two])


def test_every_listing_of_the_sku_is_marked_and_its_accounts_are_named() -> None:
    sku, other, here, there = make_sku(), make_sku(), make_account(), make_account()
    single, bundle, apart = (
        make_listing(here, {sku: 1}),
        make_listing(there, {sku: 1, other: 1}),
        make_listing(there, {other: 1}),
    )

    moved = ledger.move_one(Movement(sku.pk, main_location().pk, MovementKind.RECEIVE, on_hand=1))

    assert sorted(moved.account_ids) == sorted([here.pk, there.pk])
    for listing in (single, bundle, apart):
        listing.refresh_from_db()
    marks = [(listing.mark.dirty, listing.mark.desired_version) for listing in (single, bundle, apart)]
    assert marks == [(True, 1), (True, 1), (False, 0)]


def test_an_order_beyond_stock_is_taken_in_and_reported_short() -> None:
    sku, account = make_sku(), make_account()
    ledger.move_one(Movement(sku.pk, main_location().pk, MovementKind.RECEIVE, on_hand=1))

    moved = apply_holds([make_order(account, [(make_listing(account, {sku: 1}), 2)])])

    assert moved.short_sku_ids == (sku.pk,)
    assert level(sku) == (1, 2)
