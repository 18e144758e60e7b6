"""Text to rows by named columns, in any order of the columns."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ichigen.domain.sheets.problems import Fault, Problem, SheetRefused
from ichigen.domain.sheets.values import plain

MOST_ROWS = 200_000
MOST_COLUMNS = 300
MARKS = ("*", "★", "(必須)")


@dataclass(frozen=True, slots=True)
class Field:
    """A column we know: its key, its name in our files, and other names it may have."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: the line it begins on (the header is line 1), the cells of known columns, and what is wrong with its shape."""

    line: int
    cells: Mapping[str, str]
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file by its columns. `ignored`: columns nobody knows. `rows` is read once."""

    columns: Mapping[str, int]
    ignored: tuple[str, ...]
    rows: Iterator[SheetRow]


def read_sheet(text: str, fields: Sequence[Field], required: Sequence[str]) -> Sheet:
    """Match the header by name and return the rows. Raises `SheetRefused`, also while the rows are read."""
    if not text.strip():
        raise SheetRefused(Problem(Fault.EMPTY))
    lines = _lines(text)
    header = next(lines, None)
    if header is None:
        raise SheetRefused(Problem(Fault.EMPTY))
    names = header[1]
    if len(names) > MOST_COLUMNS:
        raise SheetRefused(Problem(Fault.TOO_LARGE, detail=f"{len(names)} > {MOST_COLUMNS}"))
    columns = match_header(names, fields, required)
    known = set(columns.values())
    ignored = tuple(name for place, name in enumerate(names) if place not in known and name.strip())
    return Sheet(columns, ignored, _rows(lines, columns, len(names)))


def match_header(names: Sequence[str], fields: Sequence[Field], required: Sequence[str]) -> dict[str, int]:
    """Return the place of each known column. Raises `SheetRefused` for one that is missing or there twice."""
    by_name = {bare(name): field for field in fields for name in (field.label, *field.aliases)}
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        field = by_name.get(bare(name))
        if field is None:
            continue
        if field.key in found:
            raise SheetRefused(Problem(Fault.HEADER_DUP, field.label))
        found[field.key] = place
    for field in fields:
        if field.key in required and field.key not in found:
            raise SheetRefused(Problem(Fault.HEADER_MISSING, field.label))
    return found


def bare(name: str) -> str:
    """A column name as it is compared: width, case, spaces and marks of a must do not count."""
    text = "".join(unicodedata.normalize("NFKC", name).split()).casefold()
    for mark in MARKS:
        text = text.replace(mark, "")
    return text


def _rows(lines: Iterator[tuple[int, list[str]]], columns: Mapping[str, int], width: int) -> Iterator[SheetRow]:
    for number, (line, cells) in enumerate(lines, 1):
        if number > MOST_ROWS:
            raise SheetRefused(Problem(Fault.TOO_LARGE, detail=f"> {MOST_ROWS:,}"))
        extra = [cell for cell in cells[width:] if cell.strip()]
        problem = Problem(Fault.COLUMNS, value=extra[0]) if extra else None
        yield SheetRow(line, {key: plain(cells[at]) if at < len(cells) else "" for key, at in columns.items()}, problem)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank with the line each begins on; a quoted cell may hold line breaks."""
    first = text.splitlines()[0]
    delimiter = "\t" if "\t" in first and "," not in first else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise SheetRefused(Problem(Fault.BROKEN, detail=str(line))) from error
        if any(cell.strip() for cell in cells):
            yield line, cells
