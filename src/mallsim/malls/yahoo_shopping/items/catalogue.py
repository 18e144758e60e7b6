"""Every item of the store: the draft that the API edits and the live copy that shoppers see (section 5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from mallsim.malls.yahoo_shopping.items.variations import Option, SubCode
from mallsim.malls.yahoo_shopping.settings import Settings
from mallsim.malls.yahoo_shopping.stock.book import StockBook, StockKey, StockRow
from mallsim.malls.yahoo_shopping.timing import JST

DEFAULTS = {
    "display": "1", "taxable": "1", "taxrate_type": "0.1", "delivery": "0", "condition": "0", "postage_set": "1",
    "keep_stock": "1", "person_sale_limit": "0",
}  # fmt: skip
"""What an omitted parameter of editItem becomes; everything else becomes empty (Trap 9)."""


@dataclass(frozen=True, slots=True)
class Content:
    """One complete registration; ``values`` are editItem's parameters, all of them."""

    values: Mapping[str, str]
    options: tuple[Option, ...] = ()
    subcodes: tuple[SubCode, ...] = ()

    def get(self, name: str) -> str:
        """A parameter, empty where it was not given."""
        return self.values.get(name, "")

    @property
    def paths(self) -> list[str]:
        """Category paths, the first is the real one."""
        return [line for line in self.get("path").splitlines() if line]

    def price_of(self, sub: str, now: datetime) -> int:
        """Yen a shopper pays: the sub code's price, else a running sale price, else the price."""
        own = next(
            (one.price for one in self.subcodes if one.code == sub and one.price is not None),
            None,
        )
        if own is not None:
            return own
        sale = self.get("sale_price")
        return int(sale) if sale and self._on_sale(now) else int(self.get("price") or 0)

    def _on_sale(self, now: datetime) -> bool:
        moment = now.astimezone(JST).strftime("%Y%m%d%H%M")
        start = self.get("sale_period_start").ljust(12, "0")
        end = (self.get("sale_period_end") or "9" * 12).ljust(12, "0")
        return start <= moment < end


@dataclass(frozen=True, slots=True)
class Item:
    """``live`` is None until the first publish; ``updated`` is the draft's time."""

    code: str
    draft: Content
    live: Content | None
    updated: datetime

    @property
    def edited(self) -> bool:
        """Is there something unpublished (EditingFlag)?"""
        return self.live != self.draft

    @property
    def keys(self) -> list[StockKey]:
        """The stock rows the item sells from."""
        content = self.live or self.draft
        return [(self.code, sub.code) for sub in content.subcodes] or [(self.code, "")]


@dataclass(slots=True)
class Catalogue:
    """Items by code. ``reserved`` is the time of a reserved publish."""

    stock: StockBook
    items: dict[str, Item] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    reserved: datetime | None = None

    def save(self, code: str, draft: Content, now: datetime, settings: Settings) -> None:
        """Store a draft; new codes get a stock row of 0 unless one waits for them already (section 4.1)."""
        old = self.items.get(code)
        self.items[code] = Item(code, draft, old.live if old else None, now)
        for key in [(code, sub.code) for sub in draft.subcodes] or [(code, "")]:
            if self.stock.get(key) is None:
                self.stock.put(key, StockRow(0, settings.default_allow_overdraft, False, now))
        for path in draft.paths:
            self._learn(path)

    def publish(self, code: str) -> None:
        """The draft becomes what shoppers see."""
        self.items[code] = replace(self.items[code], live=self.items[code].draft)

    def publish_all(self) -> None:
        """全反映."""
        for code in self.items:
            self.publish(code)

    def delete(self, code: str) -> None:
        """Remove the item with its stock rows."""
        del self.items[code]
        self.stock.drop_item(code)

    def published(self, key: StockKey) -> bool:
        """Is this code live?"""
        item = self.items.get(key[0])
        return item is not None and item.live is not None and key in item.keys

    def find(self, code: str) -> StockKey | None:
        """The stock row of a matching code ``item[:sub]``, or of a sub code alone (they are unique in the store)."""
        item, _, sub = code.partition(":")
        if item in self.items and (item, sub) in self.items[item].keys:
            return item, sub
        return next((key for key in self.sellable() if key[1] == code), None)

    def sellable(self) -> Iterator[StockKey]:
        """Every (item, sub) there is."""
        return (key for item in self.items.values() for key in item.keys)

    def takes(self, code: str, own: str) -> bool:
        """Is ``code`` used by an item or sub code other than those of the item ``own``?"""
        others = [item for item in self.items.values() if item.code != own]
        return any(code == item.code or code in {sub.code for sub in item.draft.subcodes} for item in others)

    def _learn(self, path: str) -> None:
        names = path.split(":")
        for depth in range(1, len(names) + 1):
            self.categories.setdefault(":".join(names[:depth]), f"cat{len(self.categories) + 1:05}")
