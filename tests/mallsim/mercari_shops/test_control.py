"""The control API over this mall."""

from typing import Any

import pytest

from mallsim.core.traffic import Shoppers
from tests.architecture.tracked import ROOT
from tests.mallsim.mercari_shops.counter import ORDERS, SHOP, Counter


def test_the_demo_goods_are_on_sale_with_variants_and_own_codes() -> None:
    shop = Counter(goods=True)
    items = {item["code"]: item for item in shop.control.get("/malls/mercari_shops/items").json()}
    assert len(items) == 120
    assert {row["malls"]["mercari_shops"] for row in shop.control.get("/goods").json()} == set(items)
    assert sorted(code for code in items if code.endswith("-MESH")) == [f"IG-{n:03}-MESH" for n in range(81, 86)]
    shirts = [item for code, item in items.items() if code.startswith("IGV-01-")]
    assert [item["content"]["variantName"] for item in shirts] == [
        "M / ブラック",
        "M / ホワイト",
        "L / ブラック",
        "L / ホワイト",
    ]
    assert len({item["content"]["productId"] for item in shirts}) == 1


def test_every_product_is_read_through_the_api() -> None:
    shop = Counter(goods=True)
    query = """query ($after: String) { products(first: 100, after: $after) {
      edges { node { variants { skuCode stockQuantity } } } pageInfo { hasNextPage endCursor } } }"""
    page = shop.data(query)["products"]
    rest = shop.data(query, after=page["pageInfo"]["endCursor"])["products"]
    read = {
        variant["skuCode"]: variant["stockQuantity"]
        for edge in [*page["edges"], *rest["edges"]]
        for variant in edge["node"]["variants"]
    }
    items = shop.control.get("/malls/mercari_shops/items").json()
    assert (len(page["edges"]), len(rest["edges"])) == (100, 5)
    assert read == {item["code"]: item["quantity"] for item in items}


def test_an_item_made_by_code_and_changed(shop: Counter) -> None:
    item = shop.put("NEW-1", quantity=4)
    assert (item["title"], item["price"], item["quantity"], item["on_sale"]) == ("NEW-1", 1000, 4, True)
    changed = shop.put("NEW-1", title="新しい", opened=False, description="説明", variant_name="青")
    assert (changed["title"], changed["quantity"], changed["on_sale"]) == ("新しい", 4, False)
    assert (changed["content"]["description"], changed["content"]["variantName"]) == ("説明", "青")


def test_a_variant_joins_a_product(shop: Counter) -> None:
    item = shop.put("TS-RED-L", product="TS-RED-M", quantity=2)
    assert item["content"]["productId"] == shop.product_id("TS-RED-M")
    shop.control.delete("/malls/mercari_shops/items/TS-RED-M")
    assert shop.item("TS-RED-L")["title"] == "Tシャツ 赤"
    shop.control.delete("/malls/mercari_shops/items/TS-RED-L")
    assert [item["code"] for item in shop.control.get("/malls/mercari_shops/items").json()] == ["MUG-7"]


@pytest.mark.parametrize(
    "fields",
    [
        {"colour": "red"},
        {"quantity": -1},
        {"quantity": "3"},
        {"quantity": True},
        {"price": 1.5},
        {"title": 3},
        {"opened": "no"},
        {"delivery": "pigeon"},
        {"sku_code": 7},
    ],
)
def test_item_fields_that_make_no_sense(shop: Counter, fields: dict[str, Any]) -> None:
    assert shop.control.put("/malls/mercari_shops/items/MUG-7", json=fields).status_code == 400


def test_an_order_above_the_stock_changes_nothing(shop: Counter) -> None:
    lines = [{"code": "TS-RED-M", "quantity": 1}, {"code": "MUG-7", "quantity": 2}, {"code": "MUG-7", "quantity": 2}]
    answer = shop.control.post("/malls/mercari_shops/orders", json={"lines": lines})
    assert (answer.status_code, answer.json()["error"]["message"]) == (409, "MUG-7: 4 wanted, 3 in stock")
    assert (shop.item("TS-RED-M")["quantity"], shop.item("MUG-7")["quantity"]) == (10, 3)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"lines": [{"code": "nothing"}]}, 404),
        ({"lines": [{"code": "MUG-7"}], "colour": "red"}, 400),
        ({"lines": [{"code": "MUG-7"}], "delivery": "pigeon"}, 400),
        ({"lines": [{"code": "MUG-7"}], "shipping_charge": "700"}, 400),
    ],
)
def test_bad_orders(shop: Counter, body: dict[str, Any], status: int) -> None:
    assert shop.control.post("/malls/mercari_shops/orders", json=body).status_code == status


def test_a_closed_shop_sells_nothing(shop: Counter) -> None:
    shop.configure(shop_status="CLOSED")
    assert shop.item("MUG-7")["on_sale"] is False
    lines = [{"code": "MUG-7"}]
    assert shop.control.post("/malls/mercari_shops/orders", json={"lines": lines}).status_code == 400


def test_actions_that_are_not_possible(shop: Counter) -> None:
    number = shop.buy(("MUG-7", 1))
    path = f"/malls/mercari_shops/orders/{number}/actions"
    for body in ({"action": "bid"}, {"action": "pay"}, {"action": "refuse_cancel"}, {"action": "cancel", "by": "cat"}):
        assert shop.control.post(path, json=body).status_code == 400
    assert shop.control.post("/malls/mercari_shops/orders/OT1/actions", json={"action": "pay"}).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"colour": 1},
        {"shop_status": "SHUT"},
        {"points_per_hour": "many"},
        {"points_per_hour": -1},
        {"ip_registered": 1},
        {"completing_s": True},
        {"recipient_fields": {"a b": "zip_code"}},
        {"recipient_fields": {"zip": "age"}},
        {"recipient_fields": {"to": "zip_code", "to.zip": "zip_code"}},
        {"recipient_fields": {"status": "zip_code"}},
        {"line_price_field": "a-b"},
        {"line_price_field": "quantity"},
        {"points_per_hour": 5, "colour": 1},
    ],
)
def test_settings_that_make_no_sense_change_nothing(shop: Counter, changes: dict[str, Any]) -> None:
    before = shop.configure()
    assert shop.control.post("/malls/mercari_shops/settings", json=changes).status_code == 400
    assert shop.configure() == before
    assert shop.post(SHOP).status_code == 200


def test_every_setting_is_on_the_page(shop: Counter) -> None:
    page = (ROOT / "docs/malls/mercari_shops.md").read_text(encoding="utf-8")
    assert [name for name in shop.configure() if f"`{name}`" not in page] == []


def test_reset_forgets_orders_settings_and_points_and_gives_no_id_twice(shop: Counter) -> None:
    shop.configure(points_per_hour=1, recipient_fields={"zip": "zip_code"})
    number = shop.buy(("MUG-7", 1))
    shop.data(SHOP)
    shop.control.post("/malls/mercari_shops/reset")
    assert shop.configure()["recipient_fields"] == {}
    assert shop.data(ORDERS)["orderTransactions"]["edges"] == []
    shop.put("MUG-7", quantity=3)
    assert shop.buy(("MUG-7", 1)) != number


def test_time_is_the_malls(shop: Counter) -> None:
    shop.fault("clock_skew", seconds=-60)
    number = shop.buy(("MUG-7", 1))
    order = shop.data(ORDERS)["orderTransactions"]["edges"][0]["node"]
    assert (order["id"], order["createdAt"]) == (number, "2026-04-01T02:59:00Z")


def test_random_shoppers_buy_and_leave_where_the_cart_is_off(shop: Counter) -> None:
    shop.configure(enable_multiple_purchase=False)
    shoppers = Shoppers(shop.world, seed=1)
    bought = [shoppers.step() for _ in range(20)]
    assert {mall for step in bought if step for mall in step[:1]} == {"mercari_shops"}
    assert None in bought
    for order in shop.control.get("/malls/mercari_shops/orders").json():
        assert len(order["lines"]) == 1
