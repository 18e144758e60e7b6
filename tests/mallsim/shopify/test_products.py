"""Section 7: products through the API, as far as they are simulated."""

from typing import Any

import pytest

from tests.mallsim.shopify.store import Store, codes, user_codes
from tests.mallsim.town import Town

SET = """
mutation($identifier: ProductSetIdentifiers, $input: ProductSetInput!, $synchronous: Boolean) {
  productSet(identifier: $identifier, input: $input, synchronous: $synchronous) {
    product { id title tags variants(first: 100) { nodes { id sku price inventoryItem { id } } } }
    userErrors { field message code } } }
"""
UPDATE_VARIANTS = """
mutation($product: ID!, $variants: [ProductVariantsBulkInput!]!, $partial: Boolean) {
  productVariantsBulkUpdate(productId: $product, variants: $variants, allowPartialUpdates: $partial) {
    productVariants { sku price compareAtPrice } userErrors { field message code } } }
"""
UPDATE = """
mutation($product: ProductUpdateInput) { productUpdate(product: $product) {
  product { title status } userErrors { field message } } }
"""


def shirt(store: Store, **skus: int) -> dict[str, Any]:
    """The input of a shirt in some colours: SKU and quantity by colour."""
    place = store.data("{ locations(first: 1) { nodes { id } } }")["locations"]["nodes"][0]["id"]
    return {
        "title": "綿Tシャツ",
        "handle": "cotton-tee-001",
        "status": "ACTIVE",
        "tags": ["夏"],
        "productOptions": [{"name": "カラー", "position": 1, "values": [{"name": colour} for colour in skus]}],
        "variants": [
            {
                "optionValues": [{"optionName": "カラー", "name": colour}],
                "sku": f"TEE-{colour}",
                "price": "2980",
                "inventoryItem": {"tracked": True},
                "inventoryQuantities": [{"locationId": place, "name": "available", "quantity": quantity}],
            }
            for colour, quantity in skus.items()
        ],
    }


def put(store: Store, given: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The payload of productSet by handle."""
    variables = {"identifier": {"handle": "cotton-tee-001"}, "synchronous": True, **more}
    payload: dict[str, Any] = store.data(SET, input=given, **variables)["productSet"]
    return payload


def test_s7_product_set_makes_a_product_with_its_variants(town: Town, store: Store) -> None:
    payload = put(store, shirt(store, W=10, B=4))
    assert payload["userErrors"] == []
    rows = [(one["sku"], one["price"]) for one in payload["product"]["variants"]["nodes"]]
    assert rows == [("TEE-W", "2980.0"), ("TEE-B", "2980.0")]
    assert (town.item("TEE-W")["quantity"], town.item("TEE-B")["on_sale"]) == (10, True)
    assert [call["operation"] for call in town.calls()][-1] == "item.write"


def test_trap_02_product_set_deletes_what_the_list_omits_and_keeps_scalars(town: Town, store: Store) -> None:
    made = put(store, shirt(store, W=10, B=4))["product"]
    less = shirt(store, W=7)
    del less["title"], less["tags"]
    payload = put(store, less)["product"]
    assert (payload["id"], payload["title"], payload["tags"]) == (made["id"], "綿Tシャツ", ["夏"])
    assert [one["id"] for one in payload["variants"]["nodes"]] == [made["variants"]["nodes"][0]["id"]]
    assert town.item("TEE-W")["quantity"] == 7
    assert town.control.get("/malls/shopify/items/TEE-B").status_code == 404


def test_s7_without_the_list_the_variants_stay(town: Town, store: Store) -> None:
    put(store, shirt(store, W=10, B=4))
    assert put(store, {"title": "半袖", "tags": []})["product"]["tags"] == []
    assert (town.item("TEE-B")["title"], town.item("TEE-B")["quantity"]) == ("半袖", 4)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"productOptions": None}, "PRODUCT_OPTIONS_INPUT_MISSING"),
        ({"variants": None}, "VARIANTS_INPUT_MISSING"),
        ({"title": None}, "MISSING_FIELD_REQUIRED"),
        ({"id": "gid://shopify/Product/1"}, "ID_NOT_ALLOWED"),
    ],
)
def test_s7_product_set_refusals(store: Store, change: dict[str, Any], code: str) -> None:
    assert user_codes(put(store, shirt(store, W=1) | change)) == [code]


def test_s7_an_unknown_product(store: Store) -> None:
    payload = put(store, {"title": "x"}, identifier={"id": "gid://shopify/Product/1"})
    assert user_codes(payload) == ["PRODUCT_DOES_NOT_EXIST"]


def test_s7_the_asynchronous_form_is_not_simulated_and_says_so(store: Store) -> None:
    variables = {"identifier": {"handle": "x"}, "input": {"title": "x"}, "synchronous": False}
    assert codes(store.run(SET, **variables)) == ["NOT_SIMULATED"]


def test_s7_prices_in_bulk(town: Town, store: Store) -> None:
    content = town.item("TEE-W-M")["content"]
    row = {"id": content["variant"], "price": "2480", "compareAtPrice": "2980"}
    payload = store.data(UPDATE_VARIANTS, product=content["product"], variants=[row])["productVariantsBulkUpdate"]
    assert payload["productVariants"] == [{"sku": "TEE-W-M", "price": "2480.0", "compareAtPrice": "2980.0"}]
    assert town.item("TEE-W-M")["price"] == 2480


def test_s7_no_quantities_on_update_and_one_error_stops_everything(town: Town, store: Store) -> None:
    content = town.item("TEE-W-M")["content"]
    level = {"locationId": content["levels"][0]["location"], "availableQuantity": 1}
    rows = [
        {"id": content["variant"], "price": "100"},
        {"id": content["variant"], "inventoryQuantities": [level]},
        {"id": "gid://shopify/ProductVariant/1", "price": "100"},
        {"price": "100"},
    ]
    for partial, left in ((False, 2980), (True, 100)):
        data = store.data(UPDATE_VARIANTS, product=content["product"], variants=rows, partial=partial)
        assert user_codes(data["productVariantsBulkUpdate"]) == [
            "NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE",
            "PRODUCT_VARIANT_DOES_NOT_EXIST",
            "PRODUCT_VARIANT_ID_MISSING",
        ]
        assert town.item("TEE-W-M")["price"] == left
    assert town.item("TEE-W-M")["quantity"] == 10


def test_s7_title_and_status(town: Town, store: Store) -> None:
    product = town.item("MUG-7")["content"]["product"]
    payload = store.data(UPDATE, product={"id": product, "title": "大きな湯のみ", "status": "DRAFT"})["productUpdate"]
    assert payload == {"product": {"title": "大きな湯のみ", "status": "DRAFT"}, "userErrors": []}
    assert town.item("MUG-7")["on_sale"] is False
    blank = store.data(UPDATE, product={"id": product, "title": " "})["productUpdate"]
    assert blank["userErrors"] == [{"field": ["title"], "message": "Title can't be blank"}]
    unknown = store.data(UPDATE, product={"id": "gid://shopify/Product/1", "title": "x"})["productUpdate"]
    assert unknown["product"] is None
