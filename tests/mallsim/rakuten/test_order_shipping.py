"""Sections 2.5 and 2.6: shipping rows."""

from typing import Any

import pytest

from tests.mallsim.rakuten.rms import Rms, codes
from tests.mallsim.town import Town

YAMATO = {"deliveryCompany": "1001", "shippingNumber": "400000000011", "shippingDate": "2026-04-02"}


def result(rms: Rms, request_id: str) -> list[dict[str, Any]]:
    answer = rms.order("getResultUpdateOrderShippingAsync", {"requestId": request_id})
    results: list[dict[str, Any]] = answer.json()["ResultShippingModelList"]
    return results


def later(town: Town, *numbers: str, **bent: Any) -> dict[str, Any]:
    baskets = {number: town.order(number)["content"]["baskets"][0] for number in numbers}
    row = {**YAMATO, **bent}
    return {
        "OrderShippingModelList": [
            {"orderNumber": n, "BasketidModelList": [{"basketId": b, "ShippingModelList": [row]}]}
            for n, b in baskets.items()
        ]
    }


def test_s2_5_sample(town: Town, rms: Rms, to_ship: str) -> None:
    answer = rms.ship(to_ship, YAMATO)
    assert answer.status_code == 200
    assert answer.json() == {
        "MessageModelList": [
            {
                "messageType": "INFO",
                "messageCode": "ORDER_EXT_API_UPDATE_ORDERSHIPPING_INFO_101",
                "message": "発送情報の追加設定が完了しました。",
                "dataNumber": 1,
                "shippingDetailId": 15500,
            }
        ]
    }
    order = town.order(to_ship)
    assert order["status"] == "500"
    assert order["parcels"] == [{"id": "15500", "carrier": "1001", "number": "400000000011", "date": "2026-04-02"}]
    assert [m["kind"] for m in order["mutations"]] == ["confirm", "authorise", "ship"]
    assert [mail["kind"] for mail in order["mails"]] == ["ordered", "shipped"]
    assert town.calls()[-1]["effect"] == [{"order": to_ship, "mutation": "ship"}]


def test_s2_5_second_row_without_detail_id_is_a_second_parcel(town: Town, rms: Rms, to_ship: str) -> None:
    rms.ship(to_ship, YAMATO)
    assert codes(rms.ship(to_ship, YAMATO)) == ["UPDATE_ORDERSHIPPING_INFO_101"]
    order = town.order(to_ship)
    assert [parcel["id"] for parcel in order["parcels"]] == ["15500", "15501"]
    assert [mail["kind"] for mail in order["mails"]] == ["ordered", "shipped", "shipped"]
    assert [m["kind"] for m in order["mutations"]].count("ship") == 2


def test_s2_5_update_by_detail_id_is_no_second_parcel(town: Town, rms: Rms, to_ship: str) -> None:
    rms.ship(to_ship, YAMATO)
    again = rms.ship(to_ship, {**YAMATO, "shippingDetailId": 15500})
    assert codes(again) == ["UPDATE_ORDERSHIPPING_INFO_102"]
    assert again.json()["MessageModelList"][0]["message"] == "発送情報の更新設定が完了しました。"
    order = town.order(to_ship)
    assert len(order["parcels"]) == 1
    assert [mail["kind"] for mail in order["mails"]] == ["ordered", "shipped"]
    assert [m["kind"] for m in order["mutations"]].count("ship") == 1
    assert town.calls()[-1]["effect"] == []


def test_s2_5_delete_by_detail_id(town: Town, rms: Rms, to_ship: str) -> None:
    rms.ship(to_ship, YAMATO, YAMATO)
    assert codes(rms.ship(to_ship, {"shippingDetailId": 15501, "shippingDeleteFlag": 1})) == [
        "UPDATE_ORDERSHIPPING_INFO_103"
    ]
    assert [parcel["id"] for parcel in town.order(to_ship)["parcels"]] == ["15500"]


def test_trap_08_blank_row_keeps_the_order_at_300(town: Town, rms: Rms) -> None:
    number = town.buy(("TN-001", 1), blank_row=True)
    town.act(number, "confirm")
    town.act(number, "authorise")
    rms.ship(number, YAMATO)
    assert town.order(number)["status"] == "300"
    rows = rms.get_order(number)["PackageModelList"][0]["ShippingModelList"]
    assert [row["shippingNumber"] for row in rows] == [None, "400000000011"]
    rms.ship(number, {**YAMATO, "shippingDetailId": rows[0]["shippingDetailId"]})
    assert town.order(number)["status"] == "500"


def test_trap_08_the_key_is_spelled_basketid_model_list(rms: Rms, to_ship: str) -> None:
    answer = rms.order("updateOrderShipping", {"orderNumber": to_ship, "BasketIdModelList": []})
    assert (answer.status_code, codes(answer)) == (400, ["UPDATE_ORDERSHIPPING_ERROR_009"])


def test_trap_09_empty_number_erases_and_a_missing_key_keeps(town: Town, rms: Rms, to_ship: str) -> None:
    rms.ship(to_ship, YAMATO)
    rms.ship(to_ship, {"shippingDetailId": 15500, "deliveryCompany": "1002"})
    assert town.order(to_ship)["parcels"][0] == {
        "id": "15500",
        "carrier": "1002",
        "number": "400000000011",
        "date": "2026-04-02",
    }
    rms.ship(to_ship, {"shippingDetailId": 15500, "shippingNumber": ""})
    assert town.order(to_ship)["parcels"][0]["number"] == ""


def test_s2_5_every_basket_must_be_complete(town: Town, rms: Rms) -> None:
    number = town.buy(("TN-001", 1), ("MG-7", 1), packages=[[0], [1]])
    town.act(number, "confirm")
    town.act(number, "authorise")
    first, second = town.order(number)["content"]["baskets"]
    rms.ship(number, YAMATO, basket=first)
    assert town.order(number)["status"] == "300"
    rms.ship(number, YAMATO, basket=second)
    assert town.order(number)["status"] == "500"


def test_s2_5_data_number_counts_over_all_baskets(town: Town, rms: Rms) -> None:
    number = town.buy(("TN-001", 1), ("MG-7", 1), packages=[[0], [1]])
    town.act(number, "confirm")
    town.act(number, "authorise")
    baskets = [
        {"basketId": basket, "ShippingModelList": [YAMATO]} for basket in town.order(number)["content"]["baskets"]
    ]
    answer = rms.order("updateOrderShipping", {"orderNumber": number, "BasketidModelList": baskets}).json()
    assert [(m["dataNumber"], m["shippingDetailId"]) for m in answer["MessageModelList"]] == [(1, 15500), (2, 15501)]
    order = town.order(number)
    assert [mail["kind"] for mail in order["mails"]] == ["ordered", "shipped"]


@pytest.mark.parametrize(
    "bent",
    [{"shippingDate": "2026/04/02"}, {"deliveryCompany": "ヤマト運輸"}, {"shippingNumber": "1" * 121}],
)
def test_s2_5_malformed_row_is_400_011_with_its_number(town: Town, rms: Rms, to_ship: str, bent: Any) -> None:
    answer = rms.ship(to_ship, YAMATO, {**YAMATO, **bent})
    assert (answer.status_code, codes(answer)) == (400, ["UPDATE_ORDERSHIPPING_ERROR_011"])
    assert answer.json()["MessageModelList"][0]["dataNumber"] == 2
    assert town.order(to_ship)["parcels"] == []


def test_s2_5_at_most_20_rows_per_basket(rms: Rms, to_ship: str) -> None:
    assert rms.ship(to_ship, *[YAMATO] * 21).status_code == 400
    assert codes(rms.ship(to_ship, *[YAMATO] * 20)) == ["UPDATE_ORDERSHIPPING_INFO_101"] * 20
    assert codes(rms.ship(to_ship, YAMATO)) == ["UPDATE_ORDERSHIPPING_ERROR_105"]


def test_s2_5_cancelled_order_is_102(town: Town, rms: Rms, to_ship: str) -> None:
    town.act(to_ship, "cancel")
    assert codes(rms.ship(to_ship, YAMATO)) == ["UPDATE_ORDERSHIPPING_ERROR_102"]


def test_s2_5_other_carrier_needs_no_number(town: Town, rms: Rms, to_ship: str) -> None:
    rms.ship(to_ship, {"deliveryCompany": "1000", "shippingDate": "2026-04-02"})
    assert town.order(to_ship)["status"] == "500"


def test_s2_5_unconfirmed_order_cannot_be_shipped(town: Town, rms: Rms) -> None:
    number = town.buy(("TN-001", 1))
    assert codes(rms.ship(number, YAMATO)) == ["UPDATE_ORDERSHIPPING_ERROR_101"]
    assert town.order(number)["parcels"] == []


def test_s2_6_sample_accepted(town: Town, rms: Rms, to_ship: str) -> None:
    accepted = rms.order("updateOrderShippingAsync", later(town, to_ship))
    message = accepted.json()["MessageModelList"][0]
    request_id = message.pop("requestId")
    assert accepted.status_code == 200
    assert message == {
        "messageType": "INFO",
        "messageCode": "ORDER_EXT_API_UPDATE_ORDERSHIPPING_ASYNC_INFO_101",
        "message": "発送情報の更新を受付けました。",
        "dataNumber": None,
        "shippingDetailId": None,
    }
    assert request_id[36:] == "_20260401120002"


def test_s2_6_sample_result(town: Town, rms: Rms, to_ship: str) -> None:
    cancelled = town.buy(("TN-001", 1))
    town.act(cancelled, "cancel")
    accepted = rms.order("updateOrderShippingAsync", later(town, to_ship, cancelled)).json()
    town.time += 5
    done = {
        "messageType": "INFO",
        "messageCode": "ORDER_EXT_API_UPDATE_ORDERSHIPPING_INFO_101",
        "message": "発送情報の追加設定が完了しました。",
        "dataNumber": 1,
        "shippingDetailId": 15500,
    }
    refused = {
        "messageType": "ERROR",
        "messageCode": "ORDER_EXT_API_UPDATE_ORDERSHIPPING_ERROR_102",
        "message": "指定された注文番号は既にキャンセルされているため、発送完了報告が出来る状態ではありませんでした。",
        "dataNumber": None,
        "shippingDetailId": None,
    }
    assert result(rms, accepted["MessageModelList"][0]["requestId"]) == [
        {"orderNumber": to_ship, "MessageModelList": [done]},
        {"orderNumber": cancelled, "MessageModelList": [refused]},
    ]
    assert town.calls()[0]["effect"] == [{"order": to_ship, "mutation": "ship"}]


def test_trap_10_no_result_means_running_unknown_or_expired(town: Town, rms: Rms, to_ship: str) -> None:
    town.configure(async_delay_s=60)
    accepted = rms.order("updateOrderShippingAsync", later(town, to_ship)).json()
    request_id = accepted["MessageModelList"][0]["requestId"]
    nothing = [
        {
            "MessageModelList": [
                {
                    "messageType": "INFO",
                    "messageCode": "ORDER_EXT_API_GET_RESULT_UPDATEORDERSHIPPING_ASYNC_INFO_101",
                    "message": "指定されたリクエストIDの処理結果は存在しませんでした。",
                }
            ]
        }
    ]
    assert result(rms, request_id) == nothing
    assert result(rms, "00000000-0000-0000-0000-000000000000_20260401120000") == nothing
    assert town.order(to_ship)["parcels"] == []
    town.time += 60
    assert result(rms, request_id)[0]["orderNumber"] == to_ship
    town.time += 30 * 86400
    assert result(rms, request_id) == nothing


def test_s2_6_format_fault_at_once_in_http_200(town: Town, rms: Rms, to_ship: str) -> None:
    answer = rms.order("updateOrderShippingAsync", later(town, to_ship, shippingDate="2026/04/02"))
    message = answer.json()["MessageModelList"][0]
    assert (answer.status_code, codes(answer)) == (200, ["UPDATE_ORDERSHIPPING_ASYNC_ERROR_011"])
    assert (message["orderNumber"], message["dataNumber"], "requestId" in message) == (to_ship, 1, False)


def test_s2_6_duplicates_and_more_than_100_are_errors(town: Town, rms: Rms, to_ship: str) -> None:
    one = later(town, to_ship)["OrderShippingModelList"]
    twice = rms.order("updateOrderShippingAsync", {"OrderShippingModelList": one * 2})
    many = rms.order("updateOrderShippingAsync", {"OrderShippingModelList": one * 101})
    assert codes(twice) == ["UPDATE_ORDERSHIPPING_ASYNC_ERROR_011"]
    assert codes(many) == ["UPDATE_ORDERSHIPPING_ASYNC_ERROR_012"]


def test_s2_6_missing_request_id_is_400_inside_the_result_list(rms: Rms) -> None:
    answer = rms.order("getResultUpdateOrderShippingAsync", {})
    message = answer.json()["ResultShippingModelList"][0]["MessageModelList"][0]
    assert answer.status_code == 400
    assert message["messageCode"] == "ORDER_EXT_API_GET_RESULT_UPDATEORDERSHIPPING_ASYNC_ERROR_009"
