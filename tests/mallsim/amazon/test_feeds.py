"""Feeds and their documents: upload, queue, report (sections 0, 3.6, 3.7, 4.5, 8.8)."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from tests.mallsim.amazon.seller import MARKETPLACE, Seller, error_of, stock

FEEDS = "/feeds/2021-06-30"
JSON = "application/json; charset=UTF-8"
TEXT = "text/plain; charset=UTF-8"
ACKNOWLEDGE = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA"


def document(seller: Seller, content_type: str = JSON) -> dict[str, str]:
    """createFeedDocument."""
    answer = seller.call("POST", f"{FEEDS}/documents", {"contentType": content_type})
    assert answer.status_code == 201, answer.text
    made: dict[str, str] = answer.json()
    return made


def upload(seller: Seller, url: str, content: bytes, content_type: str = JSON, **headers: str) -> Any:
    """PUT to the signed address."""
    return seller.town.mall.put(url, content=content, headers={"content-type": content_type, **headers})


def hand_in(seller: Seller, content: bytes, kind: str = "JSON_LISTINGS_FEED", content_type: str = JSON) -> str:
    """Upload and create; the feed's number."""
    made = document(seller, content_type)
    assert upload(seller, made["url"], content, content_type).status_code == 200
    body = {"feedType": kind, "marketplaceIds": [MARKETPLACE], "inputFeedDocumentId": made["feedDocumentId"]}
    answer = seller.call("POST", f"{FEEDS}/feeds", body)
    assert answer.status_code == 202, answer.text
    number: str = answer.json()["feedId"]
    return number


def feed(seller: Seller, number: str) -> dict[str, str]:
    """getFeed."""
    shown: dict[str, str] = seller.call("GET", f"{FEEDS}/feeds/{number}").json()
    return shown


def result(seller: Seller, number: str) -> bytes:
    """The processing report, a minute later."""
    seller.pass_time(60)
    shown = feed(seller, number)
    assert shown["processingStatus"] == "DONE"
    made = seller.call("GET", f"{FEEDS}/documents/{shown['resultFeedDocumentId']}").json()
    assert made["compressionAlgorithm"] == "GZIP"
    return gzip.decompress(seller.town.mall.get(made["url"]).content)


def listings(seller: Seller, *messages: dict[str, Any], **header: Any) -> bytes:
    """A JSON_LISTINGS_FEED."""
    head = {"sellerId": seller.id, "version": "2.0", "issueLocale": "ja_JP", **header}
    return json.dumps({"header": head, "messages": list(messages)}).encode()


def patch(number: int, sku: str, *patches: dict[str, Any]) -> dict[str, Any]:
    """One PATCH message."""
    return {
        "messageId": number,
        "sku": sku,
        "operationType": "PATCH",
        "productType": "PRODUCT",
        "patches": list(patches),
    }


def test_4_5_states_of_a_feed_and_its_report(seller: Seller) -> None:
    number = hand_in(seller, listings(seller, patch(1, "TEE-W-M", stock(5)), patch(2, "MUG-7", stock(-1))))
    assert feed(seller, number) == {
        "feedId": number,
        "feedType": "JSON_LISTINGS_FEED",
        "marketplaceIds": [MARKETPLACE],
        "createdTime": "2026-04-01T03:00:00Z",
        "processingStatus": "IN_QUEUE",
    }
    seller.pass_time(20)
    assert feed(seller, number)["processingStatus"] == "IN_PROGRESS"
    report = json.loads(result(seller, number))
    assert report["header"] == {"sellerId": seller.id, "version": "2.0", "feedId": number}
    assert report["summary"] == {
        "errors": 1,
        "warnings": 0,
        "messagesProcessed": 2,
        "messagesAccepted": 1,
        "messagesInvalid": 1,
    }
    (issue,) = report["issues"]
    assert (issue["messageId"], issue["sku"], issue["code"], issue["attributeName"]) == (
        2,
        "MUG-7",
        "90000900",
        "fulfillment_availability",
    )
    seller.pass_time(120)
    assert (seller.town.item("TEE-W-M")["quantity"], seller.town.item("MUG-7")["quantity"]) == (5, 3)
    created = next(call for call in seller.town.calls() if call["operation"] == "feed.create")
    assert created["effect"] == [{"code": "TEE-W-M", "quantity": 5}]


def test_4_5_trap_3_an_unknown_sku_is_reported_as_success(seller: Seller) -> None:
    report = json.loads(result(seller, hand_in(seller, listings(seller, patch(1, "NOBODY", stock(5))))))
    assert (report["issues"], report["summary"]["errors"], report["summary"]["messagesAccepted"]) == ([], 0, 1)


@pytest.mark.parametrize("spoilt", ["json", "seller", "version", "ids", "messages", "operation"])
def test_4_5_a_structurally_wrong_feed_gives_one_issue(seller: Seller, spoilt: str) -> None:
    one = patch(1, "TEE-W-M", stock(5))
    contents = {
        "json": b"{",
        "seller": listings(seller, one, sellerId="A2OTHER"),
        "version": listings(seller, one, version="1.0"),
        "ids": listings(seller, one, one),
        "messages": listings(seller),
        "operation": listings(seller, {**one, "attributes": {}}),
    }
    report = json.loads(result(seller, hand_in(seller, contents[spoilt])))
    assert report["issues"] == [{"code": "BAD_REQUEST", "severity": "ERROR", "message": "Invalid parameters provided."}]
    seller.pass_time(120)
    assert seller.town.item("TEE-W-M")["quantity"] == 12


def test_4_5_partial_update_replaces_update_needs_everything_delete_deletes(seller: Seller) -> None:
    row = {"fulfillment_channel_code": "DEFAULT", "quantity": 4}
    attributes = {"fulfillment_availability": [row]}
    messages = [
        {
            "messageId": 1,
            "sku": "TEE-W-M",
            "operationType": "PARTIAL_UPDATE",
            "productType": "SHIRT",
            "attributes": attributes,
        },
        {"messageId": 2, "sku": "NEW-1", "operationType": "UPDATE", "productType": "SHIRT", "attributes": attributes},
        {"messageId": 3, "sku": "MUG-7", "operationType": "DELETE"},
    ]
    report = json.loads(result(seller, hand_in(seller, listings(seller, *messages))))
    assert [(issue["messageId"], issue["code"]) for issue in report["issues"]] == [(2, "90220")] * 3
    seller.pass_time(120)
    assert seller.listing("TEE-W-M")["attributes"]["fulfillment_availability"] == [row]
    assert seller.town.control.get("/malls/amazon/items/MUG-7").status_code == 404


def test_2_five_listing_feeds_in_five_minutes(seller: Seller) -> None:
    for number in range(5):
        hand_in(seller, listings(seller, patch(1, "TEE-W-M", stock(number))))
    made = document(seller)
    body = {
        "feedType": "JSON_LISTINGS_FEED",
        "marketplaceIds": [MARKETPLACE],
        "inputFeedDocumentId": made["feedDocumentId"],
    }
    assert error_of(seller.call("POST", f"{FEEDS}/feeds", body))[:2] == (429, "QuotaExceeded")
    seller.pass_time(300)
    assert seller.call("POST", f"{FEEDS}/feeds", body).status_code == 202


@pytest.mark.parametrize("kind", ["POST_INVENTORY_AVAILABILITY_DATA", "POST_FLAT_FILE_LISTINGS_DATA"])
def test_0_old_listing_feeds_end_in_fatal(seller: Seller, kind: str) -> None:
    number = hand_in(seller, b"<AmazonEnvelope/>", kind, "text/xml; charset=UTF-8")
    seller.pass_time(60)
    shown = feed(seller, number)
    assert (shown["processingStatus"], "resultFeedDocumentId" in shown) == ("FATAL", False)


def test_4_5_a_feed_without_an_upload_is_fatal_and_a_queued_one_can_be_cancelled(seller: Seller) -> None:
    made = document(seller)
    body = {
        "feedType": "JSON_LISTINGS_FEED",
        "marketplaceIds": [MARKETPLACE],
        "inputFeedDocumentId": made["feedDocumentId"],
    }
    first, second = (seller.call("POST", f"{FEEDS}/feeds", body).json()["feedId"] for _ in range(2))
    assert seller.call("DELETE", f"{FEEDS}/feeds/{second}").status_code == 200
    seller.pass_time(60)
    assert [feed(seller, number)["processingStatus"] for number in (first, second)] == ["FATAL", "CANCELLED"]
    assert seller.call("DELETE", f"{FEEDS}/feeds/{first}").status_code == 400
    listed = seller.call("GET", f"{FEEDS}/feeds", feedTypes="JSON_LISTINGS_FEED", processingStatuses="FATAL").json()[
        "feeds"
    ]
    assert [one["feedId"] for one in listed] == [first]


@pytest.mark.parametrize(
    "change", [{"feedType": "POST_NOTHING"}, {"marketplaceIds": ["X"]}, {"inputFeedDocumentId": "unknown"}]
)
def test_4_5_create_feed_refusals(seller: Seller, change: dict[str, Any]) -> None:
    made = document(seller)
    body = {"feedType": ACKNOWLEDGE, "marketplaceIds": [MARKETPLACE], "inputFeedDocumentId": made["feedDocumentId"]}
    assert seller.call("POST", f"{FEEDS}/feeds", {**body, **change}).status_code == 400


def test_trap_10_signed_addresses_live_five_minutes_and_want_no_token(seller: Seller) -> None:
    made = document(seller)
    refused = upload(seller, made["url"], b"{}", **{"x-amz-access-token": seller.token()})
    assert (refused.status_code, "AccessDenied" in refused.text) == (403, True)
    refused = upload(seller, made["url"], b"{}", "application/json")
    assert (refused.status_code, "SignatureDoesNotMatch" in refused.text) == (403, True)
    assert upload(seller, made["url"].replace("X-Amz-Signature=", "X-Amz-Signature=X"), b"{}").status_code == 403
    assert seller.town.mall.get(made["url"]).status_code == 403
    seller.pass_time(299)
    assert upload(seller, made["url"], b"{}").status_code == 200
    seller.pass_time(1)
    refused = upload(seller, made["url"], b"{}")
    assert (refused.status_code, "Request has expired" in refused.text) == (403, True)


def test_4_5_result_documents_are_kept_28_days(seller: Seller) -> None:
    number = hand_in(seller, listings(seller, patch(1, "TEE-W-M", stock(5))))
    result(seller, number)
    path = f"{FEEDS}/documents/{feed(seller, number)['resultFeedDocumentId']}"
    seller.pass_time(28 * 86400 - 61)
    assert seller.call("GET", path).status_code == 200
    seller.pass_time(61)
    assert seller.call("GET", path).status_code == 404


def test_3_7_orders_are_cancelled_by_the_acknowledgement_feed(seller: Seller) -> None:
    number, shipped = seller.unshipped(("MUG-7", 1)), seller.unshipped(("MUG-7", 1))
    seller.confirm(shipped)
    rows = ["order-id\tcancellation-reason-code\tamazon-order-item-code"]
    rows += [f"{number}\tNoInventory\t", f"{shipped}\tNoInventory\t", f"{number}\tBored\t", "1\tNoInventory\t"]
    report = result(seller, hand_in(seller, "\r\n".join(rows).encode(), ACKNOWLEDGE, TEXT)).decode("cp932").splitlines()
    assert report[1:3] == ["\tNumber of records processed\t\t4", "\tNumber of records successful\t\t1"]
    assert [line.split("\t")[0] for line in report[5:]] == ["2", "3", "4"]
    order = seller.order(number)
    assert order["fulfillment"]["fulfillmentStatus"] == "CANCELLED"
    assert order["orderItems"][0]["cancellation"]["cancellationExecution"]["cancelReason"] == "NoInventory"
    assert seller.town.order(number)["mutations"][-1]["by"] == "shop"
    created = next(call for call in seller.town.calls() if call["operation"] == "feed.create")
    assert created["effect"] == [{"order": number, "mutation": "cancel"}]


def test_3_7_a_row_without_a_reason_only_acknowledges(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 1))
    result(seller, hand_in(seller, f"order-id\tcancellation-reason-code\n{number}\t".encode(), ACKNOWLEDGE, TEXT))
    assert seller.order(number)["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"


def test_3_6_shipments_are_confirmed_by_the_fulfilment_feed(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 2), ("TEE-W-M", 1))
    head = "order-id\torder-item-id\tquantity\tship-date\tcarrier-code\tcarrier-name\ttracking-number\tship-method"
    row = f"{number}\t\t\t2026-04-01T12:00:00+09:00\tOther\t福山通運\t777\t宅配"
    kind = "POST_FLAT_FILE_FULFILLMENT_DATA"
    result(seller, hand_in(seller, f"{head}\n{row}\n".encode("cp932"), kind, "text/plain; charset=Shift_JIS"))
    order = seller.order(number)
    assert order["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    assert [(one["carrier"], one["trackingNumber"]) for one in order["packages"]] == [("福山通運", "777")]


def test_partial_does_the_first_half_of_a_feed(seller: Seller) -> None:
    seller.town.fault("partial", operation="feed.create")
    report = json.loads(
        result(seller, hand_in(seller, listings(seller, patch(1, "TEE-W-M", stock(5)), patch(2, "MUG-7", stock(1)))))
    )
    assert [(issue["messageId"], issue["code"]) for issue in report["issues"]] == [(2, "INTERNAL_ERROR")]
    seller.pass_time(120)
    assert (seller.town.item("TEE-W-M")["quantity"], seller.town.item("MUG-7")["quantity"]) == (5, 3)


def envelope(body: str) -> bytes:
    """An XML feed of one message."""
    head = "<Header><DocumentVersion>1.01</DocumentVersion></Header>"
    return f"<AmazonEnvelope>{head}<Message><MessageID>7</MessageID>{body}</Message></AmazonEnvelope>".encode()


def test_3_7_orders_are_cancelled_by_the_xml_feed_too(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 1), ("TEE-W-M", 1))
    items = "".join(
        f"<Item><AmazonOrderItemCode>{item['orderItemId']}</AmazonOrderItemCode><CancelReason>NoInventory</CancelReason></Item>"
        for item in seller.order(number)["orderItems"]
    )
    body = f"<AmazonOrderID>{number}</AmazonOrderID><StatusCode>Failure</StatusCode>{items}"
    content = envelope(f"<OrderAcknowledgement>{body}</OrderAcknowledgement>")
    kind = "POST_ORDER_ACKNOWLEDGEMENT_DATA"
    report = result(seller, hand_in(seller, content, kind, "text/xml; charset=UTF-8")).decode()
    assert "<MessagesSuccessful>1</MessagesSuccessful><MessagesWithError>0</MessagesWithError>" in report
    assert seller.order(number)["fulfillment"]["fulfillmentStatus"] == "CANCELLED"
    again = result(seller, hand_in(seller, content, kind, "text/xml; charset=UTF-8")).decode()
    assert "<MessageID>7</MessageID><ResultCode>Error</ResultCode>" in again


def test_3_6_the_xml_fulfilment_feed_makes_one_package_of_several_items(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 2), ("TEE-W-M", 1))
    items = "".join(
        f"<Item><AmazonOrderItemCode>{item['orderItemId']}</AmazonOrderItemCode><Quantity>1</Quantity></Item>"
        for item in seller.order(number)["orderItems"]
    )
    data = "<CarrierCode>YAMATO</CarrierCode><ShipperTrackingNumber>555</ShipperTrackingNumber>"
    body = f"<AmazonOrderID>{number}</AmazonOrderID><FulfillmentDate>{seller.ago(0)}</FulfillmentDate>"
    content = envelope(f"<OrderFulfillment>{body}<FulfillmentData>{data}</FulfillmentData>{items}</OrderFulfillment>")
    result(seller, hand_in(seller, content, "POST_ORDER_FULFILLMENT_DATA", "text/xml; charset=UTF-8"))
    order = seller.order(number)
    assert order["fulfillment"]["fulfillmentStatus"] == "PARTIALLY_SHIPPED"
    (package,) = order["packages"]
    assert (package["trackingNumber"], [item["quantity"] for item in package["packageItems"]]) == ("555", [1, 1])


def test_xml_that_is_none_is_reported(seller: Seller) -> None:
    number = hand_in(seller, b"<Amazon", "POST_ORDER_FULFILLMENT_DATA", "text/xml; charset=UTF-8")
    assert "not well-formed" in result(seller, number).decode()
