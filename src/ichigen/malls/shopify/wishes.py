"""お届け指定 out of an order's free key-value pairs: their keys are those of whatever app the shop uses (section 3, [R])."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from unicodedata import normalize

from ichigen.malls.shopify.rules import Rules
from ichigen.malls.shopify.wire_orders import Attribute

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)")
_NONE = frozenset({"", "指定なし", "なし", "希望なし", "指定しない", "none"})


def wished_day(attributes: Iterable[Attribute], rules: Rules) -> date | None:
    """Return お届け指定日: `2026-11-25`, `2026/11/25`, `2026年11月25日(水)` or `20261125`."""
    return next(filter(None, (_day(value) for value in _values(attributes, rules.day_keys))), None)


def wished_slot(attributes: Iterable[Attribute], rules: Rules) -> str:
    """Return お届け時間帯 in the words of the shop's app; empty where nothing was chosen."""
    values = (value.strip() for value in _values(attributes, rules.slot_keys))
    return next((value for value in values if value.casefold() not in _NONE), "")


def told_besides(attributes: Iterable[Attribute], rules: Rules) -> str:
    """Return what else the buyer chose, one pair a line; keys that begin with "_" are the apps' own."""
    known = {*rules.day_keys, *rules.slot_keys}
    rest = (one for one in attributes if one.value and one.key and not one.key.startswith("_"))
    return "\n".join(f"{one.key}: {one.value}" for one in rest if one.key.strip().casefold() not in known)


def _values(attributes: Iterable[Attribute], keys: tuple[str, ...]) -> Iterator[str]:
    return (one.value for one in attributes if one.key.strip().casefold() in keys)


def _day(value: str) -> date | None:
    plain = normalize("NFKC", value)
    found = _DAY.search(plain) or _COMPACT.search(plain)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
