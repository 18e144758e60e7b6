"""What a mall sends by itself: webhooks to the shop, as data; the courier carries them (courier.py)."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any, Protocol, runtime_checkable

from mallsim.core.mall import Operation

SEND = Operation("webhook.send", "send")
"""The operation that faults name to hit what a mall sends."""
KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Notice:
    """One attempt to tell the shop something: a POST of ``body`` to ``url``. ``name`` says what it is about."""

    name: str
    url: str
    headers: Mapping[str, str]
    body: bytes


@runtime_checkable
class SendsNotices(Protocol):
    """A mall that calls the shop. Queue, retries and when to give up are the mall's own."""

    def notices_due(self) -> Sequence[Notice]:
        """Take the attempts that are due by the mall's clock out of its queue."""

    def notice_answered(self, notice: Notice, status: int | None) -> None:
        """The shop answered with an HTTP status, or not at all (None)."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One entry of ``GET /malls/{mall}/deliveries``: an attempt, and what the shop answered (None = nothing)."""

    number: int
    time: float
    name: str
    url: str
    status: int | None
    faults: list[str]


@dataclass(slots=True)
class Deliveries:
    """The latest attempts of one mall, numbered from 1."""

    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _kept: deque[Delivery] = field(default_factory=lambda: deque(maxlen=KEPT))

    def note(self, time: float, notice: Notice, status: int | None, faults: Sequence[str]) -> None:
        """Log one attempt."""
        self._kept.append(Delivery(next(self._numbers), time, notice.name, notice.url, status, sorted(faults)))

    def since(self, number: int) -> list[dict[str, Any]]:
        """Attempts numbered above ``number``, as the control API answers them."""
        return [asdict(one) for one in self._kept if one.number > number]

    def clear(self) -> None:
        """Forget the attempts (the numbers go on)."""
        self._kept.clear()
