"""A tour through every operation of the simulated Amazon; all answers are kept for the judge."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from typing import Any

from tests.mallsim.amazon.seller import MARKETPLACE, ORDERS, Seller, stock

GRANTLESS = "sellingpartnerapi::notifications"
V0 = "/orders/v0/orders"
FEEDS, REPORTS = "/feeds/2021-06-30", "/reports/2021-06-30"
NOTIFICATIONS = "/notifications/v1"
FBA = "/fba/inventory/v1/summaries"
ARN = "arn:aws:sqs:us-west-2:111122223333:ichigen-amazon"


@dataclass(slots=True)
class Heard:
    """One answer of SP-API."""

    method: str
    path: str
    status: int
    body: Any


@dataclass(slots=True)
class Tourist:
    """Walks through the API as a careful client would, in simulated time."""

    seller: Seller
    heard: list[Heard] = field(default_factory=list)

    def go(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """One call, two seconds after the last one; its answer is kept."""
        self.seller.pass_time(2)
        answer = self.seller.call(method, path, body, **query)
        content = answer.json() if answer.content else None
        self.heard.append(
            Heard(method, answer.request.url.raw_path.decode().partition("?")[0], answer.status_code, content)
        )
        return content

    def orders(self) -> None:
        """Every kind of order, read in both versions."""
        buy, act = self.seller.town.buy, self.seller.town.act
        window = ["2026-04-05T01:00:00Z", "2026-04-05T03:00:00Z"]
        first = buy(
            ("TEE-W-M", 2), ("MUG-7", 1), payment="cod", shipping=270, gift_message="祝", scheduled=window, discount=50
        )
        numbers = [first, *(buy(("TEE-W-M", 1)) for _ in range(3)), buy(("TEE-FBA", 1)), buy(("MUG-7", 1), paid=False)]
        act(numbers[1], "cancel", by="buyer")
        self.seller.pass_time(400)
        act(numbers[2], "request_cancel", reason="間違えた")
        every = "BUYER,RECIPIENT,PROCEEDS,EXPENSE,PROMOTION,CANCELLATION,FULFILLMENT,PACKAGES,TAX,PAYMENT,FULFILLMENT_ORDERS"
        self.confirm(first, "1", 1)
        self.confirm(first, "0", 1)
        for number in numbers:
            self.go("GET", f"{ORDERS}/{number}", includedData=every)
            for part in ("", "/orderItems", "/address", "/buyerInfo"):
                self.go("GET", f"{V0}/{number}{part}")
        self.seller.pass_time(200)
        asked = {"lastUpdatedAfter": self.seller.ago(9000), "includedData": every, "maxResultsPerPage": 2}
        token = self.go("GET", ORDERS, **asked)["pagination"]["nextToken"]
        self.go("GET", ORDERS, **asked, paginationToken=token)
        self.go("GET", ORDERS, createdAfter=self.seller.ago(9000))
        self.go("GET", V0, MarketplaceIds=MARKETPLACE, CreatedAfter=self.seller.ago(9000), MaxResultsPerPage=2)
        self.go("GET", V0, MarketplaceIds=MARKETPLACE)
        self.go("GET", ORDERS)
        self.go("GET", f"{ORDERS}/250-0000000-0000000")
        self.go("PUT", f"{ORDERS}/{numbers[3]}/cancellation", {"cancelReasonCode": "NO_INVENTORY"})
        self.seller.town.configure(cancel_order_api=True)
        self.go("PUT", f"{ORDERS}/{numbers[3]}/cancellation", {"cancelReasonCode": "NO_INVENTORY"})
        self.go("PUT", f"{ORDERS}/{numbers[3]}/cancellation", {"cancelReasonCode": "NO_INVENTORY"})

    def confirm(self, number: str, reference: str, quantity: int) -> None:
        """confirmShipment."""
        body = self.seller.package(number, packageReferenceId=reference)
        body["packageDetail"]["orderItems"][0]["quantity"] = quantity
        self.go("POST", f"{V0}/{number}/shipmentConfirmation", body)

    def restricted(self, number: str) -> None:
        """A restricted data token and what it opens."""
        resource = {"method": "GET", "path": f"{V0}/{number}", "dataElements": ["buyerInfo", "shippingAddress"]}
        given = self.go("POST", "/tokens/2021-03-01/restrictedDataToken", {"restrictedResources": [resource]})
        self.go("GET", f"{V0}/{number}", headers={"x-amz-access-token": given["restrictedDataToken"]})
        self.go("POST", "/tokens/2021-03-01/restrictedDataToken", {"restrictedResources": []})

    def listings(self) -> None:
        """Read, search, patch (good, bad, previewed), put and delete."""
        path, at = self.seller.item_path, {"marketplaceIds": MARKETPLACE}
        every = "summaries,attributes,issues,offers,fulfillmentAvailability,procurement,relationships,productTypes"
        for sku in ("TEE-W-M", "TEE-FBA", "IGV-01", "IGV-01-M-BK", "IGU-001", "NOBODY"):
            self.go("GET", path(sku), **at, includedData=every)
        page = self.go("GET", path(), **at, includedData=every, pageSize=20)
        self.go("GET", path(), **at, pageToken=page["pagination"]["nextToken"], pageSize=20)
        for patch in (stock(5), stock(-1), {**stock(5), "path": "/attributes/fulfillmentAvailability"}):
            self.go("PATCH", path("TEE-W-M"), {"productType": "SHIRT", "patches": [patch]}, **at)
        preview = {"mode": "VALIDATION_PREVIEW", "includedData": "identifiers,issues"}
        self.go("PATCH", path("TEE-W-M"), {"productType": "SHIRT", "patches": [stock(5)]}, **at, **preview)
        self.go("PATCH", path("TEE-W-M"), {"productType": "SHIRT", "patches": []}, **at)
        self.go("PUT", path("NEW-1"), {"productType": "SHIRT", "attributes": {}}, **at)
        self.go(
            "PUT",
            path("NEW-1"),
            {"productType": "SHIRT", "requirements": "LISTING_OFFER_ONLY", "attributes": OFFER},
            **at,
        )
        self.go("DELETE", path("MUG-7"), **at)
        self.seller.pass_time(200)
        self.go("GET", path("NEW-1"), **at, includedData=every)
        self.go("GET", FBA, granularityType="Marketplace", granularityId=MARKETPLACE, details="true", **at)
        self.go("GET", FBA, granularityType="Marketplace", granularityId="1", **at)

    def feed(
        self, content: bytes, kind: str = "JSON_LISTINGS_FEED", content_type: str = "application/json; charset=UTF-8"
    ) -> bytes:
        """The whole way of a feed; its report."""
        created = self.go("POST", f"{FEEDS}/documents", {"contentType": content_type})
        assert (
            self.seller.town.mall.put(
                created["url"], content=content, headers={"content-type": content_type}
            ).status_code
            == 200
        )
        asked = {"feedType": kind, "marketplaceIds": [MARKETPLACE], "inputFeedDocumentId": created["feedDocumentId"]}
        feed_id = self.go("POST", f"{FEEDS}/feeds", asked)["feedId"]
        for seconds in (0, 25, 60):
            self.seller.pass_time(seconds)
            feed = self.go("GET", f"{FEEDS}/feeds/{feed_id}")
        self.go("GET", f"{FEEDS}/feeds", feedTypes=kind, pageSize=1)
        document = self.go("GET", f"{FEEDS}/documents/{feed['resultFeedDocumentId']}")
        return gzip.decompress(self.seller.town.mall.get(document["url"]).content)

    def feeds(self) -> Any:
        """A feed with good and bad messages; its report."""
        messages = [
            {
                "messageId": 1,
                "sku": "TEE-W-M",
                "operationType": "PATCH",
                "productType": "PRODUCT",
                "patches": [stock(7)],
            },
            {
                "messageId": 2,
                "sku": "NOBODY",
                "operationType": "PATCH",
                "productType": "PRODUCT",
                "patches": [stock(7)],
            },
            {
                "messageId": 3,
                "sku": "TEE-W-M",
                "operationType": "PATCH",
                "productType": "PRODUCT",
                "patches": [stock(-7)],
            },
        ]
        header = {"sellerId": self.seller.id, "version": "2.0", "issueLocale": "ja_JP"}
        return json.loads(self.feed(json.dumps({"header": header, "messages": messages}).encode()))

    def refused_feeds(self) -> None:
        """A cancelled feed and what is refused."""
        created = self.go("POST", f"{FEEDS}/documents", {"contentType": "text/plain"})
        asked = {
            "feedType": "POST_PRODUCT_DATA",
            "marketplaceIds": [MARKETPLACE],
            "inputFeedDocumentId": created["feedDocumentId"],
        }
        feed_id = self.go("POST", f"{FEEDS}/feeds", asked)["feedId"]
        self.go("DELETE", f"{FEEDS}/feeds/{feed_id}")
        self.go("DELETE", f"{FEEDS}/feeds/{feed_id}")
        self.go("POST", f"{FEEDS}/feeds", {**asked, "feedType": "NOTHING"})
        self.go("GET", f"{FEEDS}/feeds/1")
        self.go("GET", f"{FEEDS}/documents/1")

    def reports(self) -> None:
        """A report from its order to its document."""
        asked = {"reportType": "GET_MERCHANT_LISTINGS_ALL_DATA", "marketplaceIds": [MARKETPLACE]}
        report_id = self.go("POST", f"{REPORTS}/reports", asked)["reportId"]
        self.go("POST", f"{REPORTS}/reports", {**asked, "reportType": "GET_NOTHING_DATA"})
        for seconds in (0, 25, 60):
            self.seller.pass_time(seconds)
            report = self.go("GET", f"{REPORTS}/reports/{report_id}")
        self.go("GET", f"{REPORTS}/reports", reportTypes="GET_MERCHANT_LISTINGS_ALL_DATA,GET_NOTHING_DATA")
        self.go("GET", f"{REPORTS}/documents/{report['reportDocumentId']}")
        self.go("GET", f"{REPORTS}/reports/1")

    def notifications(self) -> None:
        """Destinations and subscriptions of both ways, and taking them away again."""
        go, free = self.go, {"scope": GRANTLESS}
        sqs = {"name": "hub", "resourceSpecification": {"sqs": {"arn": ARN}}}
        bridge = {
            "name": "hub",
            "resourceSpecification": {"eventBridge": {"accountId": "111122223333", "region": "us-west-2"}},
        }
        sqs_id, bridge_id = (
            go("POST", f"{NOTIFICATIONS}/destinations", one, **free)["payload"]["destinationId"]
            for one in (sqs, bridge)
        )
        go("POST", f"{NOTIFICATIONS}/destinations", sqs, **free)
        go("GET", f"{NOTIFICATIONS}/destinations", **free)
        go("GET", f"{NOTIFICATIONS}/destinations/{sqs_id}", **free)
        event_filter = {
            "eventFilterType": "ORDER_CHANGE",
            "orderChangeTypes": ["OrderStatusChange", "BuyerRequestedChange"],
        }
        directive = {"processingDirective": {"eventFilter": event_filter}}
        path = f"{NOTIFICATIONS}/subscriptions/ORDER_CHANGE"
        made = go("POST", path, {"payloadVersion": "1.0", "destinationId": sqs_id, **directive})["payload"]
        quantity = f"{NOTIFICATIONS}/subscriptions/LISTINGS_ITEM_MFN_QUANTITY_CHANGE"
        go("POST", quantity, {"payloadVersion": "1.0", "destinationId": bridge_id})
        go("POST", path, {"payloadVersion": "1.0", "destinationId": sqs_id})
        go("GET", path)
        go("GET", f"{NOTIFICATIONS}/subscriptions/LISTINGS_ITEM_STATUS_CHANGE")
        go("GET", f"{path}/{made['subscriptionId']}", **free)

    def leave(self) -> None:
        """Take a subscription and its destination away; the connection test."""
        path, free = f"{NOTIFICATIONS}/subscriptions/ORDER_CHANGE", {"scope": GRANTLESS}
        made = self.go("GET", path)["payload"]
        self.go("DELETE", f"{NOTIFICATIONS}/destinations/{made['destinationId']}", **free)
        self.go("DELETE", f"{path}/{made['subscriptionId']}", **free)
        self.go("DELETE", f"{NOTIFICATIONS}/destinations/{made['destinationId']}", **free)
        self.go("GET", f"{NOTIFICATIONS}/destinations/{made['destinationId']}", **free)
        self.go("GET", "/sellers/v1/marketplaceParticipations")


OFFER = {
    "condition_type": [{"value": "new_new", "marketplace_id": MARKETPLACE}],
    "merchant_suggested_asin": [{"value": "B000000001", "marketplace_id": MARKETPLACE}],
    "purchasable_offer": [
        {"marketplace_id": MARKETPLACE, "currency": "JPY", "our_price": [{"schedule": [{"value_with_tax": 2980}]}]}
    ],
    "fulfillment_availability": [{"fulfillment_channel_code": "DEFAULT", "quantity": 12}],
}
