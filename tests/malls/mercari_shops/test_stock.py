"""Stock and catalogue: absolute numbers of variants (page sections 3.7, 3.8)."""

from typing import Any

import pytest

from ichigen.mallkit.errors import Refused, Retryable
from ichigen.mallkit.exchange import MallListing, StockSeen, StockWrite
from ichigen.mallkit.manifest import StockMode
from tests.malls.mercari_shops.account import Account
from tests.malls.mercari_shops.samples import data, failure, page


def row(code: str, quantity: int) -> StockWrite:
    """An absolute number."""
    return StockWrite(code, StockMode.ABSOLUTE, quantity)


def variant(code: str, quantity: int) -> dict[str, Any]:
    """A variant as the mall shows it."""
    return {"id": code, "skuCode": f"SKU-{code}", "stockQuantity": quantity}


def test_one_number_is_set_by_the_id_of_its_variant() -> None:
    account = Account([data(updateProductVariant={"productVariant": variant("VAR01", 7)})])
    assert account.client().write_stock([row("VAR01", 7)]).accepted == {"VAR01"}
    assert account.variables(0) == {"by": {"id": "VAR01"}, "in": {"stockQuantity": 7}}


def test_several_numbers_go_in_one_mutation() -> None:
    account = Account([data(updateProductVariants={"productVariants": [variant("V1", 1), variant("V2", 0)]})])
    assert account.client().write_stock([row("V1", 1), row("V2", 0)]).accepted == {"V1", "V2"}
    assert account.variables(0)["in"]["variants"] == [
        {"by": {"id": "V1"}, "stockQuantity": 1},
        {"by": {"id": "V2"}, "stockQuantity": 0},
    ]


def test_a_number_that_the_answer_does_not_show_is_open() -> None:
    """Neither accepted nor refused: it is read, never sent again."""
    account = Account([data(updateProductVariants={"productVariants": [variant("V1", 1), variant("V2", 5)]})])
    answer = account.client().write_stock([row("V1", 1), row("V2", 0)])
    assert answer.accepted == {"V1"}
    assert answer.refused == ()
    with pytest.raises(Retryable) as caught:
        Account([data(updateProductVariant={"productVariant": variant("V1", 3)})]).client().write_stock([row("V1", 1)])
    assert caught.value.unknown_effect


def test_a_refused_batch_is_refused_whole() -> None:
    with pytest.raises(Refused):
        Account([failure("NOT_FOUND", "variant not found")]).client().write_stock([row("V1", 1), row("V2", 0)])


@pytest.mark.parametrize(
    "message",
    [
        'Unknown type "UpdateProductVariantsInput".',
        'Cannot query field "updateProductVariants" on type "Mutation".',
        'Field "stockQuantity" is not defined by type "VariantStockInput".',
    ],
)
def test_a_schema_with_another_bulk_input_is_written_one_by_one(message: str) -> None:
    """Section 2: the shape of the bulk input is a reconstruction."""
    account = Account(
        [
            failure("GRAPHQL_VALIDATION_FAILED", message),
            data(updateProductVariant={"productVariant": variant("V1", 1)}),
            failure("NOT_FOUND", "variant not found"),
            failure("INTERNAL", "boom"),
        ]
    )
    answer = account.client().write_stock([row("V1", 1), row("V2", 0), row("V3", 2)])
    assert answer.accepted == {"V1"}
    assert [(refusal.code, refusal.error) for refusal in answer.refused] == [("V2", "NOT_FOUND")]


def test_a_number_out_of_range_is_refused_alone_and_not_sent() -> None:
    account = Account([data(updateProductVariant={"productVariant": variant("V1", 1)})])
    answer = account.client().write_stock([row("V1", 1), row("V2", -1), row("V3", 1_000_000)])
    assert answer.accepted == {"V1"}
    assert [(refusal.code, refusal.error) for refusal in answer.refused] == [
        ("V2", "quantity_range"),
        ("V3", "quantity_range"),
    ]


def test_numbers_are_read_by_id_and_an_unknown_id_has_no_record() -> None:
    answer = {
        "data": {"v0": variant("V1", 4), "v1": None, "v2": {"id": "V3"}},
        "errors": [{"message": "no", "path": ["v1"], "extensions": {"code": "NOT_FOUND"}}],
    }
    account = Account([answer])
    reading = account.client().read_stock(["V1", "V2", "V3"])
    assert reading.rows == (StockSeen("V1", 4), StockSeen("V2", None))
    assert [problem.where for problem in reading.problems] == ["V3"]
    assert account.variables(0) == {"v0": "V1", "v1": "V2", "v2": "V3"}


def test_every_variant_is_a_listing() -> None:
    node = {
        "id": "PRD01",
        "name": "Tシャツ",
        "price": 2140,
        "status": "OPENED",
        "variants": [variant("V1", 4), {"id": "V2", "skuCode": None, "stockQuantity": 0}],
    }
    found = Account([page("products", node, {"id": "PRD02"}, after="c1")]).client().list_listings(None)
    assert found.listings == (
        MallListing("V1", "Tシャツ", ("SKU-V1",), 4, 2140, group="PRD01"),
        MallListing("V2", "Tシャツ", (), 0, 2140, group="PRD01"),
    )
    assert [problem.where for problem in found.problems] == ["PRD02"]
    assert found.next_page == "c1"


@pytest.mark.parametrize(("status", "on_sale"), [("OPENED", True), ("UNOPENED", False), ("DRAFT", False), ("", False)])
def test_only_an_opened_product_is_on_sale(status: str, on_sale: bool) -> None:
    """Trap 10."""
    node = {"id": "P", "name": "", "price": 300, "status": status, "variants": [variant("V1", 1)]}
    (listing,) = Account([page("products", node)]).client().list_listings(None).listings
    assert listing.on_sale is on_sale
