"""Finds secrets and a person's data in whatever the product writes, in each form that text may take on its way."""

import base64
import html
import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, quote_plus

#: Fewer letters than this would be found by chance.
SHORTEST = 5


class Leaks:
    """What must not be found: `secrets` anywhere, `person` anywhere but in the orders' own columns."""

    def __init__(self, secrets: Mapping[str, str], person: Mapping[str, str]) -> None:
        assert all(len(value) >= SHORTEST for value in secrets.values())
        self.secrets = {name: frozenset(forms(value)) for name, value in secrets.items()}
        self.person = {name: frozenset(forms(value)) for name, value in person.items()}

    def secrets_in(self, text: str) -> list[str]:
        """Names of the secrets in a text."""
        return _found(self.secrets, text)

    def anything_in(self, text: str) -> list[str]:
        """Names of the secrets and of the person's data in a text."""
        return [*_found(self.secrets, text), *_found(self.person, text)]

    def in_dump(self, dump: str, own: Mapping[str, frozenset[str]]) -> list[str]:
        """`table.column: name` of each finding in a dump; a person may be in the columns of `own`, a secret nowhere."""
        found = set()
        for table, column, value in cells(dump):
            names = self.secrets_in(value) if column in own.get(table, ()) else self.anything_in(value)
            found |= {f"{table}.{column}: {name}" for name in names}
        return sorted(found)


def forms(value: str) -> Iterator[str]:
    """The value as it is, and as it stands in JSON, HTML, an address, base64 or with its digits alone."""
    yield value
    yield json.dumps(value)[1:-1]
    yield json.dumps(json.dumps(value))[3:-3]
    yield html.escape(value)
    yield quote(value, safe="")
    yield quote_plus(value)
    yield from _in_base64(value.encode())
    digits = re.sub(r"\D", "", value)
    if re.fullmatch(r"[\d-]+", value):
        yield digits


def _in_base64(value: bytes) -> Iterator[str]:
    """What of the value stands in base64 wherever it begins; only the letters that depend on nothing around it."""
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + value).decode()
        first = -(-offset * 8 // 6)
        inner = coded[first : (offset + len(value)) * 8 // 6]
        if len(inner) >= 2 * SHORTEST:
            yield inner


def cells(dump: str) -> Iterator[tuple[str, str, str]]:
    """Table, column and value of each cell of a plain `pg_dump`."""
    table, columns = "", []
    for line in dump.splitlines():
        begins = re.match(r"COPY public\.(\S+) \((.*)\) FROM stdin;", line)
        if begins:
            table, columns = begins[1], [name.strip(' "') for name in begins[2].split(",")]
        elif line == "\\.":
            table = ""
        elif table:
            for column, value in zip(columns, line.split("\t"), strict=True):
                yield table, column, value.replace("\\\\", "\\")


def _found(needles: Mapping[str, frozenset[str]], text: str) -> list[str]:
    return sorted(name for name, shapes in needles.items() if any(shape in text for shape in shapes))
