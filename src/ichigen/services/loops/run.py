"""One run of one loop, and what a loop hands back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

#: After this many seconds without a sign of life a run counts as dead and may be taken over.
STALL_S = 30.0

#: Requests start only this long after the beginning of a run, so that the last one ends before the stall limit.
DEADLINE_S = 20.0


@dataclass(frozen=True, slots=True)
class Run:
    """A run holds `lease` (the fencing number) until somebody takes the next one. Times: database clock, UTC.

    `position` is what the last successful run left (read only), `fresh_at` its freshness. `takeover`: the run before
    never ended, so what it sent is unknown: read back before writing. No request leaves after `deadline`.
    """

    account_id: int
    kind: str
    state_id: int
    lease: int
    began: datetime
    deadline: datetime
    position: Mapping[str, Any] = field(repr=False)
    fresh_at: datetime | None = None
    takeover: bool = False


@dataclass(frozen=True, slots=True)
class LoopOutcome:
    """How a run ended well.

    `due_in_s`: when to run again at the latest (None = only when woken); `position` and `fresh_at` None = unchanged.
    """

    due_in_s: float | None = None
    position: Mapping[str, Any] | None = None
    fresh_at: datetime | None = None
