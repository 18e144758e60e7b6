"""Feeds and news, against Amazon's JSON Schemas and by the examples in them (page sections 3.8 and 4.5)."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

from ichigen.mallkit.exchange import StockWrite
from ichigen.mallkit.manifest import StockMode
from ichigen.mallkit.signals import Signal
from ichigen.malls.amazon.client_bulk import outcome
from ichigen.malls.amazon.operations import MARKETPLACE
from ichigen.malls.amazon.wire_feeds import listings_feed, read_report
from ichigen.malls.amazon.wire_signals import read_signal
from tests.malls.amazon import documents


def schema(official: Path, name: str) -> Any:
    return json.loads((official / "amazon" / "schemas" / name).read_text("utf-8"))


def problems(official: Path, name: str, value: object) -> list[str]:
    return [error.message for error in Draft7Validator(schema(official, name)).iter_errors(value)]


def test_our_feed_keeps_the_schema_of_listings_feeds(official: Path) -> None:
    rows = [StockWrite(f"湯/{n}", StockMode.ABSOLUTE, n) for n in range(30)]

    feed = json.loads(listings_feed("A1SELLERTEST", rows, ["DRINKING_CUP"] * 30))

    assert problems(official, "feeds/listings-feed-schema-v2.json", feed) == []
    for message in feed["messages"]:
        assert problems(official, "feeds/listings-feed-message-schema-v2.json", message) == []


def test_the_reports_we_invent_keep_the_schema_of_processing_reports(official: Path) -> None:
    bad = {"messageId": 2, "sku": "CUP-RED", "severity": "ERROR", "code": "90220", "message": "必須です"}

    report = documents.report(bad, accepted=1)

    assert problems(official, "feeds/listings-feed-processing-report-schema-v2.json", report) == []


def test_the_official_report_is_read(official: Path) -> None:
    text = json.dumps(schema(official, "feeds/listings-feed-processing-report-schema-v2.example.json"))

    report = read_report(text.encode())

    assert [(issue.message_id, issue.sku, issue.code) for issue in report.errors] == [
        (4, "My-SKU-B", "90220"),
        (4, "My-SKU-B", "90220"),
        (5, "My-SKU-C", "99022"),
    ]
    assert report.accepted == 2
    answer = outcome(report, ("My-SKU-A", "My-SKU-D", "x", "My-SKU-B", "My-SKU-C"))
    assert [refusal.code for refusal in answer.refused] == ["My-SKU-B", "My-SKU-C"]
    assert answer.accepted == frozenset()  # three rows are left where the mall counts two: none is believed


def test_the_news_we_invent_keeps_its_schema(official: Path) -> None:
    news = documents.news()
    news["Payload"]["OrderChangeNotification"]["Summary"] |= {"PurchaseDate": "2026-11-22T01:00:00Z"}

    found = problems(official, "notifications/OrderChangeNotification.json", news)

    assert [message for message in found if "is a required property" not in message] == []


def test_the_official_news_is_read(official: Path) -> None:
    order = schema(official, "notifications/OrderChangeNotification.json")["examples"][0]
    quantity = schema(official, "notifications/ListingsItemMfnQuantityChange.json")["examples"][0]
    order_seller = order["Payload"]["OrderChangeNotification"]["SellerId"]
    abroad = read_signal({"Body": json.dumps(order)}, order_seller)
    order["Payload"]["OrderChangeNotification"]["Summary"]["MarketplaceId"] = MARKETPLACE

    assert abroad is None  # the example is an order of another marketplace of the seller
    assert read_signal({"Body": json.dumps(order)}, order_seller) == Signal(
        "d0e9e693-c3ad-4373-979f-ed4ec98dd746", orders=("903-8868176-2219830",), listings=("SellerSKUID1",)
    )
    assert read_signal({"Body": json.dumps(quantity)}, quantity["Payload"]["SellerId"]) == Signal(
        "8e009934-da2c-4f9c-9bc7-93f23b7e1f60", listings=("NLS-SHOES-03",)
    )


def test_news_of_other_kinds_is_of_no_concern(official: Path) -> None:
    folder = official / "amazon" / "schemas" / "notifications"
    ours = {"OrderChangeNotification.json", "ListingsItemMfnQuantityChange.json"}
    others = [file for file in sorted(folder.glob("*.json")) if file.name not in ours]
    found = [example for file in others for example in json.loads(file.read_text("utf-8")).get("examples", [])]

    assert len(others) == 6
    assert [read_signal({"Body": json.dumps(example)}, "A3TH9S8BH6GOGM") for example in found] == [None] * len(found)
