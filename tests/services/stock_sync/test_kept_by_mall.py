"""Goods in a mall's own warehouse: shown, never written, never explained, never held for."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError

from ichigen.domain.stock import MovementKind
from ichigen.mallkit.exchange import MallListing, Problem
from ichigen.services.catalogue.read_in import store_listings
from ichigen.services.clock import now
from ichigen.services.views.bindings import MATCHED, BindingFilter, bindings
from ichigen.services.views.goods import GoodsFilter, goods_list
from ichigen.services.views.listing_state import listing_states
from ichigen.services.views.readiness import listing_readiness
from ichigen.store import ledger, opening, start
from ichigen.store.accounts import Account
from ichigen.store.audit import SETTLED, find_breaks
from ichigen.store.differences import compared
from ichigen.store.drifts import Drift
from ichigen.store.hot import run as execute
from ichigen.store.ledger import Movement
from ichigen.store.listings import Listing
from ichigen.store.marks import ListingMark
from ichigen.store.stock import Reservation, StockLevel
from tests.builders import main_location, make_account, make_listing, make_sku
from tests.services.stock_sync.runs import Steps, open_codes
from tests.store.shop import apply_provisional

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def show(account: Account, *, kept: bool, quantity: int | None = None, code: str = "A-1") -> Listing:
    """The catalogue shows the listing."""
    store_listings(
        account.pk, [MallListing(code, "商品 A-1", ("A-1",), quantity, 1800, kept_by_mall=kept)], began=now()
    )
    return Listing.objects.get(account=account, code=code)


def values(listing: Listing, *names: str) -> Mapping[str, object]:
    return dict(Listing.objects.filter(pk=listing.pk).values(*names).get())


def test_the_catalogue_says_who_keeps_it_and_how_many_there_are() -> None:
    account = make_account()

    new = show(account, kept=True, quantity=8)
    other = show(account, kept=False, quantity=5, code="B-1")

    names = ("kept_by_mall", "seen_quantity", "expected_quantity", "mark__dirty")
    assert values(new, *names) == dict(zip(names, (True, 8, None, False), strict=True))
    assert values(other, *names) == dict(zip(names, (False, None, None, False), strict=True))
    show(account, kept=True, quantity=6)
    Listing.objects.filter(pk=new.pk).update(exists_at=AT)  # the next reading of the catalogue, a while later
    show(account, kept=True, quantity=6)
    assert values(new, *names) == dict(zip(names, (True, 6, None, False), strict=True))


def test_no_change_of_stock_makes_it_wait_to_be_written() -> None:
    account, sku = make_account(), make_sku(on_hand=5)
    kept = make_listing(account, sku, "KEPT", kept_by_mall=True)
    ours = make_listing(account, sku, "OURS")

    ledger.move_one(Movement(sku.pk, main_location().pk, MovementKind.RECEIVE, on_hand=3))

    assert (values(kept, "mark__dirty"), values(ours, "mark__dirty")) == ({"mark__dirty": False}, {"mark__dirty": True})


def test_who_marks_it_all_the_same_is_refused() -> None:
    kept = make_listing(make_account(), make_sku(), kept_by_mall=True)

    with pytest.raises(IntegrityError, match="mark_kept_is_clean"):
        ListingMark.objects.filter(pk=kept.pk).update(dirty=True)


def test_its_falling_number_is_no_hidden_sale_and_no_difference() -> None:
    steps, sku = Steps(make_account()), make_sku(on_hand=5)
    kept = make_listing(steps.account, sku, kept_by_mall=True)

    for seen in (8, 6, 9, None):
        steps.read({"A-1": seen})
        steps.read({}, ["A-1"], Problem("A-1", "unlimited_stock", "読めません。"))

    names = (
        "seen_quantity",
        "expected_low",
        "expected_quantity",
        "provisional",
        "drift",
        "mark__dirty",
        "confirmed_at",
    )
    assert values(kept, *names) == dict(zip(names, (9, None, None, 0, 0, False, None), strict=True))
    assert (steps.claim(), open_codes(), Drift.objects.count(), Reservation.objects.count()) == ([], [], 0, 0)


def test_goods_that_went_to_the_mall_are_forgotten_and_what_was_held_for_them_is_free() -> None:
    steps, sku = Steps(make_account()), make_sku(on_hand=5)
    listing = make_listing(
        steps.account, sku, desired_quantity=3, expected_low=3, expected_quantity=3, failures=4, error_code="e"
    )
    apply_provisional(listing, 2)

    show(steps.account, kept=True)
    names = ("mark__dirty", "desired_quantity", "expected_quantity", "failures", "error_code", "provisional")
    assert values(listing, *names) == dict(zip(names, (False, None, None, 0, "", 2), strict=True))
    steps.read({"A-1": 3})

    assert values(listing, *names) == dict(zip(names, (False, None, None, 0, "", 0), strict=True))
    assert Reservation.objects.filter(quantity__gt=0).count() == 0
    assert StockLevel.objects.get(sku=sku).reserved == 0


def test_goods_that_came_back_are_read_and_then_written() -> None:
    steps, sku = Steps(make_account()), make_sku(on_hand=5)
    listing = make_listing(steps.account, sku, kept_by_mall=True)
    steps.read({"A-1": 8})

    show(steps.account, kept=False)

    assert values(listing, "mark__dirty", "expected_quantity") == {"mark__dirty": True, "expected_quantity": None}
    assert steps.due() == ["A-1"]
    steps.read({"A-1": 8})
    assert [(row.code, row.quantity) for row in steps.claim()] == [("A-1", -3)]


def test_it_opens_no_stock_and_keeps_nobody_from_starting() -> None:
    account, sku = make_account(mode=Account.Mode.READING), make_sku()
    make_listing(account, sku, kept_by_mall=True, seen_quantity=8, seen_at=now())
    make_listing(account, make_sku("B-1"), kept_by_mall=True)

    assert (start.codes_never_read(account.pk), start.codes_without_stock(account.pk)) == ([], [])
    assert (opening.lock_unopened(account.pk, None), opening.openings(account.pk, [sku.pk])) == ([], [])
    assert (opening.unopened_of(account.pk), compared(account.pk)) == ([], [])


def test_the_audit_does_not_compare_it() -> None:
    account, sku = make_account(), make_sku(on_hand=5)
    settled = {"desired_quantity": 5, "expected_low": 5, "expected_quantity": 5}
    make_listing(account, sku, "KEPT", **settled)
    make_listing(account, sku, "OURS", **settled)
    show(account, kept=True, quantity=2, code="KEPT")

    assert execute(SETTLED, {"account": account.pk}).fetchall() == [("OURS", 5)]
    assert [code for code, *_ in find_breaks()] == []


def test_the_screens_say_who_keeps_it() -> None:
    account, sku = make_account(), make_sku(on_hand=5)
    listing = make_listing(account, sku, kept_by_mall=True, seen_quantity=8, seen_at=now(), exists_at=now())

    state = listing_states([sku.pk])[sku.pk][account.pk][0]
    assert (state.state, state.seen, state.desired) == ("kept", 8, None)
    row = bindings(BindingFilter(account.pk, MATCHED)).rows[0]
    assert (row.kept, row.seen) == (True, 8)
    goods = goods_list(GoodsFilter())[0][0]
    assert (goods.listings, goods.kept) == (1, 1)
    found = listing_readiness(listing.pk, now())
    assert found is not None
    unmet = [condition for condition in found.conditions if not condition.met]
    assert unmet[-1].code == "ours"
    assert "モール倉庫" in unmet[-1].reason
