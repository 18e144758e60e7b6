"""The catalogue: search, its ceiling, and the listing report with its encodings (page sections 4.3 and 6)."""

import gzip
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichigen.mallkit.errors import Retryable, Throttled
from ichigen.mallkit.exchange import MallListing
from ichigen.mallkit.json_values import Unreadable
from ichigen.malls.amazon.wire_reports import decode, read_listings
from tests.malls.amazon import documents
from tests.malls.amazon.account import Account, error, said
from tests.malls.amazon.untimed import UNTIMED

ENGLISH = "item-name\tlisting-id\tseller-sku\tprice\tquantity\tasin1\tfulfillment-channel\tstatus\n"
JAPANESE = "商品名\t出品ID\t出品者SKU\t価格\t数量\tASIN 1\tフルフィルメント・チャンネル\tステータス\n"
CUP = '湯のみ "青"\t1\tCUP-BLUE\t1200\t5\tB0TESTCUP1\tDEFAULT\tActive\n'
PARENT = "湯のみ\t3\tCUP\t\t\t\tDEFAULT\tActive\n"
FBA = "湯のみ 赤\t2\tCUP-FBA\t1300.0\t\tB0TESTCUP2\tAMAZON_JP\tInactive\n"


def test_a_page_of_listings_section_4_3() -> None:
    family = [{"marketplaceId": "X", "relationships": [{"type": "VARIATION", "parentSkus": ["CUP"]}]}]
    account = Account([said(documents.search(documents.listing(relationships=family), token="p2"))])

    page = account.client().list_listings(None)

    assert account.query(0) == {
        "marketplaceIds": "A1VC38T7YXB528",
        "includedData": "summaries,offers,fulfillmentAvailability,relationships",
        "pageSize": "20",
        "sortBy": "createdDate",
        "sortOrder": "ASC",
    }
    assert page.listings == (
        MallListing("CUP-BLUE", "湯のみ 青", ("CUP-BLUE",), quantity=5, price=1200, group="CUP", on_sale=True),
    )
    assert page.next_page == "search:p2"


def test_the_next_page_is_asked_for_by_its_token_and_the_last_has_none() -> None:
    account = Account([said(documents.search())])

    page = account.client().list_listings("search:p2")

    assert account.query(0)["pageToken"] == "p2"
    assert page.next_page is None


def test_the_parent_of_a_family_is_nothing_to_buy() -> None:
    family = [{"marketplaceId": "X", "relationships": [{"type": "VARIATION", "childSkus": ["CUP-BLUE"]}]}]
    parent = documents.listing("CUP", relationships=family, fulfillmentAvailability=[])
    account = Account([said(documents.search(parent, documents.listing()))])

    assert [listing.code for listing in account.client().list_listings(None).listings] == ["CUP-BLUE"]


def test_a_listing_in_amazons_warehouse_is_kept_by_the_mall_with_its_number() -> None:
    stored = {"sellerSku": "CUP-FBA", "inventoryDetails": {"fulfillableQuantity": 5}}
    account = Account(
        [
            said(documents.search(documents.listing("CUP-FBA", None, "AMAZON_JP"))),
            said({"payload": {"inventorySummaries": [stored]}}),
        ]
    )

    found = account.client().list_listings(None).listings[0]

    assert (found.kept_by_mall, found.quantity) == (True, 5)


def test_a_listing_that_is_not_live_is_not_on_sale_section_4_3() -> None:
    summary = documents.listing()["summaries"][0] | {"status": []}
    account = Account([said(documents.search(documents.listing(summaries=[summary], offers=[])))])

    found = account.client().list_listings(None).listings[0]

    assert (found.on_sale, found.price) == (False, None)


@pytest.mark.parametrize(
    ("body", "content_type", "packed"),
    [
        ((ENGLISH + PARENT + CUP + FBA).encode(), "text/plain; charset=UTF-8", False),
        ((JAPANESE + CUP + FBA).encode("cp932"), "text/plain; charset=Shift_JIS", True),
        ((JAPANESE + CUP + FBA).encode("cp932"), "text/plain", False),
        ((JAPANESE + CUP + FBA).encode("cp932"), "text/plain;charset=nonsense", False),
        (("\ufeff" + JAPANESE + CUP + FBA).encode(), "text/plain", True),
        ((ENGLISH + CUP + FBA).replace("\n", "\r\n").encode(), "", False),
    ],
)
def test_above_the_ceiling_the_report_is_read_in_either_language_and_encoding_section_6(
    body: bytes, content_type: str, packed: bool
) -> None:
    place: dict[str, Any] = {"reportDocumentId": "d", "url": "http://127.0.0.1:9/down"}
    headers = {"content-type": content_type} if content_type else {}
    account = Account(
        [
            said(documents.search(documents.listing(), total=1001, token="p2")),
            said({"reportId": "r-1"}, 202),
            said(_report("IN_QUEUE")),
            said(_report("DONE", "d")),
            said(place | ({"compressionAlgorithm": "GZIP"} if packed else {})),
            httpx2.Response(200, content=gzip.compress(body) if packed else body, headers=headers),
            error(403, "Unauthorized"),
        ]
    )
    client = account.client()

    first = client.list_listings(None)
    with pytest.raises(Throttled):
        client.list_listings(first.next_page)
    page = client.list_listings(first.next_page)

    assert (first.listings, first.next_page) == ((), "report:r-1")
    assert account.body(1) == {
        "reportType": "GET_MERCHANT_LISTINGS_ALL_DATA",
        "marketplaceIds": ["A1VC38T7YXB528"],
        "reportOptions": {"preferredReportDocumentLocale": "en_US"},
    }
    assert "x-amz-access-token" not in account.asked[5].headers  # trap 10
    assert page.listings == (
        MallListing("CUP-BLUE", '湯のみ "青"', ("CUP-BLUE",), quantity=5, price=1200, on_sale=True),
        MallListing("CUP-FBA", "湯のみ 赤", ("CUP-FBA",), price=1300, on_sale=False, kept_by_mall=True),
    )
    assert (page.next_page, page.problems) == (None, ())


def test_exactly_a_thousand_listings_are_paged_through_section_4_3() -> None:
    account = Account([said(documents.search(documents.listing(), total=1000, token="p2"))])

    assert account.client().list_listings(None).next_page == "search:p2"


@pytest.mark.parametrize(
    "answer",
    [
        said({"reportId": "r-1", "processingStatus": "CANCELLED"}),
        said({"processingStatus": "FATAL"}),
        error(404, "NotFound"),
    ],
)
def test_a_report_that_failed_is_ordered_anew_and_no_listing_is_called_gone(answer: httpx2.Response) -> None:
    account = Account([answer, said({"reportId": "r-2"}, 202)])

    assert account.client().list_listings("report:r-1").next_page == "report:r-2"


def test_a_row_without_a_sku_costs_itself() -> None:
    listings, problems = read_listings(ENGLISH + CUP + "nameless\t3\t\t1\t1\n\n")

    assert [listing.sku for listing in listings] == ["CUP-BLUE"]
    assert [problem.where for problem in problems] == ["row 3"]


def test_a_document_that_is_no_report_is_not_an_empty_catalogue() -> None:
    answers = [said(_report("DONE", "d")), said({"reportDocumentId": "d", "url": "http://127.0.0.1:9/down"})]
    account = Account([*answers, httpx2.Response(200, content=b"<html>busy</html>")])

    with pytest.raises(Retryable):
        account.client().list_listings("report:r-1")


@UNTIMED
@given(st.binary(max_size=300), st.text(max_size=40))
def test_no_bytes_of_a_report_are_fatal(content: bytes, content_type: str) -> None:
    text = decode(content, content_type)
    try:
        read_listings(text)
    except Unreadable:
        return
    assert "sku" in text.lower()


@UNTIMED
@given(st.text(max_size=300))
def test_no_row_of_a_report_is_fatal(rows: str) -> None:
    listings, _ = read_listings(ENGLISH + CUP + rows)

    assert listings[0].sku == "CUP-BLUE"


def _report(status: str, document: str = "") -> dict[str, str]:
    found = {"reportId": "r-1", "reportType": "X", "createdTime": "2026-11-22T03:00:00Z", "processingStatus": status}
    return found | ({"reportDocumentId": document} if document else {})
