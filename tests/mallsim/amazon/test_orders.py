"""Orders v2026-01-01: what is shown, to whom, and when (sections 3.1 to 3.4, 8.4, 8.5)."""

from typing import Any

import pytest

from tests.mallsim.amazon.seller import ORDERS, Seller, error_of


def test_3_1_order_document_with_everything(seller: Seller) -> None:
    number = seller.unshipped(("TEE-W-M", 1), ("MUG-7", 2), payment="cod", shipping=270, programs=["PRIME"])
    order = seller.order(number)
    item_ids = [item["orderItemId"] for item in order["orderItems"]]
    assert order["createdTime"] == "2026-04-01T03:00:00.000Z"
    assert order["salesChannel"]["marketplaceId"] == "A1VC38T7YXB528"
    assert order["programs"] == ["PRIME"]
    assert order["proceeds"] == {
        "grandTotal": {"amount": "5980", "currencyCode": "JPY"},
        "breakdowns": [
            {"type": "ITEM", "subtotal": {"amount": "5380", "currencyCode": "JPY"}},
            {"type": "SHIPPING", "subtotal": {"amount": "270", "currencyCode": "JPY"}},
            {"type": "COD_FEE", "subtotal": {"amount": "330", "currencyCode": "JPY"}},
        ],
    }
    assert order["payment"]["paymentExecutions"] == [
        {"paymentMethod": "CashOnDelivery", "paymentAmount": {"amount": "5980", "currencyCode": "JPY"}}
    ]
    assert order["fulfillment"] == {
        "fulfillmentStatus": "UNSHIPPED",
        "fulfilledBy": "MERCHANT",
        "fulfillmentServiceLevel": "EXPEDITED",
        "shipByWindow": {"earliestDateTime": "2026-04-01T03:00:00Z", "latestDateTime": "2026-04-03T03:00:00Z"},
        "deliverByWindow": {"earliestDateTime": "2026-04-04T03:00:00Z", "latestDateTime": "2026-04-06T03:00:00Z"},
    }
    assert order["orderItems"][1]["product"]["price"] == {"unitPrice": {"amount": "1200", "currencyCode": "JPY"}}
    assert order["orderItems"][1]["quantityOrdered"] == 2
    assert order["orderItems"][1]["proceeds"]["proceedsTotal"]["amount"] == "2400"
    assert order["orderItems"][1]["expense"]["pointsCost"]["pointsGranted"]["pointsNumber"] == 24
    assert order["orderItems"][0]["fulfillment"] == {
        "quantityFulfilled": 0,
        "quantityUnfulfilled": 1,
        "shipping": {"shippingConstraints": {"cashOnDelivery": "MANDATORY"}},
    }
    assert len(set(item_ids)) == 2


def test_3_1_trap_8_japanese_address_has_no_city(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 1))
    assert seller.order(number, "RECIPIENT")["recipient"]["deliveryAddress"] == {
        "name": "試験 花子",
        "addressLine1": "千代田区千代田1-1",
        "stateOrRegion": "東京都",
        "postalCode": "100-0001",
        "countryCode": "JP",
        "phone": "090-0000-0000",
        "addressType": "RESIDENTIAL",
    }


def test_3_1_only_the_included_data_is_shown(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 1))
    assert sorted(seller.order(number, "")) == [
        "createdTime",
        "lastUpdatedTime",
        "orderId",
        "orderItems",
        "programs",
        "salesChannel",
    ]
    assert set(seller.order(number, "FULFILLMENT")) - set(seller.order(number, "")) == {"fulfillment"}
    answer = seller.call("GET", f"{ORDERS}/{number}", includedData="FULFILLMENT,NOTHING")
    assert error_of(answer) == (400, "InvalidInput", "includedData: NOTHING is invalid.")


def test_1_5_trap_5_without_the_roles_personal_data_is_missing_and_nothing_is_refused(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 1))
    assert set(seller.order(number)["buyer"]) == {"buyerName", "buyerEmail"}
    seller.town.configure(role_tax=False)
    assert set(seller.order(number)["buyer"]) == {"buyerEmail"}
    seller.town.configure(role_delivery_address=False)
    order = seller.order(number)
    assert {"buyer", "recipient"} & set(order) == set()
    assert order["proceeds"]["grandTotal"]["amount"] == "1200"


def test_trap_5_the_phone_goes_after_the_latest_delivery_date(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 1))
    seller.pass_time(5 * 86400 - 31)
    assert "phone" in seller.order(number)["recipient"]["deliveryAddress"]
    seller.pass_time(2)
    assert "phone" not in seller.order(number)["recipient"]["deliveryAddress"]


def test_8_5_pending_order_has_lines_but_no_price_address_buyer_and_holds_stock(seller: Seller) -> None:
    number = seller.town.buy(("MUG-7", 2))
    assert seller.town.item("MUG-7")["quantity"] == 1
    seller.pass_time(30)
    order = seller.order(number)
    assert {"buyer", "recipient", "proceeds", "payment"} & set(order) == set()
    assert order["fulfillment"]["fulfillmentStatus"] == "PENDING"
    (item,) = order["orderItems"]
    assert (item["product"]["sellerSku"], item["quantityOrdered"]) == ("MUG-7", 2)
    assert {"proceeds", "expense"} & set(item) == set()
    assert "price" not in item["product"]


def test_8_5_pending_order_is_authorised_later_and_its_update_time_moves(seller: Seller) -> None:
    number = seller.town.buy(("MUG-7", 1))
    seller.pass_time(299)
    assert seller.order(number)["fulfillment"]["fulfillmentStatus"] == "PENDING"
    seller.pass_time(1)
    order = seller.order(number)
    assert (order["fulfillment"]["fulfillmentStatus"], order["lastUpdatedTime"]) == (
        "UNSHIPPED",
        "2026-04-01T03:05:00.000Z",
    )


def test_3_3_unpaid_convenience_store_order_waits_until_it_is_paid(seller: Seller) -> None:
    number = seller.town.buy(("MUG-7", 1), paid=False, payment="prepaid")
    seller.pass_time(86400)
    assert seller.order(number)["fulfillment"]["fulfillmentStatus"] == "PENDING"
    seller.town.act(number, "pay")
    order = seller.order(number)
    assert order["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
    assert order["payment"]["paymentExecutions"][0]["paymentMethod"] == "ConvenienceStore"


def test_3_3_preorder_waits_as_pending_availability(seller: Seller) -> None:
    number = seller.town.buy(("MUG-7", 1), preorder=True)
    seller.pass_time(86400)
    order = seller.order(number)
    assert (order["fulfillment"]["fulfillmentStatus"], order["programs"]) == ("PENDING_AVAILABILITY", ["PREORDER"])


@pytest.mark.parametrize(("by", "shown"), [("buyer", "BUYER"), ("mall", "AMAZON"), ("shop", "MERCHANT")])
def test_3_3_trap_2_pending_order_is_cancelled_with_a_double_l_and_its_stock_returns(
    seller: Seller, by: str, shown: str
) -> None:
    number = seller.town.buy(("MUG-7", 2))
    seller.town.act(number, "cancel", by=by, reason="気が変わった")
    assert seller.town.item("MUG-7")["quantity"] == 3
    seller.pass_time(30)
    order = seller.order(number)
    assert order["fulfillment"]["fulfillmentStatus"] == "CANCELLED"
    assert order["orderItems"][0]["cancellation"] == {
        "cancellationExecution": {"cancelledBy": shown, "cancelReason": "気が変わった"}
    }


def test_3_3_buyer_can_only_ask_once_the_payment_is_there(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 1))
    answer = seller.town.control.post(f"/malls/amazon/orders/{number}/actions", json={"action": "cancel"})
    assert answer.status_code == 400
    seller.town.act(number, "request_cancel", reason="間違えて注文した")
    order = seller.order(number)
    assert order["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
    assert order["orderItems"][0]["cancellation"] == {
        "cancellationRequest": {"requester": "BUYER", "cancelReason": "間違えて注文した"}
    }


@pytest.mark.parametrize(("restock", "left"), [("pending", 2), ("always", 3), ("never", 2)])
def test_cancelling_a_paid_order_gives_stock_back_as_the_setting_says(seller: Seller, restock: str, left: int) -> None:
    seller.town.configure(restock_on_cancel=restock)
    number = seller.unshipped(("MUG-7", 1))
    seller.order(number)
    seller.town.act(number, "cancel", by="shop")
    assert seller.town.item("MUG-7")["quantity"] == left


def test_trap_6_amounts_may_come_with_decimals(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 1))
    seller.town.configure(amounts="decimals")
    assert seller.order(number)["proceeds"]["grandTotal"]["amount"] == "1200.00"


def test_trap_14_members_newer_than_the_model_may_appear(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 1))
    assert "promiseCalculationInputs" not in seller.order(number)["fulfillment"]
    seller.town.configure(newer_members=True)
    assert "promiseCalculationInputs" in seller.order(number)["fulfillment"]


def test_3_4_gift_schedule_and_discount(seller: Seller) -> None:
    scheduled = ["2026-04-05T01:00:00Z", "2026-04-05T03:00:00Z"]
    number = seller.unshipped(("MUG-7", 1), gift_message="おめでとう", gift_wrap=300, discount=100, scheduled=scheduled)
    (item,) = seller.order(number)["orderItems"]
    assert item["fulfillment"]["packing"]["giftOption"] == {"giftMessage": "おめでとう", "giftWrapLevel": "Standard"}
    assert item["fulfillment"]["shipping"]["scheduledDeliveryWindow"] == {
        "earliestDateTime": scheduled[0],
        "latestDateTime": scheduled[1],
    }
    assert item["proceeds"]["proceedsTotal"]["amount"] == "1400"
    assert [row["type"] for row in item["proceeds"]["breakdowns"]] == ["ITEM", "GIFT_WRAP", "DISCOUNT"]


def test_3_3_fba_order_is_amazons_and_ships_by_itself(seller: Seller) -> None:
    number = seller.unshipped(("TEE-FBA", 2))
    order = seller.order(number)
    assert order["fulfillment"]["fulfilledBy"] == "AMAZON"
    assert {"recipient", "packages"} & set(order) == set()
    assert seller.town.item("TEE-FBA")["quantity"] == 6
    seller.pass_time(4 * 3600)
    assert seller.order(number)["fulfillment"]["fulfillmentStatus"] == "SHIPPED"


def test_3_2_unknown_malformed_and_hidden_numbers(seller: Seller) -> None:
    number = seller.town.buy(("MUG-7", 1))
    answers: list[Any] = [seller.call("GET", f"{ORDERS}/{one}") for one in ("1", "250-0000000-0000000", number)]
    assert [error_of(answer) for answer in answers] == [
        (400, "InvalidInput", "OrderId: 1 is invalid, should be in 3-7-7 format."),
        (404, "NotFound", "OrderId: 250-0000000-0000000 was not found."),
        (404, "NotFound", f"OrderId: {number} was not found."),
    ]
    seller.pass_time(30)
    assert seller.order(number)["orderId"] == number
