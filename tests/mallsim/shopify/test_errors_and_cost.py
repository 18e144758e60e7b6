"""Section 2: errors, cost and throttling."""

from typing import Any

import pytest

from tests.mallsim.shopify import documents
from tests.mallsim.shopify.store import Store, codes, order_id
from tests.mallsim.town import Town

INVENTORY = (
    "mutation($input: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $input) { userErrors { code } } }"
)


@pytest.mark.parametrize(
    ("document", "code", "message"),
    [
        ("{ shop { nmae } }", "undefinedField", "Field 'nmae' doesn't exist on type 'Shop'"),
        ("{ order { id } }", "missingRequiredArguments", None),
        ("{ orders(first: 1, sortKey: NEWEST) { nodes { id } } }", "argumentLiteralsIncompatible", None),
        ("{ shop { name }", "parseError", None),
        ("query($x: Int) { shop { name } }", "variableNotUsed", None),
        ("{ orders(first: 1, colour: 1) { nodes { id } } }", "argumentNotAccepted", None),
        ("{ shop }", "selectionMismatch", None),
    ],
)
def test_s2_static_errors_have_lower_camel_case_codes(
    store: Store, document: str, code: str, message: str | None
) -> None:
    answer = store.run(document)
    assert "data" not in answer
    assert codes(answer) == [code]
    assert message is None or answer["errors"][0]["message"] == message


def test_s2_an_unknown_member_of_a_variable_names_its_path(store: Store) -> None:
    row = {"inventoryItemId": "x", "locationId": "y", "quantity": 1, "compareQuantity": 1}
    answer = store.run(INVENTORY, input={"name": "available", "reason": "correction", "quantities": [row]})
    assert codes(answer) == ["INVALID_VARIABLE"]
    assert answer["errors"][0]["message"] == (
        "Variable $input of type InventorySetQuantitiesInput! was provided invalid value for quantities.0 "
        "(Field is not defined on InventoryQuantityInput)"
    )


def test_s2_an_id_of_another_kind_is_an_error_and_an_unknown_one_is_null(store: Store) -> None:
    answer = store.run('{ order(id: "gid://shopify/Product/1") { id } }')
    assert codes(answer) == ["RESOURCE_NOT_FOUND"]
    assert answer["errors"][0]["message"] == "Invalid id: gid://shopify/Product/1"
    assert store.data('{ order(id: "gid://shopify/Order/1") { id } }') == {"order": None}


@pytest.mark.parametrize("body", ["", "no json", "[]", '{"variables": {}}'])
def test_s2_a_body_without_a_query_is_400(store: Store, body: str) -> None:
    answer = store.town.mall.post("/admin/api/2026-10/graphql.json", content=body, headers=store.headers)
    assert (answer.status_code, answer.json()) == (400, {"errors": {"query": "Required parameter missing or invalid"}})


def cost(answer: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = answer["extensions"]["cost"]
    return found


def test_s2_every_answer_tells_its_cost(store: Store) -> None:
    assert cost(store.run("{ shop { name } }")) == {
        "requestedQueryCost": 1,
        "actualQueryCost": 1,
        "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 1999, "restoreRate": 100.0},
    }


@pytest.mark.parametrize(
    ("selection", "requested"),
    [
        ("orders(first: 1) { nodes { id name } pageInfo { endCursor } }", 3),
        ("orders(first: 3) { edges { node { id totalPriceSet { shopMoney { amount } } } } }", 4),
        ("ordersCount { count }", 10),
        ("orders(first: 100) { nodes { lineItems(first: 100) { nodes { variant { id } } } } }", 232),
    ],
)
def test_s2_a_connection_costs_by_its_page_size(store: Store, selection: str, requested: int) -> None:
    assert cost(store.run("{ " + selection + " }"))["requestedQueryCost"] == requested


def test_s2_the_difference_to_the_actual_cost_is_given_back(town: Town, store: Store) -> None:
    town.buy(("MUG-7", 1))
    store.pass_time(3)
    shown = cost(store.run("{ orders(first: 100) { nodes { name } } }"))
    assert (shown["requestedQueryCost"], shown["actualQueryCost"]) == (12, 3)
    assert shown["throttleStatus"]["currentlyAvailable"] == 1997


def test_s2_a_mutation_costs_ten_with_the_objects_of_its_payload(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 1), payment="prepaid", paid=False)
    assert cost(store.run(documents.PAY, id=order_id(number)))["requestedQueryCost"] == 10


def test_s2_the_documented_older_formula_is_a_switch(town: Town, store: Store) -> None:
    town.configure(connection_cost="linear")
    assert cost(store.run("{ orders(first: 50) { nodes { name } } }"))["requestedQueryCost"] == 52


def test_s2_one_query_may_cost_a_thousand_at_most(town: Town, store: Store) -> None:
    town.configure(connection_cost="linear")
    answer = store.run(documents.ORDERS, first=50, query="")
    assert codes(answer) == ["MAX_COST_EXCEEDED"]
    assert "data" not in answer


def test_trap_05_the_bucket_holds_2000_and_gets_100_a_second(store: Store) -> None:
    big = "{ orders(first: 250) { nodes { lineItems(first: 250) { nodes { variant { id } } } } } }"
    requested = cost(store.run(big))["requestedQueryCost"]
    assert requested == 2 + 16 * (1 + 2 + 16 * 2)
    assert cost(store.run("{ shop { name } }"))["throttleStatus"]["currentlyAvailable"] == 1997


def test_s2_throttled_with_200_no_data_and_a_null_actual_cost(town: Town, store: Store) -> None:
    mutation = (
        "mutation($id: ID!) { "
        + " ".join(f"a{n}: fulfillmentCancel(id: $id) {{ userErrors {{ message }} }}" for n in range(99))
        + " }"
    )
    for _ in range(2):
        assert cost(store.run(mutation, id="gid://shopify/Fulfillment/1"))["requestedQueryCost"] == 990
    answer = store.run(mutation, id="gid://shopify/Fulfillment/1")
    assert answer == {
        "errors": [
            {
                "message": "Throttled",
                "extensions": {"code": "THROTTLED", "documentation": "https://shopify.dev/api/usage/rate-limits"},
            }
        ],
        "extensions": {
            "cost": {
                "requestedQueryCost": 990,
                "actualQueryCost": None,
                "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 20, "restoreRate": 100.0},
            }
        },
    }
    store.pass_time(9)
    assert codes(store.run(mutation, id="gid://shopify/Fulfillment/1")) == ["THROTTLED"]
    store.pass_time(0.7)
    assert "data" in store.run(mutation, id="gid://shopify/Fulfillment/1")


@pytest.mark.parametrize(("plan", "rate"), [("advanced", 200.0), ("plus", 1000.0), ("enterprise", 2000.0)])
def test_s2_the_restore_rate_follows_the_plan(town: Town, store: Store, plan: str, rate: float) -> None:
    town.configure(plan=plan)
    assert cost(store.run("{ shop { name } }"))["throttleStatus"]["restoreRate"] == rate


def test_s2_pages_hold_250_rows_at_most(store: Store) -> None:
    answer = store.run("{ orders(first: 251) { nodes { id } } }")
    assert (answer["data"], codes(answer)) == (None, ["BAD_REQUEST"])
    assert codes(store.run("{ orders { nodes { id } } }")) == ["BAD_REQUEST"]


def test_trap_03_errors_come_with_http_200(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 1))
    assert store.cancel(number)["orderCancelUserErrors"] == []
    store.pass_time(3)
    payload = store.cancel(number)
    assert payload["job"] is None
    assert payload["orderCancelUserErrors"] == [
        {
            "field": ["orderId"],
            "message": "Cannot cancel an order that has already been canceled",
            "code": "INVALID",
        }
    ]


def test_faults_speak_the_stores_language(town: Town, store: Store) -> None:
    for kind, status in (("http_500", 500), ("maintenance", 503), ("auth_expired", 401)):
        town.fault(kind, times=1)
        assert store.post("{ shop { name } }").status_code == status
    town.fault("throttle", times=1)
    assert codes(store.run("{ shop { name } }")) == ["THROTTLED"]
    assert store.data("{ shop { name } }") == {"shop": {"name": "模擬ストア"}}
