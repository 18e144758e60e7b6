"""期首在庫の元: on_hand = source + open reservations, whatever the source (design: first link)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from ichigen.domain.phases import Phase
from ichigen.services.accounts.start import start_stock_sync
from ichigen.services.audit.run import audit
from ichigen.services.clock import now
from ichigen.services.first_link.begin import begin_stock_sync
from ichigen.services.first_link.opening import HUB, ZERO, Held, open_account, opening_state
from ichigen.services.loops import begin_run, finish_run
from ichigen.services.orders.resolve import reserve_matched
from ichigen.services.orders.take_in import Source, take_in
from ichigen.services.stock.adjust import adjust_stock
from ichigen.services.stock.edit_cells import CellEdit, edit_cells
from ichigen.store import ledger
from ichigen.store.accounts import Account
from ichigen.store.goods import Sku
from ichigen.store.hot import stage
from ichigen.store.listings import Listing
from ichigen.store.stock import LedgerEntry, Reservation, StockLevel
from ichigen.store.worklist import AuditLog
from tests.builders import NOON, main_location, make_account, make_line, make_listing, make_order, make_sku
from tests.services.sheets.bringing import bring, take

pytestmark = pytest.mark.django_db(transaction=True)

READ_AT = NOON + timedelta(minutes=1)


def linked(shop: str = "shop-1") -> Account:
    account = make_account(shop=shop, mode=Account.Mode.READING, started_at=None)
    finish_run(begin_run(account.id, "intake"), due_at=None, fresh_at=now())
    return account


def seen(quantity: int) -> dict[str, Any]:
    return {
        "seen_quantity": quantity, "seen_at": READ_AT, "expected_low": quantity, "expected_quantity": quantity,
    }  # fmt: skip


def arrive(account: Account, number: str, units: int, code: str = "A-1", **values: Any) -> None:
    order = make_order(number, make_line(code=code, quantity=units), **values)
    take_in(Source(account.id, NOON, account.started_at), [order])


def level(code: str = "A-1") -> tuple[int, int]:
    return StockLevel.objects.values_list("on_hand", "reserved").get(sku__code=code)


def test_open_orders_are_held_and_what_was_over_is_history_without_ledger() -> None:
    account, sku = linked(), make_sku()
    make_listing(account, sku, **seen(4))
    arrive(account, "1", 2)
    arrive(account, "2", 1, phase=Phase.SHIPPED)
    arrive(account, "3", 1, phase=Phase.CANCELLED)

    assert LedgerEntry.objects.filter(kind="ship").count() == 0
    assert open_account(account.id, str(account.id), "", None) is None
    assert level() == (6, 2)
    assert audit().breaks == ()


def test_a_mall_as_source_counts_what_orders_of_every_mall_hold() -> None:
    first, second, sku = linked("s-1"), linked("s-2"), make_sku()
    make_listing(first, sku, **seen(5))
    make_listing(second, sku, **seen(5))
    arrive(first, "1", 1)
    arrive(second, "2", 2)

    assert open_account(second.id, str(first.id), "", None) is None

    assert level() == (8, 3)
    assert audit().breaks == ()


def test_what_the_opening_of_one_account_added_for_all_is_not_asked_for_by_the_next() -> None:
    first, second, sku = linked("s-1"), linked("s-2"), make_sku()
    make_listing(first, sku, **seen(10))
    make_listing(second, sku, **seen(10))
    arrive(second, "1", 3)
    assert open_account(first.id, str(first.id), "", None) is None
    assert level() == (13, 3)

    assert opening_state(second.id).held == 0
    assert open_account(second.id, HUB, Held.ADD, None) is None

    assert level() == (13, 3)


def test_what_a_person_said_of_one_accounts_orders_says_nothing_of_the_next() -> None:
    first, second, sku = linked("s-1"), linked("s-2"), make_sku(on_hand=10)
    make_listing(first, sku, **seen(8))
    make_listing(second, sku, **seen(8))
    arrive(first, "1", 2)
    arrive(second, "2", 3)
    assert open_account(first.id, HUB, Held.ADD, None) is None

    assert opening_state(second.id).held == 3
    assert open_account(second.id, HUB, Held.ADD, None) is None

    assert level() == (15, 5)


def test_an_account_that_is_live_is_not_opened_again() -> None:
    account = linked()
    make_listing(account, make_sku(), **seen(4))
    Account.objects.update(mode=Account.Mode.LIVE)

    refusal = open_account(account.id, str(account.id), "", None)

    assert refusal is not None
    assert refusal.code == "already_live"
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize("way", ["adjust", "cells", "csv"])
def test_what_was_counted_as_none_is_counted_and_no_mall_overrides_it(way: str) -> None:
    account, sku, apart = linked(), make_sku(), make_sku("B-1")
    make_listing(account, sku, **seen(4))
    make_listing(account, apart, **seen(3))

    count_as_none(way, sku)
    assert list(LedgerEntry.objects.values_list("kind", "on_hand")) == [("adjust", 0)]
    assert (opening_state(account.id).unopened, opening_state(account.id).in_hub) == (1, 1)
    count_as_none(way, sku)
    open_account(account.id, str(account.id), "", None)

    assert (level(), level("B-1")) == ((0, 0), (3, 0))
    assert LedgerEntry.objects.filter(sku=sku).count() == 1


def count_as_none(way: str, sku: Sku) -> None:
    place = main_location().pk
    if way == "adjust":
        adjust_stock(sku.pk, place, counted=0, reason="棚卸", actor_id=None)
    elif way == "cells":
        edit_cells([CellEdit(sku.pk, place, 0, "0")], "棚卸", None)
    else:
        made = bring("SKU,在庫\nA-1,0\n", "count")
        if made.counts.get("changed"):
            take(made)


def test_a_sale_that_the_order_api_still_hides_is_held_and_is_in_the_source_too() -> None:
    account = linked()
    listing = make_listing(account, make_sku(), **seen(4))
    with transaction.atomic():
        stage("stage_provisional (listing_id, delta)", [(listing.id, 1)])
        ledger.apply_staged_provisional()
        ledger.apply_staged()

    open_account(account.id, str(account.id), "", None)

    assert level() == (5, 1)


def test_what_another_mall_sold_after_the_number_was_read_comes_off_it() -> None:
    first, second, sku = linked("s-1"), linked("s-2"), make_sku()
    make_listing(first, sku, **seen(5))
    make_listing(second, sku, **seen(5))
    arrive(second, "2", 2, ordered_at=READ_AT + timedelta(minutes=1))

    open_account(first.id, str(first.id), "", None)

    assert level() == (5, 2)


def test_another_mall_opens_only_the_goods_of_the_account_that_is_linked() -> None:
    first, second = linked("s-1"), linked("s-2")
    both = make_sku("A-1")
    make_listing(first, both, **seen(5))
    make_listing(first, make_sku("B-1"), **seen(7))
    make_listing(second, both, **seen(5))

    state = opening_state(second.id)
    assert (state.unopened, [(s.account.id, s.skus, s.pieces) for s in state.sources]) == (
        1,
        [(second.id, 1, 5), (first.id, 1, 5)],
    )
    open_account(second.id, str(first.id), "", None)

    assert list(StockLevel.objects.values_list("sku__code", "on_hand")) == [("A-1", 5)]
    assert opening_state(second.id).unopened == 0


def test_nothing_as_source_keeps_what_is_held_and_offers_nothing() -> None:
    account = linked()
    make_listing(account, make_sku(), **seen(4))
    arrive(account, "1", 2)

    assert open_account(account.id, ZERO, "", None) is None

    assert level() == (2, 2)
    assert LedgerEntry.objects.filter(kind="opening").get().on_hand == 2


def test_the_hubs_own_stock_asks_whether_open_orders_are_in_it() -> None:
    account = linked()
    make_listing(account, make_sku(on_hand=10), **seen(8))
    arrive(account, "1", 2)
    assert (opening_state(account.id).in_hub, opening_state(account.id).held) == (1, 2)

    refusal = open_account(account.id, HUB, "", None)
    assert refusal is not None
    assert (refusal.code, level()) == ("held_missing", (10, 2))


@pytest.mark.parametrize(("held", "expected"), [(Held.INSIDE, (10, 2)), (Held.ADD, (12, 2))])
def test_a_count_has_them_inside_and_a_number_to_sell_gets_them_added_once(
    held: Held, expected: tuple[int, int]
) -> None:
    account = linked()
    make_listing(account, make_sku(on_hand=10), **seen(8))
    arrive(account, "1", 2)

    assert open_account(account.id, HUB, held, None) is None
    assert level() == expected
    assert open_account(account.id, HUB, held, None) is None
    assert level() == expected
    assert AuditLog.objects.filter(action="account.open_stock").earliest("id").data == {"source": "hub", "held": held}


@pytest.mark.parametrize("late", ["own", "source"])
def test_a_number_opens_nothing_until_the_orders_of_both_accounts_are_newer_than_it(late: str) -> None:
    source, account, sku = linked("s-1"), linked("s-2"), make_sku()
    make_listing(source, sku, **(seen(5) | {"seen_at": now() - timedelta(minutes=1)}))
    make_listing(account, sku, **seen(5))
    slow = account if late == "own" else source
    finish_run(begin_run(slow.id, "intake"), due_at=None, fresh_at=now() - timedelta(minutes=3))

    refusal = open_account(account.id, str(source.id), "", None)

    assert refusal is not None
    assert refusal.code == "intake_older_than_stock"
    assert not LedgerEntry.objects.exists()
    finish_run(begin_run(slow.id, "intake"), due_at=None, fresh_at=now())
    assert open_account(account.id, str(source.id), "", None) is None
    assert level() == (5, 0)


def test_nothing_is_opened_while_a_listing_is_undecided() -> None:
    account = linked()
    make_listing(account, make_sku(), **seen(4))
    Listing.objects.create(account=account, code="B-1", match_code="B-1", title="商品 B-1")

    refusal = open_account(account.id, str(account.id), "", None)

    assert refusal is not None
    assert refusal.code == "import_undecided"
    assert not LedgerEntry.objects.exists()


def test_orders_whose_goods_were_matched_meanwhile_are_held_before_the_opening_counts() -> None:
    account, sku = linked(), make_sku()
    arrive(account, "1", 2)
    make_listing(account, sku, **seen(4))
    assert not Reservation.objects.exists()

    assert open_account(account.id, str(account.id), "", None) is None

    assert level() == (6, 2)


def test_an_order_of_before_the_opening_that_reserves_after_it_is_asked_for_and_a_later_one_is_not() -> None:
    account = linked()
    make_listing(account, make_sku(on_hand=10), **seen(8))
    arrive(account, "1", 2, code="A-1-old")
    assert open_account(account.id, HUB, "", None) is None
    make_listing(account, Sku.objects.get(), code="A-1-old", **seen(8))
    reserve_matched(account.id)
    arrive(account, "2", 1)

    assert opening_state(account.id).held == 2
    for refusal in (open_account(account.id, HUB, "", None), begin_stock_sync(account.id, 0, None)):
        assert refusal is not None
        assert refusal.code == "held_missing"
    assert open_account(account.id, HUB, Held.ADD, None) is None

    assert level() == (12, 3)
    assert opening_state(account.id).held == 0


def test_goods_with_and_without_stock_are_opened_together() -> None:
    account = linked()
    make_listing(account, make_sku("A-1", on_hand=10), **seen(8))
    make_listing(account, make_sku("B-1"), **seen(3))
    arrive(account, "1", 2, "A-1")
    arrive(account, "2", 1, "B-1")

    assert open_account(account.id, str(account.id), Held.ADD, None) is None

    assert (level("A-1"), level("B-1")) == ((12, 2), (4, 1))
    assert start_stock_sync(account.id, None) is None


@pytest.mark.parametrize(
    ("source", "code"), [("", "source_missing"), ("csv", "source_missing"), (HUB, "stock_not_opened")]
)
def test_what_cannot_be_a_source_is_refused(source: str, code: str) -> None:
    account = linked()
    make_listing(account, make_sku(), **seen(4))

    refusal = open_account(account.id, source, "", None)

    assert refusal is not None
    assert (refusal.code, Account.objects.get().opened_from) == (code, "")


def test_numbers_that_were_not_read_and_orders_that_were_not_taken_in_open_nothing() -> None:
    account = linked()
    make_listing(account, make_sku())

    refusal = open_account(account.id, str(account.id), "", None)
    assert refusal is not None
    assert refusal.code == "stock_not_read"

    stale = make_account(shop="s-2", mode=Account.Mode.READING)
    make_listing(stale, make_sku("B-1"), **seen(1))
    refusal = open_account(stale.id, str(stale.id), "", None)
    assert refusal is not None
    assert refusal.code == "intake_not_fresh"
    assert not LedgerEntry.objects.filter(kind="opening").exists()
