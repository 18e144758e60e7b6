"""Keeping a mall's number in step: what to write, and what a number read back means (design: stock 2-6).

What the mall should have now lies in `Expectation.low … high` (pieces). The two ends differ only while something is open.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Expectation:
    """Belief about one listing on its mall. `provisional`: units 仮確保 for sales seen only in the mall's number.

    `quiet_since`: the last moment something of ours changed the belief (a write answered, an order taken in): a reading
    that began before it says nothing. `drift`/`drift_at`: how much too high the mall was seen, and since when.
    """

    low: int | None
    high: int | None
    provisional: int = 0
    quiet_since: datetime | None = None
    drift: int = 0
    drift_at: datetime | None = None

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


@dataclass(frozen=True, slots=True)
class Verdict:
    """The finding, the belief after it, and by how many units 仮確保 changes."""

    finding: Finding
    after: Expectation
    provisional_delta: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """One number read back. Database clock: `began`, when the request started; `fresh_at`, since when intake is complete."""

    seen: int | None
    began: datetime
    fresh_at: datetime | None
    patience: timedelta = timedelta(seconds=5)


def judge(state: Expectation, reading: Reading) -> Verdict:
    """Say what a number read back means. Never raises what a mall may sell by itself.

    Lower than expected: a sale the order API still hides. Higher: believed only when it is still so after a complete
    fresh intake and `patience`; then it is written down once, or it gives back units held provisionally.
    """
    if state.quiet_since is not None and reading.began <= state.quiet_since:
        return Verdict(Finding.TOO_EARLY, state)
    seen = reading.seen
    if seen is None:
        return Verdict(Finding.MISSING, state)
    if state.low is None or state.high is None:
        return Verdict(Finding.BASELINE, _settled(state, seen))
    if state.low <= seen <= state.high:
        return Verdict(Finding.MATCH, _settled(state, seen))
    if seen < state.low:
        hidden = state.low - seen
        return Verdict(
            Finding.HIDDEN_SALE, replace(_settled(state, seen), provisional=state.provisional + hidden), hidden
        )
    return _too_high(state, seen - state.high, reading)


def _settled(state: Expectation, seen: int) -> Expectation:
    return replace(state, low=seen, high=seen, drift=0, drift_at=None)


def _too_high(state: Expectation, excess: int, reading: Reading) -> Verdict:
    if state.drift != excess or state.drift_at is None:
        return Verdict(Finding.TOO_HIGH, replace(state, drift=excess, drift_at=reading.began))
    fresh = reading.fresh_at is not None and reading.fresh_at > state.drift_at
    if not fresh or reading.began - state.drift_at < reading.patience:
        return Verdict(Finding.TOO_HIGH, state)
    back = min(state.provisional, excess)
    seen = reading.seen or 0
    return Verdict(Finding.RAISED, replace(_settled(state, seen), provisional=state.provisional - back), -back)


def widen(state: Expectation, delta: int | None, absolute: int | None) -> Expectation:
    """Return the belief after a write of unknown outcome: it may or may not have happened. Never sent again; read instead."""
    if state.low is None or state.high is None:
        return state
    if delta is not None:
        return replace(state, low=max(0, state.low + min(delta, 0)), high=state.high + max(delta, 0))
    if absolute is not None:
        return replace(state, low=min(state.low, absolute), high=max(state.high, absolute))
    return state
