"""A small bar chart, drawn by the server."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP, HOURS = 480, 72, 4, 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour: place and size in the drawing's units, and the count behind it."""

    hour: int
    count: int
    x: float
    y: float
    width: float
    height: float


def bars(hours: Sequence[int]) -> tuple[Bar, ...]:
    """Return the bars of the hours so far, scaled to the busiest."""
    most = max(hours, default=0) or 1
    step = WIDTH / HOURS
    return tuple(
        Bar(
            hour,
            count,
            round(hour * step + GAP / 2, 1),
            round(HEIGHT - max(2.0, HEIGHT * count / most), 1),
            step - GAP,
            round(max(2.0, HEIGHT * count / most), 1),
        )
        for hour, count in enumerate(hours)
    )
