"""Section 6: stock."""

from typing import Any

import pytest

from tests.mallsim.shopify import documents
from tests.mallsim.shopify.store import Store, codes, user_codes
from tests.mallsim.town import Town


def test_s6_set_with_compare(town: Town, store: Store) -> None:
    payload = store.set_stock(
        store.row("TEE-W-M", 12, 10), referenceDocumentUri="gid://jp-mall-hub/StockSync/2026-11-22-0001"
    )
    assert payload == {
        "inventoryAdjustmentGroup": {
            "reason": "correction",
            "referenceDocumentUri": "gid://jp-mall-hub/StockSync/2026-11-22-0001",
            "changes": [
                {"name": "available", "delta": 2, "quantityAfterChange": 12},
                {"name": "on_hand", "delta": 2, "quantityAfterChange": 12},
            ],
        },
        "userErrors": [],
    }
    assert town.item("TEE-W-M")["quantity"] == 12
    call = next(call for call in town.calls() if call["operation"] == "stock.write")
    assert call["effect"] == [{"code": "TEE-W-M", "quantity": 12}]


def test_s6_a_stale_compare_writes_nothing(town: Town, store: Store) -> None:
    town.buy(("TEE-W-M", 1))
    payload = store.set_stock(store.row("TEE-W-M", 12, 10))
    assert payload["inventoryAdjustmentGroup"] is None
    assert payload["userErrors"] == [
        {
            "field": ["input", "quantities", "0", "changeFromQuantity"],
            "message": "The specified change from quantity does not match the current quantity.",
            "code": "CHANGE_FROM_QUANTITY_STALE",
        }
    ]
    assert town.item("TEE-W-M")["quantity"] == 9


def test_s6_null_means_no_check(town: Town, store: Store) -> None:
    assert store.set_stock(store.row("TEE-W-M", 1, None))["userErrors"] == []
    assert town.item("TEE-W-M")["quantity"] == 1


def test_trap_01_change_from_quantity_must_be_there_though_the_schema_does_not_say_so(store: Store) -> None:
    row = store.row("TEE-W-M", 1, None)
    del row["changeFromQuantity"]
    given = {"name": "available", "reason": "correction", "quantities": [row]}
    answer = store.run(documents.SET_STOCK, input=given, key="a")
    assert answer["data"] == {"inventorySetQuantities": None}
    error = answer["errors"][0]
    assert (error["message"], error["extensions"], error["path"]) == (
        "InventoryQuantityInput must include the following argument: changeFromQuantity.",
        {"code": "INVALID_FIELD_ARGUMENTS"},
        ["inventorySetQuantities"],
    )


def test_trap_01_the_idempotent_directive_is_required_at_run_time(town: Town, store: Store) -> None:
    document = documents.SET_STOCK.replace(", $key: String!", "").replace(" @idempotent(key: $key)", "")
    given = {"name": "available", "reason": "correction", "quantities": [store.row("TEE-W-M", 1, 10)]}
    answer = store.run(document, input=given)
    assert answer["errors"][0]["message"] == (
        "The @idempotent directive is required for this mutation but was not provided."
    )
    assert codes(answer) == ["BAD_REQUEST"]
    assert town.item("TEE-W-M")["quantity"] == 10


def test_s6_version_2026_01_still_takes_both_as_optional(town: Town, store: Store) -> None:
    store.version = "2026-01"
    document = documents.SET_STOCK.replace(", $key: String!", "").replace(" @idempotent(key: $key)", "")
    row = store.row("TEE-W-M", 4, None)
    del row["changeFromQuantity"]
    given = {"name": "available", "reason": "correction", "quantities": [row]}
    assert store.data(document, input=given)["inventorySetQuantities"]["userErrors"] == []
    assert town.item("TEE-W-M")["quantity"] == 4


def test_s6_an_empty_key_is_invalid(store: Store) -> None:
    given = {"name": "available", "reason": "correction", "quantities": [store.row("TEE-W-M", 1, 10)]}
    assert codes(store.run(documents.SET_STOCK, input=given, key="")) == ["BAD_REQUEST"]


def test_s6_a_replay_with_the_same_key_gets_the_first_answer_and_does_nothing(town: Town, store: Store) -> None:
    row = store.row("TEE-W-M", 12, 10)
    first = store.set_stock(row, key="k")
    town.buy(("TEE-W-M", 1))
    assert store.set_stock(row, key="k") == first
    assert town.item("TEE-W-M")["quantity"] == 11
    assert [call["effect"] for call in town.calls() if call["operation"] == "stock.write"][1] == []


def test_s6_a_key_used_for_something_else_is_refused(town: Town, store: Store) -> None:
    store.set_stock(store.row("TEE-W-M", 12, 10), key="k")
    payload = store.set_stock(store.row("TEE-W-M", 13, 12), key="k")
    assert user_codes(payload) == ["IDEMPOTENCY_KEY_PARAMETER_MISMATCH"]
    assert town.item("TEE-W-M")["quantity"] == 12


def test_s6_a_key_whose_attempt_broke_needs_a_new_one(town: Town, store: Store) -> None:
    rows = [store.row("TEE-W-M", 12, 10), store.row("MUG-7", 9, 3)]
    town.fault("partial", times=1, operation="stock.*")
    given = {"name": "available", "reason": "correction", "quantities": rows}
    assert codes(store.run(documents.SET_STOCK, input=given, key="k")) == ["INTERNAL_SERVER_ERROR"]
    assert [town.item(code)["quantity"] for code in ("TEE-W-M", "MUG-7")] == [12, 3]
    assert user_codes(store.set_stock(*rows, key="k")) == ["IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"]


def test_s6_a_key_that_is_being_worked_on(town: Town, store: Store) -> None:
    town.configure(concurrent_keys=1)
    row = store.row("TEE-W-M", 12, 10)
    assert user_codes(store.set_stock(row, key="k")) == ["IDEMPOTENCY_CONCURRENT_REQUEST"]
    assert store.set_stock(row, key="k")["userErrors"] == []


def test_s6_a_dropped_write_is_done_by_the_same_key_later(town: Town, store: Store) -> None:
    row = store.row("TEE-W-M", 12, 10)
    town.fault("silent_drop", times=1)
    assert store.set_stock(row, key="k")["userErrors"] == []
    assert town.item("TEE-W-M")["quantity"] == 10
    store.set_stock(row, key="k")
    assert town.item("TEE-W-M")["quantity"] == 12


def test_s6_all_or_nothing(town: Town, store: Store) -> None:
    payload = store.set_stock(store.row("TEE-W-M", 12, 10), store.row("MUG-7", 9, 99))
    assert [error["field"][2] for error in payload["userErrors"]] == ["1"]
    assert [town.item(code)["quantity"] for code in ("TEE-W-M", "MUG-7")] == [10, 3]


def bent(**changes: Any) -> dict[str, Any]:
    return changes


@pytest.mark.parametrize(
    ("row", "more", "code", "field"),
    [
        (bent(inventoryItemId="gid://shopify/InventoryItem/1"), {}, "INVALID_INVENTORY_ITEM", "inventoryItemId"),
        (bent(locationId="gid://shopify/Location/1"), {}, "INVALID_LOCATION", "locationId"),
        (bent(quantity=1_000_000_001), {}, "INVALID_QUANTITY_TOO_HIGH", "quantity"),
        (bent(quantity=-1_000_000_001), {}, "INVALID_QUANTITY_TOO_LOW", "quantity"),
        (bent(quantity=-1), {"name": "on_hand"}, "INVALID_QUANTITY_NEGATIVE", "quantity"),
        ({}, {"name": "committed"}, "INVALID_NAME", "name"),
        ({}, {"reason": "because"}, "INVALID_REASON", "reason"),
        ({}, {"referenceDocumentUri": "sync 7"}, "INVALID_REFERENCE_DOCUMENT", "referenceDocumentUri"),
    ],
)
def test_s6_codes(town: Town, store: Store, row: dict[str, Any], more: dict[str, Any], code: str, field: str) -> None:
    payload = store.set_stock(store.row("TEE-W-M", 5, 10) | row, **more)
    assert user_codes(payload) == [code]
    assert payload["userErrors"][0]["field"][-1] == field
    assert town.item("TEE-W-M")["quantity"] == 10


def test_s6_every_line_of_a_doubled_pair_is_reported(store: Store) -> None:
    payload = store.set_stock(store.row("TEE-W-M", 5, 10), store.row("MUG-7", 5, 3), store.row("TEE-W-M", 6, 10))
    assert [(error["field"], error["code"]) for error in payload["userErrors"]] == [
        (["input", "quantities", "0"], "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR"),
        (["input", "quantities", "2"], "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR"),
    ]


def test_s6_an_id_of_another_kind_is_a_top_level_error(store: Store) -> None:
    row = store.row("TEE-W-M", 5, 10) | {"inventoryItemId": "gid://shopify/ProductVariant/1"}
    given = {"name": "available", "reason": "correction", "quantities": [row]}
    assert codes(store.run(documents.SET_STOCK, input=given, key="k")) == ["RESOURCE_NOT_FOUND"]


def test_s6_available_may_go_below_zero(town: Town, store: Store) -> None:
    assert store.set_stock(store.row("MUG-7", -2, 3))["userErrors"] == []
    assert town.item("MUG-7")["quantity"] == -2
    refused = town.control.post("/malls/shopify/orders", json={"lines": [{"code": "MUG-7"}]})
    assert refused.status_code == 409


def test_s6_on_hand_counts_what_orders_have_bound(town: Town, store: Store) -> None:
    town.buy(("TEE-W-M", 4))
    assert store.set_stock(store.row("TEE-W-M", 20, 10), name="on_hand")["userErrors"] == []
    assert store.numbers("TEE-W-M") == {"available": 16, "on_hand": 20, "committed": 4}


def test_s6_250_rows_go_in_one_call_and_251_do_not(town: Town, store: Store) -> None:
    for n in range(251):
        town.put(f"N-{n}", quantity=1)
    items = town.control.get("/malls/shopify/items").json()
    content = {item["code"]: item["content"] for item in items}
    place = content["N-0"]["levels"][0]["location"]
    rows = [
        {
            "inventoryItemId": content[f"N-{n}"]["inventoryItem"],
            "locationId": place,
            "quantity": 7,
            "changeFromQuantity": 1,
        }
        for n in range(251)
    ]
    given = {"name": "available", "reason": "correction", "quantities": rows}
    assert codes(store.run(documents.SET_STOCK, input=given, key="k")) == ["MAX_INPUT_SIZE_EXCEEDED"]
    assert store.set_stock(*rows[:250])["userErrors"] == []
    assert sum(item["quantity"] == 7 for item in town.control.get("/malls/shopify/items").json()) == 250


def test_s6_an_order_lowers_available_by_itself_and_binds_the_goods(town: Town, store: Store) -> None:
    town.buy(("TEE-W-M", 3))
    assert store.numbers("TEE-W-M") == {"available": 7, "on_hand": 10, "committed": 3}


def test_s6_a_sale_between_reading_and_writing_is_what_the_compare_catches(town: Town, store: Store) -> None:
    seen = store.numbers("TEE-W-M")["available"]
    town.buy(("TEE-W-M", 1))
    assert user_codes(store.set_stock(store.row("TEE-W-M", 15, seen))) == ["CHANGE_FROM_QUANTITY_STALE"]
    assert store.set_stock(store.row("TEE-W-M", 14, 9))["userErrors"] == []
    assert town.item("TEE-W-M")["quantity"] == 14


def adjust(store: Store, code: str, delta: int, change_from: int | None) -> dict[str, Any]:
    row = store.row(code, 0, change_from)
    del row["quantity"]
    given = {"name": "available", "reason": "correction", "changes": [row | {"delta": delta}]}
    payload: dict[str, Any] = store.data(documents.ADJUST_STOCK, input=given, key=store.key())[
        "inventoryAdjustQuantities"
    ]
    return payload


def test_s6_relative_changes_add(town: Town, store: Store) -> None:
    payload = adjust(store, "TEE-W-M", -3, None)
    assert payload["inventoryAdjustmentGroup"]["changes"][0] == {
        "name": "available",
        "delta": -3,
        "quantityAfterChange": 7,
    }
    assert user_codes(adjust(store, "TEE-W-M", 1, 10)) == ["CHANGE_FROM_QUANTITY_STALE"]
    assert town.item("TEE-W-M")["quantity"] == 7


def test_s6_a_place_that_does_not_stock_the_item_must_be_activated(town: Town, store: Store) -> None:
    town.put("MUG-7", quantities={"大阪倉庫": 1})
    content = town.item("MUG-7")["content"]
    osaka = content["levels"][1]["location"]
    row = store.row("TEE-W-M", 5, None) | {"locationId": osaka}
    assert user_codes(store.set_stock(row)) == ["INVALID_LOCATION"]
    ids = {"item": town.item("TEE-W-M")["content"]["inventoryItem"], "place": osaka}
    payload = store.data(documents.ACTIVATE, **ids, available=4, key="a-1")["inventoryActivate"]
    assert payload == {"inventoryLevel": {"quantities": [{"quantity": 4}]}, "userErrors": []}
    assert store.set_stock(row)["userErrors"] == []
    assert store.numbers("TEE-W-M", 1)["available"] == 5
    again = store.data(documents.ACTIVATE, **ids, available=9, key="a-2")["inventoryActivate"]
    assert again["userErrors"][0]["field"] == ["available"]


def test_s6_reactivating_without_a_number_keeps_the_earlier_one(town: Town, store: Store) -> None:
    town.put("MUG-7", quantities={"大阪倉庫": 6})
    osaka = town.item("MUG-7")["content"]["levels"][1]["location"]
    town.put("MUG-7", quantities={"大阪倉庫": None})
    assert len(town.item("MUG-7")["content"]["levels"]) == 1
    ids = {"item": town.item("MUG-7")["content"]["inventoryItem"], "place": osaka}
    payload = store.data(documents.ACTIVATE, **ids, key="a-3")["inventoryActivate"]
    assert payload["inventoryLevel"] == {"quantities": [{"quantity": 6}]}


def test_s6_an_untracked_item_sells_without_end_until_it_is_tracked(town: Town, store: Store) -> None:
    town.put("GIFT", quantity=0, tracked=False)
    town.buy(("GIFT", 2))
    item = town.item("GIFT")["content"]["inventoryItem"]
    document = """mutation($id: ID!) { inventoryItemUpdate(id: $id, input: {tracked: true}) {
      inventoryItem { tracked } userErrors { message } } }"""
    assert store.data(document, id=item)["inventoryItemUpdate"]["inventoryItem"] == {"tracked": True}
    refused = town.control.post("/malls/shopify/orders", json={"lines": [{"code": "GIFT"}]})
    assert refused.status_code == 409


def test_s6_reading_levels_of_many_items(town: Town, store: Store) -> None:
    town.buy(("TEE-W-M", 1))
    document = """{ inventoryItems(first: 9) { nodes { sku inventoryLevels(first: 5) { nodes {
      location { name } quantities(names: ["available", "committed", "incoming"]) { name quantity } } } } } }"""
    nodes = store.data(document)["inventoryItems"]["nodes"]
    assert nodes[0] == {
        "sku": "TEE-W-M",
        "inventoryLevels": {
            "nodes": [
                {
                    "location": {"name": "本店倉庫"},
                    "quantities": [
                        {"name": "available", "quantity": 9},
                        {"name": "committed", "quantity": 1},
                        {"name": "incoming", "quantity": 0},
                    ],
                }
            ]
        },
    }
    assert town.calls()[-1]["operation"] == "stock.read"


def test_a_stale_read_shows_the_number_of_before(town: Town, store: Store) -> None:
    store.pass_time(60)
    town.put("TEE-W-M", quantity=4)
    town.fault("stale_read", seconds=10)
    assert store.numbers("TEE-W-M")["available"] == 10
    store.pass_time(11)
    assert store.numbers("TEE-W-M")["available"] == 4


def test_two_items_with_one_sku_are_counted(town: Town, store: Store) -> None:
    document = 'mutation($id: ID!) { inventoryItemUpdate(id: $id, input: {sku: "MUG-7"}) { inventoryItem { sku } } }'
    store.data(document, id=town.item("TEE-W-M")["content"]["inventoryItem"])
    found = store.data('{ inventoryItems(first: 9, query: "sku:MUG-7") { nodes { duplicateSkuCount } } }')
    assert found["inventoryItems"]["nodes"] == [{"duplicateSkuCount": 1}, {"duplicateSkuCount": 1}]


def test_s6_a_variant_that_continues_sells_below_zero(town: Town, store: Store) -> None:
    town.put("MUG-7", inventory_policy="CONTINUE")
    number = town.buy(("MUG-7", 5))

    assert store.numbers("MUG-7") == {"available": -2, "on_hand": 3, "committed": 5}
    assert [fo["lineItems"]["nodes"][0]["remainingQuantity"] for fo in store.fulfilment_orders(number)] == [5]
    assert store.set_stock(store.row("MUG-7", 0, -2))["userErrors"] == []
    town.buy(("MUG-7", 1))
    assert store.numbers("MUG-7")["available"] == -1
    found = store.data(POLICY)["productVariants"]["nodes"]
    assert found == [
        {"sku": "TEE-W-M", "inventoryPolicy": "DENY", "availableForSale": True, "sellableOnlineQuantity": 10},
        {"sku": "MUG-7", "inventoryPolicy": "CONTINUE", "availableForSale": True, "sellableOnlineQuantity": 0},
    ]


def test_s6_the_online_store_sells_from_locations_that_fulfil_online_orders_only(town: Town, store: Store) -> None:
    town.put("MUG-7", quantities={"大阪倉庫": 4})
    town.configure(offline_locations=["本店倉庫"])

    assert order_refused(town, ("MUG-7", 5))
    town.buy(("MUG-7", 4))
    assert (store.numbers("MUG-7", 0)["available"], store.numbers("MUG-7", 1)["available"]) == (3, 0)
    found = store.data("{ locations(first: 5) { nodes { name fulfillsOnlineOrders } } }")["locations"]["nodes"]
    assert found == [
        {"name": "大阪倉庫", "fulfillsOnlineOrders": True},
        {"name": "本店倉庫", "fulfillsOnlineOrders": False},
    ]


POLICY = "{ productVariants(first: 5) { nodes { sku inventoryPolicy availableForSale sellableOnlineQuantity } } }"


def order_refused(town: Town, *lines: tuple[str, int]) -> bool:
    asked = [{"code": code, "quantity": quantity} for code, quantity in lines]
    return town.control.post("/malls/shopify/orders", json={"lines": asked}).status_code == 409
