"""What this process read of listings lately: a write must know the product type and that the goods are the shop's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from time import monotonic

from ichigen.mallkit.exchange import StockRefusal
from ichigen.malls.amazon.wire_listings import Listing

#: A listing read no longer ago than this is as it was read: all stock is read every minute by day.
FRESH_S = 600.0

_MOST_FEEDS = 50


@dataclass(frozen=True, slots=True)
class Known:
    """Of a listing that exists: its product type, and whether its stock lies with Amazon."""

    product_type: str
    fba: bool


@dataclass(frozen=True, slots=True)
class Handed:
    """A feed: which row is which SKU, and the rows that were not sent."""

    rows: tuple[str, ...] = ()
    left_out: tuple[StockRefusal, ...] = ()


class Memory:
    """Listings by shop (address and seller id) and SKU, and the rows of feeds handed in by this process."""

    def __init__(self) -> None:
        self._listings: dict[tuple[str, str], tuple[Known, float]] = {}
        self._feeds: dict[tuple[str, str], Handed] = {}

    def keep(self, shop: str, listings: Iterable[Listing]) -> None:
        """Remember what was read just now."""
        at = monotonic()
        for listing in listings:
            self._listings[shop, listing.sku] = (Known(listing.product_type, listing.fba), at)

    def get(self, shop: str, sku: str) -> Known | None:
        """Return what was read lately; None = read it first."""
        known, at = self._listings.get((shop, sku), (None, 0.0))
        return known if monotonic() - at < FRESH_S else None

    def keep_feed(self, shop: str, feed: str, handed: Handed) -> None:
        """Remember a feed that was handed in."""
        self._feeds[shop, feed] = handed
        for oldest in [*self._feeds][:-_MOST_FEEDS]:
            del self._feeds[oldest]

    def feed(self, shop: str, feed: str) -> Handed:
        """Return a feed; an empty one where another process handed it in."""
        return self._feeds.get((shop, feed), Handed())

    def clear(self) -> None:
        """Forget everything."""
        self._listings.clear()
        self._feeds.clear()


MEMORY = Memory()
