"""What a person types into a cell of 在庫表: a counted number, or a difference that says its sign."""

import re
import unicodedata
from dataclasses import dataclass

#: What input methods write where a hyphen is meant; NFKC leaves these as they are (U+2010-2015, U+2212, U+30FC).
MINUS = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0x30FC), "-")
UNITS = re.compile(r"([+-]?)([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})")


@dataclass(frozen=True, slots=True)
class Typed:
    """A number of pieces; `difference`: to be added to what is there, otherwise the number that was counted."""

    units: int
    difference: bool

    def change(self, on_hand: int) -> int:
        """Return by how many pieces on_hand changes."""
        return self.units if self.difference else self.units - on_hand


def narrow(text: str) -> str:
    """Return the text half-width (NFKC), without blanks around it and with one kind of hyphen: 「－３」 → -3."""
    return unicodedata.normalize("NFKC", text).translate(MINUS).strip()


def read_units(text: str) -> Typed | None:
    """Read a cell: `12` and `1,200` are counts, `+3` and `-2` differences; None where it is no whole number."""
    found = UNITS.fullmatch(narrow(text))
    if found is None:
        return None
    sign, digits = found.groups()
    units = int(digits.replace(",", ""))
    return Typed(-units if sign == "-" else units, bool(sign))
