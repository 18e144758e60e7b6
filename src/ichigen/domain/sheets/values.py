"""Cells to values and back: guards against formulas, widths of digits, JAN codes."""

import re
import unicodedata

from ichigen.domain.sheets.problems import Fault, Problem

#: A cell that begins so is a formula for a spreadsheet (CSV injection). The guard itself is guarded, so that it comes back.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "'")
EXCEL_TEXT = re.compile(r'="([^"]*)"')
SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?E\+?\d+", re.IGNORECASE)
FILLERS = re.compile(r"[,\s円¥]")
FLAGS = {"1": True, "0": False, "はい": True, "いいえ": False, "○": True, "×": False, "yes": True, "no": False,
         "true": True, "false": False, "一点物": True}  # fmt: skip
JAN_LENGTHS = frozenset({8, 12, 13})
MOST = 1_000_000


def guarded(text: str) -> str:
    """A text as it is written to a file that a spreadsheet may open."""
    return f"'{text}" if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text


def plain(cell: str) -> str:
    """A cell as it was meant: without spaces around it and without one spreadsheet guard."""
    text = cell.strip()
    if text.startswith("'"):
        return text[1:].strip()
    match = EXCEL_TEXT.fullmatch(text)
    return match[1].strip() if match else text


def narrow(text: str) -> str:
    """Full-width letters and digits made half-width (NFKC)."""
    return unicodedata.normalize("NFKC", text).strip()


def whole_number(text: str, column: str, least: int, most: int = MOST) -> int | Problem:
    """Read an integer: full-width digits, thousands commas, 円 and △ for minus are understood."""
    wide = text.replace("△", "-").replace("▲", "-").replace("−", "-")
    digits = FILLERS.sub("", narrow(wide))
    if SCIENTIFIC.fullmatch(digits):
        return Problem(Fault.ROUNDED, column, text)
    if not re.fullmatch(r"[+-]?[0-9]{1,15}", digits):
        return Problem(Fault.NUMBER, column, text)
    number = int(digits)
    return number if least <= number <= most else Problem(Fault.QTY, column, text, f"{least:,}～{most:,}")


def jan_code(text: str, column: str) -> str | Problem:
    """Read a JAN code of 8 or 13 digits (UPC: 12)."""
    digits = narrow(text).replace(" ", "")
    if SCIENTIFIC.fullmatch(digits):
        return Problem(Fault.ROUNDED, column, text)
    if not re.fullmatch(r"[0-9]+", digits) or len(digits) not in JAN_LENGTHS:
        return Problem(Fault.JAN, column, text)
    return digits


def flag(text: str, column: str) -> bool | Problem:
    """Read 1/0, はい/いいえ, ○/×."""
    found = FLAGS.get(narrow(text).casefold())
    return Problem(Fault.FLAG, column, text) if found is None else found


def short_text(text: str, column: str, most: int) -> str | Problem:
    """A text of one line that fits."""
    if any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in text):
        return Problem(Fault.UNPRINTABLE, column, text[:50])
    return Problem(Fault.TOO_LONG, column, text[:50], str(most)) if len(text) > most else text


def check_digit_fits(jan: str) -> bool:
    """True where the last digit of a JAN code is the one its others ask for (GS1, modulus 10)."""
    body, last = jan[:-1], jan[-1]
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return (10 - total % 10) % 10 == int(last)
