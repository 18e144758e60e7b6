"""The shape of a resolver, and small ones that many types share."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from mallsim.malls.shopify.gids import gid
from mallsim.malls.shopify.times import iso_or_null
from mallsim.malls.shopify.visit import Visit

Args = Mapping[str, Any]
Resolver = Callable[[Any, Visit, Args], Any]
Table = Mapping[str, Resolver]


def const(value: Any) -> Resolver:
    """Always the same answer."""
    return lambda source, visit, args: value


def attr(path: str) -> Resolver:
    """An attribute of the record."""
    get = attrgetter(path)
    return lambda source, visit, args: get(source)


def at(path: str) -> Resolver:
    """A time of the record, null where there is none."""
    get = attrgetter(path)
    return lambda source, visit, args: iso_or_null(get(source))


def named(kind: str, path: str = "id") -> dict[str, Resolver]:
    """``id`` and ``legacyResourceId``."""
    get = attrgetter(path)
    return {
        "id": lambda source, visit, args: gid(kind, get(source)),
        "legacyResourceId": lambda source, visit, args: str(get(source)),
    }


def only_id(kind: str) -> dict[str, Resolver]:
    """``id`` alone."""
    return {"id": named(kind)["id"]}
