"""Products (section 3.8, trap 10)."""

from typing import Any

import pytest

from tests.mallsim.mercari_shops.counter import Counter

FIELDS = "id name description price status updatedAt variants { id skuCode stockQuantity name }"
PRODUCT = f"query ($id: ID!) {{ product(id: $id) {{ {FIELDS} }} }}"
PRODUCTS = f"""query ($first: Int, $after: String) {{ products(first: $first, after: $after) {{
  edges {{ cursor node {{ {FIELDS} }} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
CREATE = f"mutation ($i: CreateProductInput!) {{ createProduct(input: $i) {{ product {{ {FIELDS} }} }} }}"
UPDATE = """mutation ($i: UpdateProductInput!) {
  updateProduct(input: $i) { product { id name price status updatedAt } } }"""
DELETE = "mutation ($i: DeleteProductInput!) { deleteProduct(input: $i) { productId } }"

NEW: dict[str, Any] = {
    "name": "見本の器",
    "description": "一行目\n二行目",
    "price": 2140,
    "categoryId": "c-1",
    "condition": "NEW",
    "shippingMethod": "SELLER_ARRANGED",
    "shippingPayer": "SELLER",
    "shippingDuration": "TWO_DAYS",
    "shippingFromStateId": "state-13",
    "imageUrls": ["https://images.example.jp/1.jpg"],
    "variants": [{"skuCode": "UT-1", "stockQuantity": 4, "name": "小"}, {"skuCode": "UT-2", "stockQuantity": 0}],
}


def test_3_8_update_changes_what_is_named(shop: Counter) -> None:
    shop.time += 60
    answer = shop.data(UPDATE, i={"id": "PRD000001", "price": 2150, "status": "UNOPENED"})
    assert answer == {
        "updateProduct": {
            "product": {
                "id": "PRD000001",
                "name": "Tシャツ 赤",
                "price": 2150,
                "status": "UNOPENED",
                "updatedAt": "2026-04-01T03:01:00Z",
            }
        }
    }
    assert (shop.item("TS-RED-M")["on_sale"], shop.item("TS-RED-M")["state"]) == (False, "UNOPENED")
    assert shop.calls()[0]["effect"] == [{"item": "PRD000001", "mutation": "update"}]
    lines = [{"code": "TS-RED-M", "quantity": 1}]
    assert shop.control.post("/malls/mercari_shops/orders", json={"lines": lines}).status_code == 400


@pytest.mark.parametrize("status", ["DRAFT", "CLOSED", "opened"])
def test_trap_10_unopened_is_the_only_other_status(shop: Counter, status: str) -> None:
    message = shop.error(UPDATE, i={"id": "PRD000001", "status": status})["message"]
    assert f"Value '{status}' does not exist in 'ProductStatus' enum." in message


@pytest.mark.parametrize(
    ("member", "good", "bad"),
    [
        ("name", "あ" * 130, "あ" * 131),
        ("name", "a", ""),
        ("description", "あ" * 3000, "あ" * 3001),
        ("description", "一\n二", "一\r\n二"),
        ("price", 300, 299),
        ("price", 9_999_999, 10_000_000),
    ],
)
def test_3_8_limits(shop: Counter, member: str, good: object, bad: object) -> None:
    shop.data(UPDATE, i={"id": "PRD000001", member: good})
    assert shop.code(UPDATE, i={"id": "PRD000001", member: bad}) == "INVALID_ARGUMENT"
    assert shop.code(CREATE, i={**NEW, member: bad}) == "INVALID_ARGUMENT"
    assert len(shop.control.get("/malls/mercari_shops/items").json()) == 2


@pytest.mark.parametrize("member", ["name", "description", "price", "status"])
def test_3_8_null_is_no_value(shop: Counter, member: str) -> None:
    error = shop.error(UPDATE, i={"id": "PRD000001", member: None})
    assert error["message"] == f"{member} must not be null"


def test_3_8_create_makes_an_unopened_product_with_its_variants(shop: Counter) -> None:
    product = shop.data(CREATE, i=NEW)["createProduct"]["product"]
    assert product == {
        "id": "PRD000003",
        "name": "見本の器",
        "description": "一行目\n二行目",
        "price": 2140,
        "status": "UNOPENED",
        "updatedAt": "2026-04-01T03:00:00Z",
        "variants": [
            {"id": "VAR000003", "skuCode": "UT-1", "stockQuantity": 4, "name": "小"},
            {"id": "VAR000004", "skuCode": "UT-2", "stockQuantity": 0, "name": None},
        ],
    }
    assert shop.data(PRODUCT, id="PRD000003") == {"product": product}
    assert shop.item("UT-1")["content"]["given"]["imageUrls"] == ["https://images.example.jp/1.jpg"]
    assert shop.data(CREATE, i={**NEW, "status": "OPENED"})["createProduct"]["product"]["status"] == "OPENED"


@pytest.mark.parametrize(
    "change",
    [
        {"shippingDuration": "DURATION_TYPE_4_7_DAYS"},
        {"shippingMethod": "METHOD_MERCARI_SHIPPING_RAKURAKU"},
        {"shippingFromStateId": "jp27"},
        {"condition": ""},
        {"imageUrls": []},
        {"imageUrls": ["file:///1.jpg"]},
        {"variants": []},
        {"variants": [{"stockQuantity": -1}]},
    ],
)
def test_3_8_create_refuses_internal_spellings_and_empty_members(shop: Counter, change: dict[str, Any]) -> None:
    assert shop.code(CREATE, i={**NEW, **change}) == "INVALID_ARGUMENT"
    assert len(shop.control.get("/malls/mercari_shops/items").json()) == 2


@pytest.mark.parametrize("member", [name for name in NEW if name != "status"])
def test_3_8_create_needs_every_required_member(shop: Counter, member: str) -> None:
    message = shop.error(CREATE, i={name: value for name, value in NEW.items() if name != member})["message"]
    assert f"Field '{member}' of required type" in message


def test_3_8_a_product_made_for_merukari_bin_cannot_be_shipped_by_api(shop: Counter) -> None:
    shop.data(CREATE, i={**NEW, "status": "OPENED", "shippingMethod": "RAKURAKU_MERCARI"})
    number = shop.buy(("UT-1", 1))
    assert shop.order(number)["content"]["addressKnown"] is False


def test_3_8_delete(shop: Counter) -> None:
    assert shop.data(DELETE, i={"id": "PRD000001"}) == {"deleteProduct": {"productId": "PRD000001"}}
    assert shop.code(DELETE, i={"id": "PRD000001"}) == "NOT_FOUND"
    assert shop.code(UPDATE, i={"id": "PRD000001", "price": 500}) == "NOT_FOUND"
    assert shop.post(PRODUCT, {"id": "PRD000001"}).json()["data"] == {"product": None}
    assert shop.control.get("/malls/mercari_shops/items/TS-RED-M").status_code == 404


def test_3_8_products_in_pages(shop: Counter) -> None:
    shop.put("C-3", quantity=1)
    page = shop.data(PRODUCTS, first=2)["products"]
    assert [edge["node"]["id"] for edge in page["edges"]] == ["PRD000001", "PRD000002"]
    assert page["pageInfo"] == {"hasNextPage": True, "endCursor": page["edges"][1]["cursor"]}
    rest = shop.data(PRODUCTS, first=2, after=page["pageInfo"]["endCursor"])["products"]
    assert [edge["node"]["id"] for edge in rest["edges"]] == ["PRD000003"]
    assert rest["pageInfo"]["hasNextPage"] is False
    assert shop.code(PRODUCTS, first=101) == "INVALID_ARGUMENT"
