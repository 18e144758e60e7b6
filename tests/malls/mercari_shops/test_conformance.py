"""メルカリShops keeps what its manifest claims, on its simulator."""

from ichigen.mallkit.testing import conformance

MALL = "mercari_shops"


class TestManifest(conformance.ManifestConformance):
    mall_id = MALL


class TestCheck(conformance.CheckConformance):
    mall_id = MALL


class TestListings(conformance.ListingConformance):
    mall_id = MALL


class TestOrders(conformance.OrderConformance):
    mall_id = MALL


class TestStock(conformance.StockConformance):
    mall_id = MALL


class TestWriteBack(conformance.WriteBackConformance):
    mall_id = MALL


class TestFaults(conformance.FaultConformance):
    mall_id = MALL
