"""What a call is for: where a mall's calls are scarce, the more important ones go first (ADR 0023)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum

from ichigen.domain.loops import LoopKind
from ichigen.mallkit.http import Call
from ichigen.mallkit.manifest import Effect


class Rank(StrEnum):
    """FIRST: what keeps goods from being sold twice. PROMISE: what buyers wait for. REST: what only makes numbers better."""

    FIRST = "first"
    PROMISE = "promise"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Way:
    """How a rank shares a limit: the part of the burst it leaves to those before it, the part of the rate that is its own
    whatever those before it need, and how far away a turn may be that it waits for, in seconds.

    `going_on_s`: how far away a turn of its own part may be for a run that has taken one of those: what a mall answers in
    several calls is lost where the last of them has no turn, and paid again.
    """

    reserve: float
    own: float
    patience_s: float
    going_on_s: float = 0.0


#: A rank that leaves a turn within 2 s leaves one within 3.05 s at one call a second and our margin: the first one's.
WAYS = {
    Rank.FIRST: Way(reserve=0.0, own=0.0, patience_s=3.05),
    Rank.PROMISE: Way(reserve=0.2, own=0.25, patience_s=2.0, going_on_s=5.0),
    Rank.REST: Way(reserve=0.4, own=0.1, patience_s=2.0),
}

#: A loop of one purpose; the others say it call by call. What a person or a token waits for comes first.
OF_LOOP = {LoopKind.WRITE_BACK.value: Rank.PROMISE, LoopKind.CATALOGUE.value: Rank.REST}

_rank: ContextVar[Rank | None] = ContextVar("rank", default=None)
_due: ContextVar[Callable[[], bool] | None] = ContextVar("due", default=None)


@contextmanager
def ranked(rank: Rank) -> Iterator[None]:
    """Calls inside are of this rank, whatever their loop."""
    token = _rank.set(rank)
    try:
        yield
    finally:
        _rank.reset(token)


@contextmanager
def giving_way(due: Callable[[], bool]) -> Iterator[None]:
    """Calls inside that wait for their turn give it back (`Throttled`) as soon as `due` says so."""
    token = _due.set(due)
    try:
        yield
    finally:
        _due.reset(token)


def gives_way() -> Callable[[], bool] | None:
    """Return what says that the calls of the moment must give way; None where they need not."""
    return _due.get()


def rank_of(call: Call, kind: str) -> Rank:
    """Return the rank of a call that a loop of this kind makes. Everybody waits for a token, so that is never kept back."""
    if call.operation.startswith("auth."):
        return Rank.FIRST
    said = _rank.get()
    if said is not None:
        return said
    if kind == LoopKind.STOCK and call.effect is Effect.READ:
        return Rank.REST
    return OF_LOOP.get(kind, Rank.FIRST)
