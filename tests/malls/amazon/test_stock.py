"""Stock: one number a call, many by a feed, and reading (page sections 4.1, 4.3, 4.5 and 5)."""

import gzip
import json
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from ichigen.mallkit.client import BulkStockClient
from ichigen.mallkit.errors import Refused, Retryable, Throttled
from ichigen.mallkit.exchange import Problem, StockAnswer, StockSeen, StockWrite
from ichigen.mallkit.manifest import StockMode
from ichigen.malls.amazon.client_stock import CAPABILITY
from tests.malls.amazon import documents
from tests.malls.amazon.account import Account, error, said

ITEMS = "/listings/2021-08-01/items/A1SELLERTEST"


def row(code: str = "CUP-BLUE", quantity: int = 4) -> StockWrite:
    return StockWrite(code, StockMode.ABSOLUTE, quantity)


def refused(answer: StockAnswer | None) -> dict[str, str]:
    assert answer is not None
    assert answer.accepted == frozenset()
    return {refusal.code: refusal.error for refusal in answer.refused}


def test_a_number_is_merged_into_the_listing_section_4_1() -> None:
    account = Account([said(documents.listing()), said(documents.submission())])

    answer = account.client().write_stock([row()])

    assert answer == StockAnswer(frozenset({"CUP-BLUE"}))
    assert (account.asked[1].method, account.paths()[1]) == ("PATCH", f"{ITEMS}/CUP-BLUE")
    assert account.query(1) == {"marketplaceIds": "A1VC38T7YXB528", "issueLocale": "ja_JP", "includedData": "issues"}
    assert account.body(1) == {
        "productType": "DRINKING_CUP",
        "patches": [
            {
                "op": "merge",
                "path": "/attributes/fulfillment_availability",
                "value": [{"fulfillment_channel_code": "DEFAULT", "quantity": 4}],
            }
        ],
    }


def test_a_sku_is_encoded_whole_section_4() -> None:
    account = Account([said(documents.listing("湯/A 1")), said(documents.submission())])

    account.client().write_stock([row("湯/A 1")])

    assert account.paths()[1] == f"{ITEMS}/%E6%B9%AF%2FA%201"


def test_what_was_read_lately_is_not_read_again_before_a_write() -> None:
    account = Account([said(documents.search(documents.listing())), said(documents.submission())])
    account.client().read_stock(["CUP-BLUE"])

    account.client().write_stock([row()])

    assert [request.method for request in account.asked] == ["GET", "PATCH"]


def test_invalid_with_http_200_is_a_refusal_with_the_malls_words_trap_3() -> None:
    account = Account([said(documents.listing()), said(documents.submission("INVALID", "数量が正しくありません。"))])

    answer = account.client().write_stock([row()])

    assert refused(answer) == {"CUP-BLUE": "90220"}
    assert "数量が正しくありません。" in answer.refused[0].message


def test_invalid_without_a_reason_is_a_refusal_all_the_same() -> None:
    account = Account([said(documents.listing()), said({"sku": "CUP-BLUE", "status": "INVALID", "submissionId": "s"})])

    assert refused(account.client().write_stock([row()])) == {"CUP-BLUE": "INVALID"}


def test_goods_in_amazons_warehouse_are_never_written_section_4_1() -> None:
    account = Account([said(documents.listing(channel="AMAZON_JP", quantity=None))])

    assert refused(account.client().write_stock([row()])) == {"CUP-BLUE": "listing.fba"}
    assert [request.method for request in account.asked] == ["GET"]


def test_a_listing_with_both_channels_is_left_to_amazon_section_4_1() -> None:
    both = [
        {"fulfillmentChannelCode": "DEFAULT", "quantity": 3},
        {"fulfillmentChannelCode": "AMAZON_JP", "quantity": 7},
    ]
    account = Account([said(documents.listing(fulfillmentAvailability=both))])

    assert refused(account.client().write_stock([row()])) == {"CUP-BLUE": "listing.fba"}


def test_an_unknown_sku_is_refused_without_a_write() -> None:
    account = Account([error(404, "NotFound")])

    assert refused(account.client().write_stock([row("NO-SUCH")])) == {"NO-SUCH": "listing.missing"}


@pytest.mark.parametrize("quantity", [-1, CAPABILITY.maximum + 1])
def test_a_number_no_listing_can_have_never_leaves(quantity: int) -> None:
    account = Account([said(documents.listing())])

    assert refused(account.client().write_stock([row(quantity=quantity)])) == {"CUP-BLUE": "stock.quantity"}


def test_a_write_whose_answer_cannot_be_read_is_open() -> None:
    account = Account([said(documents.listing()), said({"sku": "CUP-BLUE"})])

    with pytest.raises(Retryable) as caught:
        account.client().write_stock([row()])

    assert caught.value.unknown_effect


def test_twenty_skus_are_read_in_one_search_section_4_3() -> None:
    found = documents.search(documents.listing(), documents.listing("CUP-RED", 0))
    account = Account([said(found)])

    reading = account.client().read_stock(["CUP-BLUE", "CUP-RED", "NO-SUCH"])

    assert account.paths() == [ITEMS]
    assert account.query(0) == {
        "marketplaceIds": "A1VC38T7YXB528",
        "identifiers": "CUP-BLUE,CUP-RED,NO-SUCH",
        "identifiersType": "SKU",
        "includedData": "summaries,fulfillmentAvailability",
        "pageSize": "20",
    }
    assert reading.rows == (StockSeen("CUP-BLUE", 5), StockSeen("CUP-RED", 0), StockSeen("NO-SUCH", None))


def test_a_sku_with_a_comma_is_read_by_itself_section_3_1() -> None:
    account = Account([said(documents.search(documents.listing())), said(documents.listing("A,B", 2))])

    reading = account.client().read_stock(["CUP-BLUE", "A,B"])

    assert account.paths() == [ITEMS, f"{ITEMS}/A%2CB"]
    assert reading.rows == (StockSeen("CUP-BLUE", 5), StockSeen("A,B", 2))


def test_a_listing_without_a_number_is_a_problem_and_not_a_missing_listing() -> None:
    account = Account([said(documents.search(documents.listing(fulfillmentAvailability=[])))])

    reading = account.client().read_stock(["CUP-BLUE"])

    assert reading.rows == ()
    assert [problem.where for problem in reading.problems] == ["CUP-BLUE"]


def test_what_lies_with_amazon_is_read_from_the_inventory_section_5() -> None:
    stored = {"sellerSku": "CUP-FBA", "totalQuantity": 8, "inventoryDetails": {"fulfillableQuantity": 5}}
    account = Account(
        [
            said(documents.search(documents.listing("CUP-FBA", None, "AMAZON_JP"))),
            said({"payload": {"granularity": {}, "inventorySummaries": [stored]}}),
        ]
    )

    reading = account.client().read_stock(["CUP-FBA"])

    assert reading.rows == (StockSeen("CUP-FBA", 5),)
    assert account.query(1) == {
        "granularityType": "Marketplace",
        "granularityId": "A1VC38T7YXB528",
        "marketplaceIds": "A1VC38T7YXB528",
        "details": "true",
        "sellerSkus": "CUP-FBA",
    }


def test_without_the_role_of_fba_the_number_stays_unknown_and_nothing_fails_section_1_5() -> None:
    account = Account(
        [said(documents.search(documents.listing("CUP-FBA", None, "AMAZON_JP"))), error(403, "Unauthorized")]
    )

    reading = account.client().read_stock(["CUP-FBA"])

    assert (reading.rows, reading.problems) == ((), ())


def test_a_feed_is_handed_in_by_three_calls_section_4_5() -> None:
    account = Account([_search("CUP-BLUE", "CUP-RED"), _place(), said(None), said({"feedId": "f-1"}, 202)])
    client = account.client()
    assert isinstance(client, BulkStockClient)

    ticket = client.submit_stock([row(), row("CUP-RED", 0)])

    assert ticket == "f-1"
    assert account.paths()[1:] == ["/feeds/2021-06-30/documents", "/up", "/feeds/2021-06-30/feeds"]
    assert account.body(1) == {"contentType": "application/json; charset=UTF-8"}
    upload = account.asked[2]
    assert (upload.method, upload.headers["content-type"]) == ("PUT", "application/json; charset=UTF-8")
    assert "x-amz-access-token" not in upload.headers  # trap 10
    feed = json.loads(upload.content)
    assert feed["header"]["sellerId"] == "A1SELLERTEST"
    assert [(m["messageId"], m["sku"], m["operationType"], m["productType"]) for m in feed["messages"]] == [
        (1, "CUP-BLUE", "PATCH", "DRINKING_CUP"),
        (2, "CUP-RED", "PATCH", "DRINKING_CUP"),
    ]
    assert feed["messages"][1]["patches"][0]["value"] == [{"fulfillment_channel_code": "DEFAULT", "quantity": 0}]
    assert account.body(3) == {
        "feedType": "JSON_LISTINGS_FEED",
        "marketplaceIds": ["A1VC38T7YXB528"],
        "inputFeedDocumentId": "d-1",
    }


def test_rows_that_must_not_be_sent_are_left_out_and_stand_refused_beside_the_report() -> None:
    stored = documents.listing("CUP-FBA", 3, "AMAZON_JP")
    account = Account(
        [said(documents.search(documents.listing(), stored)), _place(), said(None), said({"feedId": "f-1"}, 202)]
    )
    client = account.client()

    client.submit_stock([row("CUP-FBA"), row(), row("NO-SUCH")])
    account.answers += [said(_feed("DONE", "r-1")), said(_address()), _packed(documents.report(accepted=1))]
    answer = client.read_report("f-1")

    assert [message["sku"] for message in json.loads(account.asked[2].content)["messages"]] == ["CUP-BLUE"]
    assert answer is not None
    assert answer.accepted == {"CUP-BLUE"}
    assert [(r.code, r.error) for r in answer.refused] == [("CUP-FBA", "listing.fba"), ("NO-SUCH", "listing.missing")]


NAMELESS: dict[str, Any] = {"summaries": []}


def test_rows_whose_listing_could_not_be_read_are_left_out_and_nothing_is_said_of_them() -> None:
    """Not known is not missing: only a listing that the mall leaves out of a whole answer is refused."""
    account = Account(
        [said(documents.search(documents.listing(), NAMELESS)), _place(), said(None), said({"feedId": "f-1"}, 202)]
    )
    client = account.client()

    client.submit_stock([row("CUP-RED"), row()])
    account.answers += [said(_feed("DONE", "r-1")), said(_address()), _packed(documents.report(accepted=1))]

    assert client.read_report("f-1") == StockAnswer(frozenset({"CUP-BLUE"}))
    assert [message["sku"] for message in json.loads(account.asked[2].content)["messages"]] == ["CUP-BLUE"]


def test_a_hand_in_reads_for_a_few_seconds_at_most_and_goes_on_from_there() -> None:
    """A whole catalogue takes longer than a run, in which nothing else is written."""
    skus = [f"S-{n}" for n in range(401)]
    account = Account([_search(*skus[at : at + 20]) for at in range(0, 400, 20)])

    with pytest.raises(Throttled) as caught:
        account.client().submit_stock([row(sku) for sku in skus])
    assert (caught.value.retry_at - account.now, len(account.asked)) == (timedelta(minutes=1), 20)

    account.answers = [_search(skus[-1]), _place(), said(None), said({"feedId": "f-1"}, 202)]
    assert account.client().submit_stock([row(sku) for sku in skus]) == "f-1"


def test_where_no_row_of_a_feed_could_be_read_it_is_tried_again() -> None:
    account = Account([said(documents.search(NAMELESS))])

    with pytest.raises(Retryable) as caught:
        account.client().submit_stock([row()])

    assert (caught.value.unknown_effect, len(account.asked)) == (False, 1)


def test_a_listing_that_cannot_be_read_costs_its_own_row_and_is_read_again() -> None:
    account = Account([said(NAMELESS), said(documents.search(documents.listing())), said(NAMELESS)])

    written = account.client().write_stock([row()])
    reading = account.client().read_stock(["CUP-BLUE", "A,B"])

    assert written == StockAnswer(frozenset())
    assert reading.rows == (StockSeen("CUP-BLUE", 5),)
    assert [problem.where for problem in reading.problems] == ["A,B"]


def test_where_no_row_may_be_sent_nothing_leaves() -> None:
    account = Account([said(documents.search())])

    with pytest.raises(Refused) as caught:
        account.client().submit_stock([row("NO-SUCH")])

    assert (caught.value.code, caught.value.row, len(account.asked)) == ("listing.missing", 0, 1)


def test_only_the_last_call_of_a_feed_can_have_an_effect() -> None:
    early = Account([_search("CUP-BLUE"), _place(), httpx2.ReadTimeout("late")])
    late = Account([_place(), said(None), httpx2.ReadTimeout("late")])

    for account, open_ in ((early, False), (late, True)):
        with pytest.raises(Retryable) as caught:
            account.client().submit_stock([row()])
        assert caught.value.unknown_effect is open_


def test_an_address_that_is_over_is_asked_for_anew_section_4_5() -> None:
    account = Account([_search("CUP-BLUE"), _place(), httpx2.Response(403, content=b"<Error/>")])

    with pytest.raises(Retryable) as caught:
        account.client().submit_stock([row()])

    assert (caught.value.code, caught.value.unknown_effect) == ("document.http_403", False)


def test_there_is_no_report_while_the_mall_is_at_work_section_4_5() -> None:
    account = Account([said(_feed("IN_QUEUE")), said(_feed("IN_PROGRESS"))])

    assert account.client().read_report("f-1") is None
    assert account.client().read_report("f-1") is None


def test_done_is_no_success_the_report_names_the_rows_trap_3() -> None:
    bad = {"messageId": 2, "severity": "ERROR", "code": "90220", "message": "必須です"}
    hint = {"messageId": 1, "severity": "WARNING", "code": "18027", "message": "画像"}
    account = _after_a_feed(documents.report(bad, accepted=1) | {"issues": [bad, hint]})

    answer = account.client().read_report("f-1")

    assert answer is not None
    assert answer.accepted == {"CUP-BLUE"}
    assert [(r.code, r.error) for r in answer.refused] == [("CUP-RED", "90220")]
    assert "必須です" in answer.refused[0].message


def test_a_feed_of_another_process_is_read_by_what_its_report_lists() -> None:
    bad = {"messageId": 2, "sku": "CUP-RED", "severity": "ERROR", "code": "90220", "message": "必須です"}
    answers: list[httpx2.Response | Exception] = [
        said(_feed("DONE", "r-1")),
        said(_address()),
        _packed(documents.report(bad, accepted=1, items=("CUP-BLUE",))),
    ]

    answer = Account(answers).client().read_report("f-1")

    assert answer is not None
    assert answer.accepted == {"CUP-BLUE"}
    assert [refusal.code for refusal in answer.refused] == ["CUP-RED"]


def test_where_the_malls_count_is_not_ours_no_row_counts_as_accepted() -> None:
    answer = _after_a_feed(documents.report(accepted=1)).client().read_report("f-1")

    assert answer == StockAnswer(frozenset())


def test_a_feed_refused_as_a_whole_refuses_every_row_section_4_5() -> None:
    whole = {"severity": "ERROR", "code": "BAD_REQUEST", "message": "Invalid parameters provided."}

    answer = _after_a_feed(documents.report(whole)).client().read_report("f-1")

    assert refused(answer) == {"CUP-BLUE": "BAD_REQUEST", "CUP-RED": "BAD_REQUEST"}


@pytest.mark.parametrize("status", ["FATAL", "CANCELLED", "DONE"])
def test_a_feed_that_ended_without_a_report_says_nothing_of_its_rows(status: str) -> None:
    assert Account([said(_feed(status))]).client().read_report("f-1") == StockAnswer(frozenset())


def test_a_fatal_feed_with_a_report_is_read_by_it() -> None:
    whole = {"severity": "ERROR", "code": "4000001", "message": "壊れています"}
    account = _after_a_feed(documents.report(whole), "FATAL")

    assert refused(account.client().read_report("f-1")) == {"CUP-BLUE": "4000001", "CUP-RED": "4000001"}


def test_a_ticket_the_mall_does_not_know_any_more_says_nothing() -> None:
    assert Account([error(404, "NotFound")]).client().read_report("f-1") == StockAnswer(frozenset())


EMPTY_LIST = gzip.compress(b"[]", mtime=0)  # mtime: the names of the tests hold the bytes
CUT_SHORT = gzip.compress(b"x" * 99, mtime=0)[:-9]


@pytest.mark.parametrize("content", [b"", b"{}", b"\x1f\x8bcut", EMPTY_LIST, CUT_SHORT])
def test_a_report_that_cannot_be_read_is_asked_for_again(content: bytes) -> None:
    answers: list[httpx2.Response | Exception] = [
        said(_feed("DONE", "r-1")),
        said(_address()),
        httpx2.Response(200, content=content),
    ]

    with pytest.raises(Retryable):
        Account(answers).client().read_report("f-1")


def test_the_rows_of_a_bulk_write_fill_less_time_than_the_feed_they_replace() -> None:
    """Below `from_rows` single writes are through within the minute that a turn of feeds takes (5 in 5 minutes)."""
    bulk = CAPABILITY.bulk
    assert bulk is not None
    assert bulk.from_rows / 5.0 == timedelta(minutes=1).total_seconds()
    assert bulk.rows <= 25_000


def test_problems_of_a_search_keep_the_other_rows() -> None:
    account = Account([said(documents.search(documents.listing(), {"summaries": []}))])

    reading = account.client().read_stock(["CUP-BLUE", "CUP-RED"])

    assert reading.rows == (StockSeen("CUP-BLUE", 5),)  # the row without a name may be CUP-RED: it is not missing
    assert reading.problems == (
        Problem("items[1]", "listing.unreadable", "モールの応答の項目「sku」を読めませんでした。"),
    )


def _search(*skus: str) -> httpx2.Response:
    return said(documents.search(*(documents.listing(sku) for sku in skus)))


def _place() -> httpx2.Response:
    return said({"feedDocumentId": "d-1", "url": "http://127.0.0.1:9/up?signature=x"}, 201)


def _address() -> dict[str, str]:
    return {"feedDocumentId": "r-1", "url": "http://127.0.0.1:9/down?signature=x", "compressionAlgorithm": "GZIP"}


def _feed(status: str, result: str = "") -> dict[str, str]:
    found = {"feedId": "f-1", "feedType": "X", "createdTime": "2026-11-22T03:00:00Z", "processingStatus": status}
    return found | ({"resultFeedDocumentId": result} if result else {})


def _packed(document: Any) -> httpx2.Response:
    return httpx2.Response(200, content=gzip.compress(json.dumps(document).encode()))


def _after_a_feed(document: Any, status: str = "DONE") -> Account:
    """An account that handed in CUP-BLUE and CUP-RED, and now reads this report."""
    account = Account([_search("CUP-BLUE", "CUP-RED"), _place(), said(None), said({"feedId": "f-1"}, 202)])
    account.client().submit_stock([row(), row("CUP-RED")])
    account.answers += [said(_feed(status, "r-1")), said(_address()), _packed(document)]
    return account
