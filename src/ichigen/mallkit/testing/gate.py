"""A gate for tests: it lets everything through at the pace the manifest states, and keeps what went by."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from ichigen.mallkit.http import Call, Reply
from ichigen.mallkit.manifest import Limit
from ichigen.mallkit.testing.passing import PassingTime

#: Added to each interval: the simulator counts when a call arrives, not when it leaves here.
_MARGIN_S = 0.05


class OpenGate:
    """Lets time pass so that each limit's rate is kept; `calls` are the calls let through, in order."""

    def __init__(self, limits: Sequence[Limit], time: PassingTime) -> None:
        self._time = time
        self._limits = tuple(limit for limit in limits if limit.per_s)
        self._free_at: dict[Limit, float] = {}
        self.calls: list[Call] = []
        self.outcomes: list[tuple[str, str]] = []

    def before(self, call: Call) -> None:
        """Wait until every limit that covers the call allows it."""
        covering = [limit for limit in self._limits if fnmatchcase(call.operation, limit.operations)]
        wait = max((self._free_at.get(limit, 0.0) for limit in covering), default=0.0) - self._time.monotonic()
        self._time.sleep(wait)
        for limit in covering:
            self._free_at[limit] = self._time.monotonic() + 1 / (limit.per_s or 1) + _MARGIN_S
        self.calls.append(call)

    def after(self, call: Call, reply: Reply | None, error: str) -> None:
        """Keep the operation and what came of it, and count the interval from the answer."""
        self.outcomes.append((call.operation, error or str(reply.status if reply else "")))
        for limit in self._limits:
            if fnmatchcase(call.operation, limit.operations):
                self._free_at[limit] = self._time.monotonic() + 1 / (limit.per_s or 1) + _MARGIN_S
