"""Taking orders in: what each snapshot does to orders, stock and expectations (design: taking orders in, stock 3, 8, 9)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from ichigen.domain.orders import MallOrder
from ichigen.domain.phases import Phase, next_phase
from ichigen.services.orders.take_in import Source, TakenIn, take_in
from ichigen.store.accounts import Account
from ichigen.store.intake import MallClock
from ichigen.store.listings import Listing
from ichigen.store.orders import Order, OrderEvent, OrderLine
from ichigen.store.stock import LedgerEntry, Reservation, StockLevel
from ichigen.store.worklist import WorklistItem
from tests.builders import NOON, make_account, make_line, make_listing, make_order, make_sku

MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db(transaction=True)


def _take(account: Account, *orders: MallOrder, at: datetime = NOON, skew_s: float = 2.0) -> TakenIn:
    return take_in(Source(account.id, at, account.started_at, MallClock(skew_s)), orders)


def _level(code: str = "A-1") -> tuple[int, int]:
    return StockLevel.objects.values_list("on_hand", "reserved").get(sku__code=code)


def _entries() -> Sequence[tuple[str, int, int]]:
    return list(LedgerEntry.objects.order_by("id").values_list("kind", "on_hand", "reserved"))[1:]


def _expected(code: str = "A-1") -> tuple[int | None, int | None]:
    return Listing.objects.values_list("expected_low", "expected_quantity").get(code=code)


def test_a_new_order_reserves_and_marks_every_listing_of_the_sku() -> None:
    here, there = make_account("mall_a"), make_account("mall_b")
    sku = make_sku(on_hand=5)
    make_listing(here, sku, expected_low=5, expected_quantity=5, expected_at=NOON - timedelta(hours=1))
    make_listing(there, sku, code="b-1", expected_low=5, expected_quantity=5)

    assert _take(here, make_order("1001", make_line(quantity=2))) == TakenIn(1, 0, 0)

    assert _level() == (5, 2)
    assert _entries() == [("reserve", 0, 2)]
    assert Reservation.objects.values_list("holder", "quantity", "state").get() == ("line", 2, "held")
    assert sorted(Listing.objects.values_list("code", "mark__dirty", "expected_quantity")) == [
        ("A-1", True, 3),
        ("b-1", True, 5),
    ]
    order = Order.objects.select_related("status").get()
    assert (order.status.name, order.phase, order.buyer_name, order.total) == ("発送待ち", "ready", "架空 花子", 2300)
    assert OrderEvent.objects.values_list("kind", flat=True).get() == "taken_in"


def test_every_phase_follows_every_other_as_the_rule_says_it() -> None:
    """`next_phase` is the rule, with its own properties; the statement that keeps orders says the same (X-01)."""
    account = make_account()
    pairs = {f"{one.value} {other.value}": (one, other) for one in Phase for other in Phase}
    _take(account, *(make_order(number, phase=before) for number, (before, _) in pairs.items()))
    _take(account, *(make_order(number, phase=told) for number, (_, told) in pairs.items()), at=NOON + MINUTE)

    found = dict(Order.objects.values_list("number", "phase"))
    assert found == {number: next_phase(before, told) for number, (before, told) in pairs.items()}


def test_the_same_snapshot_again_writes_nothing() -> None:
    account, sku = make_account(), make_sku(on_hand=5)
    make_listing(account, sku)
    _take(account, make_order())

    assert _take(account, make_order(), at=NOON + timedelta(seconds=1)) == TakenIn(0, 0, 1)

    assert _level() == (5, 1)
    assert OrderEvent.objects.count() == 1


def test_an_older_answer_never_overwrites_a_newer_one() -> None:
    account, sku = make_account(), make_sku(on_hand=5)
    make_listing(account, sku)
    _take(account, make_order(phase=Phase.READY, mall_state="300", mark="300"), at=NOON)

    outcome = _take(account, make_order(phase=Phase.NEW, mall_state="100", mark="100"), at=NOON - timedelta(seconds=3))

    assert outcome == TakenIn(0, 0, 1)
    assert Order.objects.get().mall_state == "300"


def test_a_changed_quantity_moves_the_difference_only() -> None:
    account, sku = make_account(), make_sku(on_hand=5)
    make_listing(account, sku)
    _take(account, make_order("1001", make_line(quantity=3)))
    _take(account, make_order("1001", make_line(quantity=1)), at=NOON + timedelta(seconds=9))

    assert _level() == (5, 1)
    assert _entries() == [("reserve", 0, 3), ("release", 0, -2)]


def test_a_line_taken_off_the_order_lets_go() -> None:
    account, one, two = make_account(), make_sku("A-1", 5), make_sku("B-1", 5)
    make_listing(account, one), make_listing(account, two)
    _take(account, make_order("1001", make_line("1", "A-1"), make_line("2", "B-1")))
    _take(account, make_order("1001", make_line("1", "A-1")), at=NOON + timedelta(seconds=9))

    assert (_level("A-1"), _level("B-1")) == ((5, 1), (5, 0))
    assert OrderLine.objects.get(line_id="2").quantity == 0


def test_shipped_on_the_mall_takes_the_goods_off_once() -> None:
    account, sku = make_account(), make_sku(on_hand=5)
    make_listing(account, sku)
    _take(account, make_order("1001", make_line(quantity=2)))
    _take(account, make_order("1001", make_line(quantity=2), phase=Phase.SHIPPED), at=NOON + timedelta(seconds=9))
    _take(
        account,
        make_order("1001", make_line(quantity=2), phase=Phase.SHIPPED, mark="x"),
        at=NOON + timedelta(seconds=20),
    )

    assert _level() == (3, 0)
    assert _entries() == [("reserve", 0, 2), ("ship", -2, -2)]


def test_a_mall_state_never_moves_an_order_back() -> None:
    account, sku = make_account(), make_sku(on_hand=5)
    make_listing(account, sku)
    _take(account, make_order(phase=Phase.SHIPPED))
    _take(account, make_order(phase=Phase.READY), at=NOON + timedelta(seconds=9))

    assert Order.objects.get().phase == "shipped"
    assert _level() == (4, 0)


def test_cancelled_before_shipping_releases() -> None:
    account, sku = make_account(), make_sku(on_hand=5)
    make_listing(account, sku, expected_low=5, expected_quantity=5, expected_at=NOON - timedelta(hours=1))
    _take(account, make_order())
    _take(account, make_order(phase=Phase.CANCELLED), at=NOON + timedelta(seconds=9))

    assert _level() == (5, 0)
    assert _entries() == [("reserve", 0, 1), ("release", 0, -1)]
    assert _expected() == (4, 5)  # whether the mall put it back is read, not guessed
    assert Listing.objects.get().read_due_at is not None


def test_an_order_first_seen_cancelled_may_have_lowered_the_mall_or_not() -> None:
    account, sku = make_account(), make_sku(on_hand=5)
    make_listing(account, sku, expected_low=5, expected_quantity=5, expected_at=NOON - timedelta(hours=1))
    _take(account, make_order("1001", make_line(quantity=2), phase=Phase.CANCELLED))

    assert _level() == (5, 0)
    assert _entries() == []
    assert _expected() == (3, 5)  # a mall that keeps the units is no hidden sale
    assert Listing.objects.get().read_due_at is not None


def test_an_order_first_seen_cancelled_ends_the_provisional_hold_of_its_sale() -> None:
    account, sku = make_account(), make_sku(on_hand=5)
    listing = make_listing(account, sku, expected_low=4, expected_quantity=4, expected_at=NOON - timedelta(hours=1))
    _hold_provisionally(listing, 1)

    _take(account, make_order("1001", phase=Phase.CANCELLED))

    assert _level() == (5, 0)
    assert _expected() == (4, 5)


def test_cancelled_after_shipping_waits_for_a_person() -> None:
    account, sku = make_account(), make_sku(on_hand=5)
    make_listing(account, sku)
    _take(account, make_order(phase=Phase.SHIPPED))
    _take(account, make_order(phase=Phase.CANCELLED), at=NOON + timedelta(seconds=9))

    assert _level() == (4, 0)
    assert WorklistItem.objects.values_list("code", flat=True).get() == "return_pending"


def test_an_order_is_never_refused_for_lack_of_stock() -> None:
    account, sku = make_account(), make_sku(on_hand=1)
    make_listing(account, sku)

    outcome = _take(account, make_order("1001", make_line(quantity=3)))

    assert outcome == TakenIn(1, 0, 0, (sku.id,))
    assert _level() == (1, 3)


def test_an_unknown_code_is_an_unresolved_line_that_reserves_when_mapped() -> None:
    account, sku = make_account(), make_sku(on_hand=5)

    _take(account, make_order("1001", make_line(code="no-such")))
    assert Order.objects.get().unresolved
    assert WorklistItem.objects.values_list("code", "closed_at").get() == ("line_unmatched", None)

    make_listing(account, sku, code="no-such")
    _take(account, make_order("1001", make_line(code="no-such"), mark="again"), at=NOON + timedelta(seconds=9))
    assert _level() == (5, 1)
    assert not Order.objects.get().unresolved
    assert WorklistItem.objects.get().closed_at is not None


def test_two_listings_with_the_same_match_code_are_a_conflict_not_first_wins() -> None:
    account, one, two = make_account(), make_sku("A-1", 5), make_sku("B-1", 5)
    make_listing(account, one, code="x/1"), make_listing(account, two, code="x/2")
    Listing.objects.update(match_code="SAME")

    _take(account, make_order("1001", make_line(code="", match_codes=("SAME",))))

    assert OrderLine.objects.get().listing_id is None
    assert (_level("A-1"), _level("B-1")) == ((5, 0), (5, 0))


def test_orders_over_before_the_start_are_history_without_ledger() -> None:
    account, sku = make_account(started_at=None), make_sku(on_hand=5)
    make_listing(account, sku)
    _take(
        account, make_order("1001", phase=Phase.SHIPPED), make_order("1002", phase=Phase.CANCELLED), make_order("1003")
    )

    assert list(Order.objects.order_by("number").values_list("number", "history")) == [
        ("1001", True),
        ("1002", True),
        ("1003", False),
    ]
    assert _level() == (5, 1)


def test_an_order_replaces_the_provisional_hold_of_its_listing() -> None:
    account, sku = make_account(), make_sku(on_hand=5)
    listing = make_listing(account, sku, expected_low=4, expected_quantity=4, expected_at=NOON - timedelta(hours=1))
    _hold_provisionally(listing, 1)
    assert _level() == (5, 1)

    _take(account, make_order("1001", make_line(quantity=2)))

    listing.refresh_from_db()
    assert listing.provisional == 0
    assert _level() == (5, 2)
    assert (listing.expected_low, listing.expected_quantity) == (3, 3)  # one was seen before, one is new


def test_a_sale_around_the_moment_of_an_absolute_write_is_read_again() -> None:
    account, sku = make_account(), make_sku(on_hand=5)
    make_listing(account, sku, expected_low=5, expected_quantity=5, expected_at=NOON + timedelta(seconds=1))
    _take(account, make_order())

    assert _expected() == (4, 5)
    assert Listing.objects.get().read_due_at is not None


def test_a_sale_by_an_edit_lowers_what_is_expected_however_old_the_order_is() -> None:
    """The number was set after the order was made and before it was edited: the edit is not in it yet."""
    account, one, two = make_account(), make_sku("A-1", 9), make_sku("B-1", 9)
    make_listing(account, one, expected_low=9, expected_quantity=9, expected_at=NOON - timedelta(hours=2))
    make_listing(account, two, expected_low=9, expected_quantity=9, expected_at=NOON - timedelta(hours=2))
    _take(account, make_order("1001", make_line("1", "A-1"), ordered_at=NOON - timedelta(hours=1)))
    written = NOON + timedelta(minutes=1)
    Listing.objects.update(expected_low=8, expected_quantity=8, expected_at=written)
    _take(account, make_order("1001", make_line("1", "A-1"), mark="y"), at=NOON + timedelta(minutes=2))

    edited = make_order("1001", make_line("1", "A-1", 3), make_line("2", "B-1"), ordered_at=NOON - timedelta(hours=1))
    _take(account, edited, at=NOON + timedelta(minutes=5))

    assert (_expected("A-1"), _expected("B-1")) == ((6, 6), (7, 7))
    assert (_level("A-1"), _level("B-1")) == ((9, 3), (9, 1))


def test_a_sale_by_an_edit_that_may_be_in_the_number_already_is_read() -> None:
    account, sku = make_account(), make_sku(on_hand=9)
    make_listing(account, sku, expected_low=9, expected_quantity=9, expected_at=NOON - timedelta(hours=2))
    _take(account, make_order("1001", make_line(quantity=1)))
    Listing.objects.update(expected_low=8, expected_quantity=8, expected_at=NOON + timedelta(minutes=1))

    _take(account, make_order("1001", make_line(quantity=2)), at=NOON + timedelta(minutes=5))

    assert _expected() == (7, 8)
    assert Listing.objects.get().read_due_at is not None


def test_a_sale_by_an_edit_known_before_the_number_was_set_is_in_it() -> None:
    account, sku = make_account(), make_sku(on_hand=9)
    make_listing(account, sku, expected_low=7, expected_quantity=7, expected_at=NOON + timedelta(hours=1))
    _take(account, make_order("1001", make_line(quantity=1)))
    _take(account, make_order("1001", make_line(quantity=2)), at=NOON + timedelta(minutes=5))

    assert _expected() == (7, 7)


def test_a_set_product_reserves_each_component() -> None:
    account, sku = make_account(), make_sku(on_hand=10)
    make_listing(account, sku, code="set-3", per_sale=3)
    _take(account, make_order("1001", make_line(code="set-3", quantity=2)))

    assert _level() == (10, 6)


def _hold_provisionally(listing: Listing, units: int) -> None:
    from django.db import transaction

    from ichigen.store import ledger
    from ichigen.store.hot import stage

    with transaction.atomic():
        stage("stage_provisional", [(listing.id, units)])
        ledger.apply_staged_provisional()
        ledger.apply_staged()
        Listing.objects.filter(id=listing.id).update(provisional=units)
