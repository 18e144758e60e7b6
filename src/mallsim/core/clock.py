"""The clock of the simulated world: real time plus what the control API advanced it by."""

import time
from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """Tells the time in one place.

    The world has one clock; each mall has its own on top of it (``real`` = the world's
    ``epoch`` plus the mall's skew), so that a wrong mall clock is visible to clients.
    """

    def __init__(self, real: Callable[[], float] = time.time) -> None:
        self._real = real
        self._advanced = 0.0

    def epoch(self) -> float:
        """Seconds since 1970-01-01 UTC, with microseconds."""
        return self._real() + self._advanced

    def now(self) -> datetime:
        """The same instant as an aware UTC datetime."""
        return datetime.fromtimestamp(self.epoch(), UTC)

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass at once; negative values are refused, time does not run back."""
        if seconds < 0:
            raise ValueError("time cannot be moved back")
        self._advanced += seconds
