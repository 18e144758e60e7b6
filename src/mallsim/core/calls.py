"""The call log: what reached a mall, when, and what it really did there."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar

from starlette.requests import Request

SCOPE_KEY = "mallsim.call"
BODY_KEY = "mallsim.body"
KEPT = 200_000
"""Calls a mall remembers; older ones are forgotten so that a demo can run for weeks."""

Row = TypeVar("Row")


@dataclass(slots=True)
class Call:
    """One request to a mall.

    ``time`` and ``finished`` are epoch seconds (µs); ``status`` is None while no answer was sent.
    ``effects`` holds one entry per effective change: ``{"code", "quantity"}`` per stock row,
    ``{"order", "mutation"}`` per order mutation. ``shown`` names the orders whose details were answered,
    ``numbers`` the stock that was answered and had not been before (see ``shows``), ``faults`` the faults that hit the call.
    """

    number: int
    time: float
    operation: str
    method: str
    path: str
    faults: frozenset[str] = frozenset()
    status: int | None = None
    finished: float | None = None
    effects: list[dict[str, Any]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    numbers: list[dict[str, Any]] = field(default_factory=list)
    latest: dict[str, int] = field(default_factory=dict, repr=False)

    def has(self, kind: str) -> bool:
        """Is this call hit by the fault ``kind``? (asked by malls: partial, stale_read, …)"""
        return kind in self.faults

    def effect(self, **fields: Any) -> None:
        """Record one effective change made by this call."""
        self.effects.append(fields)

    def shows(self, code: str, quantity: int) -> None:
        """Note that the answer tells the stock of a code, where the mall's last answer told another number."""
        if self.latest.get(code) != quantity:
            self.latest[code] = quantity
            self.numbers.append({"code": code, "quantity": quantity})

    def arranged(self, rows: list[Row]) -> list[Row]:
        """A page of results as the faults ``duplicate`` (every row twice) and ``reorder`` (reversed) show it."""
        if self.has("duplicate"):
            rows = [row for row in rows for _ in range(2)]
        return rows[::-1] if self.has("reorder") else rows

    def as_json(self) -> dict[str, Any]:
        """The entry of ``GET /malls/{mall}/calls``."""
        return {
            "number": self.number,
            "time": self.time,
            "finished": self.finished,
            "operation": self.operation,
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "faults": sorted(self.faults),
            "effect": list(self.effects),
            "shown": list(self.shown),
            "numbers": list(self.numbers),
        }


class CallLog:
    """The latest calls to one mall, numbered from 1 without gaps; numbers survive ``clear``."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._calls: deque[Call] = deque(maxlen=KEPT)
        self._latest: dict[str, int] = {}

    def open(self, time: float, operation: str, method: str, path: str) -> Call:
        """Note the arrival of a request."""
        call = Call(next(self._numbers), time, operation, method, path, latest=self._latest)
        self._calls.append(call)
        return call

    def since(self, number: int) -> Iterator[Call]:
        """Calls with a number above ``number``, in order of arrival."""
        return (call for call in self._calls if call.number > number)

    def clear(self) -> None:
        """Forget the calls (the numbers go on)."""
        self._calls.clear()
        self._latest.clear()


def body_of(request: Request) -> bytes:
    """The body of a request that the door has read (for malls whose paths do not tell the operation)."""
    body: bytes = request.scope.get(BODY_KEY, b"")
    return body


def call_of(request: Request) -> Call:
    """The log entry of the request being answered."""
    call: Call = request.scope[SCOPE_KEY]
    return call
