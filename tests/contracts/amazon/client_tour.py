"""A tour of everything the client can ask of SP-API, with the answers we invented for it."""

import gzip
import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import httpx2

from ichigen.domain.orders import Parcel
from ichigen.domain.write_back import Cancel, CancelReason, Intent, Ship
from ichigen.mallkit.exchange import StockWrite, Window
from ichigen.mallkit.manifest import StockMode
from ichigen.malls.amazon.translate_changes import plan
from tests.malls.amazon import documents
from tests.malls.amazon.account import NOW, Account, error, said

NUMBER = "250-0000001-0000001"
QUEUE = {"queue_url": "http://127.0.0.1:9/111122223333/hub", "aws_region": "ap-northeast-1"}
UPLOAD = said({"feedDocumentId": "d-1", "url": "http://127.0.0.1:9/up"}, 201)
DOWNLOAD = {"feedDocumentId": "r-1", "url": "http://127.0.0.1:9/down", "compressionAlgorithm": "GZIP"}
FEED = {
    "feedId": "f-1",
    "feedType": "JSON_LISTINGS_FEED",
    "createdTime": "2026-11-22T03:00:00Z",
    "processingStatus": "DONE",
    "resultFeedDocumentId": "r-1",
}
REPORT = {
    "reportId": "r-1",
    "reportType": "GET_MERCHANT_LISTINGS_ALL_DATA",
    "createdTime": "2026-11-22T03:00:00Z",
    "processingStatus": "DONE",
    "reportDocumentId": "d-1",
}
STORED = {
    "sellerSku": "CUP-FBA",
    "inventoryDetails": {"fulfillableQuantity": 5},
    "totalQuantity": 8,
}
INVENTORY = {
    "payload": {
        "granularity": {"granularityType": "Marketplace", "granularityId": "A1VC38T7YXB528"},
        "inventorySummaries": [STORED],
    }
}
SELLS = {
    "payload": [
        {
            "marketplace": {
                "id": "A1VC38T7YXB528",
                "countryCode": "JP",
                "name": "Amazon.co.jp",
                "defaultCurrencyCode": "JPY",
                "defaultLanguageCode": "ja_JP",
                "domainName": "www.amazon.co.jp",
            },
            "storeName": "見本商店",
            "participation": {"isParticipating": True, "hasSuspendedListings": False},
        }
    ]
}
SUBSCRIBED = {"payload": {"subscriptionId": "s-1", "payloadVersion": "1.0", "destinationId": "d-1"}}
DESTINATION = {"destinationId": "d-1", "name": "x", "resource": {"sqs": {"arn": "arn:aws:sqs:x:111122223333:hub"}}}


@dataclass
class Heard:
    """What was asked and answered, of the API alone: documents, tokens and the queue have no official model."""

    exchanges: list[tuple[httpx2.Request, httpx2.Response]] = field(default_factory=list)

    def account(self, *answers: httpx2.Response, **settings: str) -> Account:
        """Return an account whose exchanges are heard."""
        account = Account(list(answers), settings)
        self._pairs.append((account, list(answers)))
        return account

    _pairs: list[tuple[Account, list[httpx2.Response]]] = field(default_factory=list)

    def close(self) -> None:
        """Collect what the accounts exchanged; every scripted answer was used."""
        for account, answers in self._pairs:
            assert account.answers == []
            pairs = zip(account.asked, answers, strict=True)
            self.exchanges += [pair for pair in pairs if pair[0].url.path.count("/") > 2]


def tour() -> list[tuple[httpx2.Request, httpx2.Response]]:
    """Use every method of the client, and return the requests with their answers."""
    heard = Heard()
    _orders(heard)
    _stock(heard)
    _bulk(heard)
    _catalogue(heard)
    _write_backs(heard)
    _news(heard)
    heard.close()
    return heard.exchanges


def _orders(heard: Heard) -> None:
    shipped = documents.order("SHIPPED", packages=[documents.package()])
    listed = {"orders": [documents.order(), documents.pending(), shipped], "pagination": {"nextToken": "t2"}}
    listed |= {"lastUpdatedBefore": "2026-11-22T02:58:00Z"}
    client = heard.account(said(listed), said({"orders": []}), said({"order": documents.order()})).client()
    window = Window(NOW - timedelta(days=1), NOW)
    client.list_orders("changed", window, None)
    client.list_orders("changed", window, "t2")
    client.fetch_orders([NUMBER])


def _stock(heard: Heard) -> None:
    fba = documents.listing("CUP-FBA", None, "AMAZON_JP")
    searched = said(documents.search(documents.listing(), fba))
    answers = (searched, said(INVENTORY), said(documents.listing("湯/1")), said(documents.submission()))
    client = heard.account(*answers).client()
    client.read_stock(["CUP-BLUE", "CUP-FBA", *(f"NO-{n}" for n in range(18))])
    client.write_stock([StockWrite("湯/1", StockMode.ABSOLUTE, 3)])


def _bulk(heard: Heard) -> None:
    report = httpx2.Response(200, content=gzip.compress(json.dumps(documents.report(accepted=1)).encode()))
    handed = (UPLOAD, said(None), said({"feedId": "f-1"}, 202))
    client = heard.account(said(documents.listing("N-1")), *handed, said(FEED), said(DOWNLOAD), report).client()
    client.write_stock([StockWrite("N-1", StockMode.ABSOLUTE, -1)])  # only reads it
    client.submit_stock([StockWrite("N-1", StockMode.ABSOLUTE, 3)])
    client.read_report("f-1")


def _catalogue(heard: Heard) -> None:
    many = documents.search(documents.listing(), total=1001, token="p2")
    place = {"reportDocumentId": "d-1", "url": "http://127.0.0.1:9/down"}
    body = httpx2.Response(200, content=b"seller-sku\tquantity\nCUP-BLUE\t1\n")
    client = heard.account(
        said(documents.search(documents.listing(), token="p2")),
        said(documents.search()),
        *(said(many), said({"reportId": "r-1"}, 202), said(REPORT), said(place), body),
    ).client()
    client.list_listings(client.list_listings(None).next_page)
    client.list_listings(client.list_listings(None).next_page)


def _write_backs(heard: Heard) -> None:
    cash = documents.order(payment={"paymentExecutions": [{"paymentMethod": "CashOnDelivery"}]})
    parcels = (Parcel("yamato", "11", date(2026, 11, 22)), Parcel("fukuyama", "22", date(2026, 11, 22)))
    _send(heard, cash, Ship(parcels), (said(None, 204), said(None, 204)))
    cancel = Cancel(CancelReason.OUT_OF_STOCK)
    _send(heard, documents.order(), cancel, (UPLOAD, said(None), said({"feedId": "f-1"}, 202)))
    _send(heard, documents.order(), cancel, (said(None, 202),), cancel_by_call="API")


def _send(
    heard: Heard, order: dict[str, Any], intent: Intent, answers: tuple[httpx2.Response, ...], **settings: str
) -> None:
    client = heard.account(said({"order": order}), *answers, **settings).client()
    found = client.fetch_orders([NUMBER]).orders[0]
    steps = plan(intent, found)
    assert isinstance(steps, tuple)
    for step in steps:
        client.send_step(found, step)


def _news(heard: Heard) -> None:
    created = {"payload": DESTINATION}
    none = error(404, "NotFound")
    shop = (said(SELLS), none, said(documents.search()))
    answers = (none, said({"payload": []}), said(created), said(SUBSCRIBED))
    assert heard.account(*shop, *answers, **QUEUE).client().check().ok
