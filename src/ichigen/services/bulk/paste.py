"""受注番号 and 伝票番号 pasted from a spreadsheet: one order a line."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ichigen.domain.carriers import LABELS, Carrier
from ichigen.services.bulk.start import Row
from ichigen.store.orders import Order

MOST_LINES = 2_000
_HEADS = ("受注番号", "注文番号", "order")
_MANGLED = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)

Refusal = tuple[str, str]
_SHORT: Refusal = ("paste_columns", "受注番号と伝票番号の 2 列がありません。タブか「,」か空白で区切ってください。")
_ROUNDED: Refusal = (
    "paste_rounded", "表計算ソフトが伝票番号を丸めています（例 4.2E+11）。列を文字列にして、貼り付け直してください。",
)  # fmt: skip
_ODD: Refusal = ("paste_tracking", "伝票番号は半角英数字で入力してください。")
_CARRIER: Refusal = ("paste_carrier", "3 列目の配送会社が分かりません。配送会社の名前を確かめてください。")
_TWICE: Refusal = ("paste_twice", "同じ受注番号が 2 回以上あります。1 行にしてください。")
_UNKNOWN: Refusal = ("paste_unknown", "この受注番号の受注はありません。")
_AMBIGUOUS: Refusal = (
    "paste_ambiguous",
    "同じ番号の受注が複数のアカウントにあります。受注の画面から出荷してください。",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: numbers as read, or why it cannot be read. `carrier` empty = the one chosen for all."""

    number: str
    tracking: str = ""
    carrier: str = ""
    refusal: Refusal = ("", "")


def read_paste(text: str) -> list[Line]:
    """Read what was pasted; empty lines and a head line are left out. Full-width and hyphens are fine."""
    lines = [line for line in unicodedata.normalize("NFKC", text).splitlines() if line.strip()]
    if lines and lines[0].strip().lower().startswith(_HEADS):
        lines = lines[1:]
    found = [_line(line) for line in lines]
    times = Counter(line.number for line in found)
    return [Line(line.number, refusal=_TWICE) if times[line.number] > 1 else line for line in found]


def rows_of(lines: Sequence[Line], carrier: str, shipped_on: date) -> list[Row]:
    """Return a row for every line, ascending by order; those without exactly one order come first, with their reason."""
    known: dict[str, list[int]] = defaultdict(list)
    for number, pk in Order.objects.filter(number__in=[line.number for line in lines]).values_list("number", "id"):
        known[number].append(pk)
    rows = [_row(line, known, carrier, shipped_on) for line in lines]
    return sorted(rows, key=lambda row: row.order_id or 0)


def _row(line: Line, known: Mapping[str, Sequence[int]], carrier: str, shipped_on: date) -> Row:
    ids = known.get(line.number, ())
    refusal = line.refusal if line.refusal[0] else {0: _UNKNOWN, 1: ("", "")}.get(len(ids), _AMBIGUOUS)
    if refusal[0]:
        return Row(None, line.number, {}, refusal)
    data = {"tracking": line.tracking, "carrier": line.carrier or carrier, "shipped_on": shipped_on.isoformat()}
    return Row(ids[0], line.number, data)


def _line(line: str) -> Line:
    cells = [cell.strip().strip('"') for cell in _cells(line)]
    if len(cells) < 2 or not cells[0] or not cells[1]:
        return Line(cells[0], refusal=_SHORT)
    if _MANGLED.fullmatch(cells[1]):
        return Line(cells[0], refusal=_ROUNDED)
    tracking = "".join(cells[1].replace("-", "").split())
    if not (tracking.isascii() and tracking.isalnum() and len(tracking) <= 40):
        return Line(cells[0], refusal=_ODD)
    carrier = _carrier(cells[2]) if len(cells) > 2 and cells[2] else ""
    return Line(cells[0], refusal=_CARRIER) if carrier is None else Line(cells[0], tracking, carrier)


def _cells(line: str) -> list[str]:
    separator = next((mark for mark in ("\t", ",") if mark in line), None)
    return line.split(separator)


def _carrier(name: str) -> str | None:
    by_name = {unicodedata.normalize("NFKC", label): code.value for code, label in LABELS.items()}
    return by_name.get(name) or (name if name in {code.value for code in Carrier} else None)
