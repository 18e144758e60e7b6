"""confirmShipment: packages, quantities, carriers and refusals (sections 3.6, 8.6)."""

from typing import Any

import pytest

from tests.mallsim.amazon.seller import Seller, error_of


def test_3_6_a_package_ships_the_order(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 1))
    answer = seller.confirm(number)
    assert (answer.status_code, answer.content) == (204, b"")
    order = seller.order(number)
    assert order["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    assert order["lastUpdatedTime"] == "2026-04-01T03:00:30.000Z"
    assert order["packages"] == [
        {
            "packageReferenceId": "1",
            "createdTime": "2026-04-01T03:00:30.000Z",
            "packageStatus": {"status": "SHIPPED"},
            "shipTime": "2026-04-01T03:00:30.000Z",
            "trackingNumber": "123456789012",
            "carrier": "YAMATO",
            "shippingService": "宅急便",
            "packageItems": [{"orderItemId": order["orderItems"][0]["orderItemId"], "quantity": 1}],
        }
    ]
    view = seller.town.order(number)
    assert [mail["kind"] for mail in view["mails"]] == ["ordered", "shipped"]
    assert [(one["kind"], one["by"]) for one in view["mutations"]] == [("authorised", "mall"), ("ship", "shop")]
    assert seller.town.calls()[-2]["effect"] == [{"order": number, "mutation": "ship", "package": "1"}]


def test_3_6_a_partial_quantity_is_partially_shipped(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 3))
    assert seller.confirm(number).status_code == 204
    order = seller.order(number)
    assert order["fulfillment"]["fulfillmentStatus"] == "PARTIALLY_SHIPPED"
    fulfilled = order["orderItems"][0]["fulfillment"]
    assert (fulfilled["quantityFulfilled"], fulfilled["quantityUnfulfilled"]) == (1, 2)
    item_id = order["orderItems"][0]["orderItemId"]
    rest = [{"orderItemId": item_id, "quantity": 2}]
    assert seller.confirm(number, packageReferenceId="2", orderItems=rest).status_code == 204
    assert seller.order(number)["fulfillment"]["fulfillmentStatus"] == "SHIPPED"


def test_3_6_the_same_reference_edits_its_package(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 1))
    assert seller.confirm(number).status_code == 204
    assert seller.confirm(number, trackingNumber="999", carrierCode="SAGAWA").status_code == 204
    assert [(one["carrier"], one["trackingNumber"]) for one in seller.order(number)["packages"]] == [("SAGAWA", "999")]
    assert seller.order(number)["orderItems"][0]["fulfillment"]["quantityFulfilled"] == 1


def test_3_6_another_package_of_a_shipped_order_is_refused(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 1))
    seller.confirm(number)
    status, code, message = error_of(seller.confirm(number, packageReferenceId="2"))
    assert (status, code) == (400, "InvalidInput")
    assert message.startswith(
        "Failed to create package due to not finding a matching package or order already fulfilled."
    )


@pytest.mark.parametrize(
    ("detail", "message"),
    [
        (
            {"packageReferenceId": 1},
            "The input you have submitted is not valid. Please check the fields with invalid type "
            "[packageDetail.packageReferenceId].",
        ),
        ({"packageReferenceId": "A"}, "PackageReferenceId: is invalid, must be a positive numeric value."),
        ({"packageReferenceId": "0"}, "PackageReferenceId: is invalid, must be a positive numeric value."),
        ({"carrierCode": "Other"}, "CarrierName: is required when CarrierCode is Other."),
        ({"shipDate": "04/01/2026"}, "Invalid Input"),
        ({"shipDate": "2026-04-01"}, "Invalid Input"),
        (
            {"shipDate": "2026-03-31T00:00:00Z"},
            "ShipDate: is invalid, must be after the order was placed and not in the future.",
        ),
        (
            {"shipDate": "2026-04-03T00:00:00Z"},
            "ShipDate: is invalid, must be after the order was placed and not in the future.",
        ),
        (
            {"orderItems": [{"orderItemId": "1", "quantity": 1}]},
            "OrderItemId 1 is invalid, please obtain the value through the getOrderItems API or Manage Orders page",
        ),
        (
            {"orderItems": []},
            "The input you have submitted is not valid. Please check the fields with invalid type [packageDetail.orderItems].",
        ),
    ],
)
def test_3_6_refusals(seller: Seller, detail: dict[str, Any], message: str) -> None:
    number = seller.unshipped(("MUG-7", 1))
    assert error_of(seller.confirm(number, **detail)) == (400, "InvalidInput", message)
    assert seller.order(number)["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"


def test_3_6_more_than_is_left_is_refused(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 2))
    item_id = seller.order(number)["orderItems"][0]["orderItemId"]
    answer = seller.confirm(number, orderItems=[{"orderItemId": item_id, "quantity": 3}])
    assert error_of(answer) == (400, "InvalidInput", f"Quantity: 3 exceeds what is left of {item_id}.")


def test_3_6_the_marketplace_is_checked(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 1))
    for marketplace in ("A1F83G8C2ARO7P", "JP!"):
        answer = seller.confirm(number, seller.package(number, marketplace=marketplace))
        assert error_of(answer) == (400, "InvalidInput", "MarketplaceId: is invalid.")


def test_3_6_pending_cancelled_and_fba_orders_are_refused(seller: Seller) -> None:
    pending, amazons = seller.town.buy(("MUG-7", 1)), seller.unshipped(("TEE-FBA", 1))
    body = seller.package(pending)
    assert seller.confirm(pending, body).status_code == 400
    seller.town.act(pending, "cancel")
    text = f"OrderId: {pending} cannot be confirmed in its current status."
    assert error_of(seller.confirm(pending, body)) == (400, "InvalidInput", text)
    text = f"OrderId: {amazons} is fulfilled by Amazon and cannot be confirmed."
    assert error_of(seller.confirm(amazons)) == (400, "InvalidInput", text)


def test_3_6_cash_on_delivery_takes_direct_payment_and_others_do_not(seller: Seller) -> None:
    cod, card = seller.unshipped(("MUG-7", 1), payment="cod"), seller.unshipped(("MUG-7", 1))
    direct = {"codCollectionMethod": "DirectPayment"}
    text = "CodCollectionMethod: is invalid for this order."
    assert error_of(seller.confirm(card, {**seller.package(card), **direct})) == (400, "InvalidInput", text)
    assert seller.confirm(cod, {**seller.package(cod), **direct}).status_code == 204


@pytest.mark.parametrize(
    ("setting", "carriers"), [("carrier_dropped", [None]), ("package_dropped", []), ("shown", ["KURONEKO"])]
)
def test_3_6_trap_3_an_unknown_carrier_is_dropped_behind_a_204(
    seller: Seller, setting: str, carriers: list[str | None]
) -> None:
    seller.town.configure(unknown_carrier=setting)
    number = seller.unshipped(("MUG-7", 1))
    assert seller.confirm(number, carrierCode="KURONEKO").status_code == 204
    order = seller.order(number)
    assert order["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    assert [package.get("carrier") for package in order["packages"]] == carriers


def test_3_6_other_shows_the_name(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 1))
    assert seller.confirm(number, carrierCode="Other", carrierName="福山通運").status_code == 204
    assert seller.order(number)["packages"][0]["carrier"] == "福山通運"


def test_silent_drop_answers_204_and_ships_nothing(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 1))
    seller.town.fault("silent_drop", operation="order.ship")
    assert seller.confirm(number).status_code == 204
    assert seller.order(number)["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
    assert [call["effect"] for call in seller.town.calls() if call["operation"] == "order.ship"] == [[]]


def test_3_7_cancel_order_is_off_unless_switched_on(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 1))
    path, body = f"/orders/2026-01-01/orders/{number}/cancellation", {"cancelReasonCode": "NO_INVENTORY"}
    assert seller.call("PUT", path, body).status_code == 403
    seller.town.configure(cancel_order_api=True)
    assert seller.call("PUT", path, {"cancelReasonCode": "BORED"}).status_code == 400
    assert seller.call("PUT", path, body).status_code == 202
    assert seller.order(number)["orderItems"][0]["cancellation"]["cancellationExecution"] == {
        "cancelledBy": "MERCHANT",
        "cancelReason": "NO_INVENTORY",
    }
    assert seller.call("PUT", path, body).status_code == 400
