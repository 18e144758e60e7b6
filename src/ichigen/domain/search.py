"""Finding orders by what people type: one folding for both sides, and the grams an index holds (requirements R0, G3: search).

A word is found where one of an order's fields contains it, whatever its width, case or kana. Words of one or two ASCII
characters are found at the beginning of a run of letters and digits only: inside one they would say nothing.
"""

import re
import string
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product
from struct import unpack_from

#: Between the fields of an order's text; no typed word contains it.
FIELD_END = "\n"

_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
#: Stretches of ASCII and of anything else; how words of letters and digits begin within ASCII.
_RUNS = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]+")
_STARTS = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{1,2}")

_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))

#: Grams are whole numbers of four bytes: one character is its code; these bits mark the other kinds.
_TRIPLE, _START_1, _START_2, _PAIR = 1 << 22, 1 << 24, 1 << 25, 1 << 30

#: Kana and kanji: a pair of them has a number of its own. Any other pair shares one, below zero.
_FIRST, _LAST = 0x3000, 0x3000 + (1 << 15) - 1


@dataclass(frozen=True, slots=True)
class Sought:
    """One spelling of a word: an order that has it has all `grams`; unless `exact`, its text must be looked at too."""

    text: str
    grams: tuple[int, ...]
    exact: bool


def fold(text: str) -> str:
    """Fold width and case, and hiragana to katakana: 「ﾔﾏﾀﾞ」「やまだ」「ヤマダ」 are one."""
    if text.isascii():
        return text.lower()
    return _caseless(_caseless(unicodedata.normalize("NFD", text))).translate(_KATAKANA)


@lru_cache(maxsize=4096)
def field(text: str) -> str:
    """Return one field of an order as it is searched: folded, without blanks (「山田 太郎」 is found as 「山田太郎」)."""
    return "".join(fold(text).split())


def text_of(fields: Sequence[str]) -> str:
    """Return the searched text of an order: its fields, each once."""
    return FIELD_END.join(dict.fromkeys(folded for folded in map(field, fields) if folded))


def grams_of(text: str) -> list[int]:
    """Return every gram of a searched text, each once, in no order."""
    runs = _RUNS.findall(text)
    found = _grams_of_ascii(FIELD_END.join(filter(str.isascii, runs)))
    found.update(*(_grams_of_wide(run) for run in runs if not run.isascii()))
    return list(found)


def typed_words(text: str) -> list[str]:
    """Return the words of a search box, folded; all of them must be found. At most eight count."""
    plain = text.replace("\x00", " ").encode(errors="ignore").decode()
    return fold(plain).split()[:8]


def sought(word: str) -> tuple[Sought, ...]:
    """Return the spellings of a folded word: as it is, and a number also without its hyphens. One of them must be found."""
    plain = word.translate(_HYPHENS)
    digits = plain.replace("-", "")
    if "-" not in plain or not digits.isdigit():
        return (_spelling(word),)
    return tuple(_spelling(each) for each in dict.fromkeys((plain, digits)))


def _caseless(text: str) -> str:
    return unicodedata.normalize("NFKC", text.casefold())


def _spelling(word: str) -> Sought:
    if word.isascii() and len(word) < 3:
        if not word.isalnum():
            return Sought(word, (), exact=False)
        return Sought(word, _START_GRAMS[word][-1:], exact=True)
    grams: set[int] = set()
    runs = _RUNS.findall(word)
    for run in runs:
        if run.isascii():
            grams.update(_triples(run))
        elif len(run) == 1:
            grams.add(ord(run))
        else:
            grams.update(_pairs(run))
    alone = len(runs) == len(grams) == 1 and len(word) <= (3 if word.isascii() else 2)
    return Sought(word, tuple(sorted(grams)), exact=alone and min(grams) > 0)


@lru_cache(maxsize=4096)
def _grams_of_wide(run: str) -> frozenset[int]:
    """Return the grams of a stretch without ASCII; the names of goods and places come again and again."""
    return frozenset((*map(ord, run), *_pairs(run)))


def _grams_of_ascii(text: str) -> set[int]:
    """Return the grams of fields in ASCII, computed over all of them; what reaches from one into the next is left out."""
    triples = _triples(text)
    found: set[int] = set()
    begin = 0
    for part in text.split(FIELD_END):
        end = begin + len(part)
        found.update(triples[begin : max(begin, end - 2)])
        begin = end + 1
    found.update(*map(_START_GRAMS.__getitem__, _STARTS.findall(text)))
    return found


def _pairs(run: str) -> list[int]:
    return [
        _PAIR | (first - _FIRST) << 15 | (second - _FIRST)
        if _FIRST <= first <= _LAST and _FIRST <= second <= _LAST
        else -1 - (first * 31 + second) % (1 << 30)
        for first, second in pairwise(map(ord, run))
    ]


def _triples(text: str) -> tuple[int, ...]:
    """Return the number of every three characters in a row.

    All at once: the text is one large number with 32 bits for each character, and laid over itself one and two further.
    """
    size = len(text)
    lanes = int.from_bytes(text.encode("utf-32-le"), "little")
    triples = lanes << 14 | lanes >> 32 << 7 | lanes >> 64 | _in_every_lane(_TRIPLE, size)
    return unpack_from(f"<{max(0, size - 2)}I", triples.to_bytes(4 * size + 4, "little"))


@lru_cache(maxsize=256)
def _in_every_lane(value: int, size: int) -> int:
    return int.from_bytes(value.to_bytes(4, "little") * size, "little")


def _starts_of(word: str) -> tuple[int, ...]:
    first = ord(word[0])
    return (_START_1 | first,) if len(word) == 1 else (_START_1 | first, _START_2 | first << 7 | ord(word[1]))


#: What the beginning of a word is found by.
_LETTERS = string.digits + string.ascii_letters
_START_GRAMS = {start: _starts_of(start) for start in (*_LETTERS, *map("".join, product(_LETTERS, repeat=2)))}
