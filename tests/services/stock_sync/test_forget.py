"""Another stock of the shop is meant: its numbers are read like the first ones, and the jump is no sale."""

from dataclasses import replace

import pytest
from django.db import transaction

from ichigen.mallkit.errors import Fenced
from ichigen.mallkit.exchange import StockAnswer, StockWrite
from ichigen.mallkit.manifest import Mall
from ichigen.mallkit.options import AccountOption, OptionKind
from ichigen.mallkit.registry import malls
from ichigen.services.loops import begin_run, hold
from ichigen.services.stock_sync.forget import forget_if_moved
from ichigen.services.stock_sync.settle import settle_answer
from ichigen.store.loops import may_run
from ichigen.store.stock import StockLevel
from tests.builders import make_account, make_sku
from tests.services.stock_sync.runs import Steps, listed, open_codes
from tests.store.shop import apply_provisional

pytestmark = pytest.mark.django_db(transaction=True)


def mall_of(*, resets_stock: bool) -> Mall:
    """A mall whose shops have several stocks, one of which an option names."""
    option = AccountOption("place", "在庫の場所", "", OptionKind.TEXT, resets_stock=resets_stock)
    return replace(next(iter(malls().values())), settings=(), options=(option,))


def move(steps: Steps, place: str, *, resets_stock: bool = True) -> None:
    with transaction.atomic():
        forget_if_moved(mall_of(resets_stock=resets_stock), steps.account, {"place": place})


def test_the_numbers_of_another_place_are_read_before_anything_is_written_and_are_no_hidden_sale() -> None:
    steps, sku = Steps(make_account(settings={"place": "1"})), make_sku(on_hand=9)
    listing = listed(steps.account, sku, expected=9, dirty=False)
    steps.read({"A-1": 9})

    move(steps, "2")

    assert steps.claim() == []
    assert steps.due() == ["A-1"]
    steps.read({"A-1": 2})
    listing.refresh_from_db()
    assert (listing.provisional, listing.expected_low, listing.expected_quantity) == (0, 2, 2)
    assert StockLevel.objects.get(sku=sku).reserved == 0
    assert [(row.code, row.quantity) for row in steps.claim()] == [("A-1", 7)]


def test_without_it_the_same_jump_is_taken_for_sales() -> None:
    steps, sku = Steps(make_account(settings={"place": "1"})), make_sku(on_hand=9)
    listing = listed(steps.account, sku, expected=9, dirty=False)

    move(steps, "1")
    move(steps, "2", resets_stock=False)
    steps.read({"A-1": 2})

    listing.refresh_from_db()
    assert listing.provisional == 7


def test_a_run_that_knows_the_old_place_stores_nothing_and_the_next_may_begin_at_once() -> None:
    steps, sku = Steps(make_account(settings={"place": "1"})), make_sku(on_hand=9)
    listing = listed(steps.account, sku, expected=5)
    rows = steps.claim()
    assert rows == [StockWrite("A-1", rows[0].mode, 4)]
    run = begin_run(steps.account.pk, "stock")

    move(steps, "2")

    with pytest.raises(Fenced), transaction.atomic():
        hold(run)
    with pytest.raises(Fenced):
        settle_answer(run, steps.stock, rows, StockAnswer(frozenset({"A-1"})))
    assert may_run(steps.account.pk, "stock", 60.0)
    listing.refresh_from_db()
    assert (listing.sending, listing.expected_quantity) == (False, None)


def test_units_held_for_a_sale_of_before_stay_until_its_order_comes() -> None:
    steps, sku = Steps(make_account(settings={"place": "1"})), make_sku(on_hand=9)
    listing = listed(steps.account, sku, expected=7, dirty=False)
    apply_provisional(listing, 2)
    type(listing).objects.filter(pk=listing.pk).update(provisional=2)

    move(steps, "2")
    steps.read({"A-1": 4})

    listing.refresh_from_db()
    assert (listing.provisional, listing.expected_quantity, open_codes()) == (2, 4, [])
    assert StockLevel.objects.get(sku=sku).reserved == 2
