"""Section 5: cancelling and refunding."""

from typing import Any

import pytest

from tests.mallsim.shopify import documents
from tests.mallsim.shopify.store import Store, order_id
from tests.mallsim.town import Town


def test_s5_cancelling_is_a_job_that_ends_later(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 2))
    payload = store.cancel(number, notify=True, note="買い間違い", refundMethod={"originalPaymentMethodsRefund": True})
    assert payload["orderCancelUserErrors"] == []
    assert payload["job"]["done"] is False
    job = payload["job"]["id"]
    assert store.order(number)["cancelledAt"] is None
    assert store.data(documents.JOB, id=job) == {"job": {"done": False}}
    store.pass_time(2)
    assert store.data(documents.JOB, id=job) == {"job": {"done": True}}
    order = store.order(number)
    assert (order["cancelledAt"], order["cancelReason"]) == ("2026-04-01T03:00:02Z", "CUSTOMER")
    assert order["displayFinancialStatus"] == "REFUNDED"
    assert [mail["kind"] for mail in town.order(number)["mails"]] == ["ordered", "cancelled"]
    assert store.fulfilment_orders(number) == []
    handed_in = next(call for call in town.calls() if call["operation"] == "order.cancel")
    assert handed_in["effect"] == [{"order": number, "mutation": "cancel"}]


@pytest.mark.parametrize(
    ("restock", "numbers"),
    [
        (True, {"available": 3, "on_hand": 3, "committed": 0}),
        (False, {"available": 1, "on_hand": 1, "committed": 0}),
    ],
)
def test_s5_restock_returns_the_goods_or_writes_them_off(
    town: Town, store: Store, restock: bool, numbers: dict[str, int]
) -> None:
    number = town.buy(("MUG-7", 2))
    assert store.numbers("MUG-7") == {"available": 1, "on_hand": 3, "committed": 2}
    store.cancel(number, restock=restock)
    store.pass_time(3)
    assert store.numbers("MUG-7") == numbers


def test_s5_without_notify_no_mail_and_without_refund_no_money(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 1))
    store.cancel(number)
    store.pass_time(3)
    assert store.order(number)["displayFinancialStatus"] == "PAID"
    assert [mail["kind"] for mail in town.order(number)["mails"]] == ["ordered"]


def test_s5_an_unpaid_order_is_voided(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 1), payment="prepaid", paid=False)
    store.cancel(number)
    store.pass_time(3)
    assert store.order(number)["displayFinancialStatus"] == "VOIDED"


@pytest.mark.parametrize(
    ("more", "field", "message"),
    [
        ({"note": "x" * 256}, "staffNote", "Staff note is too long. Maximum length is 255 characters."),
        (
            {"refund": True, "refundMethod": {"originalPaymentMethodsRefund": True}},
            "refund",
            "Only one of the arguments `refund` or `refund_method` is allowed.",
        ),
        (
            {"refund": False, "refundMethod": {"originalPaymentMethodsRefund": True}},
            "refund",
            "Only one of the arguments `refund` or `refund_method` is allowed.",
        ),
    ],
)
def test_s5_recorded_refusals(town: Town, store: Store, more: dict[str, Any], field: str, message: str) -> None:
    payload = store.cancel(town.buy(("MUG-7", 1)), **more)
    assert payload == {
        "job": None,
        "orderCancelUserErrors": [{"field": [field], "message": message, "code": "INVALID"}],
    }


def test_s5_a_shipped_order_cannot_be_cancelled(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 1))
    town.act(number, "ship")
    error = store.cancel(number)["orderCancelUserErrors"][0]
    assert (error["message"], error["code"]) == (
        "Cannot cancel an order that has outstanding fulfillments",
        "INVALID",
    )
    town.act(number, "unship")
    assert store.cancel(number)["orderCancelUserErrors"] == []


def test_s5_an_unknown_order(store: Store) -> None:
    assert store.cancel("1")["orderCancelUserErrors"][0]["code"] == "NOT_FOUND"


def test_s5_two_cancellations_handed_in_are_one(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 2))
    jobs = [store.cancel(number, notify=True)["job"]["id"] for _ in range(2)]
    assert jobs[0] != jobs[1]
    store.pass_time(3)
    assert town.item("MUG-7")["quantity"] == 3
    assert [mail["kind"] for mail in town.order(number)["mails"]] == ["ordered", "cancelled"]


def test_s5_the_goods_leave_between_handing_in_and_doing(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 1))
    job = store.cancel(number)["job"]["id"]
    town.act(number, "ship")
    store.pass_time(3)
    assert store.data(documents.JOB, id=job) == {"job": {"done": True}}
    assert store.order(number)["cancelledAt"] is None


def test_the_buyer_cancels_in_the_shop(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 2))
    seen = town.act(number, "cancel")
    assert (seen["cancelled"], seen["cancel_reason"], seen["status"]) == (True, "CUSTOMER", "CANCELLED")
    assert [(one["kind"], one["by"]) for one in seen["mutations"]] == [("cancel", "buyer")]
    assert town.item("MUG-7")["quantity"] == 3
    again = town.control.post(f"/malls/shopify/orders/{number}/actions", json={"action": "cancel"})
    assert (again.status_code, again.json()["error"]["code"]) == (400, "invalid")


def refund_input(store: Store, number: str, quantity: int, restock: str, yen: int = 0) -> dict[str, Any]:
    """One line, and one transaction when money goes back."""
    line = store.order(number)["lineItems"]["nodes"][0]["id"]
    given: dict[str, Any] = {
        "orderId": order_id(number),
        "refundLineItems": [{"lineItemId": line, "quantity": quantity, "restockType": restock}],
    }
    if yen:
        row = {"orderId": order_id(number), "gateway": "shopify_payments", "kind": "REFUND", "amount": f"{yen}.0"}
        given["transactions"] = [row]
    return given


def test_s5_a_partial_refund_takes_units_off_and_back_on_sale(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 3))
    given = refund_input(store, number, 1, "CANCEL", 1200) | {"notify": True}
    payload = store.data(documents.REFUND, input=given, key="r-1")["refundCreate"]
    assert payload["refund"]["totalRefundedSet"]["shopMoney"]["amount"] == "1200.0"
    assert payload["order"] == {"displayFinancialStatus": "PARTIALLY_REFUNDED"}
    line = store.order(number)["lineItems"]["nodes"][0]
    assert (line["quantity"], line["currentQuantity"]) == (3, 2)
    assert store.numbers("MUG-7") == {"available": 1, "on_hand": 3, "committed": 2}
    assert [mail["kind"] for mail in town.order(number)["mails"]] == ["ordered", "refunded"]


def test_s5_a_return_of_shipped_goods(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 2), postage=0)
    town.act(number, "ship")
    given = refund_input(store, number, 2, "RETURN", 2400)
    payload = store.data(documents.REFUND, input=given, key="r-2")["refundCreate"]
    assert payload["order"] == {"displayFinancialStatus": "REFUNDED"}
    assert store.numbers("MUG-7") == {"available": 3, "on_hand": 3, "committed": 0}


def test_s5_the_same_key_refunds_once(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 3))
    given = refund_input(store, number, 1, "NO_RESTOCK", 1200)
    payloads = [store.data(documents.REFUND, input=given, key="r-3")["refundCreate"] for _ in range(2)]
    assert payloads[0] == payloads[1]
    assert town.order(number)["content"]["refunded"] == 1200


def test_s5_more_than_was_bought_is_refused(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 1))
    for given in (refund_input(store, number, 2, "CANCEL"), refund_input(store, number, 1, "CANCEL", 99999)):
        payload = store.data(documents.REFUND, input=given, key=store.key())["refundCreate"]
        assert (payload["refund"], len(payload["userErrors"])) == (None, 1)
    assert town.order(number)["content"]["refunded"] == 0
