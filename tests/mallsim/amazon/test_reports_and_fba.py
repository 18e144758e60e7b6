"""The listing report and the stock with Amazon (sections 5, 6, 8.8)."""

from __future__ import annotations

import gzip
from typing import Any

from tests.mallsim.amazon.seller import MARKETPLACE, Seller

REPORTS = "/reports/2021-06-30"
ALL_LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"


def report(seller: Seller, kind: str = ALL_LISTINGS, **options: str) -> dict[str, str]:
    """createReport, and getReport a minute later."""
    body = {"reportType": kind, "marketplaceIds": [MARKETPLACE], "reportOptions": options}
    number = seller.call("POST", f"{REPORTS}/reports", body).json()["reportId"]
    shown = seller.call("GET", f"{REPORTS}/reports/{number}").json()
    assert shown["processingStatus"] == "IN_QUEUE"
    seller.pass_time(60)
    done: dict[str, str] = seller.call("GET", f"{REPORTS}/reports/{number}").json()
    return done


def download(seller: Seller, document_id: str) -> tuple[str, bytes]:
    """(content type, body) of a report's document."""
    made = seller.call("GET", f"{REPORTS}/documents/{document_id}").json()
    answer = seller.town.mall.get(made["url"])
    assert made["compressionAlgorithm"] == "GZIP"
    return answer.headers["content-type"], gzip.decompress(answer.content)


def test_6_japan_trap_the_listing_report_is_japanese_in_cp932(seller: Seller) -> None:
    content_type, body = download(seller, report(seller)["reportDocumentId"])
    lines = body.decode("cp932").splitlines()
    assert content_type == "text/plain; charset=Shift_JIS"
    assert lines[0].split("\t")[:5] == ["商品名", "出品ID", "出品者SKU", "価格", "数量"]
    rows = [line.split("\t") for line in lines[1:]]
    assert [(row[0], row[2], row[3], row[4], row[10]) for row in rows] == [
        ("綿Tシャツ 白 M", "TEE-W-M", "2980", "12", "DEFAULT"),
        ("見本マグ", "MUG-7", "1200", "3", "DEFAULT"),
        ("綿Tシャツ 白 M", "TEE-FBA", "2980", "", "AMAZON_JP"),
    ]


def test_6_the_locale_option_changes_names_and_encoding(seller: Seller) -> None:
    done = report(seller, preferredReportDocumentLocale="en_US")
    content_type, body = download(seller, done["reportDocumentId"])
    assert content_type == "text/plain; charset=UTF-8"
    assert body.decode().splitlines()[0].split("\t")[:5] == [
        "item-name",
        "listing-id",
        "seller-sku",
        "price",
        "quantity",
    ]


def test_6_cancelled_also_means_no_data(seller: Seller) -> None:
    done = report(seller, "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE")
    assert (done["processingStatus"], "reportDocumentId" in done) == ("CANCELLED", False)
    listed = seller.call("GET", f"{REPORTS}/reports", reportTypes=done["reportType"]).json()["reports"]
    assert listed == [done]


def test_6_the_address_lives_five_minutes(seller: Seller) -> None:
    made = seller.call("GET", f"{REPORTS}/documents/{report(seller)['reportDocumentId']}").json()
    seller.pass_time(299)
    assert seller.town.mall.get(made["url"]).status_code == 200
    seller.pass_time(1)
    assert seller.town.mall.get(made["url"]).status_code == 403


def summaries(seller: Seller, **query: Any) -> Any:
    """getInventorySummaries."""
    at = {"granularityType": "Marketplace", "granularityId": MARKETPLACE, "marketplaceIds": MARKETPLACE}
    return seller.call("GET", "/fba/inventory/v1/summaries", **{**at, **query})


def test_5_stock_with_amazon_falls_with_orders_and_is_reserved(seller: Seller) -> None:
    seller.town.buy(("TEE-FBA", 2))
    (row,) = summaries(seller, details="true").json()["payload"]["inventorySummaries"]
    assert (row["sellerSku"], row["totalQuantity"], row["condition"]) == ("TEE-FBA", 10, "NewItem")
    assert row["inventoryDetails"] == {
        "fulfillableQuantity": 6,
        "inboundWorkingQuantity": 0,
        "inboundShippedQuantity": 2,
        "inboundReceivingQuantity": 0,
        "reservedQuantity": {
            "totalReservedQuantity": 2,
            "pendingCustomerOrderQuantity": 2,
            "pendingTransshipmentQuantity": 0,
            "fcProcessingQuantity": 0,
        },
    }


def test_5_shipped_units_leave_and_cancelled_ones_return(seller: Seller) -> None:
    shipped, cancelled = seller.unshipped(("TEE-FBA", 2)), seller.town.buy(("TEE-FBA", 1))
    seller.town.act(cancelled, "cancel")
    seller.town.act(shipped, "ship")
    (row,) = summaries(seller).json()["payload"]["inventorySummaries"]
    assert (row["totalQuantity"], "inventoryDetails" in row) == (8, False)


def test_5_filters_and_refusals(seller: Seller) -> None:
    assert summaries(seller, sellerSkus="MUG-7").json()["payload"]["inventorySummaries"] == []
    assert summaries(seller, granularityId="X").status_code == 400
    seller.pass_time(2)
    assert summaries(seller, startDateTime=seller.ago(1)).json()["payload"]["inventorySummaries"] == []


def test_5_the_next_page_is_good_for_thirty_seconds(seller: Seller) -> None:
    for number in range(60):
        seller.town.put(f"F-{number:02}", fulfilled_by="AMAZON", quantity=1)
    token = summaries(seller).json()["pagination"]["nextToken"]
    seller.pass_time(29)
    page = summaries(seller, nextToken=token).json()
    assert (len(page["payload"]["inventorySummaries"]), "pagination" in page) == (11, False)
    seller.pass_time(1)
    assert summaries(seller, nextToken=token).status_code == 400
