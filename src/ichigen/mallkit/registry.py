"""Finds the malls: packages below `ichigen.malls` with `manifest.MALL`, and entry points of other distributions."""

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from types import MappingProxyType

from ichigen.mallkit.manifest import Mall

GROUP = "ichigen.malls"


@dataclass(frozen=True, slots=True)
class Installed:
    """A mall and the package its files lie in."""

    mall: Mall
    package: str


@cache
def malls() -> Mapping[str, Mall]:
    """Return every installed mall by its id, in the order of the ids."""
    return MappingProxyType({mall_id: found.mall for mall_id, found in _installed().items()})


def mall(mall_id: str) -> Mall:
    """Return one mall; KeyError when it is not installed."""
    return malls()[mall_id]


def rescan() -> None:
    """Forget what was found: the next question looks again (after a mall was added to a running process)."""
    malls.cache_clear()
    _installed.cache_clear()


def package(mall_id: str) -> str:
    """Return the package of a mall, where its `quality.toml` lies; KeyError when it is not installed."""
    return _installed()[mall_id].package


@cache
def _installed() -> Mapping[str, Installed]:
    found: dict[str, Installed] = {}
    for info in pkgutil.iter_modules(import_module(GROUP).__path__):
        if info.ispkg:
            _add(found, import_module(f"{GROUP}.{info.name}.manifest").MALL, f"{GROUP}.{info.name}")
    for entry in entry_points(group=GROUP):
        _add(found, entry.load(), entry.module.rpartition(".")[0] or entry.module)
    return MappingProxyType(dict(sorted(found.items())))


def _add(found: dict[str, Installed], candidate: object, package: str) -> None:
    if not isinstance(candidate, Mall):
        raise TypeError(f"entry point of group {GROUP} is not a Mall: {candidate!r}")
    if candidate.id in found:
        raise ValueError(f"two malls with the id {candidate.id}")
    found[candidate.id] = Installed(candidate, package)
