"""Rows to the bytes of a CSV file."""

import csv
import io
from collections.abc import Iterable, Sequence

from ichigen.domain.sheets.decode import Encoding
from ichigen.domain.sheets.values import guarded

#: Lines made at once.
PORTION = 1000


class Unwritable(Exception):
    """A character that the chosen encoding does not have: nothing of the file is handed out."""

    def __init__(self, sign: str, row: str) -> None:
        super().__init__(sign)
        self.sign = sign
        self.row = row


def write_sheet(header: Sequence[str], rows: Iterable[Sequence[str | int | None]], encoding: Encoding) -> bytes:
    """Return a whole file (CRLF). Texts are guarded against formulas, numbers are numbers. Raises `Unwritable`."""
    out = io.BytesIO()
    out.write(_encoded([header], encoding))  # the mark of utf-8-sig is written once
    rest = Encoding.UTF8 if encoding is Encoding.UTF8_SIG else encoding
    portion: list[Sequence[str | int | None]] = []
    for row in rows:
        portion.append(row)
        if len(portion) == PORTION:
            out.write(_encoded(portion, rest))
            portion.clear()
    out.write(_encoded(portion, rest))
    return out.getvalue()


def _encoded(rows: Iterable[Sequence[str | int | None]], encoding: Encoding) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    whole = text.getvalue()
    try:
        return whole.encode(encoding)
    except UnicodeEncodeError as error:
        begin = whole.rfind("\n", 0, error.start) + 1
        raise Unwritable(whole[error.start], whole[begin : error.start].split(",")[0]) from error


def _cell(value: str | int | None) -> str | int:
    if value is None:
        return ""
    return value if isinstance(value, int) else guarded(value)
