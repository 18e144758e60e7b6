"""What a write, an answer and a reading leave behind (design: stock 3-6)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ichigen.domain.stock import MovementKind
from ichigen.mallkit.exchange import Problem, StockAnswer, StockRefusal
from ichigen.mallkit.manifest import StockCapability, StockMode
from ichigen.services.clock import now
from ichigen.services.orders.take_in import Source, take_in
from ichigen.services.stock_sync.settle import PATIENCE, release_unsent, settle_answer, settle_unknown
from ichigen.store import ledger
from ichigen.store.hot import run as execute
from ichigen.store.ledger import Movement
from ichigen.store.listings import Listing
from ichigen.store.marks import ListingMark
from ichigen.store.stock_reading import NEXT_READ
from ichigen.store.worklist import WorklistItem
from tests.builders import main_location, make_account, make_order, make_sku
from tests.services.stock_sync.runs import Steps, capability, listed, open_codes

pytestmark = pytest.mark.django_db(transaction=True)


def next_read_s(listing: Listing) -> float | None:
    values = {"account": listing.account_id, "every": "60 seconds", "watch": None, "settle": "5 seconds"}
    row = execute(NEXT_READ, values).fetchone()
    assert row is not None
    return None if row[0] is None else float(row[0])


@pytest.mark.parametrize("answer", [{}, {"A-1": None}], ids=["not answered", "not there"])
def test_a_listing_the_mall_never_answers_rests_for_five_minutes(answer: dict[str, int | None]) -> None:
    steps = Steps(make_account())
    listing = listed(steps.account, make_sku(on_hand=5), expected=None)
    steps.claim()
    assert steps.due() == ["A-1"]

    steps.read(answer, ["A-1"])
    steps.claim()

    listing.refresh_from_db()
    assert (steps.due(), next_read_s(listing), listing.read_due_at) == ([], None, None)
    assert listing.read_not_before is not None
    assert 290 < (listing.read_not_before - now()).total_seconds() <= 300

    Listing.objects.update(read_not_before=now())
    steps.claim()
    assert steps.due() == ["A-1"]
    steps.read({"A-1": 4})
    listing.refresh_from_db()
    assert listing.expected_quantity == 4
    assert not Listing.objects.filter(read_not_before__isnull=False).exists()


def test_a_reading_that_a_write_waits_for_does_not_rest_for_minutes() -> None:
    """Its number is open and it falls: until it is read the mall sells what is gone."""
    steps = Steps(make_account())
    listing = listed(steps.account, make_sku(on_hand=1), expected=5, expected_low=4, seen_at=now())

    steps.read({}, ["A-1"])

    listing.refresh_from_db()
    assert listing.read_not_before is not None
    assert (listing.read_not_before - now()).total_seconds() <= 10
    Listing.objects.update(read_not_before=now())
    steps.claim()
    assert steps.due() == ["A-1"]


@pytest.mark.parametrize("written", [None, timedelta(hours=1)], ids=["never", "an hour ago"])
def test_a_write_that_never_left_keeps_no_reading_from_counting(written: timedelta | None) -> None:
    """Else a write that waits for its turn again and again would hide every sale on its mall."""
    sent_at = None if written is None else now() - written
    steps = Steps(make_account(), replace(capability(), settle_s=60.0))
    listed(steps.account, make_sku(on_hand=4), sent_at=sent_at, seen_at=now() - timedelta(minutes=5))
    rows = steps.claim()

    release_unsent(steps.run(), rows)
    assert Listing.objects.values_list("sending", "mark__dirty", "sent_at").get() == (False, True, sent_at)
    steps.read({"A-1": 3})

    assert Listing.objects.values_list("provisional", "seen_quantity").get() == (2, 3)


def test_listings_that_are_never_answered_do_not_fill_every_batch() -> None:
    steps = Steps(make_account(), capability(batch=3))
    sku = make_sku(on_hand=5)
    for number in range(3):
        listed(steps.account, sku, f"dead-{number}", expected=None, dirty=False)
    listed(steps.account, sku, "alive", dirty=False, seen_at=now() - timedelta(minutes=1))

    asked = steps.due()
    steps.read({}, asked)

    assert (asked, steps.due()) == (["dead-0", "dead-1", "dead-2"], ["alive"])


def test_what_cannot_be_read_is_told_and_closes_when_it_is_read() -> None:
    steps = Steps(make_account())
    listing = listed(steps.account, make_sku(on_hand=5))
    problem = Problem("A-1", "unlimited_stock", "モールの在庫が無制限になっています。")

    steps.read({}, ["A-1"], problem, Problem("?", "unreadable", "読めません。"))
    steps.read({}, ["A-1"], problem)

    item = WorklistItem.objects.get(code="stock_unreadable")
    assert (item.listing_id, item.cause) == (listing.pk, problem.message)
    assert open_codes() == ["stock_unreadable", "unreadable"]
    steps.read({"A-1": 5})
    assert open_codes() == ["unreadable"]


def test_what_one_answer_lacks_is_looked_for_again_before_anybody_hears_of_it() -> None:
    steps = Steps(make_account())
    listing = listed(steps.account, make_sku(on_hand=5), dirty=False)

    steps.read({"A-1": None})

    listing.refresh_from_db()
    assert open_codes() == []
    assert listing.read_due_at is not None
    assert 10 < (listing.read_due_at - now()).total_seconds() <= 12
    steps.read({"A-1": 5})
    assert WorklistItem.objects.count() == 0


def test_a_listing_that_stays_missing_is_one_item() -> None:
    steps = Steps(make_account())
    listed(steps.account, make_sku(on_hand=5))

    for _ in range(3):
        steps.read({"A-1": None})
    assert (WorklistItem.objects.count(), open_codes()) == (1, ["listing_missing"])

    steps.read({"A-1": 5})
    assert open_codes() == []


def test_a_refusal_settles_when_nothing_is_left_to_write() -> None:
    steps, sku = Steps(make_account()), make_sku(on_hand=4)
    listing = listed(steps.account, sku)
    for _ in range(PATIENCE):
        Listing.objects.update(not_before=None)
        rows = steps.claim()
        refused = (StockRefusal("A-1", "below_zero", "在庫が足りません。", reread=False),)
        settle_answer(steps.run(), steps.stock, rows, StockAnswer(frozenset(), refused))
    assert open_codes() == ["stock_refused"]

    ledger.move_one(Movement(sku.pk, main_location().pk, MovementKind.RECEIVE, on_hand=1))
    Listing.objects.update(not_before=None)
    assert steps.claim() == []
    steps.read({"A-1": 5})

    listing.refresh_from_db()
    assert (listing.failures, listing.error_code, listing.error_message) == (0, "", "")
    assert open_codes() == []


def sold_while_sending(mode: StockMode, answered: bool) -> tuple[Steps, Listing]:
    """9 on the mall, 8 is being written; an order made meanwhile is taken in before the answer is stored."""
    steps = Steps(make_account(), capability(mode))
    listing = listed(steps.account, make_sku(on_hand=8), expected=9)
    rows = steps.claim(fresh_at=now())
    order = make_order("1", ordered_at=now() + timedelta(minutes=1))
    take_in(Source(steps.account.id, now(), steps.account.started_at), [order])
    if answered:
        steps.accept(rows)
    else:
        settle_unknown(steps.run(), steps.stock, rows)
    listing.refresh_from_db()
    return steps, listing


@pytest.mark.parametrize(
    ("mode", "answered", "low", "high"),
    [
        (StockMode.ABSOLUTE, True, 7, 8),  # the sale came before the write and was overwritten, or after it
        (StockMode.COMPARE_AND_SET, True, 7, 7),  # before it the mall would have refused
        (StockMode.RELATIVE, True, 7, 7),
        (StockMode.ABSOLUTE, False, 7, 8),
    ],
)
def test_a_sale_taken_in_while_a_write_is_on_its_way_is_not_forgotten(
    mode: StockMode, answered: bool, low: int, high: int
) -> None:
    steps, listing = sold_while_sending(mode, answered)

    assert (listing.expected_low, listing.expected_quantity, listing.mark.dirty) == (low, high, True)
    steps.read({"A-1": 7})
    listing.refresh_from_db()
    assert (listing.expected_low, listing.expected_quantity, listing.provisional) == (7, 7, 0)


def test_increases_that_wait_do_not_keep_decreases_behind_them_waiting() -> None:
    steps = Steps(make_account(), capability(StockMode.ABSOLUTE, batch=2))
    more, less = make_sku("more", on_hand=9), make_sku("less", on_hand=1)
    for number in range(5):
        listed(steps.account, more, f"more-{number}")
    listed(steps.account, less)

    assert [(row.code, row.quantity) for row in steps.claim(fresh_at=None)] == [("less", 1)]
    assert Listing.objects.filter(sending=True).count() == 1
    assert Listing.objects.filter(mark__dirty=True).count() == 6


def late(mode: StockMode) -> StockCapability:
    """A mall that shows a write after three minutes."""
    return replace(capability(mode), settle_s=180.0)


def opened(on_hand: int, stock: StockCapability | None = None) -> tuple[Steps, Listing]:
    """The mall has 3, 4 or 5, and should have `on_hand`."""
    steps = Steps(make_account(), stock or late(StockMode.ABSOLUTE))
    return steps, listed(steps.account, make_sku(on_hand=on_hand), expected_low=3)


@pytest.mark.parametrize(
    ("on_hand", "fresh", "written"),
    [
        (0, False, 0),
        (2, True, 2),
        (3, False, 3),
        (4, True, 4),
        (4, False, 3),  # as low as the mall may be: a sale not yet seen is not hidden
    ],
)
def test_what_falls_is_written_while_the_number_on_the_mall_is_open(on_hand: int, fresh: bool, written: int) -> None:
    steps, listing = opened(on_hand)

    rows = steps.claim(fresh_at=now() if fresh else None)

    assert [(row.mode, row.quantity) for row in rows] == [(StockMode.ABSOLUTE, written)]
    steps.accept(rows)
    listing.refresh_from_db()
    assert (listing.expected_low, listing.expected_quantity, listing.mark.dirty) == (written - 2, written, False)
    assert listing.read_due_at is not None
    assert steps.claim(fresh_at=now()) == []
    settled = now() - timedelta(seconds=181)
    Listing.objects.update(sent_at=settled, expected_at=settled)
    steps.read({"A-1": written})
    listing.refresh_from_db()
    assert (listing.expected_low, listing.expected_quantity) == (written, written)
    assert [row.quantity for row in steps.claim(fresh_at=now())] == ([] if written == on_hand else [on_hand])


@pytest.mark.parametrize("on_hand", [5, 6])
@pytest.mark.parametrize("fresh", [True, False])
def test_what_does_not_fall_is_read_first_while_the_number_is_open(on_hand: int, fresh: bool) -> None:
    steps, listing = opened(on_hand)

    assert steps.claim(fresh_at=now() if fresh else None) == []

    assert steps.due() == ["A-1"]
    listing.refresh_from_db()
    assert (listing.mark.dirty, listing.sending, listing.expected_low) == (True, False, 3)


def test_a_sale_in_the_settle_time_of_our_own_write_is_held_and_told_at_once() -> None:
    """A mall shows a write after two minutes: till then a number below the old and the new one can only be a sale."""
    steps = Steps(make_account(), late(StockMode.ABSOLUTE))
    sku = make_sku(on_hand=9)
    listing = listed(steps.account, sku, expected=10)
    other = listed(make_account("mall_b", "shop-2"), sku, "B-1", dirty=False)
    steps.accept(steps.claim())

    steps.read({"A-1": 10})
    listing.refresh_from_db()
    assert (listing.expected_low, listing.expected_quantity, listing.provisional) == (9, 9, 0)
    steps.read({"A-1": 7})

    listing.refresh_from_db()
    other.refresh_from_db()
    assert (listing.expected_low, listing.expected_quantity, listing.provisional) == (7, 9, 2)
    assert other.mark.dirty
    assert [row.quantity for row in steps.claim(fresh_at=now())] == [7]


def test_what_was_read_too_early_on_a_mall_that_shows_late_is_read_when_it_says_something() -> None:
    steps = Steps(make_account(), late(StockMode.ABSOLUTE))
    listing = listed(steps.account, make_sku(on_hand=4), seen_at=now())
    steps.accept(steps.claim())
    Listing.objects.update(read_due_at=now())  # news of a number

    assert steps.due() == ["A-1"]
    steps.read({"A-1": 5})

    listing.refresh_from_db()
    assert steps.due() == []
    assert listing.sent_at is not None
    assert listing.read_due_at == listing.sent_at + timedelta(seconds=180)


@pytest.mark.parametrize(
    "stock",
    [late(StockMode.RELATIVE), late(StockMode.COMPARE_AND_SET), capability(StockMode.ABSOLUTE)],
    ids=["difference", "comparison", "shown at once"],
)
def test_what_falls_is_read_first_where_that_is_as_quick_or_a_number_is_needed_to_start_from(
    stock: StockCapability,
) -> None:
    steps, _ = opened(0, stock)

    assert steps.claim(fresh_at=now()) == []
    assert steps.due() == ["A-1"]


def test_a_fall_of_unknown_outcome_goes_again_without_being_read() -> None:
    """An absolute number twice is one number; a reading may say nothing for minutes (settle time)."""
    steps = Steps(make_account(), late(StockMode.ABSOLUTE))
    listing = listed(steps.account, make_sku(on_hand=0))
    sent = steps.claim()
    settle_unknown(steps.run(), steps.stock, sent)
    listing.refresh_from_db()
    assert (listing.expected_low, listing.expected_quantity, listing.mark.dirty) == (0, 5, True)

    rows = steps.claim()
    steps.accept(rows)

    listing.refresh_from_db()
    assert [row.quantity for row in rows] == [0]
    assert (listing.expected_quantity, listing.mark.dirty) == (0, False)


def test_a_write_found_done_when_read_is_confirmed_by_that_reading() -> None:
    """After an unknown outcome the listing is dirty while it is read: that reading is the proof, not the next one."""
    steps = Steps(make_account())
    sku = make_sku(on_hand=3)
    listing = listed(steps.account, sku, exists_at=now())
    rows = steps.claim()
    settle_unknown(steps.run(), steps.stock, rows)
    ledger.move_one(Movement(sku.pk, main_location().pk, MovementKind.RECEIVE, on_hand=0))
    steps.read({"A-1": 3})
    listing.refresh_from_db()
    assert (listing.mark.dirty, listing.seen_quantity, listing.confirmed_at) == (True, 3, None)

    assert steps.claim() == []

    listing.refresh_from_db()
    assert (listing.mark.dirty, listing.confirmed_at) == (False, listing.seen_at)


def test_a_write_is_shown_by_its_first_confirmation_and_confirmed_by_the_last() -> None:
    """What a write took until it was proved does not grow with every later reading."""
    steps = Steps(make_account())
    listing = listed(steps.account, make_sku(on_hand=3), exists_at=now())
    steps.accept(steps.claim())
    settled = now() - timedelta(seconds=6)
    Listing.objects.update(sent_at=settled)
    ListingMark.objects.update(changed_at=settled)
    steps.read({"A-1": 3})
    listing.refresh_from_db()
    first = listing.shown_at
    assert first is not None
    assert first == listing.confirmed_at

    steps.read({"A-1": 3})
    listing.refresh_from_db()

    assert listing.shown_at == first
    assert listing.confirmed_at is not None
    assert listing.confirmed_at > first


def test_a_number_read_before_the_last_write_confirms_nothing() -> None:
    steps = Steps(make_account())
    listing = listed(
        steps.account,
        make_sku(on_hand=5),
        exists_at=now(),
        seen_quantity=5,
        seen_at=now() - timedelta(seconds=9),
        sent_at=now() - timedelta(seconds=3),
    )

    assert steps.claim() == []

    listing.refresh_from_db()
    assert (listing.mark.dirty, listing.confirmed_at) == (False, None)


def test_the_next_reading_is_due_for_what_one_batch_left_over() -> None:
    """A mall that shows twenty a call is read on at once, not twenty a minute."""
    account, sku = make_account(), make_sku(on_hand=5)
    first = listed(account, sku, "first", dirty=False, seen_at=now())
    left = listed(account, sku, "left", expected=None, dirty=False)
    assert next_read_s(first) == 0

    Listing.objects.filter(pk=left.pk).update(seen_at=now() - timedelta(seconds=20))
    soon = next_read_s(first)
    assert soon is not None
    assert 38 < soon <= 40

    Listing.objects.filter(pk=left.pk).update(seen_at=now() - timedelta(seconds=90), sent_at=now())
    later = next_read_s(first)  # `left` settles after a write: a reading would say nothing yet
    assert later is not None
    assert later > 50
