"""Section 2.2: searchOrder."""

from typing import Any

import pytest

from mallsim.core.shopping import parse_order
from tests.mallsim.rakuten.rms import Rms, codes
from tests.mallsim.town import NOON, Town

PERIOD = {"dateType": 1, "startDatetime": "2026-04-01T00:00:00+0900", "endDatetime": "2026-04-02T23:59:59+0900"}


def page(amount: int, number: int, direction: int = 1) -> dict[str, Any]:
    sort = [{"sortColumn": 1, "sortDirection": direction}]
    return {"requestRecordsAmount": amount, "requestPage": number, "SortModelList": sort}


def test_s2_2_sample(town: Town, rms: Rms) -> None:
    first = town.buy(("TN-001", 1))
    town.time += 86400
    second = town.buy(("MG-7", 1))
    answer = rms.order(
        "searchOrder", {**PERIOD, "orderProgressList": [100, 300], "PaginationRequestModel": page(1000, 1)}
    )
    assert answer.status_code == 200
    assert answer.json() == {
        "orderNumberList": [first, second],
        "MessageModelList": [
            {
                "messageType": "INFO",
                "messageCode": "ORDER_EXT_API_SEARCH_ORDER_INFO_101",
                "message": "注文検索に成功しました。",
            }
        ],
        "PaginationResponseModel": {"totalRecordsAmount": 2, "totalPages": 1, "requestPage": 1},
    }
    assert first.startswith("123456-20260401-")
    assert len(first) == len("123456-20260401-0000712345")


def test_s2_2_no_hit_has_nulls(rms: Rms) -> None:
    answer = rms.order("searchOrder", PERIOD)
    assert answer.status_code == 200
    assert answer.json() == {
        "orderNumberList": [],
        "MessageModelList": [
            {
                "messageType": "INFO",
                "messageCode": "ORDER_EXT_API_SEARCH_ORDER_INFO_102",
                "message": "注文検索に成功しました。(検索結果０件)",
            }
        ],
        "PaginationResponseModel": {"totalRecordsAmount": None, "totalPages": None, "requestPage": None},
    }


def test_s2_2_bad_request_has_one_message_per_fault(rms: Rms) -> None:
    body = {"startDatetime": "2026-04-01T00:00:00+09:00", "endDatetime": "2026-04-02T00:00:00+0900"}
    answer = rms.order("searchOrder", body)
    assert answer.status_code == 400
    assert answer.json() == {
        "orderNumberList": None,
        "MessageModelList": [
            {
                "messageType": "ERROR",
                "messageCode": "ORDER_EXT_API_SEARCH_ORDER_ERROR_009",
                "message": "dateTypeの項目を指定して下さい。",
            },
            {
                "messageType": "ERROR",
                "messageCode": "ORDER_EXT_API_SEARCH_ORDER_ERROR_011",
                "message": "startDatetimeの書式が不正です。",
            },
        ],
        "PaginationResponseModel": None,
    }


@pytest.mark.parametrize(
    "start",
    [
        "2026-04-01T00:00:00+09:00",
        "2026-04-01T00:00:00Z",
        "2026-04-01T00:00:00+0000",
        "2026-04-01T00:00:00",
        "2026-04-01T00:00:00.000+0900",
        "2026/04/01 00:00:00",
        "2026-04-01",
        "2026-02-30T00:00:00+0900",
    ],
)
def test_trap_01_only_plus_0900_without_colon(rms: Rms, start: str) -> None:
    answer = rms.order("searchOrder", {**PERIOD, "startDatetime": start})
    assert (answer.status_code, codes(answer)) == (400, ["SEARCH_ORDER_ERROR_011"])


def test_s2_2_empty_value_is_010(rms: Rms) -> None:
    answer = rms.order("searchOrder", {**PERIOD, "startDatetime": ""})
    assert codes(answer) == ["SEARCH_ORDER_ERROR_010"]


def test_trap_07_period_of_63_days_at_most(rms: Rms) -> None:
    start = {"startDatetime": "2026-02-01T00:00:00+0900"}
    assert rms.order("searchOrder", {**PERIOD, **start, "endDatetime": "2026-04-05T00:00:00+0900"}).status_code == 200
    assert rms.order("searchOrder", {**PERIOD, **start, "endDatetime": "2026-04-05T00:00:01+0900"}).status_code == 400


def test_s2_2_reaches_back_730_days(rms: Rms) -> None:
    inside = {"startDatetime": "2024-04-01T12:01:00+0900", "endDatetime": "2024-04-02T00:00:00+0900"}
    outside = inside | {"startDatetime": "2024-04-01T12:00:00+0900"}
    assert rms.order("searchOrder", {**PERIOD, **inside}).status_code == 200
    assert rms.order("searchOrder", {**PERIOD, **outside}).status_code == 400


def test_trap_07_at_most_1000_per_page(rms: Rms) -> None:
    assert rms.order("searchOrder", {**PERIOD, "PaginationRequestModel": page(1000, 1)}).status_code == 200
    assert rms.order("searchOrder", {**PERIOD, "PaginationRequestModel": page(1001, 1)}).status_code == 400


def test_s2_2_pages_of_30_newest_first_by_default(town: Town, rms: Rms) -> None:
    town.put("TN-001", quantity=100)
    numbers = []
    for _ in range(31):
        town.time += 1
        numbers.append(town.buy(("TN-001", 1)))
    answer = rms.order("searchOrder", PERIOD).json()
    assert answer["orderNumberList"] == numbers[:0:-1]
    assert answer["PaginationResponseModel"] == {"totalRecordsAmount": 31, "totalPages": 2, "requestPage": 1}
    second = rms.order("searchOrder", {**PERIOD, "PaginationRequestModel": page(30, 2)}).json()
    assert second["orderNumberList"] == numbers[30:]


def test_trap_07_nothing_beyond_the_15000th_result(town: Town, rms: Rms) -> None:
    town.put("TN-001", quantity=99999)
    order = {"lines": [{"code": "TN-001", "quantity": 1}]}
    for _ in range(15001):
        town.door.mall.place_order(parse_order(order))
    last = rms.order("searchOrder", {**PERIOD, "PaginationRequestModel": page(1000, 15)}).json()
    beyond = rms.order("searchOrder", {**PERIOD, "PaginationRequestModel": page(1000, 16)}).json()
    assert len(last["orderNumberList"]) == 1000
    assert beyond["orderNumberList"] == []
    assert beyond["PaginationResponseModel"]["totalPages"] == 15


def test_s2_2_each_date_type_finds_its_own_date(town: Town, rms: Rms) -> None:
    number = town.buy(("TN-001", 1))
    town.time = NOON + 7080
    town.act(number, "confirm")
    town.time = NOON + 10800
    town.act(number, "ship", date="2026-04-03")
    town.time = NOON + 10800 + 7300
    town.control.get("/clock")
    hours = {1: "12", 2: "13", 3: "14", 5: "15"}
    for date_type, hour in hours.items():
        window = {
            "startDatetime": f"2026-04-01T{hour}:00:00+0900",
            "endDatetime": f"2026-04-01T{hour}:59:59+0900",
            "dateType": date_type,
        }
        assert rms.order("searchOrder", window).json()["orderNumberList"] == [number], date_type
        other = window | {"startDatetime": "2026-03-31T00:00:00+0900", "endDatetime": "2026-04-01T11:59:59+0900"}
        assert rms.order("searchOrder", other).json()["orderNumberList"] == [], date_type
    shipped = {"dateType": 4, "startDatetime": "2026-04-03T00:00:00+0900", "endDatetime": "2026-04-03T23:59:59+0900"}
    assert rms.order("searchOrder", shipped).json()["orderNumberList"] == [number]


def test_trap_06_a_later_cancel_is_not_found_by_any_newer_period(town: Town, rms: Rms) -> None:
    number = town.buy(("TN-001", 1))
    town.time += 3 * 86400
    town.act(number, "cancel")
    window = {"startDatetime": "2026-04-04T00:00:00+0900", "endDatetime": "2026-04-05T00:00:00+0900"}
    for date_type in range(1, 7):
        assert rms.order("searchOrder", {"dateType": date_type, **window}).json()["orderNumberList"] == []
    assert rms.get_order(number)["orderProgress"] == 900


def test_s2_2_filters(town: Town, rms: Rms, to_ship: str) -> None:
    waiting = town.buy(("MG-7", 1), payment="prepaid", paid=False)
    for filters, found in (
        ({"orderProgressList": [100]}, [waiting]),
        ({"orderProgressList": [300]}, [to_ship]),
        ({"settlementMethod": 9}, [waiting]),
        ({"orderTypeList": [4]}, []),
        ({"searchKeywordType": 8, "searchKeyword": "MG-7"}, [waiting]),
        ({"searchKeywordType": 1, "searchKeyword": "手ぬぐい"}, [to_ship]),
        ({"shippingNumberBlankFlag": 1, "orderProgressList": [300]}, [to_ship]),
        ({"subStatusIdList": [-1], "orderProgressList": [300]}, [to_ship]),
    ):
        assert rms.order("searchOrder", {**PERIOD, **filters}).json()["orderNumberList"] == found, filters


def test_s2_2_no_sub_status_needs_the_progress(rms: Rms) -> None:
    assert rms.order("searchOrder", {**PERIOD, "subStatusIdList": [-1]}).status_code == 400
