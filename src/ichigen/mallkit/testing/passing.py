"""Time in the conformance suite: what would be waited for passes at once, for the simulated malls and for the test."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class PassingTime:
    """The malls' clock as a test sees it; both start at the real time and are moved on together.

    `advance` moves the malls' clock on by seconds.
    """

    def __init__(self, advance: Callable[[float], None]) -> None:
        self._advance = advance
        self._ahead_s = 0.0

    def now(self) -> datetime:
        """The time, UTC."""
        return datetime.now(UTC) + timedelta(seconds=self._ahead_s)

    def monotonic(self) -> float:
        """Seconds, for waiting times."""
        return time.monotonic() + self._ahead_s

    def sleep(self, seconds: float) -> None:
        """Let time pass; nobody waits for it."""
        if seconds > 0:
            self._advance(seconds)
            self._ahead_s += seconds
