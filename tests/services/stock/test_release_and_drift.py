"""A held unit can always be released (R0-69), and モール側で変更 is settled either way (design: stock 5, 9)."""

import pytest

from ichigen.services.clock import now
from ichigen.services.stock.drift import accept_drift, give_up_provisional
from ichigen.services.stock.refusal import StockRefused
from ichigen.services.stock.release import release_reservation
from ichigen.store.jobs import queued
from ichigen.store.listings import Listing
from ichigen.store.stock import LedgerEntry, Reservation
from ichigen.store.worklist import AuditLog, WorklistItem
from tests.store.shop import (
    apply_holds,
    apply_provisional,
    assert_books_balance,
    level,
    make_account,
    make_listing,
    make_order,
    make_sku,
)

pytestmark = pytest.mark.django_db(transaction=True)


def open_changed_on_mall(listing: Listing) -> WorklistItem:
    return WorklistItem.objects.create(
        key=f"changed_on_mall:{listing.pk}",
        code="changed_on_mall",
        title="モール側で変更",
        cause="モールの在庫が減りました。",
        action="選んでください。",
        account_id=listing.account_id,
        listing=listing,
        opened_at=now(),
    )


def test_r0_69_a_line_is_released_with_a_reason_and_stays_released() -> None:
    sku, account, other = make_sku(), make_account(), make_account()
    make_listing(other, {sku: 1})
    order = make_order(account, [(make_listing(account, {sku: 1}), 2)])
    apply_holds([order])
    held = Reservation.objects.get()

    release_reservation(held.pk, "落札者と連絡がつかない", None)
    apply_holds([order])

    held.refresh_from_db()
    assert (held.quantity, held.state, held.by_hand, held.note) == (0, "released", True, "落札者と連絡がつかない")
    assert level(sku) == (0, 0)
    assert LedgerEntry.objects.values_list("kind", "reserved", "order_id", "note").last() == (
        "release",
        -2,
        order.pk,
        "落札者と連絡がつかない",
    )
    assert AuditLog.objects.values_list("action", "subject_id", "reason").get() == (
        "stock.release",
        held.pk,
        "落札者と連絡がつかない",
    )
    assert queued([f"{account.pk}:stock", f"{other.pk}:stock"]) == {f"{account.pk}:stock", f"{other.pk}:stock"}


def test_releasing_again_without_a_reason_or_something_unknown_is_refused() -> None:
    sku, account = make_sku(), make_account()
    apply_holds([make_order(account, [(make_listing(account, {sku: 1}), 2)])])
    held = Reservation.objects.get()

    for reservation, reason, code in ((held.pk, " ", "reason_missing"), (0, "誤り", "nothing_held")):
        with pytest.raises(StockRefused) as refused:
            release_reservation(reservation, reason, None)
        assert refused.value.code == code
    release_reservation(held.pk, "誤り", None)
    with pytest.raises(StockRefused, match="すでに解放"):
        release_reservation(held.pk, "誤り", None)

    assert AuditLog.objects.count() == 1


def test_accepting_the_malls_number_takes_the_units_out_of_our_stock() -> None:
    one, two, account = make_sku(), make_sku(), make_account()
    bundle = make_listing(account, {one: 1, two: 2})
    apply_provisional(bundle, 2)
    item = open_changed_on_mall(bundle)

    accept_drift(bundle.pk, "店頭で販売", None)

    assert (level(one), level(two)) == ((-2, 0), (-4, 0))
    assert_books_balance([one, two])
    bundle.refresh_from_db()
    assert (bundle.provisional, bundle.provisional_at, bundle.mark.dirty) == (0, None, True)
    item.refresh_from_db()
    assert (item.closed_at is not None, item.resolution) == (True, "モールの数に合わせました")
    assert AuditLog.objects.values_list("action", "data").get() == ("stock.accept_drift", {"units": 2})


def test_giving_up_the_provisional_hold_lets_our_number_go_to_the_mall_again() -> None:
    sku, account = make_sku(), make_account()
    listing = make_listing(account, {sku: 1})
    apply_provisional(listing, 2)
    item = open_changed_on_mall(listing)

    give_up_provisional(listing.pk, "モールで誤って変更した", None)

    assert level(sku) == (0, 0)
    assert_books_balance([sku])
    listing.refresh_from_db()
    assert (listing.provisional, listing.mark.dirty) == (0, True)
    item.refresh_from_db()
    assert item.resolution == "仮確保を解除しました"
    with pytest.raises(StockRefused, match="仮確保はありません"):
        give_up_provisional(listing.pk, "もう一度", None)


def test_releasing_one_part_of_a_provisional_set_gives_up_the_whole_set() -> None:
    one, two, account = make_sku(), make_sku(), make_account()
    bundle = make_listing(account, {one: 1, two: 2})
    apply_provisional(bundle, 1)

    release_reservation(Reservation.objects.get(sku=two).pk, "誤検知", None)

    assert (level(one), level(two)) == ((0, 0), (0, 0))
    bundle.refresh_from_db()
    assert bundle.provisional == 0


def test_a_provisional_hold_its_listing_forgot_is_released_all_the_same() -> None:
    sku, account = make_sku(), make_account()
    listing = make_listing(account, {sku: 1})
    apply_provisional(listing, 2)
    Listing.objects.filter(pk=listing.pk).update(provisional=0)

    release_reservation(Reservation.objects.get(sku=sku).pk, "監査で見つかった", None)

    assert level(sku) == (0, 0)
    assert_books_balance([sku])
