"""What errors look like (section 1, errors)."""

from typing import Any

import pytest

from tests.mallsim.mercari_shops.counter import ORDER, SET_STOCK, SHIP, SHOP, STOCK, Counter

OLD = {"id": "OT19990101000001"}


def test_section_1_an_unknown_order_is_the_documented_error(shop: Counter) -> None:
    answer = shop.post(ORDER, OLD)
    assert answer.status_code == 200
    assert answer.json() == {
        "data": {"orderTransaction": None},
        "errors": [
            {
                "message": "order transaction not found",
                "path": ["orderTransaction"],
                "extensions": {"code": "NOT_FOUND"},
            }
        ],
    }


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("code", {"message": "order transaction not found", "extensions": {"code": "NOT_FOUND"}}),
        ("errorType", {"message": "order transaction not found", "extensions": {"errorType": "NOT_FOUND"}}),
        ("message", {"message": "NOT_FOUND: order transaction not found"}),
    ],
)
def test_section_1_the_code_sits_in_one_of_three_places(shop: Counter, place: str, shown: dict[str, Any]) -> None:
    shop.configure(error_code_at=place)
    assert shop.error(ORDER, **OLD) == {**shown, "path": ["orderTransaction"]}


def test_section_1_by_default_different_errors_carry_it_in_different_places(shop: Counter) -> None:
    number = shop.buy(("MUG-7", 1), paid=False)
    assert shop.error(ORDER, **OLD)["extensions"] == {"code": "NOT_FOUND"}
    unpaid = shop.error(SHIP, i=shop.shipping_input(number, "k", MUG_7=1))
    assert unpaid["extensions"] == {"errorType": "FAILED_PRECONDITION"}
    shop.fault("partial")
    torn = shop.post("query { products { edges { node { id description } } } }").json()
    assert torn["errors"] == [
        {"message": "INTERNAL: could not be resolved", "path": ["products", "edges", 0, "node", "description"]}
    ]
    assert [edge["node"]["description"] for edge in torn["data"]["products"]["edges"]] == [None, ""]


@pytest.mark.parametrize("query", ["query {", "query { nothing { id } }", "query ($id: ID!) { shop { id } }", ""])
def test_section_1_a_wrong_document_is_http_200_with_errors(shop: Counter, query: str) -> None:
    answer = shop.post(query)
    assert answer.status_code == 200
    assert answer.json()["data"] is None
    assert len(answer.json()["errors"]) == 1


def test_section_1_a_missing_variable_is_an_error(shop: Counter) -> None:
    answer = shop.post(STOCK).json()
    assert answer["data"] is None
    assert answer["errors"][0]["message"] == "Variable '$by' of required type 'ProductVariantBy!' was not provided."


def test_section_1_several_mutations_in_one_document_time_out_although_they_ran(shop: Counter) -> None:
    both = "".join(
        f'{name}: updateProductVariant(by: {{skuCode: "{code}"}}, input: {{stockQuantity: 7}}) {{ productVariant {{ id }} }} '
        for name, code in (("a", "TS-RED-M"), ("b", "MUG-7"))
    )
    answer = shop.post(f"mutation {{ {both} }}")
    assert (answer.status_code, answer.text) == (504, "Gateway Timeout")
    assert (shop.item("TS-RED-M")["quantity"], shop.item("MUG-7")["quantity"]) == (7, 7)
    shop.configure(several_mutations="allowed")
    assert shop.post(f"mutation {{ {both} }}").status_code == 200


def test_faults_answer_below_graphql(shop: Counter) -> None:
    answers = {}
    for kind in ("http_500", "maintenance", "auth_expired"):
        shop.fault(kind, times=1)
        answer = shop.post(SHOP)
        answers[kind] = (answer.status_code, answer.headers["content-type"].partition(";")[0])
    assert answers == {
        "http_500": (500, "text/plain"),
        "maintenance": (503, "text/plain"),
        "auth_expired": (401, "application/json"),
    }


def test_a_fault_hits_the_operation_named_by_the_document(shop: Counter) -> None:
    shop.fault("http_500", operation="stock.*")
    variables = {"by": {"skuCode": "MUG-7"}, "in": {"stockQuantity": 1}}
    assert shop.post(SET_STOCK, variables).status_code == 500
    assert shop.post(STOCK, {"by": {"skuCode": "MUG-7"}}).status_code == 500
    assert shop.post(SHOP).status_code == 200
    assert [call["operation"] for call in shop.calls()] == ["stock.write", "stock.read", "shop.read"]
    assert shop.item("MUG-7")["quantity"] == 3
