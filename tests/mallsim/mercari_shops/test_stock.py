"""Stock (section 3.7, section 4, trap 9)."""

from typing import Any

import pytest

from tests.mallsim.mercari_shops.counter import SET_STOCK, SET_STOCKS, STOCK, Counter


def rows(*pairs: tuple[str, int]) -> dict[str, Any]:
    """The input of updateProductVariants."""
    return {"variants": [{"by": {"skuCode": code}, "stockQuantity": quantity} for code, quantity in pairs]}


@pytest.mark.parametrize("by", [{"skuCode": "TS-RED-M"}, {"id": "VAR000001"}])
def test_3_7_an_absolute_quantity_by_sku_or_id(shop: Counter, by: dict[str, str]) -> None:
    answer = shop.data(SET_STOCK, by=by, **{"in": {"stockQuantity": 7}})
    assert answer == {
        "updateProductVariant": {"productVariant": {"id": "VAR000001", "skuCode": "TS-RED-M", "stockQuantity": 7}}
    }
    assert shop.item("TS-RED-M")["quantity"] == 7
    assert shop.calls()[0]["effect"] == [{"code": "TS-RED-M", "quantity": 7}]


def test_3_7_the_quantity_is_absolute_whatever_was_sold_since(shop: Counter) -> None:
    shop.buy(("TS-RED-M", 4))
    shop.data(SET_STOCK, by={"skuCode": "TS-RED-M"}, **{"in": {"stockQuantity": 10}})
    assert shop.item("TS-RED-M")["quantity"] == 10


@pytest.mark.parametrize("by", [{}, {"id": "VAR000001", "skuCode": "TS-RED-M"}, {"skuCode": ""}, {"id": None}])
def test_3_7_exactly_one_of_id_and_sku_code(shop: Counter, by: dict[str, Any]) -> None:
    assert shop.code(SET_STOCK, by=by, **{"in": {"stockQuantity": 7}}) == "INVALID_ARGUMENT"
    assert shop.code(STOCK, by=by) == "INVALID_ARGUMENT"


@pytest.mark.parametrize("given", [{}, {"stockQuantity": None}, {"stockQuantity": -1}])
def test_3_7_a_quantity_of_0_or_more_is_needed(shop: Counter, given: dict[str, Any]) -> None:
    assert shop.code(SET_STOCK, by={"skuCode": "TS-RED-M"}, **{"in": given}) == "INVALID_ARGUMENT"
    assert shop.item("TS-RED-M")["quantity"] == 10


@pytest.mark.parametrize("quantity", ["7", 1.5, 2**31, True])
def test_3_7_the_quantity_is_an_int(shop: Counter, quantity: object) -> None:
    message = shop.error(SET_STOCK, by={"skuCode": "TS-RED-M"}, **{"in": {"stockQuantity": quantity}})["message"]
    assert "at 'in.stockQuantity'; Int cannot represent" in message


@pytest.mark.parametrize("by", [{"skuCode": "NOTHING"}, {"id": "VAR999999"}, {"skuCode": "ts-red-m"}])
def test_3_7_an_unknown_variant_is_not_found(shop: Counter, by: dict[str, str]) -> None:
    assert shop.code(SET_STOCK, by=by, **{"in": {"stockQuantity": 7}}) == "NOT_FOUND"
    answer = shop.post(STOCK, {"by": by}).json()
    assert answer["data"] == {"productVariant": None}


def test_3_7_twenty_skus_in_one_call_and_not_one_more(shop: Counter) -> None:
    codes = [f"B-{n}" for n in range(21)]
    for code in codes:
        shop.put(code, quantity=1)
    answer = shop.data(SET_STOCKS, i=rows(*((code, 5) for code in codes[:20])))
    assert [row["stockQuantity"] for row in answer["updateProductVariants"]["productVariants"]] == [5] * 20
    assert len(shop.calls()[-1]["effect"]) == 20
    assert shop.code(SET_STOCKS, i=rows(*((code, 9) for code in codes))) == "INVALID_ARGUMENT"
    assert shop.code(SET_STOCKS, i=rows()) == "INVALID_ARGUMENT"
    assert {shop.item(code)["quantity"] for code in codes[:20]} == {5}


def test_3_7_a_bulk_call_with_an_unknown_sku_writes_nothing(shop: Counter) -> None:
    given = rows(("TS-RED-M", 1), ("NOTHING", 1), ("MUG-7", 1))
    assert shop.code(SET_STOCKS, i=given) == "NOT_FOUND"
    assert (shop.item("TS-RED-M")["quantity"], shop.item("MUG-7")["quantity"]) == (10, 3)
    assert shop.calls()[0]["effect"] == []


def test_3_7_or_the_good_rows_by_setting(shop: Counter) -> None:
    shop.configure(bulk_stock="good_ones")
    given = rows(("TS-RED-M", 1), ("NOTHING", 1), ("MUG-7", 1))
    assert shop.code(SET_STOCKS, i=given) == "NOT_FOUND"
    assert (shop.item("TS-RED-M")["quantity"], shop.item("MUG-7")["quantity"]) == (1, 1)


def test_3_7_a_variant_stands_once_in_a_bulk_call(shop: Counter) -> None:
    assert shop.code(SET_STOCKS, i=rows(("MUG-7", 1), ("MUG-7", 2))) == "INVALID_ARGUMENT"
    assert shop.item("MUG-7")["quantity"] == 3


def test_a_partial_bulk_call_writes_the_first_half_and_says_error(shop: Counter) -> None:
    shop.fault("partial", times=1)
    error = shop.error(SET_STOCKS, i=rows(("TS-RED-M", 1), ("MUG-7", 1)))
    assert error["message"] == "INTERNAL: not every product variant was updated"
    assert (shop.item("TS-RED-M")["quantity"], shop.item("MUG-7")["quantity"]) == (1, 3)
    assert shop.calls()[0]["effect"] == [{"code": "TS-RED-M", "quantity": 1}]


def test_section_4_two_variants_may_share_a_sku_code(shop: Counter) -> None:
    shop.put("TWIN", quantity=5, sku_code="MUG-7")
    assert [item["code"] for item in shop.control.get("/malls/mercari_shops/items").json()].count("MUG-7") == 2
    change = {"in": {"stockQuantity": 1}}
    assert shop.code(SET_STOCK, by={"skuCode": "MUG-7"}, **change) == "FAILED_PRECONDITION"
    shop.data(SET_STOCK, by={"id": "VAR000003"}, **change)
    assert (shop.item("VAR000002")["quantity"], shop.item("VAR000003")["quantity"]) == (3, 1)
    shop.configure(duplicate_sku="first")
    shop.data(SET_STOCK, by={"skuCode": "MUG-7"}, **change)
    assert shop.item("VAR000002")["quantity"] == 1


def test_section_4_a_sku_code_may_be_empty(shop: Counter) -> None:
    item = shop.put("MUG-7", sku_code=None)
    assert item["code"] == "VAR000002"
    answer = shop.data(STOCK, by={"id": "VAR000002"})
    assert answer["productVariant"] == {"id": "VAR000002", "skuCode": None, "stockQuantity": 3, "name": None}


def test_trap_9_stock_is_not_a_member_of_the_product(shop: Counter) -> None:
    query = "mutation ($i: UpdateProductInput!) { updateProduct(input: $i) { product { id } } }"
    message = shop.error(query, i={"id": "PRD000001", "stockQuantity": 4})["message"]
    assert "Field 'stockQuantity' is not defined by type 'UpdateProductInput'" in message


def test_a_stale_read_shows_the_stock_of_a_while_ago(shop: Counter) -> None:
    shop.time += 60
    shop.data(SET_STOCK, by={"skuCode": "MUG-7"}, **{"in": {"stockQuantity": 9}})
    shop.time += 5
    shop.fault("stale_read", seconds=10, times=1)
    assert shop.data(STOCK, by={"skuCode": "MUG-7"})["productVariant"]["stockQuantity"] == 3
    assert shop.data(STOCK, by={"skuCode": "MUG-7"})["productVariant"]["stockQuantity"] == 9


def test_a_silent_drop_answers_well_and_writes_nothing(shop: Counter) -> None:
    shop.fault("silent_drop", times=1)
    answer = shop.data(SET_STOCK, by={"skuCode": "MUG-7"}, **{"in": {"stockQuantity": 9}})
    assert answer["updateProductVariant"]["productVariant"]["stockQuantity"] == 9
    assert (shop.item("MUG-7")["quantity"], shop.calls()[0]["effect"]) == (3, [])
