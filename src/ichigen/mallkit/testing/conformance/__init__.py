"""What every mall must do, one class per part; a mall's tests subclass them with its `mall_id`."""

from ichigen.mallkit.testing.conformance.check import CheckConformance
from ichigen.mallkit.testing.conformance.faults import FaultConformance
from ichigen.mallkit.testing.conformance.listings import ListingConformance
from ichigen.mallkit.testing.conformance.manifest import ManifestConformance
from ichigen.mallkit.testing.conformance.orders import OrderConformance
from ichigen.mallkit.testing.conformance.stock import StockConformance
from ichigen.mallkit.testing.conformance.write_back import WriteBackConformance

__all__ = [
    "CheckConformance",
    "FaultConformance",
    "ListingConformance",
    "ManifestConformance",
    "OrderConformance",
    "StockConformance",
    "WriteBackConformance",
]
