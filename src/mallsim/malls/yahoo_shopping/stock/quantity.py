"""The micro-syntax of setStock's ``quantity``: a number sets, a sign adds or subtracts (section 4.1, Trap 8)."""

from __future__ import annotations

import re
from dataclasses import dataclass

LIMIT = 999_999_999
_FORM = re.compile(r"([+-]?)([0-9]{1,9})")


class OutOfRangeError(Exception):
    """The result of a change lies beyond ±999999999."""


@dataclass(frozen=True, slots=True)
class QuantityChange:
    """``relative`` changes add ``amount`` (negative: subtract), others set it."""

    amount: int
    relative: bool

    def applied_to(self, quantity: int) -> int:
        """The new stock; raises where it leaves the range."""
        after = quantity + self.amount if self.relative else self.amount
        if abs(after) > LIMIT:
            raise OutOfRangeError
        return after


def read_quantity(text: str) -> QuantityChange | None:
    """Read one element; None for everything else: empty, spaces (a ``+`` sent bare), ``INI``, more than 9 digits."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    sign, digits = match.groups()
    return QuantityChange(-int(digits) if sign == "-" else int(digits), relative=bool(sign))
