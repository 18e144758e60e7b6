"""The weather: faults that hit calls to a mall, switched on and off by the control API."""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from random import Random
from typing import Any

from mallsim.core.clock import Clock
from mallsim.core.errors import Invalid
from mallsim.core.mall import Operation

READ_ONLY = frozenset({"stale_read", "duplicate", "reorder"})
WRITE_ONLY = frozenset({"silent_drop"})
SENDING = frozenset({"duplicate", "reorder", "late", "silent_drop"})
"""Faults that hit what a mall sends by itself: twice, overtaken, late, lost."""
WORLD = frozenset({"hidden_order", "clock_skew"})
"""Faults that hit no call: they change what the mall does when a shopper buys, or its clock."""
KINDS = (
    READ_ONLY
    | WRITE_ONLY
    | WORLD
    | {"http_500", "timeout", "late", "throttle", "partial", "auth_expired", "maintenance"}
)
OWN_SECONDS = {"stale_read": 10.0, "hidden_order": 60.0, "clock_skew": 0.0}
"""Kinds where ``seconds`` is the size of the fault (with its default), not how long it lasts."""

FIELDS = frozenset({"kind", "rate", "operation", "effect", "seconds", "seconds_late", "times", "lasts_s"})


@dataclass(slots=True)
class Fault:
    """One switched-on fault. ``rate`` 0…1 of the matching calls; ``times`` = only that many hits.

    ``operation`` is a glob of their names; ``effect`` "read" or "write" narrows them to calls that do only that.

    ``until`` is the epoch second at which it ends (None = until cleared); ``seconds`` is the age,
    delay or skew of ``stale_read``, ``hidden_order``, ``clock_skew``.
    """

    kind: str
    rate: float = 1.0
    operation: str = "*"
    until: float | None = None
    seconds: float = 0.0
    seconds_late: float = 40.0
    times: int | None = None
    effect: str = ""

    def concerns(self, operation: Operation) -> bool:
        """Could this fault hit a call of ``operation``?"""
        wrong_way = {"read": WRITE_ONLY, "write": READ_ONLY, "send": KINDS - SENDING}[operation.effect]
        if self.kind in WORLD or self.kind in wrong_way or self.effect not in ("", operation.effect):
            return False
        return fnmatchcase(operation.name, self.operation)


class Weather:
    """The faults of one mall. Chance comes from ``rng``, so a seeded run repeats."""

    def __init__(self, clock: Clock, rng: Random) -> None:
        self._clock = clock
        self._rng = rng
        self._faults: list[Fault] = []

    def post(self, payload: Mapping[str, Any]) -> Fault:
        """Switch a fault on (body of ``POST /malls/{mall}/faults``); raises Invalid."""
        fault = parse_fault(payload, self._clock.epoch())
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Switch everything off."""
        self._faults.clear()

    def active(self) -> list[Fault]:
        """Faults that are on now."""
        now = self._clock.epoch()
        return [f for f in self._faults if (f.until is None or now < f.until) and f.times != 0]

    def draw(self, operation: Operation) -> dict[str, Fault]:
        """The faults that hit this call, by kind; uses up their ``times``."""
        return {f.kind: f for f in self.active() if f.concerns(operation) and self._hit(f)}

    def hidden_s(self) -> float:
        """How long the next order stays hidden (``hidden_order``), 0 without the fault."""
        for fault in self.active():
            if fault.kind == "hidden_order" and self._hit(fault):
                return fault.seconds
        return 0.0

    def skew_s(self) -> float:
        """How far the mall's clock is off (``clock_skew``; negative = slow)."""
        return sum(f.seconds for f in self.active() if f.kind == "clock_skew")

    def _hit(self, fault: Fault) -> bool:
        if self._rng.random() >= fault.rate:
            return False
        if fault.times is not None:
            fault.times -= 1
        return True


def parse_fault(payload: Mapping[str, Any], now: float) -> Fault:
    """Read a fault; raises Invalid naming the field."""
    kind = payload.get("kind")
    odd = sorted(set(payload) - FIELDS)
    if kind not in KINDS:
        raise Invalid(f"kind: one of {', '.join(sorted(KINDS))}")
    if odd:
        raise Invalid(f"unknown fault fields: {', '.join(odd)}")
    rate = _number(payload, "rate", 1.0)
    if not 0 <= rate <= 1:
        raise Invalid("rate: between 0 and 1")
    effect = payload.get("effect", "")
    if effect not in ("", "read", "write"):
        raise Invalid("effect: read or write")
    seconds, lasts = payload.get("seconds"), payload.get("lasts_s")
    if kind not in OWN_SECONDS:
        lasts = seconds if lasts is None else lasts
    return Fault(
        kind=str(kind),
        rate=rate,
        operation=str(payload.get("operation", "*")),
        until=None if lasts is None else now + _number({"lasts_s": lasts}, "lasts_s", 0.0),
        seconds=_number(payload, "seconds", OWN_SECONDS[kind]) if kind in OWN_SECONDS else 0.0,
        seconds_late=_number(payload, "seconds_late", 40.0),
        times=None if payload.get("times") is None else int(_number(payload, "times", 0)),
        effect=str(effect),
    )


def _number(payload: Mapping[str, Any], name: str, default: float) -> float:
    value = payload.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Invalid(f"{name}: a number is needed")
    return float(value)
