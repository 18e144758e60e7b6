"""The whole state of the simulated shop."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from random import Random
from string import ascii_uppercase, digits
from typing import TYPE_CHECKING
from uuid import UUID

from mallsim.malls.amazon.listings.model import MFN, Attributes, Listing
from mallsim.malls.amazon.notifications.model import QUANTITY_CHANGE, Destination, Event, Subscription
from mallsim.malls.amazon.settings import Settings
from mallsim.malls.amazon.wire import Document

if TYPE_CHECKING:
    from mallsim.malls.amazon.feeds.model import Feed, Paper
    from mallsim.malls.amazon.listings.submissions import Submission
    from mallsim.malls.amazon.orders.model import Bookmark, Order
    from mallsim.malls.amazon.queue.model import Message
    from mallsim.malls.amazon.reports.model import Report


@dataclass(frozen=True, slots=True)
class FbaPage:
    """Where a page of FBA stock begins, and until when its token is good."""

    start: int
    expires: datetime


@dataclass(slots=True)
class Shop:
    """Listings, orders and everything asynchronous; ``time_scale`` n lets the mall's waits pass n times as fast.

    ``moving`` are the orders that time alone may change.
    """

    settings: Settings
    rng: Random
    time_scale: float = 1.0
    stale_s: float = 0.0
    listings: dict[str, Listing] = field(default_factory=dict)
    submissions: list[Submission] = field(default_factory=list)
    orders: dict[str, Order] = field(default_factory=dict)
    moving: dict[str, None] = field(default_factory=dict)
    bookmarks: dict[str, Bookmark] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    fba_pages: dict[str, FbaPage] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    feeds: dict[str, Feed] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)
    destinations: dict[str, Destination] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def clear(self) -> None:
        """Forget everything but the settings."""
        for each in fields(self):
            held = getattr(self, each.name)
            if isinstance(held, dict | list):
                held.clear()

    def wait(self, seconds: float) -> timedelta:
        """A wait of the real mall on this shop's time scale."""
        return timedelta(seconds=seconds / self.time_scale)

    def digits(self, length: int) -> str:
        """Random digits, the first one not 0."""
        return self.rng.choice(digits[1:]) + "".join(self.rng.choices(digits, k=length - 1))

    def letters(self, length: int) -> str:
        """Random capitals and digits."""
        return "".join(self.rng.choices(ascii_uppercase + digits, k=length))

    def uuid(self) -> str:
        """A random identifier."""
        return str(UUID(int=self.rng.getrandbits(128), version=4))

    def create(self, sku: str, product_type: str, attributes: Attributes, now: datetime, asin: str = "") -> Listing:
        """A new listing, with an ASIN of its own unless one is named."""
        listing = Listing(sku, asin or f"B0{self.letters(8)}", product_type, attributes, now, now)
        listing.remember(now)
        self.listings[sku] = listing
        return listing

    def quantity_changed(self, listing: Listing, now: datetime) -> None:
        """The merchant's quantity of a SKU is another one now: LISTINGS_ITEM_MFN_QUANTITY_CHANGE."""
        payload = {
            "SellerId": self.settings.seller_id,
            "FulfillmentChannelCode": MFN,
            "Sku": listing.sku,
            "Quantity": listing.quantity,
        }
        self.happen(now, QUANTITY_CHANGE, payload)

    def happen(self, now: datetime, type: str, payload: Document) -> None:
        """Something whoever subscribed by now will be told."""
        self.events.append(Event(now, type, payload, tuple(self.subscriptions)))

    def move(self, listing: Listing, units: int, now: datetime) -> None:
        """Sell (negative) or give back units, wherever they lie."""
        if listing.by_amazon and listing.fba:
            listing.fba.fulfillable += units
            listing.fba.reserved = max(0, listing.fba.reserved - units)
            listing.fba.updated = now
            return
        listing.set_quantity(max(0, listing.quantity + units), now)
        self.quantity_changed(listing, now)

    def checkpoint(self) -> Callable[[], None]:
        """Remember everything; the result puts it back. Calls in the log stay the same objects."""
        calls = {id(one.call): one.call for one in self.submissions}
        calls |= {id(feed.call): feed.call for feed in self.feeds.values()}
        kept = {
            each.name: deepcopy(getattr(self, each.name), dict(calls))
            for each in fields(self)
            if isinstance(getattr(self, each.name), dict | list)
        }

        def restore() -> None:
            for name, value in kept.items():
                setattr(self, name, value)

        return restore
