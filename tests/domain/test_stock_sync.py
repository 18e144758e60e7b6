"""What a number read back means: never more offered than may be sold, and the belief converges (design: stock 3-5)."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ichigen.domain.stock_sync import Expectation, Finding, Reading, Verdict, judge, told, widen

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HIDDEN_FOR = timedelta(seconds=300)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def reading(seen: int | None, seconds: float, fresh: float | None = None) -> Reading:
    return Reading(seen, at(seconds), None if fresh is None else at(fresh), timedelta(seconds=5), HIDDEN_FOR)


def test_lower_than_expected_is_held_and_no_single_reading_gives_it_back() -> None:
    verdict = judge(Expectation(5, 5), reading(3, 10))

    assert (verdict.finding, verdict.provisional_delta, verdict.after.known) == (Finding.HIDDEN_SALE, 2, 3)
    held = replace(verdict.after, held_at=at(10))
    assert judge(held, reading(3, 9_000, 8_999)).finding is Finding.MATCH


def test_an_increase_that_no_reading_shows_is_held_until_no_sale_can_be_hidden_any_more() -> None:
    held = replace(judge(Expectation(5, 5, unshown=2), reading(3, 10)).after, held_at=at(10))
    assert (held.provisional, held.unproved) == (2, 2)

    early, stale = judge(held, reading(3, 309, 308)), judge(held, reading(3, 311, 309))
    assert (early.finding, stale.finding) == (Finding.MATCH, Finding.MATCH)
    late = judge(held, reading(3, 312, 311))

    assert (late.finding, late.provisional_delta) == (Finding.DROPPED, -2)
    assert (late.after.known, late.after.provisional, late.after.unproved) == (3, 0, 0)


def test_what_a_person_took_is_not_taken_for_a_dropped_increase() -> None:
    held = replace(judge(Expectation(5, 5, unshown=1), reading(2, 10)).after, held_at=at(10))

    late = judge(held, reading(2, 400, 399))

    assert (held.provisional, held.unproved, late.provisional_delta) == (3, 1, -1)


def test_higher_is_believed_after_patience_and_a_fresh_intake_only() -> None:
    first = judge(Expectation(3, 3), reading(5, 10))
    again = [judge(first.after, r) for r in (reading(5, 12, 11), reading(5, 20, 9), reading(5, 20, 11))]

    assert first.finding is Finding.TOO_HIGH
    assert [v.finding for v in again] == [Finding.TOO_HIGH, Finding.TOO_HIGH, Finding.RAISED]
    assert (again[2].after.known, again[2].after.unshown) == (5, 2)


def test_readings_that_began_before_our_last_word_say_nothing() -> None:
    state = Expectation(5, 5, quiet_since=at(10))

    assert judge(state, reading(1, 10)).finding is Finding.TOO_EARLY
    assert judge(state, reading(None, 11)).finding is Finding.MISSING


def test_a_number_below_what_it_was_before_and_after_our_write_is_a_sale_though_the_write_is_not_shown_yet() -> None:
    """9 was written over 10, or over 7: the mall shows the old number, the new one, or less than both."""
    fell = Expectation(9, 9, quiet_since=at(180), touched_at=at(0))
    rose = replace(fell, unshown=2)
    late = replace(reading(None, 30), late=True)

    verdict = judge(fell, replace(late, seen=6))
    assert (verdict.finding, verdict.provisional_delta) == (Finding.HIDDEN_SALE, 3)
    assert (verdict.after.low, verdict.after.high, verdict.after.unproved) == (6, 9, 0)
    assert judge(verdict.after, replace(late, seen=6)).finding is Finding.TOO_EARLY
    assert judge(rose, replace(late, seen=6)).provisional_delta == 1
    for state, seen in ((fell, 9), (fell, 10), (rose, 7), (fell, None)):
        assert judge(state, replace(late, seen=seen)) == Verdict(Finding.TOO_EARLY, state)


@given(
    rise=st.integers(0, 5),
    held=st.integers(0, 3),
    unproved=st.integers(0, 3),
    seen=st.integers(-3, 9),
    units=st.integers(1, 6),
)
def test_what_orders_told_of_is_held_like_any_other_and_never_more_of_it_given_back_than_they_told(
    rise: int, held: int, unproved: int, seen: int, units: int
) -> None:
    unproved = min(held, unproved)
    state = Expectation(9, 9, held, at(180), unshown=rise, unproved=unproved, touched_at=at(0))
    before = judge(state, replace(reading(seen, 30), late=True))
    if before.finding is not Finding.HIDDEN_SALE:
        return
    after = told(before, units)

    assert replace(after, after=replace(after.after, unproved=before.after.unproved)) == before
    assert unproved <= after.after.unproved <= max(unproved, units)
    assert after.after.unproved <= after.after.provisional


def test_before_our_last_word_and_where_writes_are_shown_soon_even_a_lower_number_says_nothing() -> None:
    state = Expectation(9, 9, quiet_since=at(180), touched_at=at(30))

    assert judge(state, replace(reading(2, 30), late=True)).finding is Finding.TOO_EARLY
    assert judge(state, reading(2, 31)).finding is Finding.TOO_EARLY


@given(
    stock=st.integers(5, 20),
    events=st.lists(st.tuples(st.sampled_from(["write", "effect", "sell", "read"]), st.integers(0, 20)), max_size=30),
)
def test_early_readings_of_a_mall_that_shows_writes_late_hold_no_more_than_was_sold(
    stock: int, events: list[tuple[str, int]]
) -> None:
    """Absolute writes take effect in their order, some time later, and hide the sales before them."""
    number, waiting, sold = stock, list[int](), 0
    state = Expectation(stock, stock, quiet_since=at(180), touched_at=at(0))
    for kind, quantity in events:
        match kind:
            case "write" if state.known is not None:
                rise = max(0, quantity - state.known)
                state = replace(state, low=quantity, high=quantity, unshown=state.unshown + rise)
                waiting.append(quantity)
            case "effect" if waiting:
                number = waiting.pop(0)
            case "sell" if number > 0:
                number, sold = number - 1, sold + 1
            case "read":
                state = judge(state, replace(reading(number, 30), late=True)).after
    assert state.provisional <= sold


def test_a_number_below_zero_is_believed() -> None:
    """Two malls sold the last unit, and one of them subtracts below zero."""
    assert judge(Expectation(-1, -1), reading(-1, 10)).finding is Finding.MATCH


@given(low=st.integers(-5, 20), delta=st.integers(-10, 10))
def test_a_relative_write_of_unknown_outcome_leaves_both_numbers_possible(low: int, delta: int) -> None:
    after = widen(Expectation(low, low), delta, None)

    assert after.low is not None
    assert after.high is not None
    for number in (low, low + delta):
        assert after.low <= number <= after.high
        assert judge(after, reading(number, 1)).after.known == number


@given(low=st.integers(0, 20), absolute=st.integers(0, 20))
def test_an_absolute_write_of_unknown_outcome_leaves_both_numbers_possible(low: int, absolute: int) -> None:
    after = widen(Expectation(low, low), None, absolute)

    assert (after.low, after.high) == (min(low, absolute), max(low, absolute))


@dataclass
class Mall:
    """One mall, one listing, and the stock loop's rule for it: what the mall has, what is sold but hidden."""

    stock: int
    number: int
    state: Expectation
    clock: float = 0.0
    hidden: int = 0
    hidden_at: float = 0.0

    def offered(self) -> int:
        return max(0, self.stock - self.state.provisional)

    def write(self, *, dropped: bool) -> None:
        known = self.state.known
        if known is None or known == self.offered():
            return
        delta = self.offered() - known
        self.number += 0 if dropped else delta
        self.state = replace(
            self.state, low=known + delta, high=known + delta, unshown=self.state.unshown + max(0, delta)
        )

    def read(self) -> None:
        held = self.state.provisional
        self.state = judge(self.state, reading(self.number, self.clock, self.clock - 0.1)).after
        if self.state.provisional > held:
            self.state = replace(self.state, held_at=at(self.clock))

    def sell_hidden(self) -> None:
        if self.number > 0:
            self.number, self.hidden, self.hidden_at = self.number - 1, self.hidden + 1, self.clock

    def show(self) -> None:
        """The hidden orders are taken in: the stock lacks them, the 仮確保 is replaced (store.intake.EXPECT_SALES)."""
        covered = min(self.hidden, self.state.provisional)
        left = self.state.provisional - covered
        rest = self.hidden - covered
        assert self.state.low is not None
        assert self.state.high is not None
        self.state = replace(
            self.state,
            provisional=left,
            unproved=min(self.state.unproved, left),
            unshown=self.state.unshown + self.state.unproved - min(self.state.unproved, left),
            low=self.state.low - rest,
            high=self.state.high - rest,
        )
        self.stock, self.hidden = self.stock - self.hidden, 0


EVENTS = st.lists(
    st.sampled_from(["write", "drop", "read", "sell", "show", "receive", "wait"]), min_size=1, max_size=40
)


@given(stock=st.integers(0, 6), events=EVENTS)
def test_after_a_reading_nothing_is_offered_that_may_be_sold_already_and_all_is_offered_in_the_end(
    stock: int, events: list[str]
) -> None:
    """The other malls get `offered()`: never more than the stock less what was sold here and hidden."""
    mall = Mall(stock, stock, Expectation(stock, stock))
    for event in events:
        mall.clock += 1
        if mall.hidden and mall.clock - mall.hidden_at > 200:
            mall.show()  # the longest a mall hides an order is longer than this one does
        match event:
            case "write" | "drop":
                mall.write(dropped=event == "drop")
            case "read":
                mall.read()
                assert mall.offered() <= max(0, mall.stock - mall.hidden) or mall.state.drift
            case "sell":
                mall.sell_hidden()
            case "show":
                mall.show()
            case "receive":
                mall.stock += 1
            case "wait":
                mall.clock += 60
    mall.show()
    for _ in range(8):
        mall.clock += 400
        mall.read()
        mall.clock += 10
        mall.read()
        mall.write(dropped=False)
    assert (mall.number, mall.offered(), mall.state.provisional) == (mall.stock, mall.stock, 0)
