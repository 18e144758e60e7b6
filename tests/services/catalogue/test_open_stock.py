"""Opening stock is the mall's number, once, plus what its open orders hold (design: first link)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from ichigen.domain.phases import Phase
from ichigen.services.catalogue.open_stock import open_stock_from
from ichigen.services.orders.take_in import Source, take_in
from ichigen.store.hot import run
from ichigen.store.listings import ListingComponent
from ichigen.store.stock import LedgerEntry, StockLevel
from ichigen.store.worklist import WorklistItem
from tests.builders import NOON, make_account, make_line, make_listing, make_order, make_sku
from tests.store.threads import Worker

pytestmark = pytest.mark.django_db(transaction=True)

LATER = NOON + timedelta(minutes=5)


def seen(quantity: int) -> dict[str, Any]:
    return {
        "seen_quantity": quantity, "seen_at": NOON + timedelta(minutes=1),
        "expected_low": quantity, "expected_quantity": quantity,
    }  # fmt: skip


def level(code: str = "A-1") -> tuple[int, int]:
    return StockLevel.objects.values_list("on_hand", "reserved").get(sku__code=code)


def test_two_listings_of_one_sku_are_one_number() -> None:
    account, sku = make_account(), make_sku()
    for code in ("x-1", "x-2"):
        make_listing(account, sku, code=code, **seen(5))

    assert open_stock_from(account.id) == 1

    assert level() == (5, 0)
    assert not WorklistItem.objects.exists()


def test_listings_that_contradict_each_other_open_the_smallest_and_ask_a_person() -> None:
    account, sku = make_account(), make_sku()
    make_listing(account, sku, code="x-1", **seen(5))
    make_listing(account, sku, code="x-2", **seen(3))

    open_stock_from(account.id)

    assert level() == (3, 0)
    item = WorklistItem.objects.get()
    assert (item.code, item.sku_id) == ("opening_differs", sku.pk)
    assert "3 個から 5 個まで" in item.cause


def test_a_pack_of_two_that_agrees_with_the_single_piece_is_no_difference() -> None:
    account, sku = make_account(), make_sku()
    make_listing(account, sku, code="x-1", **seen(5))
    make_listing(account, sku, code="x-pair", per_sale=2, **seen(2))

    open_stock_from(account.id)

    assert level() == (5, 0)
    assert not WorklistItem.objects.exists()


def test_a_set_says_less_of_its_parts_than_their_own_listings() -> None:
    account, one, two = make_account(), make_sku("A-1"), make_sku("B-1")
    make_listing(account, one, **seen(9))
    both = make_listing(account, one, code="set", **seen(2))
    ListingComponent.objects.create(listing=both, sku=two, quantity=2)

    open_stock_from(account.id)

    assert (level("A-1"), level("B-1")) == ((9, 0), (4, 0))
    assert not WorklistItem.objects.exists()


def test_what_open_orders_hold_comes_on_top_once() -> None:
    account, sku = make_account(), make_sku()
    for code in ("x-1", "x-2"):
        make_listing(account, sku, code=code, **seen(4))
    take_in(Source(account.id, NOON, account.started_at), [make_order("1", make_line(code="x-1", quantity=2))])

    open_stock_from(account.id)

    assert level() == (6, 2)


def test_an_order_taken_in_open_and_shipped_before_the_opening_is_made_up_for() -> None:
    account, sku = make_account(started_at=None, mode="reading"), make_sku()
    make_listing(account, sku, **seen(4))
    take_in(Source(account.id, NOON, None), [make_order("1", phase=Phase.READY)])
    take_in(Source(account.id, LATER, None), [make_order("1", phase=Phase.SHIPPED)])
    assert level() == (-1, 0)

    assert open_stock_from(account.id) == 1

    assert level() == (4, 0)
    assert LedgerEntry.objects.filter(kind="opening").values_list("on_hand", flat=True).get() == 5


def test_what_was_sold_after_the_reading_and_has_left_is_not_in_the_number_any_more() -> None:
    account, sku = make_account(started_at=None, mode="reading"), make_sku()
    make_listing(account, sku, **seen(4))
    after = NOON + timedelta(minutes=2)
    take_in(Source(account.id, LATER, None), [make_order("1", phase=Phase.READY, ordered_at=after)])
    take_in(
        Source(account.id, LATER + timedelta(minutes=1), None), [make_order("1", phase=Phase.SHIPPED, ordered_at=after)]
    )

    open_stock_from(account.id)

    assert level() == (3, 0)


def test_an_opening_of_nothing_is_an_opening() -> None:
    account, other, sku = make_account(), make_account(shop="shop-2"), make_sku()
    make_listing(account, sku, **seen(0))
    make_listing(other, sku, **seen(7))

    assert (open_stock_from(account.id), open_stock_from(other.id)) == (1, 0)

    assert level() == (0, 0)


def test_two_people_who_open_at_the_same_time_open_once() -> None:
    account, sku = make_account(), make_sku()
    make_listing(account, sku, **seen(5))

    with transaction.atomic():
        run("select id from store_sku where id = %s for no key update", (sku.pk,))
        second = Worker(lambda: open_stock_from(account.id))
        second.wait_until_blocked()
        open_stock_from(account.id)
    second.finish()

    assert level() == (5, 0)
    assert LedgerEntry.objects.count() == 1
