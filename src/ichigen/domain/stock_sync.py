"""Keeping a mall's number in step: what to write, and what a number read back means (design: stock 2-6).

What the mall should have now lies in `Expectation.low … high` (pieces). The two ends differ only while something is open.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Expectation:
    """Belief about one listing on its mall. `provisional`: units 仮確保 since `held_at` for sales seen only in its number.

    `unshown`: units the mall may lack without a sale, because no reading has shown the increase yet. `unproved`: units of
    `provisional` that may be such an increase, which the mall took and dropped, or a sale that its order told of while the number
    read was still the one before our last write (`told`). The number may be below zero: a mall that subtracts what it no
    longer has shows it so.

    `quiet_since`: the last moment something of ours changed the belief (a write answered, an order taken in): a reading
    that began before it says nothing. `touched_at`: when our last word was given; from then to `quiet_since` the mall may still
    show the number before it. `drift`/`drift_at`: how much too high the mall was seen, and since when.
    """

    low: int | None
    high: int | None
    provisional: int = 0
    quiet_since: datetime | None = None
    drift: int = 0
    drift_at: datetime | None = None
    held_at: datetime | None = None
    unshown: int = 0
    unproved: int = 0
    touched_at: datetime | None = None

    @property
    def known(self) -> int | None:
        """The one number expected, or None while it is open or was never read."""
        return self.low if self.low == self.high else None


class Finding(StrEnum):
    """What a reading means."""

    TOO_EARLY = "too_early"
    MISSING = "missing"
    BASELINE = "baseline"
    MATCH = "match"
    HIDDEN_SALE = "hidden_sale"
    TOO_HIGH = "too_high"
    RAISED = "raised"
    DROPPED = "dropped"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The finding, the belief after it, and by how many units 仮確保 changes."""

    finding: Finding
    after: Expectation
    provisional_delta: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """One number read back. Database clock: `began`, when the request started; `fresh_at`, since when intake is complete.

    `patience`: how long a number that is too high must stay; `hidden_for`: the longest the mall hides an order.
    `late`: the mall shows writes late, so that waiting for its settle time would keep a sale from the other malls.
    """

    seen: int | None
    began: datetime
    fresh_at: datetime | None
    patience: timedelta = timedelta(seconds=5)
    hidden_for: timedelta = timedelta(seconds=900)
    late: bool = False


def judge(state: Expectation, reading: Reading) -> Verdict:
    """Say what a number read back means. Never raises what a mall may sell by itself.

    Lower than expected: a sale the order API still hides. Higher: believed only when it is still so after a complete
    fresh intake and `patience`; then it is written down once, or it gives back units held provisionally.

    An increase that the mall took and dropped looks like a hidden sale. It is held like one for as long as the mall can
    hide an order: when then nothing explains it, and it is still so, it was dropped and is written again.
    """
    if state.quiet_since is not None and reading.began <= state.quiet_since:
        return _before_it_settled(state, reading)
    seen = reading.seen
    if seen is None:
        return Verdict(Finding.MISSING, state)
    if state.low is None or state.high is None:
        return Verdict(Finding.BASELINE, _settled(state, seen))
    if state.low <= seen <= state.high:
        return _as_expected(state, seen, reading)
    if seen < state.low:
        return _hidden_sale(state, seen, state.low - seen)
    return _too_high(state, seen - state.high, reading)


def note_kept(state: Expectation, seen: int | None) -> Verdict:
    """What the mall keeps in its own warehouse is only shown: nothing is expected of its number, and nothing held for it.

    A number the mall does not tell is not taken for goods that are missing.
    """
    if seen is None:
        return Verdict(Finding.TOO_EARLY, state)
    return Verdict(Finding.KEPT, Expectation(None, None), -state.provisional)


def _before_it_settled(state: Expectation, reading: Reading) -> Verdict:
    """A number that the mall had neither before our last writes nor has after them is a sale, though they may not be shown yet.

    The write may take effect after the sale and hide it, so the upper end stays: read once more when it is shown.
    """
    too_early = Verdict(Finding.TOO_EARLY, state)
    spoken = state.touched_at is not None and reading.began > state.touched_at
    if not reading.late or not spoken or reading.seen is None or state.low is None:
        return too_early
    hidden = state.low - state.unshown - reading.seen
    if hidden <= 0:
        return too_early
    after = replace(state, low=state.low - hidden, provisional=state.provisional + hidden)
    return Verdict(Finding.HIDDEN_SALE, after, hidden)


def told(verdict: Verdict, units: int) -> Verdict:
    """Return the verdict on a number read before our last write settled, where orders of sales before it came since: `units`.

    The number from before the write lacks those units, and so may one after it, by as many sales that are still hidden. They are
    held, for nothing tells which it is; but like an increase that was dropped, until no sale can be hidden any more.
    """
    after = verdict.after
    unproved = min(after.provisional, max(after.unproved, min(units, verdict.provisional_delta)))
    return replace(verdict, after=replace(after, unproved=unproved))


def _settled(state: Expectation, seen: int) -> Expectation:
    return replace(state, low=seen, high=seen, drift=0, drift_at=None, unshown=0)


def _hidden_sale(state: Expectation, seen: int, hidden: int) -> Verdict:
    after = replace(
        _settled(state, seen),
        provisional=state.provisional + hidden,
        unproved=state.unproved + min(hidden, state.unshown),
    )
    return Verdict(Finding.HIDDEN_SALE, after, hidden)


def _as_expected(state: Expectation, seen: int, reading: Reading) -> Verdict:
    after = _settled(state, seen)
    back = min(state.unproved, state.provisional)
    if not back or state.held_at is None:
        return Verdict(Finding.MATCH, after)
    shown_by_now = state.held_at + reading.hidden_for
    if reading.began < shown_by_now or reading.fresh_at is None or reading.fresh_at < shown_by_now:
        return Verdict(Finding.MATCH, after)
    return Verdict(Finding.DROPPED, replace(after, provisional=state.provisional - back, unproved=0), -back)


def _too_high(state: Expectation, excess: int, reading: Reading) -> Verdict:
    if state.drift != excess or state.drift_at is None:
        return Verdict(Finding.TOO_HIGH, replace(state, drift=excess, drift_at=reading.began))
    fresh = reading.fresh_at is not None and reading.fresh_at > state.drift_at
    if not fresh or reading.began - state.drift_at < reading.patience:
        return Verdict(Finding.TOO_HIGH, state)
    back = min(state.provisional, excess)
    held = state.provisional - back
    # If this number was an old one after all, writing it down once more takes the same units twice.
    after = replace(
        _settled(state, reading.seen or 0), provisional=held, unproved=min(state.unproved, held), unshown=excess
    )
    return Verdict(Finding.RAISED, after, -back)


def widen(state: Expectation, delta: int | None, absolute: int | None) -> Expectation:
    """Return the belief after a write of unknown outcome: it may or may not have happened. Never sent again; read instead."""
    if state.low is None or state.high is None:
        return state
    if delta is not None:
        return replace(state, low=state.low + min(delta, 0), high=state.high + max(delta, 0))
    if absolute is not None:
        return replace(state, low=min(state.low, absolute), high=max(state.high, absolute))
    return state
