"""No document is fatal: what cannot be read is an error of the four kinds, or one problem (hypothesis)."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichigen.mallkit.client import MallClient
from ichigen.mallkit.errors import MallError, Retryable
from ichigen.mallkit.exchange import StockWrite, Window
from ichigen.mallkit.json_values import Unreadable
from ichigen.mallkit.manifest import StockMode
from ichigen.malls.mercari_shops.unseen_fields import Unseen
from ichigen.malls.mercari_shops.wire import parse_answer
from ichigen.malls.mercari_shops.wire_orders import parse_list, parse_order
from ichigen.malls.mercari_shops.wire_products import parse_products
from tests.malls.mercari_shops.account import NOW, Account
from tests.malls.mercari_shops.samples import line, order, page

NAMES = ("data", "errors", "orderTransactions", "products", "edges", "node", "pageInfo", "hasNextPage", "endCursor", "id",
         "status", "variants", "variant", "quantity", "createdAt", "extensions", "code", "path", "message", "o0", "v0",
         "shop", "updateProductVariant", "productVariant", "stockQuantity")  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=12,
)


WORKS: tuple[Callable[[MallClient], object], ...] = (
    lambda client: client.list_orders("recent", Window(NOW, NOW), None),
    lambda client: client.fetch_orders(["OT1"]),
    lambda client: client.list_listings(None),
    lambda client: client.read_stock(["V1"]),
    lambda client: client.write_stock([StockWrite("V1", StockMode.ABSOLUTE, 1)]),
)


@given(VALUES)
def test_any_json_is_read_or_named(value: Any) -> None:
    for work in WORKS:
        answer = httpx2.Response(200, content=json.dumps(value).encode())
        with suppress(MallError):
            work(Account([answer, answer]).client())


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_named(content: bytes) -> None:
    with suppress(Unreadable):
        parse_answer(content)


@given(VALUES)
def test_one_bad_order_costs_itself(bad: Any) -> None:
    node = bad if isinstance(bad, dict) else {}
    orders, problems = parse_list([order(), node])
    assert orders[0].number == "OT20261004A1"
    assert len(orders) + len(problems) == 2


@given(VALUES)
def test_one_bad_product_costs_itself(bad: Any) -> None:
    node = bad if isinstance(bad, dict) else {}
    good = {"id": "P", "name": "n", "price": 300, "status": "OPENED", "variants": [{"id": "V", "stockQuantity": 1}]}
    listings, problems = parse_products([good, node])
    assert listings[0].code == "V"
    assert len(problems) <= 1


@given(st.sampled_from(sorted(order())), VALUES)
def test_an_order_with_one_odd_member_is_read_or_named(member: str, value: Any) -> None:
    with suppress(Unreadable):
        parse_order(order() | {member: value}, Unseen())


@given(st.sampled_from(sorted(line())), VALUES)
def test_an_order_with_one_odd_line_is_read_or_named(member: str, value: Any) -> None:
    with suppress(Unreadable):
        parse_order(order("COMPLETED", line() | {member: value}), Unseen())


def test_a_page_without_an_end_is_not_the_last_one() -> None:
    cut = page("products")
    cut["data"]["products"]["pageInfo"] = {"hasNextPage": True}
    with pytest.raises(Retryable) as caught:
        Account([cut]).client().list_listings(None)
    assert caught.value.code == "answer.unreadable"
