"""Tables on a terminal: Japanese letters are two columns wide."""

import unicodedata
from collections.abc import Sequence

GAP = "  "


def width(text: str) -> int:
    """Columns that a text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows as lines with their cells below each other; every row has the same number of cells."""
    columns = [max(map(width, cells)) for cells in zip(*rows, strict=True)]
    return [GAP.join(cell + " " * (columns[n] - width(cell)) for n, cell in enumerate(row)).rstrip() for row in rows]
