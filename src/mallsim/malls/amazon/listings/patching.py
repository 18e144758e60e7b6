"""What a patch does to the attributes of a listing: ``add, replace, merge, delete`` (section 4.1, Trap 4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from mallsim.malls.amazon.listings import issues
from mallsim.malls.amazon.listings.model import CHANNEL, OFFER, STOCK, Attributes
from mallsim.malls.amazon.wire import Document, invalid

OPS = ("add", "replace", "merge", "delete")
PREFIX = "/attributes/"
SELECTORS = {STOCK: (CHANNEL,), OFFER: ("marketplace_id", "audience")}
OTHER_SELECTORS = ("marketplace_id", "language_tag")

Patch = Mapping[str, Any]


def name_of(patch: Patch) -> str:
    """The attribute a patch addresses; only top-level ones can be."""
    return str(patch["path"]).removeprefix(PREFIX)


def check_form(patches: object) -> Sequence[Patch]:
    """The patches of a request, or RefusedError (400) where they are not patches at all."""
    if not isinstance(patches, list) or not patches:
        raise invalid("The provided payload is invalid.", "patches: at least one operation is required")
    for patch in patches:
        path = patch.get("path") if isinstance(patch, dict) else None
        if not isinstance(path, str) or not path.startswith(PREFIX) or "/" in path.removeprefix(PREFIX):
            raise invalid("The provided payload is invalid.", "path: /attributes/{top-level attribute} is required")
        value = patch.get("value", [])
        rows = isinstance(value, list) and all(isinstance(row, dict) for row in value)
        if patch.get("op") not in OPS or not rows or (patch["op"] != "delete" and not value):
            raise invalid("The provided payload is invalid.", "op or value is not valid")
    return patches


def problems(patches: Sequence[Patch]) -> Iterator[Document]:
    """The issues of patches that are well formed."""
    for patch in patches:
        if patch["op"] != "delete":
            yield from issues.of_attribute(name_of(patch), patch["value"])


def apply(attributes: Attributes, patches: Sequence[Patch]) -> None:
    """Do the patches, in order. A selector that is not there yet adds a row instead of replacing one."""
    for patch in patches:
        name = name_of(patch)
        value = deepcopy(patch.get("value", []))
        rows = attributes.setdefault(name, [])
        if patch["op"] == "delete":
            kept = [row for row in rows if value and not any(_same(name, row, gone) for gone in value)]
            attributes[name] = kept
        for new in value if patch["op"] != "delete" else ():
            _put(name, rows, new, merge=patch["op"] == "merge")
        if not attributes[name]:
            del attributes[name]


def _put(name: str, rows: list[Document], new: Document, *, merge: bool) -> None:
    for position, row in enumerate(rows):
        if _same(name, row, new):
            rows[position] = {**row, **new} if merge else new
            return
    rows.append(new)


def _same(name: str, one: Document, other: Document) -> bool:
    keys = SELECTORS.get(name, OTHER_SELECTORS)
    return all(one.get(key, other.get(key)) == other.get(key, one.get(key)) for key in keys)
