"""Finds the malls: packages below `ichigen.malls` with `manifest.MALL`, and entry points of other distributions."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from types import MappingProxyType

from ichigen.mallkit.manifest import Mall

GROUP = "ichigen.malls"


@cache
def malls() -> Mapping[str, Mall]:
    """Return every installed mall by its id, in the order of the ids."""
    package = import_module(GROUP)
    found: dict[str, Mall] = {}
    for info in pkgutil.iter_modules(package.__path__):
        if info.ispkg:
            _add(found, import_module(f"{GROUP}.{info.name}.manifest").MALL)
    for entry in entry_points(group=GROUP):
        _add(found, entry.load())
    return MappingProxyType(dict(sorted(found.items())))


def mall(mall_id: str) -> Mall:
    """Return one mall; KeyError when it is not installed."""
    return malls()[mall_id]


def _add(found: dict[str, Mall], candidate: object) -> None:
    if not isinstance(candidate, Mall):
        raise TypeError(f"entry point of group {GROUP} is not a Mall: {candidate!r}")
    if candidate.id in found:
        raise ValueError(f"two malls with the id {candidate.id}")
    found[candidate.id] = candidate
