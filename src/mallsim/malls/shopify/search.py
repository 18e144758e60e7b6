"""The search syntax of list queries: ``status:open updated_at:>='2026-11-22T00:00:00Z' (sku:A OR -tag:x)``.

A field that does not exist and a value that cannot be read are not refused: the term is left out and a warning is put
into ``extensions.search``, so a wrong filter finds too much. An unquoted value ends at a colon.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mallsim.malls.shopify.times import instant

_TOKEN = re.compile(
    r"""\s*(?:(?P<paren>[()])|(?P<minus>-(?=[\w(]))|(?P<word>AND|OR|NOT)\b|
    (?P<field>[A-Za-z_.]+):(?P<op>>=|<=|>|<)?(?P<value>'[^']*'|"[^"]*"|[^\s()'":]+)(?P<odd>:[^\s()]*)?|
    (?P<text>'[^']*'|"[^"]*"|[^\s()]+))""",
    re.VERBOSE,
)

Values = Mapping[str, Any]
Matcher = Callable[[Any, str, str], bool | None]
"""(the record's value, comparison or "", the text asked for) → does it match? None: the text makes no sense."""
Test = Callable[[Values], bool]


@dataclass(slots=True)
class Search:
    """A parsed query: ``test`` decides about a record, ``warnings`` name what was left out."""

    test: Test
    warnings: list[dict[str, str]] = field(default_factory=list)


def parse(query: str | None, fields: Mapping[str, Matcher], free: tuple[str, ...]) -> Search:
    """Read a query over ``fields``; bare words are looked for in the values named ``free``."""
    reader = _Reader([match for match in _TOKEN.finditer(query or "") if match[0].strip()], fields, free)
    test = reader.either() if reader.tokens else _everything
    return Search(test, reader.warnings)


class _Reader:
    def __init__(self, tokens: list[re.Match[str]], fields: Mapping[str, Matcher], free: tuple[str, ...]) -> None:
        self.tokens = tokens
        self.fields = fields
        self.free = free
        self.warnings: list[dict[str, str]] = []

    def either(self) -> Test:
        """``a OR b``."""
        tests = [self._every()]
        while self.tokens and self.tokens[0]["word"] == "OR":
            self.tokens.pop(0)
            tests.append(self._every())
        return lambda values: any(test(values) for test in tests)

    def _every(self) -> Test:
        tests: list[Test] = []
        while self.tokens and self.tokens[0]["word"] != "OR" and self.tokens[0]["paren"] != ")":
            if self.tokens[0]["word"] == "AND":
                self.tokens.pop(0)
                continue
            tests.append(self._one())
        return lambda values: all(test(values) for test in tests)

    def _one(self) -> Test:
        token = self.tokens.pop(0)
        if token["minus"] or token["word"] == "NOT":
            inner = self._one() if self.tokens else _everything
            return lambda values: not inner(values)
        if token["paren"]:
            grouped = self.either()
            if self.tokens:
                self.tokens.pop(0)
            return grouped
        return self._term(token) if token["field"] else self._free(token["text"].strip("'\""))

    def _term(self, token: re.Match[str]) -> Test:
        name, op, text = token["field"], token["op"] or "", token["value"].strip("'\"")
        matcher = self.fields.get(name)
        if matcher is None:
            self._warn(name, f"Invalid search field for this query: {name}.", "invalid_field")
            return _everything
        if token["odd"] or matcher(None, op, text) is None:
            self._warn(name, f"Input `{text}{token['odd'] or ''}` is not an accepted value.", "invalid_value")
            return _everything
        return lambda values: bool(matcher(values.get(name), op, text))

    def _free(self, text: str) -> Test:
        wanted = text.strip("*").lower()
        return lambda values: any(wanted in str(values.get(name, "")).lower() for name in self.free)

    def _warn(self, name: str, message: str, code: str) -> None:
        self.warnings.append({"field": name, "message": message, "code": code})


def _everything(values: Values) -> bool:
    return True


def by_time(value: Any, op: str, text: str) -> bool | None:
    """Times, in whole seconds."""
    wanted = instant(text)
    if wanted is None:
        return None
    return value is not None and _compared(int(value), op, int(wanted))


def by_number(value: Any, op: str, text: str) -> bool | None:
    """Whole numbers; also the number of a global id."""
    digits = text.rpartition("/")[2]
    if not digits.isdecimal():
        return None
    return value is not None and _compared(int(value), op, int(digits))


def by_word(value: Any, op: str, text: str) -> bool | None:
    """Words in any case, several with commas; ``*`` at the end is a prefix search. A value may be a list."""
    have = [str(one).lower() for one in (value if isinstance(value, list | tuple) else [value])]
    for word in text.lower().split(","):
        if word.endswith("*") and any(one.startswith(word[:-1]) for one in have):
            return True
        if word in have:
            return True
    return False


def by_flag(value: Any, op: str, text: str) -> bool | None:
    """true or false."""
    if text not in ("true", "false"):
        return None
    return bool(value) is (text == "true")


def one_of(meaning: Mapping[str, frozenset[str]]) -> Matcher:
    """A closed list of words, each meaning some values."""

    def match(value: Any, op: str, text: str) -> bool | None:
        words = text.lower().split(",")
        if any(word not in meaning for word in words):
            return None
        return any(value in meaning[word] for word in words)

    return match


def _compared(have: int, op: str, wanted: int) -> bool:
    results = {">=": have >= wanted, "<=": have <= wanted, ">": have > wanted, "<": have < wanted}
    return results.get(op, have == wanted)
