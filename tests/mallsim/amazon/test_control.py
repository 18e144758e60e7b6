"""The control API's view of Amazon: demo goods, items, orders, settings, what a reset forgets."""

from __future__ import annotations

from typing import Any

import pytest

from mallsim.core.traffic import Shoppers
from tests.mallsim.amazon.seller import MARKETPLACE, Seller


def test_demo_goods_under_amazons_own_codes() -> None:
    seller = Seller(goods=True)
    items = {item["code"]: item for item in seller.town.control.get("/malls/amazon/items").json()}
    goods = seller.town.control.get("/goods").json()
    assert {one["malls"]["amazon"] for one in goods} | {"IG-001-FBA", "IG-002-FBA", "IG-003-FBA"} == set(items)
    assert len(items) == 123
    assert items["IG-081-AM"]["title"] == next(one["title"] for one in goods if one["code"] == "IG-081")
    assert items["IGU-001"]["content"]["summaries"][0]["conditionType"] == "used_good"
    variant = items["IGV-01-M-BK"]
    assert variant["title"] == "綿Tシャツ 型1 M ブラック"
    assert variant["content"]["attributes"]["size"][0]["value"] == "M"
    fba, own = items["IG-001-FBA"], items["IG-001"]
    assert fba["content"]["fulfilledBy"] == "AMAZON"
    assert fba["content"]["summaries"][0]["asin"] == own["content"]["summaries"][0]["asin"]
    assert own["content"]["fulfilledBy"] == "MERCHANT"


def test_card_names_the_queues_address() -> None:
    seller = Seller()
    seller.town.world.seat("amazon").base_url = "http://127.0.0.1:8901"
    card = seller.town.control.get("/malls").json()[0]
    assert (card["mall"], card["label"]) == ("amazon", "Amazon")
    assert card["credentials"]["queue_url"] == "http://127.0.0.1:8901/111122223333/ichigen-amazon"


def test_item_fields(seller: Seller) -> None:
    seller.town.put("MUG-7", quantity=7, price=1500, title="見本マグ 青", condition="used_good")
    item = seller.town.item("MUG-7")
    assert (item["quantity"], item["price"], item["title"], item["state"]) == (7, 1500, "見本マグ 青", "出品中")
    row = item["content"]["attributes"]["fulfillment_availability"][0]
    assert row["lead_time_to_ship_max_days"] == 2
    control = seller.town.control
    for body in ({"quantity": -1}, {"quantity": "3"}, {"colour": "red"}, {"fulfilled_by": "NOBODY"}):
        assert control.put("/malls/amazon/items/MUG-7", json=body).status_code == 400
    assert control.delete("/malls/amazon/items/MUG-7").status_code == 204
    assert control.get("/malls/amazon/items/MUG-7").status_code == 404


def test_a_shopper_cannot_buy_what_is_not_there(seller: Seller) -> None:
    def status(*lines: tuple[str, int], **more: Any) -> int:
        body = {"lines": [{"code": code, "quantity": quantity} for code, quantity in lines], **more}
        return int(seller.town.control.post("/malls/amazon/orders", json=body).status_code)

    assert status(("MUG-7", 4)) == 409
    assert status(("MUG-7", 2), ("MUG-7", 2)) == 409
    assert status(("NOBODY", 1)) == 404
    assert status(("MUG-7", 1), scheduled="tomorrow") == 400
    assert status(("MUG-7", 1), wrapping="red") == 400
    assert seller.town.item("MUG-7")["quantity"] == 3


def test_goods_sent_by_amazon_and_by_the_shop_become_two_orders(seller: Seller) -> None:
    number = seller.town.buy(("MUG-7", 1), ("TEE-FBA", 1))
    first, second = seller.town.control.get("/malls/amazon/orders").json()
    assert (first["number"], [line["code"] for line in first["lines"]]) == (number, ["MUG-7"])
    assert [line["code"] for line in second["lines"]] == ["TEE-FBA"]
    assert (seller.town.item("MUG-7")["quantity"], seller.town.item("TEE-FBA")["quantity"]) == (2, 7)


@pytest.mark.parametrize(("payment", "status"), [("cod", "UNSHIPPED"), ("prepaid", "PENDING"), ("card", "PENDING")])
def test_only_some_ways_of_paying_wait_for_the_money(seller: Seller, payment: str, status: str) -> None:
    number = seller.town.buy(("MUG-7", 1), payment=payment, paid=False)
    seller.pass_time(3600)
    assert seller.town.order(number)["status"] == status


def test_random_shoppers_buy_every_kind_of_goods(seller: Seller) -> None:
    for code in ("MUG-7", "TEE-FBA"):
        seller.town.put(code, quantity=90)
    shoppers = Shoppers(seller.town.world, 1)
    assert all(shoppers.step() is not None for _ in range(20))
    orders = seller.town.control.get("/malls/amazon/orders").json()
    assert {order["content"]["fulfillment"]["fulfilledBy"] for order in orders} == {"MERCHANT", "AMAZON"}


def test_order_view_tells_everything_while_the_api_hides_it(seller: Seller) -> None:
    number = seller.town.buy(("MUG-7", 1))
    view = seller.town.order(number)
    assert (view["status"], view["open"], view["cancelled"]) == ("PENDING", True, False)
    assert view["lines"] == [{"code": "MUG-7", "quantity": 1, "price": 1200}]
    assert view["visible_from"] - view["placed"] == 30
    assert seller.town.control.get(f"/malls/amazon/orders?since={view['placed'] + 1}").json() == []


def test_the_shops_screen_ships_cancels_and_takes_units_out(seller: Seller) -> None:
    shipped = seller.unshipped(("MUG-7", 2))
    seller.order(shipped)
    seller.town.act(shipped, "partial_cancel", code="MUG-7", quantity=1)
    body = {"action": "ship", "carrier": "SAGAWA", "number": "777"}
    view = seller.town.control.post(f"/malls/amazon/orders/{shipped}/actions", json=body).json()
    assert [(one["carrier"], one["number"]) for one in view["parcels"]] == [("SAGAWA", "777")]
    assert (view["status"], view["mutations"][-1]["by"], view["lines"][0]["quantity"]) == ("SHIPPED", "shop_screen", 1)
    assert seller.town.act(shipped, "deliver")["content"]["packages"][0]["packageStatus"] == {"status": "DELIVERED"}
    control = seller.town.control
    for action in ("cancel", "ship", "pay", "dance", "request_cancel"):
        refused = control.post(f"/malls/amazon/orders/{shipped}/actions", json={"action": action, "by": "shop"})
        assert refused.status_code == 400


def test_an_order_can_take_any_status_of_the_model(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 1))
    seller.order(number)
    seller.town.act(number, "set_status", status="UNFULFILLABLE")
    assert seller.order(number)["fulfillment"]["fulfillmentStatus"] == "UNFULFILLABLE"


@pytest.mark.parametrize(
    "change", [{"unknown_sku": "maybe"}, {"order_lag_s": "30"}, {"role_fba": 1}, {"nothing": True}, {"seller_id": 5}]
)
def test_wrong_settings_are_refused(seller: Seller, change: dict[str, Any]) -> None:
    assert seller.town.control.post("/malls/amazon/settings", json=change).status_code == 400


def test_expired_access_tokens_are_refused_and_new_ones_work(seller: Seller) -> None:
    held = seller.token()
    seller.town.configure(access_tokens_expired=True)
    path = seller.item_path("MUG-7")
    answer = seller.call("GET", path, headers={"x-amz-access-token": held}, marketplaceIds=MARKETPLACE)
    assert answer.status_code == 403
    fresh = seller.lwa(grant_type="refresh_token", refresh_token=seller.given["refresh_token"]).json()["access_token"]
    answer = seller.call("GET", path, headers={"x-amz-access-token": fresh}, marketplaceIds=MARKETPLACE)
    assert answer.status_code == 200


def test_reset_forgets_everything_but_the_credentials(seller: Seller) -> None:
    number = seller.unshipped(("MUG-7", 1))
    seller.order(number)
    seller.set_stock("MUG-7", 1)
    seller.town.configure(order_lag_s=1.0)
    seller.town.control.post("/malls/amazon/reset")
    assert seller.town.control.get("/malls/amazon/items").json() == []
    assert seller.town.control.get("/malls/amazon/orders").json() == []
    assert seller.town.control.get("/malls/amazon/settings").json()["order_lag_s"] == 30.0
    assert seller.search().status_code == 200
