"""python-amazon-sp-api, a public client nobody here wrote, against the simulator over HTTP (section 8.9, Trap 11).

It is pointed here the way it offers: ``marketplace`` is any object with an endpoint, a marketplace id and a region, and
``auth_token_client_class`` a class of one's own for the token host. None of its code is replaced.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from sp_api.api import Feeds, Inventories, ListingsItems, Notifications, Orders, Reports, Sellers  # type: ignore[import-untyped] # ships no types
from sp_api.auth import AccessTokenClient  # type: ignore[import-untyped] # ships no types
from sp_api.base import SellingApiForbiddenException, SellingApiNotFoundException  # type: ignore[import-untyped] # ships no types

from tests.mallsim.amazon.live import Live, running

pytestmark = pytest.mark.slow

JP = "A1VC38T7YXB528"
JSON = "application/json; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Japan:
    """Amazon.co.jp at an address of our own, in the shape of the client's marketplaces."""

    endpoint: str
    marketplace_id: str = JP
    region: str = "us-west-2"


@dataclass(frozen=True, slots=True)
class Shopkeeper:
    """Makes clients for one running mall."""

    live: Live

    @contextmanager
    def client(self, kind: Any, **more: Any) -> Iterator[Any]:
        """A client of one API."""
        given = self.live.credentials
        names = {"refresh_token": "refresh_token", "lwa_app_id": "client_id", "lwa_client_secret": "client_secret"}
        tokens = type("LoopbackTokens", (AccessTokenClient,), {"scheme": "http://", "host": self.live.address})
        made = kind(
            marketplace=Japan(self.live.base_url),
            credentials={theirs: given[ours] for theirs, ours in names.items()},
            auth_token_client_class=tokens,
            **more,
        )
        with made:
            yield made
        made._auth._transport.close()  # the client leaves its connection to the token host open


@pytest.fixture(scope="module")
def keeper() -> Iterator[Shopkeeper]:
    """A shopkeeper whose mall sells the demo goods."""
    with running() as live:
        yield Shopkeeper(live)


def quantity_patch(quantity: int) -> dict[str, Any]:
    """The body of a stock patch."""
    row = {"fulfillment_channel_code": "DEFAULT", "quantity": quantity}
    return {"op": "merge", "path": "/attributes/fulfillment_availability", "value": [row]}


def test_7_token_and_participations(keeper: Shopkeeper) -> None:
    with keeper.client(Sellers) as sellers:
        (row,) = sellers.get_marketplace_participation().payload
    assert (row["marketplace"]["id"], row["storeName"]) == (JP, "一元商店")


def test_3_orders_are_found_read_and_shipped(keeper: Shopkeeper) -> None:
    lines = [{"code": "IG-001", "quantity": 2}]
    number = keeper.live.control("POST", "/orders", {"lines": lines})["order_number"]
    keeper.live.advance(130)
    with keeper.client(Orders, version="2026-01-01") as orders, keeper.client(Orders, version="v0") as v0:
        answer = orders.search_orders(
            lastUpdatedAfter="2020-01-01T00:00:00Z", marketplaceIds=[JP], includedData=["FULFILLMENT", "PACKAGES"]
        )
        assert [order["orderId"] for order in answer.payload["orders"]] == [number]
        assert answer.rate_limit == "0.0056"
        order = orders.get_order(number, includedData=["FULFILLMENT"]).payload["order"]
        (item,) = order["orderItems"]
        assert (order["fulfillment"]["fulfillmentStatus"], item["product"]["sellerSku"]) == ("UNSHIPPED", "IG-001")
        package = {
            "packageReferenceId": "1",
            "carrierCode": "YAMATO",
            "trackingNumber": "123456789012",
            "shipDate": order["lastUpdatedTime"],
            "orderItems": [{"orderItemId": item["orderItemId"], "quantity": 2}],
        }
        assert v0.confirm_shipment(number, marketplaceId=JP, packageDetail=package).payload == {"status_code": 204}
        shipped = orders.get_order(number, includedData=["FULFILLMENT", "PACKAGES"]).payload["order"]
        assert v0.get_order(number).payload["OrderStatus"] == "Shipped"
    assert shipped["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    assert [(one["carrier"], one["trackingNumber"]) for one in shipped["packages"]] == [("YAMATO", "123456789012")]


def test_4_listings_are_read_and_patched(keeper: Shopkeeper) -> None:
    seller = keeper.live.credentials["seller_id"]
    with keeper.client(ListingsItems) as listings:
        body = {"productType": "PRODUCT", "patches": [quantity_patch(41)]}
        answer = listings.patch_listings_item(seller, "IG-002", marketplaceIds=[JP], body=body)
        assert (answer.payload["status"], answer.payload["issues"]) == ("ACCEPTED", [])
        keeper.live.advance(1)
        shown = listings.get_listings_item(
            seller, "IG-002", marketplaceIds=[JP], includedData=["fulfillmentAvailability"]
        )
        assert shown.payload["fulfillmentAvailability"] == [{"fulfillmentChannelCode": "DEFAULT", "quantity": 41}]
        page = listings.search_listings_items(seller, marketplaceIds=[JP], pageSize=20)
        assert (page.payload["numberOfResults"], len(page.payload["items"])) == (128, 20)
        with pytest.raises(SellingApiNotFoundException):
            listings.get_listings_item(seller, "谷/1", marketplaceIds=[JP])


def test_4_5_a_feed_goes_the_whole_way(keeper: Shopkeeper) -> None:
    header = {"sellerId": keeper.live.credentials["seller_id"], "version": "2.0"}
    message = {"messageId": 1, "operationType": "PATCH", "productType": "PRODUCT"}
    messages = [
        {**message, "sku": "IG-003", "patches": [quantity_patch(42)]},
        {**message, "messageId": 2, "sku": "NO-SUCH-SKU", "patches": [quantity_patch(42)]},
    ]
    content = json.dumps({"header": header, "messages": messages}).encode()
    with keeper.client(Feeds) as feeds:
        document = feeds.create_feed_document(BytesIO(content), JSON).payload["feedDocumentId"]
        feed_id = feeds.create_feed("JSON_LISTINGS_FEED", document, marketplaceIds=[JP]).payload["feedId"]
        keeper.live.advance(1)
        feed = feeds.get_feed(feed_id).payload
        report = json.loads(feeds.get_feed_document(feed["resultFeedDocumentId"]))
    assert feed["processingStatus"] == "DONE"
    assert (report["issues"], report["summary"]["messagesAccepted"]) == ([], 2)
    keeper.live.advance(1)
    assert keeper.live.control("GET", "/items/IG-003")["quantity"] == 42


def test_6_the_listing_report_is_read_in_cp932(keeper: Shopkeeper) -> None:
    with keeper.client(Reports) as reports:
        made = reports.create_report(reportType="GET_MERCHANT_LISTINGS_ALL_DATA", marketplaceIds=[JP]).payload
        keeper.live.advance(1)
        report = reports.get_report(made["reportId"]).payload
        document = reports.get_report_document(report["reportDocumentId"], download=True)
    lines = document.payload["document"].splitlines()
    assert lines[0].split("\t")[:3] == ["商品名", "出品ID", "出品者SKU"]
    assert len(lines) == 129


def test_5_fba_stock(keeper: Shopkeeper) -> None:
    with keeper.client(Inventories) as inventories:
        rows = inventories.get_inventory_summary_marketplace(
            granularityType="Marketplace", granularityId=JP, marketplaceIds=[JP], details=True
        ).payload["inventorySummaries"]
    assert [row["sellerSku"] for row in rows] == ["IG-001-FBA", "IG-002-FBA", "IG-003-FBA"]


def test_3_8_destinations_take_a_grantless_token_and_subscriptions_the_sellers(keeper: Shopkeeper) -> None:
    with keeper.client(Notifications) as notifications:
        arn = keeper.live.credentials["queue_arn"]
        destination = notifications.create_destination("hub", arn=arn).payload
        assert notifications.get_destinations().payload == [destination]
        made = notifications.create_subscription("ORDER_CHANGE", destination["destinationId"]).payload
        assert notifications.get_subscription("ORDER_CHANGE").payload == made


def test_2_a_missing_role_is_forbidden(keeper: Shopkeeper) -> None:
    keeper.live.control("POST", "/settings", {"role_fba": False})
    with keeper.client(Inventories) as inventories, pytest.raises(SellingApiForbiddenException):
        inventories.get_inventory_summary_marketplace(granularityType="Marketplace", granularityId=JP)
    keeper.live.control("POST", "/settings", {"role_fba": True})
