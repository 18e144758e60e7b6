"""Reading the mall's XML: local names only, one element or many, empty elements, loose times (page section 6)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring

from ichigen.domain.hours import JST
from ichigen.mallkit.moments import moment_of

_INTEGER = re.compile(r"[+-]?[0-9]{1,12}")


@dataclass
class Unreadable(Exception):
    """A document or a member of it cannot be read. `member` names it, without its value (it may be personal)."""

    member: str

    def __str__(self) -> str:
        return f"unreadable: {self.member}"


def read_document(content: bytes) -> Element:
    """Return the root element; `Unreadable` where the bytes are no XML or carry entities."""
    try:
        root: Element = fromstring(content)
    except (ParseError, ValueError, LookupError) as error:
        raise Unreadable("document") from error
    return root


def local(element: Element) -> str:
    """Return the name without its namespace: older stock errors carry one (page section 2.6)."""
    return element.tag.rpartition("}")[2]


def children(element: Element, name: str) -> Iterator[Element]:
    """Yield the direct children with this local name: none, one or many."""
    return (child for child in element if local(child) == name)


def child(element: Element, *path: str) -> Element | None:
    """Return the first element below `element` along the path of names."""
    found: Element | None = element
    for name in path:
        if found is None:
            return None
        found = next(children(found, name), None)
    return found


def text(element: Element | None, *path: str) -> str:
    """Return the stripped text at the path; empty where an element is missing or empty."""
    found = child(element, *path) if element is not None else None
    return (found.text or "").strip() if found is not None else ""


def whole(element: Element | None, *path: str) -> int | None:
    """Return an integer; None where it is missing or empty. `Unreadable` where it is something else."""
    value = text(element, *path)
    return number(value, path[-1]) if value else None


def number(value: str, member: str) -> int:
    """Return the integer written in `value`; `Unreadable` naming the member where it is none."""
    if not _INTEGER.fullmatch(value):
        raise Unreadable(member)
    return int(value)


def required(element: Element | None, *path: str) -> int:
    """Return an integer that must be there."""
    value = whole(element, *path)
    if value is None:
        raise Unreadable(path[-1])
    return value


def flag(element: Element | None, *path: str) -> bool:
    """Return a flag: the mall writes true/false and 1/0; empty is false."""
    return text(element, *path).lower() in {"true", "1"}


def moment(value: str) -> datetime | None:
    """Return a time in UTC from RFC 3339, `YYYY-MM-DD hh:mm:ss` or `YYYYMMDD[HHMMSS]`; without an offset it is JST."""
    compact = f"{value[:8]}T{value[8:]}" if len(value) == 14 and value.isdigit() else value
    return moment_of(compact, JST)
