"""Sections 2.1, 2.4, 2.7: confirm, waiting times, cancel and the stock that comes back."""

from typing import Any

import pytest

from tests.mallsim.rakuten.rms import Rms, codes
from tests.mallsim.town import Town


def progress(town: Town, number: str) -> str:
    status: str = town.order(number)["status"]
    return status


def cancel(rms: Rms, number: str, restore: int = 1, reason: int = 8, op: str = "cancelOrder") -> Any:
    body = {"orderNumber": number, "inventoryRestoreType": restore, "changeReasonDetailApply": reason}
    return rms.order(op, body)


def test_s2_4_sample(town: Town, rms: Rms) -> None:
    number = town.buy(("TN-001", 1))
    answer = rms.order("confirmOrder", {"orderNumberList": [number]})
    assert answer.status_code == 200
    assert answer.json() == {
        "MessageModelList": [
            {
                "messageType": "INFO",
                "messageCode": "ORDER_EXT_API_CONFIRM_ORDER_INFO_101",
                "message": "注文確認に成功しました。",
                "orderNumber": number,
            }
        ]
    }


def test_s2_1_confirmed_order_goes_200_then_300_by_the_clock(town: Town, rms: Rms) -> None:
    number = town.buy(("TN-001", 1))
    rms.order("confirmOrder", {"orderNumberList": [number]})
    assert progress(town, number) == "200"
    town.time += 299
    assert progress(town, number) == "200"
    town.time += 1
    assert progress(town, number) == "300"


def test_s2_1_waiting_times_pass_faster_with_a_time_scale() -> None:
    town = Town(time_scale=60)
    town.put("A-1", quantity=1)
    number = town.buy(("A-1", 1))
    town.act(number, "confirm")
    town.time += 5
    assert progress(town, number) == "300"


def test_trap_03_confirm_errors_come_per_order_in_http_200(town: Town, rms: Rms) -> None:
    cancelled, moved, open_postage, good = (
        town.buy(("TN-001", 1)),
        town.buy(("TN-001", 1)),
        town.buy(("TN-001", 1), postage_undetermined=True),
        town.buy(("TN-001", 1)),
    )
    town.act(cancelled, "cancel")
    town.act(moved, "confirm")
    answer = rms.order("confirmOrder", {"orderNumberList": [cancelled, moved, open_postage, good]})
    assert answer.status_code == 200
    assert codes(answer) == [
        "CONFIRM_ORDER_ERROR_102",
        "CONFIRM_ORDER_ERROR_103",
        "CONFIRM_ORDER_ERROR_105",
        "CONFIRM_ORDER_INFO_101",
    ]


def test_trap_04_confirm_works_once_postage_is_set(town: Town, rms: Rms) -> None:
    number = town.buy(("TN-001", 1), postage_undetermined=True)
    assert codes(rms.order("confirmOrder", {"orderNumberList": [number]})) == ["CONFIRM_ORDER_ERROR_105"]
    town.act(number, "set_postage", postage=600)
    assert codes(rms.order("confirmOrder", {"orderNumberList": [number]})) == ["CONFIRM_ORDER_INFO_101"]
    assert rms.get_order(number)["totalPrice"] == 2400


def test_s2_1_prepaid_order_stays_at_200_until_it_is_paid(town: Town, rms: Rms) -> None:
    number = town.buy(("TN-001", 1), payment="prepaid", paid=False)
    rms.order("confirmOrder", {"orderNumberList": [number]})
    town.time += 86400
    assert progress(town, number) == "200"
    town.act(number, "pay")
    town.time += 300
    assert progress(town, number) == "300"


@pytest.mark.parametrize(("outcome", "status"), [("stay", "200"), ("change", "400"), ("cancel", "900")])
def test_s10_2_payment_ng(town: Town, outcome: str, status: str) -> None:
    number = town.buy(("TN-001", 1), authorisation=outcome)
    town.act(number, "confirm")
    town.time += 300
    assert progress(town, number) == status


def test_trap_12_unconfirmed_order_cancels_itself_after_14_days(town: Town) -> None:
    number = town.buy(("TN-001", 1))
    town.time += 14 * 86400 - 1
    assert progress(town, number) == "100"
    town.time += 1
    order = town.order(number)
    assert (order["status"], order["cancelled"]) == ("900", True)
    assert [mail["kind"] for mail in order["mails"]] == ["ordered", "cancelled"]


def test_s2_7_sample_and_trap_11_cancel_is_an_application(town: Town, rms: Rms, to_ship: str) -> None:
    answer = cancel(rms, to_ship)
    assert answer.json() == {
        "MessageModelList": [
            {
                "messageType": "INFO",
                "messageCode": "ORDER_EXT_API_CANCEL_ORDER_INFO_101",
                "message": "キャンセル申請に成功しました。",
                "orderNumber": to_ship,
            }
        ]
    }
    assert rms.get_order(to_ship)["orderProgress"] == 800
    town.time += 600
    order = rms.get_order(to_ship)
    assert order["orderProgress"] == 900
    assert [(c["changeType"], c["changeReasonDetail"]) for c in order["ChangeReasonModelList"]] == [
        (8, None),
        (0, 8),
        (2, None),
    ]


def test_trap_11_after_shipping_cancels_at_once(town: Town, rms: Rms, to_ship: str) -> None:
    assert codes(cancel(rms, to_ship, op="cancelOrderAfterShipping")) == ["CANCEL_ORDER_AFTER_SHIPPING_ERROR_101"]
    town.act(to_ship, "ship")
    assert codes(cancel(rms, to_ship)) == ["CANCEL_ORDER_ERROR_101"]
    assert codes(cancel(rms, to_ship, op="cancelOrderAfterShipping")) == ["CANCEL_ORDER_AFTER_SHIPPING_INFO_101"]
    assert progress(town, to_ship) == "900"


def test_s2_7_second_cancel_is_refused_and_mails_nobody(town: Town, rms: Rms, to_ship: str) -> None:
    cancel(rms, to_ship)
    assert codes(cancel(rms, to_ship)) == ["CANCEL_ORDER_ERROR_101"]
    order = town.order(to_ship)
    assert [mail["kind"] for mail in order["mails"]] == ["ordered", "cancelled"]
    assert [m["kind"] for m in order["mutations"]].count("cancel") == 1
    assert order["cancel_reason"] == "8"


@pytest.mark.parametrize(
    ("restore", "restock_on_cancel", "left"), [(0, False, 9), (0, True, 10), (1, False, 10), (2, True, 9)]
)
def test_s2_7_stock_comes_back_by_restore_type(
    town: Town, rms: Rms, to_ship: str, restore: int, restock_on_cancel: bool, left: int
) -> None:
    town.put("TN-001", restockOnCancel=restock_on_cancel)
    cancel(rms, to_ship, restore)
    assert town.item("TN-001")["quantity"] == 9
    town.time += 600
    assert town.item("TN-001")["quantity"] == left


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, ["CANCEL_ORDER_ERROR_009"] * 3),
        (
            {"orderNumber": "x", "inventoryRestoreType": 3, "changeReasonDetailApply": 7},
            ["CANCEL_ORDER_ERROR_011"] * 2,
        ),
    ],
)
def test_s2_7_bad_fields(rms: Rms, body: Any, expected: list[str]) -> None:
    answer = rms.order("cancelOrder", body)
    assert (answer.status_code, codes(answer)) == (400, expected)


def test_s2_1_shipped_order_settles_500_600_700(town: Town, to_ship: str) -> None:
    town.act(to_ship, "ship")
    assert progress(town, to_ship) == "500"
    town.time += 3600
    assert progress(town, to_ship) == "600"
    town.time += 3600
    assert progress(town, to_ship) == "700"


def test_s2_1_a_change_puts_the_order_to_400_and_back(town: Town, to_ship: str) -> None:
    town.act(to_ship, "edit_lines", lines=[{"code": "TN-001", "quantity": 3}], wait=True)
    assert progress(town, to_ship) == "400"
    assert town.item("TN-001")["quantity"] == 7
    town.time += 300
    assert progress(town, to_ship) == "300"


def test_partial_cancel_gives_the_difference_back(town: Town) -> None:
    number = town.buy(("TN-001", 3))
    order = town.act(number, "partial_cancel", code="TN-001", quantity=2)
    assert order["lines"] == [{"code": "TN-001", "quantity": 1, "price": 1800}]
    assert town.item("TN-001")["quantity"] == 9


def test_s2_8_memo(town: Town, rms: Rms, to_ship: str) -> None:
    body = {"orderNumber": to_ship, "memo": "包装注意", "operator": "山田", "subStatusId": 3423, "deliveryClass": 2}
    assert codes(rms.order("updateOrderMemo", body)) == ["UPDATE_ORDERMEMO_INFO_101"]
    order = rms.get_order(to_ship)
    assert (order["memo"], order["operator"], order["subStatusId"]) == ("包装注意", "山田", 3423)
    assert order["DeliveryModel"]["deliveryClass"] == 2
    rms.order("updateOrderMemo", {"orderNumber": to_ship, "memo": "変更"})
    assert rms.get_order(to_ship)["operator"] == "山田"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "UPDATE_ORDERMEMO_ERROR_009"),
        ({"orderNumber": "x", "memo": "あ" * 1001}, "UPDATE_ORDERMEMO_ERROR_011"),
        ({"orderNumber": "x", "operator": "1234567"}, "UPDATE_ORDERMEMO_ERROR_011"),
        ({"orderNumber": "x", "memo": "①番"}, "UPDATE_ORDERMEMO_ERROR_011"),
        ({"orderNumber": "x", "memo": "😀"}, "UPDATE_ORDERMEMO_ERROR_011"),
        ({"orderNumber": "x", "deliveryClass": 9}, "UPDATE_ORDERMEMO_ERROR_011"),
    ],
)
def test_s2_8_bad_fields(rms: Rms, body: Any, code: str) -> None:
    answer = rms.order("updateOrderMemo", body)
    assert (answer.status_code, codes(answer)) == (400, [code])


def test_s2_9_sub_status_list(rms: Rms) -> None:
    model = rms.order("getSubStatusList", {}).json()["StatusModelList"]
    assert model[1] == {
        "orderProgress": 300,
        "SubStatusModelList": [
            {"subStatusId": 3423, "subStatusName": "梱包待ち", "orderby": 1},
            {"subStatusId": 3424, "subStatusName": "集荷待ち", "orderby": 2},
        ],
    }


def test_s2_9_update_answers_per_order_in_http_200(town: Town, rms: Rms, to_ship: str) -> None:
    waiting, cancelled = town.buy(("TN-001", 1)), town.buy(("TN-001", 1))
    town.act(cancelled, "cancel")
    body = {"subStatusId": 3423, "orderNumberList": [to_ship, cancelled, waiting]}
    answer = rms.order("updateOrderSubStatus", body)
    assert answer.status_code == 200
    assert [code.rsplit("_", 2)[1:] for code in codes(answer)] == [["INFO", "101"], ["ERROR", "101"], ["ERROR", "102"]]
    assert rms.get_order(to_ship)["subStatusName"] == "梱包待ち"
    rms.order("updateOrderSubStatus", {"subStatusId": None, "orderNumberList": [to_ship]})
    assert rms.get_order(to_ship)["subStatusId"] is None


def test_s2_9_missing_key_is_400_009(rms: Rms, to_ship: str) -> None:
    answer = rms.order("updateOrderSubStatus", {"orderNumberList": [to_ship]})
    assert (answer.status_code, codes(answer)) == (400, ["UPDATE_ORDER_SUB_STATUS_ERROR_009"])


def test_s2_10_delivery_and_remarks(rms: Rms, to_ship: str) -> None:
    rms.order("updateOrderDelivery", {"orderNumber": to_ship, "deliveryName": "メール便"})
    rms.order("updateOrderRemarks", {"orderNumber": to_ship, "remarks": "置き配希望", "giftCheck": 0})
    order = rms.get_order(to_ship)
    assert (order["DeliveryModel"]["deliveryName"], order["remarks"]) == ("メール便", "置き配希望")
