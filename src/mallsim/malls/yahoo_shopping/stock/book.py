"""The stock rows of the store and everything that changes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

CODE_PART = re.compile(r"[A-Za-z0-9-]{1,99}")

StockKey = tuple[str, str]
"""(item code, sub code or empty)."""


@dataclass(frozen=True, slots=True)
class StockRow:
    """One stock record; quantity None is the legacy "infinite"."""

    quantity: int | None
    allow_overdraft: bool
    closed: bool
    updated: datetime

    def can_sell(self, units: int) -> bool:
        """A closed row counts as sold out; 超過購入可 sells without end."""
        if self.closed:
            return False
        return self.allow_overdraft or self.quantity is None or self.quantity >= units


@dataclass(slots=True)
class StockBook:
    """Rows by key. ``earlier`` keeps the row as it was before each change, for slow read models."""

    rows: dict[StockKey, StockRow] = field(default_factory=dict)
    earlier: dict[StockKey, list[StockRow]] = field(default_factory=dict)

    def get(self, key: StockKey) -> StockRow | None:
        """The row now."""
        return self.rows.get(key)

    def as_of(self, key: StockKey, moment: datetime) -> StockRow | None:
        """The row as it was at ``moment`` (a stale read)."""
        now = self.rows.get(key)
        if now is None or now.updated <= moment:
            return now
        before = [row for row in self.earlier.get(key, []) if row.updated <= moment]
        return before[-1] if before else None

    def put(self, key: StockKey, row: StockRow) -> None:
        """Write a row, creating it where it is new."""
        if key in self.rows:
            self.earlier.setdefault(key, []).append(self.rows[key])
            del self.earlier[key][:-50]
        self.rows[key] = row

    def move(self, key: StockKey, units: int, now: datetime) -> bool:
        """Add ``units`` (negative: a sale); False where there is no such row."""
        row = self.rows.get(key)
        if row is None:
            return False
        if row.quantity is not None:
            self.put(key, replace(row, quantity=row.quantity + units, updated=now))
        return True

    def drop_item(self, item_code: str) -> None:
        """The item was deleted: its rows go with it."""
        for key in [key for key in self.rows if key[0] == item_code]:
            del self.rows[key]

    def total(self, keys: Iterable[StockKey]) -> int:
        """Units of several rows together; missing and infinite rows count as 0."""
        return sum((row.quantity or 0) for row in map(self.rows.get, keys) if row is not None)


def read_code(text: str) -> StockKey | None:
    """``item`` or ``item:sub``, each part letters, digits and ``-`` up to 99; None for anything else."""
    item, colon, sub = text.partition(":")
    parts = (item, sub) if colon else (item,)
    if not all(CODE_PART.fullmatch(part) for part in parts):
        return None
    return item, sub
