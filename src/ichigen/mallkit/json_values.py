"""Members of JSON documents as typed values; what a mall reads in its own way stays in that mall.

Readers without a demand never fail: what is not of its type is absent. Those that must not lose anything raise
`Unreadable`, and no reader raises anything else, whatever `parse_json` returned.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias, TypeVar

from pydantic_core import from_json

Document: TypeAlias = Mapping[str, Any]
Value = TypeVar("Value")

_NOTHING: Document = {}


class Unreadable(ValueError):
    """A needed member is missing or makes no sense; the text names the member, never its value (it may be personal)."""


def parse_json(content: bytes) -> Document:
    """Return the JSON object in `content`. Raises `Unreadable`, naming "document", for anything else.

    Read by pydantic's parser, which takes half the time; what it refuses (half a character, a byte order mark) the standard
    library may still read.
    """
    try:
        value = from_json(content)
    except ValueError:
        value = _leniently(content)
    if not isinstance(value, dict):
        raise Unreadable("document")
    return value


def _leniently(content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreadable("document") from error


def needed(value: Value | None, key: str) -> Value:
    """Return what was read of the member `key`. Raises `Unreadable` where it is None."""
    if value is None:
        raise Unreadable(key)
    return value


def text(source: Document, key: str) -> str:
    """Return a member as text; a number as its digits, anything else as ""."""
    value = source.get(key)
    if type(value) is str:  # no parser makes another kind; a large answer asks this a hundred thousand times
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def required_text(source: Document, key: str) -> str:
    """Return a member as text that is not empty. Raises `Unreadable`."""
    value = text(source, key)
    if not value:
        raise Unreadable(key)
    return value


def required_flag(source: Document, key: str) -> bool:
    """Return a member that is true or false. Raises `Unreadable`."""
    value = source.get(key)
    if not isinstance(value, bool):
        raise Unreadable(key)
    return value


def child(source: Document, *path: str) -> Document:
    """Return the object at the path; an empty one where there is none."""
    for key in path:
        value = source.get(key)
        if not isinstance(value, dict):
            return _NOTHING
        source = value
    return source


def children(source: Document, key: str) -> Iterator[Document]:
    """Yield the objects of a list; everything else in it is passed over."""
    value = source.get(key)
    return (entry for entry in value if isinstance(entry, dict)) if isinstance(value, list) else iter(())


def records(source: Document, key: str) -> tuple[Document, ...]:
    """Return the objects of a list that must be there, and in which nothing may be lost. Raises `Unreadable`."""
    value = source.get(key)
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise Unreadable(key)
    return tuple(value)


def optional_records(source: Document, key: str) -> tuple[Document, ...]:
    """Return the objects of a list in which nothing may be lost; absent or null is none. Raises `Unreadable`."""
    return () if source.get(key) is None else records(source, key)


def texts(source: Document, key: str) -> tuple[str, ...]:
    """Return the strings of a list; everything else in it is passed over."""
    value = source.get(key)
    return tuple(entry for entry in value if isinstance(entry, str)) if isinstance(value, list) else ()
