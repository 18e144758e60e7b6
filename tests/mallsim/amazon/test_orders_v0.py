"""The reading operations of v0 and the restricted data token they need (sections 1.4, 3.4, 3.5, Trap 7, Trap 12)."""

from __future__ import annotations

from typing import Any

from tests.mallsim.amazon.seller import MARKETPLACE, Seller

V0 = "/orders/v0/orders"


def restricted(seller: Seller, path: str, *elements: str) -> str:
    """A restricted data token."""
    body = {"restrictedResources": [{"method": "GET", "path": path, "dataElements": list(elements)}]}
    answer = seller.call("POST", "/tokens/2021-03-01/restrictedDataToken", body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["expiresIn"] == 3600
    token: str = answer.json()["restrictedDataToken"]
    return token


def payload(seller: Seller, path: str, token: str = "", **query: Any) -> Any:
    """The payload of one call."""
    answer = seller.call("GET", path, headers={"x-amz-access-token": token} if token else {}, **query)
    assert answer.status_code == 200, answer.text
    return answer.json()["payload"]


def test_3_5_order_and_items_in_pascal_case(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 2), payment="cod", shipping=270)
    order = payload(seller, f"{V0}/{number}")
    shown = ("OrderStatus", "FulfillmentChannel", "PaymentMethod", "OrderTotal", "NumberOfItemsUnshipped")
    assert [order[name] for name in shown] == ["Unshipped", "MFN", "COD", {"CurrencyCode": "JPY", "Amount": "3000"}, 2]
    (item,) = payload(seller, f"{V0}/{number}/orderItems")["OrderItems"]
    assert (item["SellerSKU"], item["QuantityOrdered"], item["ConditionId"]) == ("MUG-7", 2, "New")
    assert item["CODFee"] == {"CurrencyCode": "JPY", "Amount": "330"}


def test_trap_7_item_price_is_the_lines_total(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 2))
    (item,) = payload(seller, f"{V0}/{number}/orderItems")["OrderItems"]
    assert item["ItemPrice"] == {"CurrencyCode": "JPY", "Amount": "2400"}
    assert seller.order(number)["orderItems"][0]["product"]["price"]["unitPrice"]["amount"] == "1200"


def test_3_5_pending_order_has_no_total(seller: Seller) -> None:
    number = seller.town.buy(("MUG-7", 1))
    seller.pass_time(30)
    order = payload(seller, f"{V0}/{number}")
    assert (order["OrderStatus"], "OrderTotal" in order) == ("Pending", False)


def test_1_4_personal_data_needs_a_token_for_that_path(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 1))
    path = f"{V0}/{number}"
    assert {"BuyerInfo", "ShippingAddress"} & set(payload(seller, path)) == set()
    assert payload(seller, path + "/address") == {"AmazonOrderId": number}
    opened = payload(seller, path, restricted(seller, path, "buyerInfo", "shippingAddress"))
    assert opened["BuyerInfo"]["BuyerName"] == "試験 花子"
    assert opened["ShippingAddress"]["StateOrRegion"] == "東京都"
    assert "BuyerInfo" not in payload(seller, path, restricted(seller, path, "shippingAddress"))
    assert "ShippingAddress" not in payload(seller, path, restricted(seller, V0, "shippingAddress"))
    token = restricted(seller, f"{V0}/{{orderId}}/address")
    assert payload(seller, path + "/address", token)["ShippingAddress"]["PostalCode"] == "100-0001"
    token = restricted(seller, path + "/buyerInfo")
    assert payload(seller, path + "/buyerInfo", token)["BuyerName"] == "試験 花子"


def test_1_4_a_restricted_token_expires_and_names_at_most_fifty(seller: Seller) -> None:
    token = restricted(seller, V0)
    seller.pass_time(3600)
    assert seller.call("GET", V0, headers={"x-amz-access-token": token}).status_code == 403
    many = [{"method": "GET", "path": V0}] * 51
    answer = seller.call("POST", "/tokens/2021-03-01/restrictedDataToken", {"restrictedResources": many})
    assert answer.status_code == 400


def test_3_5_get_orders_needs_marketplaces_and_pages(seller: Seller) -> None:
    numbers = [seller.town.buy(("TEE-W-M", 1)) for _ in range(2)]
    amazons = seller.town.buy(("TEE-FBA", 1))
    seller.pass_time(130)
    asked = {"MarketplaceIds": MARKETPLACE, "CreatedAfter": seller.ago(600)}
    assert seller.call("GET", V0, CreatedAfter=seller.ago(600)).status_code == 400
    first = payload(seller, V0, **asked, MaxResultsPerPage=2, FulfillmentChannels="MFN")
    assert sorted(order["AmazonOrderId"] for order in first["Orders"]) == sorted(numbers)
    first = payload(seller, V0, **asked, MaxResultsPerPage=2)
    second = payload(seller, V0, MarketplaceIds=MARKETPLACE, NextToken=first["NextToken"])
    shown = [order["AmazonOrderId"] for order in (*first["Orders"], *second["Orders"])]
    assert sorted(shown) == sorted([*numbers, amazons])
    assert payload(seller, V0, **asked, OrderStatuses="Canceled")["Orders"] == []


def test_3_3_buyers_request_to_cancel(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 1))
    seller.order(number)
    seller.town.act(number, "request_cancel", reason="間違えた")
    (item,) = payload(seller, f"{V0}/{number}/orderItems")["OrderItems"]
    assert item["BuyerRequestedCancel"] == {"IsBuyerRequestedCancel": "true", "BuyerCancelReason": "間違えた"}
