"""A SKU of the seller: its attributes are the truth, everything shown is read from them (section 4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mallsim.malls.amazon.settings import CURRENCY, MARKETPLACE
from mallsim.malls.amazon.wire import Document

MFN = "DEFAULT"
FBA = "AMAZON_JP"
STOCK = "fulfillment_availability"
OFFER = "purchasable_offer"
CHANNEL = "fulfillment_channel_code"
LEAD_TIME_DAYS = 2

Attributes = dict[str, list[Document]]


@dataclass(slots=True)
class FbaStock:
    """Units in Amazon's warehouse (section 5)."""

    fnsku: str
    fulfillable: int
    inbound: int = 0
    reserved: int = 0
    updated: datetime | None = None


@dataclass(slots=True)
class Listing:
    """``issues`` are those shown with the listing; ``earlier`` holds (time, MFN quantity) for stale reads."""

    sku: str
    asin: str
    product_type: str
    attributes: Attributes
    created: datetime
    updated: datetime
    issues: list[Document] = field(default_factory=list)
    parent: bool = False
    fba: FbaStock | None = None
    earlier: list[tuple[datetime, int]] = field(default_factory=list)

    def value(self, name: str, default: str = "") -> str:
        """The first ``value`` of an attribute."""
        rows = self.attributes.get(name, [])
        return str(rows[0].get("value", default)) if rows else default

    @property
    def title(self) -> str:
        """商品名."""
        return self.value("item_name", self.sku)

    @property
    def condition(self) -> str:
        """``new_new``, ``used_good``, …"""
        return self.value("condition_type", "new_new")

    @property
    def price(self) -> int | None:
        """The offer's price in yen including tax."""
        for offer in self.attributes.get(OFFER, []):
            for schedule in offer.get("our_price", [{}])[0].get("schedule", []):
                return int(schedule.get("value_with_tax", 0))
        return None

    def instance(self, channel: str) -> Document | None:
        """The stock instance of a fulfilment channel."""
        rows = self.attributes.get(STOCK, [])
        return next((row for row in rows if row.get(CHANNEL) == channel), None)

    @property
    def by_amazon(self) -> bool:
        """Is the offer fulfilled by Amazon? A ``DEFAULT`` instance makes it the merchant's."""
        return self.instance(MFN) is None and self.instance(FBA) is not None

    @property
    def quantity(self) -> int:
        """What shoppers can buy."""
        if self.by_amazon:
            return self.fba.fulfillable if self.fba else 0
        instance = self.instance(MFN)
        return int(instance.get("quantity", 0)) if instance else 0

    @property
    def buyable(self) -> bool:
        """Is there an offer with a price, stock and nothing suppressing it?"""
        suppressed = any(issue["severity"] == "ERROR" for issue in self.issues)
        return not self.parent and not suppressed and self.price is not None and self.quantity > 0

    @property
    def statuses(self) -> list[str]:
        """``summaries[].status``: an empty list is a listing that is not live."""
        if self.price is None and not self.parent:
            return []
        return ["BUYABLE", "DISCOVERABLE"] if self.buyable else ["DISCOVERABLE"]

    def set_quantity(self, quantity: int, now: datetime) -> None:
        """Write the MFN quantity, keeping the other members of its instance."""
        rows = self.attributes.setdefault(STOCK, [])
        instance = self.instance(MFN)
        if instance is None:
            instance = {CHANNEL: MFN}
            rows.append(instance)
        instance["quantity"] = quantity
        self.remember(now)

    def remember(self, now: datetime) -> None:
        """Note the quantity for reads that come late."""
        self.earlier.append((now, self.quantity))
        del self.earlier[:-50]

    def quantity_at(self, moment: datetime) -> int:
        """The quantity as it stood at ``moment``."""
        known = [quantity for time, quantity in self.earlier if time <= moment]
        return known[-1] if known else self.earlier[0][1] if self.earlier else self.quantity


def text(value: str) -> list[Document]:
    """A text attribute in Japanese."""
    return [{"value": value, "language_tag": "ja_JP", "marketplace_id": MARKETPLACE}]


def plain(value: Any) -> list[Document]:
    """An attribute without a language."""
    return [{"value": value, "marketplace_id": MARKETPLACE}]


def offer(price: int) -> list[Document]:
    """The price attribute (section 4.1)."""
    schedule = [{"value_with_tax": price}]
    return [{"marketplace_id": MARKETPLACE, "currency": CURRENCY, "our_price": [{"schedule": schedule}]}]


def own_stock(quantity: int) -> list[Document]:
    """Stock of the merchant, with the lead time a careless ``replace`` wipes (Trap 4)."""
    return [{CHANNEL: MFN, "quantity": quantity, "lead_time_to_ship_max_days": LEAD_TIME_DAYS}]
