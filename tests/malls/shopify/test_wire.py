"""Reading the mall's documents: one bad row costs one row, and no damaged document is ever fatal."""

import copy
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichigen.domain.orders import MallOrder
from ichigen.mallkit.errors import MallError
from ichigen.mallkit.exchange import Problem
from ichigen.mallkit.json_values import Unreadable, parse_json
from ichigen.mallkit.manifest import Effect
from ichigen.malls.shopify.errors import answer_error, row_faults, user_errors
from ichigen.malls.shopify.rules import Rules
from ichigen.malls.shopify.translate_orders import to_mall_order
from ichigen.malls.shopify.wire_orders import read_lines, read_order, read_summaries
from ichigen.malls.shopify.wire_shipping import read_fulfillment_orders
from ichigen.malls.shopify.wire_stock import StockRow, read_places, read_stock_rows, read_variants
from ichigen.malls.shopify.wire_values import shop_yen, yen
from tests.malls.shopify import documents
from tests.malls.shopify.account import NOW

SUMMARIES = {
    "nodes": [documents.state(), documents.state(id="gid://shopify/Order/5550002")],
    "pageInfo": documents.MORE,
}
REFUSALS = {"userErrors": [{"field": ["input", "quantities", "0"], "message": "stale", "code": "INVALID"}]}
READERS = {
    read_summaries: SUMMARIES,
    read_order: documents.order(fulfillments=[documents.fulfillment(("Yamato (JA)", "1"))]),
    read_lines: {"nodes": [documents.line()], "pageInfo": documents.END},
    read_fulfillment_orders: documents.fulfillment_orders(documents.fulfillment_order()),
    read_variants: {"nodes": [documents.variant()], "pageInfo": documents.END},
    read_places: documents.places(documents.place()),
    user_errors: REFUSALS,
}
JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, "", "x", -1, 0, 10**30, 1.5, float("nan"), True, [], {}, [None], [[]], {"nodes": 1}]
)


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(path for key, child in inner for path in paths(child, (*here, key)))][0 if here else 1 :]


def damaged(document: Any, path: tuple[Any, ...], junk: Any) -> Any:
    """The document with something else at one place."""
    copied = copy.deepcopy(document)
    target = copied
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = junk
    return copied


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
@given(place=st.integers(min_value=0), junk=JUNK)
def test_a_damaged_document_is_read_or_called_unreadable(read: Any, place: int, junk: Any) -> None:
    every = paths(READERS[read])
    document = damaged(READERS[read], every[place % len(every)], junk)
    with suppress(Unreadable):
        read(document)


@given(place=st.integers(min_value=0), junk=JUNK)
def test_a_damaged_order_is_an_order_or_a_problem(place: int, junk: Any) -> None:
    order = documents.order(fulfillments=[documents.fulfillment(("Yamato (JA)", "1"))])
    every = paths(order)
    try:
        found = to_mall_order(read_order(damaged(order, every[place % len(every)], junk)), Rules())
    except Unreadable:
        return
    assert isinstance(found, MallOrder | Problem)


@given(place=st.integers(min_value=0), junk=JUNK)
def test_a_damaged_error_is_an_error_or_none(place: int, junk: Any) -> None:
    every = paths(documents.THROTTLED)
    answer = damaged(documents.THROTTLED, every[place % len(every)], junk)
    found = answer_error(answer, Effect.WRITE, NOW)
    assert found is None or isinstance(found, MallError)
    assert row_faults(answer, "nodes") is None or not answer["errors"]


@given(st.binary(max_size=60))
def test_any_bytes_are_json_or_unreadable(content: bytes) -> None:
    with suppress(Unreadable):
        assert isinstance(parse_json(content), dict)


def test_one_bad_row_of_the_list_costs_that_row() -> None:
    rows = [documents.state(), documents.state(id="gid://shopify/Order/7", updatedAt="yesterday"), {"id": 5}]
    page = read_summaries({"nodes": rows, "pageInfo": documents.MORE})

    assert [row.number for row in page.rows] == ["5550001"]
    assert [(problem.where, problem.code) for problem in page.problems] == [
        ("7", "unreadable"),
        ("orders[2]", "unreadable"),
    ]
    assert page.end == "eyJsYXN0"


def test_one_bad_stock_row_costs_that_row() -> None:
    broken = documents.stock(22) | {"tracked": "yes"}
    rows, problems = read_stock_rows((documents.stock(21), broken, {"id": "gid://shopify/Order/1"}))

    assert rows == (StockRow("21", tracked=True, available=15),)
    assert [(problem.where, problem.message) for problem in problems] == [
        ("22", "モールの応答の項目「tracked」を読めませんでした。")
    ]


def test_a_page_without_its_end_is_no_page() -> None:
    """Else the rest of a list would be lost without a word."""
    with pytest.raises(Unreadable, match="pageInfo"):
        read_summaries({"nodes": [documents.state()]})
    with pytest.raises(Unreadable, match="endCursor"):
        read_summaries({"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": None}})


@pytest.mark.parametrize(
    ("amount", "expected"), [("2980.0", 2980), ("2980", 2980), ("0.0", 0), ("-10.00", -10), ("99.5", 100)]
)
def test_amounts_are_whole_yen_trap_8(amount: str, expected: int) -> None:
    assert yen({"price": amount}, "price") == expected
    assert shop_yen({"totalPriceSet": documents.money(amount)}, "totalPriceSet") == expected


@pytest.mark.parametrize("amount", [None, "", "1e99", "NaN", "Infinity", "free", 2980])
def test_what_is_no_amount_is_unreadable(amount: Any) -> None:
    with pytest.raises(Unreadable, match="price"):
        yen({"price": amount}, "price")


def test_a_line_without_a_tax_says_so_and_two_taxes_are_added() -> None:
    two = documents.line(taxLines=[{"ratePercentage": 5.0}, {"ratePercentage": 3}])
    (none, both), _ = read_lines(
        {"nodes": [documents.line(id="gid://shopify/LineItem/2", taxLines=[]), two], "pageInfo": documents.END}
    )
    assert (none.tax_percent, both.tax_percent) == (None, Decimal(8))


def test_an_inactive_level_is_no_stock_section_6() -> None:
    level = {"isActive": False, "quantities": [{"name": "available", "quantity": 3}]}
    rows, _ = read_stock_rows((documents.stock(inventoryLevel=level),))
    assert rows[0].available is None
