"""The control API and the demo goods in the store's own form."""

from typing import Any

import pytest

from mallsim.core.traffic import Shoppers
from tests.mallsim.shopify.store import Store
from tests.mallsim.town import Town


def test_the_card_names_everything_a_hub_needs() -> None:
    card = Town("shopify").control.get("/malls").json()[0]
    assert (card["mall"], card["label"]) == ("shopify", "Shopify")
    assert sorted(card["credentials"]) == ["access_token", "client_id", "client_secret", "shop_domain"]


def test_the_demo_goods_are_products_with_their_variants() -> None:
    town = Town("shopify", goods=True)
    items = {item["code"]: item for item in town.control.get("/malls/shopify/items").json()}
    assert len(items) == 120
    assert {"IG-001", "IGU-001", "IG-081-SH"} <= set(items)
    listed = town.control.get("/goods").json()
    assert {row["malls"]["shopify"]: row["quantity"] for row in listed} == {
        code: item["quantity"] for code, item in items.items()
    }
    document = """{ products(first: 250, query: "handle:igv-01") { nodes { title hasOnlyDefaultVariant
      options { name values } variants(first: 9) { nodes { sku title selectedOptions { name value } } } } } }"""
    product = Store(town).data(document)["products"]["nodes"][0]
    assert (product["title"], product["hasOnlyDefaultVariant"]) == ("綿Tシャツ 型1", False)
    assert product["options"] == [
        {"name": "サイズ", "values": ["M", "L"]},
        {"name": "カラー", "values": ["ブラック", "ホワイト"]},
    ]
    assert [one["title"] for one in product["variants"]["nodes"]] == [
        "M / ブラック",
        "M / ホワイト",
        "L / ブラック",
        "L / ホワイト",
    ]
    assert product["variants"]["nodes"][0]["sku"] == "IGV-01-M-BK"


def test_an_order_line_names_product_and_variant() -> None:
    town = Town("shopify", goods=True)
    code = next(
        item["code"]
        for item in town.control.get("/malls/shopify/items").json()
        if item["code"].startswith("IGV-") and item["quantity"]
    )
    number = town.buy((code, 1))
    document = "query($id: ID!) { order(id: $id) { lineItems(first: 1) { nodes { title variantTitle name } } } }"
    order = Store(town).data(document, id=f"gid://shopify/Order/{number}")["order"]
    line = order["lineItems"]["nodes"][0]
    assert line["name"] == f"{line['title']} - {line['variantTitle']}"


def test_items_are_made_changed_and_removed(town: Town) -> None:
    made = town.put("NEW-1", quantity=5, title="新しい品", price=500)
    assert (made["title"], made["price"], made["quantity"], made["on_sale"]) == ("新しい品", 500, 5, True)
    assert town.put("NEW-1", status="DRAFT")["on_sale"] is False
    assert town.put("NEW-1", quantity=2)["quantity"] == 2
    assert town.control.delete("/malls/shopify/items/NEW-1").status_code == 204
    assert town.control.get("/malls/shopify/items/NEW-1").status_code == 404


@pytest.mark.parametrize("fields", [{"quantity": "many"}, {"quantity": True}, {"status": "SOLD"}, {"colour": 1}])
def test_item_fields_that_make_no_sense(town: Town, fields: dict[str, Any]) -> None:
    assert town.control.put("/malls/shopify/items/TEE-W-M", json=fields).status_code == 400


def test_shoppers_are_refused_when_stock_is_short(town: Town) -> None:
    body = {"lines": [{"code": "MUG-7", "quantity": 2}, {"code": "MUG-7", "quantity": 2}]}
    answer = town.control.post("/malls/shopify/orders", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "sold_out")
    assert town.item("MUG-7")["quantity"] == 3
    assert town.control.post("/malls/shopify/orders", json={"lines": [{"code": "NONE"}]}).status_code == 404
    odd = {"lines": [{"code": "MUG-7"}], "colour": "red"}
    assert town.control.post("/malls/shopify/orders", json=odd).status_code == 400


def test_an_order_is_found_by_its_id_and_by_its_name(town: Town) -> None:
    number = town.buy(("MUG-7", 1))
    assert number.isdecimal()
    assert [town.order(form)["number"] for form in (number, "1001", "%231001")] == [number] * 3
    town.configure(order_number="name")
    assert town.order(number)["number"] == "#1001"


def test_partial_cancel_and_growing_a_line(town: Town) -> None:
    number = town.buy(("TEE-W-M", 3))
    assert town.act(number, "partial_cancel", code="TEE-W-M", quantity=2)["lines"][0]["quantity"] == 1
    assert town.item("TEE-W-M")["quantity"] == 9
    assert town.act(number, "edit_lines", lines=[{"code": "TEE-W-M", "quantity": 4}])["lines"][0]["quantity"] == 4
    assert town.item("TEE-W-M")["quantity"] == 6
    shown = town.act(number, "ship")
    assert (shown["status"], len(shown["parcels"])) == ("PAID/FULFILLED", 1)
    assert town.item("TEE-W-M")["content"]["levels"][0]["on_hand"] == 6


def test_a_refund_on_the_shops_screen(town: Town) -> None:
    number = town.buy(("TEE-W-M", 1), postage=0)
    assert town.act(number, "refund", yen=1000)["content"]["displayFinancialStatus"] == "PARTIALLY_REFUNDED"
    assert town.act(number, "refund")["content"]["refunded"] == 2980


@pytest.mark.parametrize(
    ("action", "payload"),
    [("dance", {}), ("pay", {}), ("release", {}), ("edit_lines", {}), ("move", {"location": "月"}), ("unship", {})],
)
def test_actions_that_are_not_possible_are_refused(town: Town, action: str, payload: dict[str, Any]) -> None:
    number = town.buy(("MUG-7", 1))
    answer = town.control.post(f"/malls/shopify/orders/{number}/actions", json={"action": action, **payload})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "changes", [{"colour": 1}, {"plan": "huge"}, {"index_lag_s": "long"}, {"protected_customer_data": 1}]
)
def test_settings_that_make_no_sense(town: Town, changes: dict[str, Any]) -> None:
    assert town.control.post("/malls/shopify/settings", json=changes).status_code == 400


def test_reset_empties_the_store_and_keeps_the_credentials(town: Town, store: Store) -> None:
    town.buy(("MUG-7", 1))
    town.configure(plan="plus")
    town.control.post("/malls/shopify/reset")
    assert town.control.get("/malls/shopify/items").json() == []
    assert town.control.get("/malls/shopify/orders").json() == []
    assert town.control.get("/malls/shopify/settings").json()["plan"] == "standard"
    assert store.data("{ shop { name } }") == {"shop": {"name": "模擬ストア"}}


def test_random_shoppers_buy_here_too() -> None:
    town = Town("shopify", goods=True)
    shoppers = Shoppers(town.world, seed=1)
    placed = [shoppers.step() for _ in range(40)]
    numbers = [one[1] for one in placed if one is not None]
    assert len(set(numbers)) == 40
    orders = town.control.get("/malls/shopify/orders").json()
    assert [order["number"] for order in orders] == numbers


def test_calls_are_named_by_their_document(town: Town, store: Store) -> None:
    store.run("query Two { orders(first: 1) { nodes { id } } }")
    store.run("{ __typename }")
    store.run("{ broken")
    store.run("{ productVariants(first: 1) { nodes { sku } } }")
    store.run("{ productVariants(first: 1) { nodes { sku inventoryQuantity } } }")
    town.mall.get("/nowhere")
    assert [call["operation"] for call in town.calls()] == [
        "order.list",
        "unknown",
        "unknown",
        "item.list",
        "stock.read",
        "unknown",
    ]
