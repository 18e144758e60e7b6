"""Cancel (sections 3.4, 3.6; G3-09, G3-10)."""

import pytest

from tests.mallsim.mercari_shops.counter import ORDERS, SHIP, TRACK, Counter


def test_3_4_a_cancel_runs_through_canceling(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 2))
    view = shop.act(number, "cancel", by="buyer", reason="色違い")
    assert (view["status"], view["open"], view["cancelled"]) == ("CANCELING", True, False)
    assert (shop.status(number), shop.item("TS-RED-M")["quantity"]) == ("CANCELING", 8)
    shop.time += 300
    assert (shop.status(number), shop.item("TS-RED-M")["quantity"]) == ("CANCELED", 10)
    view = shop.order(number)
    assert (view["open"], view["cancelled"], view["cancel_reason"]) == (False, True, "色違い")
    assert [mail["kind"] for mail in view["mails"]] == ["ordered", "cancelled"]
    assert [(m["kind"], m["by"]) for m in view["mutations"]] == [("cancel", "buyer"), ("canceled", "mall")]


def test_section_6_whether_stock_returns_is_a_setting(shop: Counter) -> None:
    shop.configure(stock_returns_on_cancel=False, canceling_s=0)
    number = shop.buy(("TS-RED-M", 2))
    assert shop.act(number, "cancel", by="shop")["status"] == "CANCELED"
    assert shop.item("TS-RED-M")["quantity"] == 8


def test_3_4_an_unpaid_order_is_canceled_at_once(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 2), paid=False)
    assert shop.act(number, "cancel", by="mall")["status"] == "CANCELED"
    assert shop.item("TS-RED-M")["quantity"] == 10


def test_3_4_a_cancel_may_come_to_nothing(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 2))
    shop.act(number, "cancel")
    shop.act(number, "refuse_cancel")
    shop.time += 3600
    assert (shop.status(number), shop.item("TS-RED-M")["quantity"]) == ("WAITING_FOR_SHIPPING", 8)
    assert shop.order(number)["cancel_reason"] is None


def test_3_4_a_canceling_order_is_on_hold(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 2))
    shipping = shop.ship(number, "k-1", TS_RED_M=1)
    shop.act(number, "cancel")
    assert shop.code(SHIP, i=shop.shipping_input(number, "k-2", TS_RED_M=1)) == "FAILED_PRECONDITION"
    ids = {"orderShippingId": shipping, "orderTransactionId": number}
    assert shop.code(TRACK, i={**ids, "trackingCode": "ヤマト運輸\n1"}) == "FAILED_PRECONDITION"
    assert shop.order(number)["parcels"] == []


def test_a_shipped_order_is_not_canceled(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 2))
    shop.complete(number, shop.ship(number, TS_RED_M=1))
    path = f"/malls/mercari_shops/orders/{number}/actions"
    assert shop.control.post(path, json={"action": "cancel"}).status_code == 400
    shop.act(number, "ship")
    assert shop.control.post(path, json={"action": "cancel"}).status_code == 400


def test_g3_09_and_g3_10_a_cancel_in_the_gap_is_found_under_its_status_only(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 1), paid=False)
    shop.act(number, "cancel")

    def seen(*statuses: str) -> list[str]:
        edges = shop.data(ORDERS, statuses=list(statuses))["orderTransactions"]["edges"]
        return [edge["node"]["id"] for edge in edges]

    assert seen("WAITING_FOR_PAYMENT", "WAITING_FOR_SHIPPING") == []
    assert seen("CANCELED") == [number]


@pytest.mark.parametrize("field", ["cancelOrder", "cancelOrderTransaction", "addInquiryMessage"])
def test_3_6_and_3_10_mutations_that_nobody_saw_are_unknown(shop: Counter, field: str) -> None:
    message = shop.error(f'mutation {{ {field}(input: {{id: "1"}}) {{ id }} }}')["message"]
    assert message.startswith(f"Cannot query field '{field}' on type 'Mutation'.")
