"""Finding orders by what people type: one folding for both sides, and the grams an index holds (requirements R0, G3: search).

A word is found where one of an order's fields contains it, whatever its width, case or kana. Words of one or two ASCII
characters are found at the beginning of a run of letters and digits only: inside one they would say nothing.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

#: Between the fields of an order's text; no typed word contains it.
FIELD_END = "\n"

_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
#: Stretches of ASCII and of anything else; words of letters and digits within ASCII.
_RUNS = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]+")
_WORDS = re.compile(r"[0-9A-Za-z]+")

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
    return list(frozenset().union(*map(_grams_of_field, text.split(FIELD_END))))


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
        start = _START_1 | ord(word) if len(word) == 1 else _START_2 | ord(word[0]) << 7 | ord(word[1])
        return Sought(word, (start,), exact=True)
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
def _grams_of_field(part: str) -> frozenset[int]:
    """Return the grams of a field; the codes of goods and the names of days come again and again."""
    if part.isascii():
        return frozenset(_grams_of_ascii(part))
    found: set[int] = set()
    for run in _RUNS.findall(part):
        if run.isascii():
            found.update(_grams_of_ascii(run))
        else:
            found.update(map(ord, run))
            found.update(_pairs(run))
    return frozenset(found)


def _grams_of_ascii(run: str) -> list[int]:
    return [*_triples(run), *_starts(run)]


def _pairs(run: str) -> list[int]:
    return [
        _PAIR | (first - _FIRST) << 15 | (second - _FIRST)
        if _FIRST <= first <= _LAST and _FIRST <= second <= _LAST
        else -1 - (first * 31 + second) % (1 << 30)
        for first, second in pairwise(map(ord, run))
    ]


def _triples(run: str) -> list[int]:
    codes = run.encode()
    return [_TRIPLE | a << 14 | b << 7 | c for a, b, c in zip(codes, codes[1:], codes[2:], strict=False)]


def _starts(run: str) -> Iterator[int]:
    for word in _WORDS.findall(run):
        first = ord(word[0])
        yield _START_1 | first
        if len(word) > 1:
            yield _START_2 | first << 7 | ord(word[1])
