"""The mall's documents as records: exact where they are well-formed, forgiving where they are not."""

import json
from contextlib import suppress
from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichigen.mallkit.exchange import Problem
from ichigen.mallkit.json_values import Unreadable, parse_json
from ichigen.malls.rakuten.translate_items import to_listings
from ichigen.malls.rakuten.translate_orders import to_mall_order
from ichigen.malls.rakuten.wire_items import parse_item_search, parse_items
from ichigen.malls.rakuten.wire_messages import ApiError, parse_errors
from ichigen.malls.rakuten.wire_orders import parse_orders, parse_search
from ichigen.malls.rakuten.wire_stock import Inventory, parse_inventories
from tests.malls.rakuten import documents


def test_an_order_is_read_as_the_page_shows_it() -> None:
    """Section 2.3."""
    (order,) = parse_orders(documents.orders(documents.order())).orders
    assert order.number == documents.NUMBER
    assert order.progress == 300
    assert order.ordered_at == datetime(2026, 4, 1, 0, 30, 12, tzinfo=UTC)
    assert order.delivery_day == date(2026, 4, 5)
    assert (order.goods_price, order.postage_price, order.coupon, order.points) == (5400, 600, 500, 100)
    single, multi = order.packages[0].items
    assert (single.manage_number, single.variant_id, single.merchant_sku) == ("tenugui-01", "normal-inventory", "")
    assert (multi.units, multi.price, multi.tax_rate) == (2, 1800, Decimal("0.08"))
    assert multi.sku_info == "サイズ:M\nカラー:ブラック"


def test_minus_9999_is_not_an_amount() -> None:
    """Section 2.3, trap 4."""
    (order,) = parse_orders(documents.orders(documents.order(100, postagePrice=-9999, requestPrice=-9999))).orders
    assert (order.postage_price, order.request_price, order.undetermined) == (None, None, True)


def test_numbers_may_be_text_and_text_numbers() -> None:
    """Trap 16."""
    entry = documents.order(orderProgress="300", goodsPrice="5400", remarks=12, rakutenConfirmFlag="1")
    (order,) = parse_orders(documents.orders(entry)).orders
    assert (order.progress, order.goods_price, order.remarks, order.confirm_flag) == (300, 5400, "12", True)


@pytest.mark.parametrize(
    ("spoilt", "where", "member"),
    [
        (documents.order() | {"orderDatetime": "yesterday"}, documents.NUMBER, "orderDatetime"),
        (documents.order() | {"orderProgress": None}, documents.NUMBER, "orderProgress"),
        (documents.order() | {"PackageModelList": [None]}, documents.NUMBER, "PackageModelList"),
        ({}, "?", "orderDatetime"),
        (None, "?", "orderDatetime"),
    ],
)
def test_one_bad_order_costs_one_order(spoilt: Any, where: str, member: str) -> None:
    answer = parse_orders(documents.orders(spoilt, documents.order(orderNumber="123456-20260401-0000000002")))
    assert [order.number for order in answer.orders] == ["123456-20260401-0000000002"]
    assert answer.problems == (Problem(where, "order.unreadable", f"受注を読み取れませんでした(項目 {member})。"),)


def test_a_line_is_never_lost_silently() -> None:
    entry = documents.order(PackageModelList=[documents.package(ItemModelList=[documents.SINGLE, "?"])])
    answer = parse_orders(documents.orders(entry))
    assert answer.orders == ()
    assert [problem.where for problem in answer.problems] == [documents.NUMBER]


def test_no_hit_has_nulls_for_its_pages() -> None:
    """Section 2.2, INFO_102."""
    answer = parse_search(
        {
            "orderNumberList": [],
            "MessageModelList": [{"messageType": "INFO", "messageCode": "ORDER_EXT_API_SEARCH_ORDER_INFO_102"}],
            "PaginationResponseModel": {"totalRecordsAmount": None, "totalPages": None, "requestPage": None},
        }
    )
    assert (answer.numbers, answer.total, answer.pages) == ((), 0, 0)


def test_stock_rows_fold_the_item_and_keep_the_variant() -> None:
    """Section 3, trap 13."""
    rows, problems = parse_inventories(
        {
            "inventories": [
                {"manageNumber": "TShirt-100", "variantId": "r-M-bk", "quantity": "12", "shipFromIds": [3]},
                {"manageNumber": "tenugui-01", "variantId": "normal-inventory"},
            ]
        }
    )
    assert rows == (Inventory("tshirt-100", "r-M-bk", 12),)
    assert [(problem.where, problem.code) for problem in problems] == [
        ("tenugui-01/normal-inventory", "stock.unreadable")
    ]


def test_a_stock_answer_without_its_list_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        parse_inventories({"inventory": []})


def test_stubs_of_deleted_items_are_left_out() -> None:
    """Section 4.2, trap 18."""
    results = [{"item": documents.ITEM}, {"item": {"manageNumber": "deleted-01"}}]
    answer = parse_item_search({"numFound": 2, "results": results, "nextCursorMark": "AoE"})
    assert [item.manage_number for item in answer.items] == ["tshirt-100"]
    assert answer.next_cursor == "AoE"


def test_items_come_bare_or_wrapped() -> None:
    """Section 4: bulk-get shows bare items; the wrapping of search is taken as well."""
    bare, _ = parse_items({"results": [documents.ITEM]})
    wrapped, _ = parse_items({"results": [{"item": documents.ITEM}]})
    assert bare == wrapped
    assert [variant.price for variant in bare[0].variants] == [1800, 1900]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{"errors":[{"code":"GA0001","message":"Un-Authorised"}]}', ApiError("GA0001", "Un-Authorised")),
        ('{"Results":{"errorCode":"ES04-01","message":"Un-Authorised"}}', ApiError("ES04-01", "Un-Authorised")),
        (
            "<result><status><systemStatus>NG</systemStatus><message>AuthError</message></status></result>",
            ApiError("AuthError", "AuthError"),
        ),
        (
            '{"errors":[{"code":"IE0117","message":"m","metadata":{"propertyPath":"inventories[7].quantity"}}]}',
            ApiError("IE0117", "m", 7),
        ),
        (
            '{"MessageModelList":[{"messageType":"INFO"},{"messageType":"ERROR","messageCode":"E","dataNumber":2}]}',
            ApiError("E", "", 1),
        ),
    ],
)
def test_the_known_error_bodies(body: str, expected: ApiError) -> None:
    """Sections 1.2, 2.5, 3."""
    assert parse_errors(body.encode()) == (expected,)


@pytest.mark.parametrize("body", [b"", b"\xff", b"[1]", b"null", b"<html>busy</html>", b"[" * 100_000])
def test_a_body_without_an_error_has_none(body: bytes) -> None:
    assert parse_errors(body) == ()


_TEXT = st.text("0123456789+-:./TZ aé手\n\x00", max_size=12)
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | _TEXT | st.just(-9999)
_JSON = st.recursive(_SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3))


@st.composite
def _mutated(draw: st.DrawFn, source: dict[str, Any]) -> dict[str, Any]:
    """A document in which one to three members were replaced by anything or taken out."""
    document = deepcopy(source)
    for _ in range(draw(st.integers(1, 3))):
        node: Any = document
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(node[key], dict | list) and node[key] and draw(st.integers(0, 4)):
                node = node[key]
                continue
            if draw(st.booleans()):
                node[key] = draw(_JSON)
            else:
                del node[key]
            break
    return document


_FULL_ORDER = documents.orders(
    documents.order(
        PackageModelList=[
            documents.package(
                SocialGiftModel={"inputFlag": 0},
                ShippingModelList=[documents.shipping_row(1, "1001", "4", "2026-04-02")],
            )
        ]
    )
)
_INVENTORIES = {"inventories": [{"manageNumber": "a", "variantId": "b", "quantity": 1}]}


@given(_mutated(_FULL_ORDER))
def test_no_order_document_breaks_the_reader(document: dict[str, Any]) -> None:
    parse_search(document)
    for order in parse_orders(document).orders:
        to_mall_order(order)


@given(_mutated({"results": [{"item": documents.ITEM}], "nextCursorMark": "x"}))
def test_no_item_document_breaks_the_reader(document: dict[str, Any]) -> None:
    try:
        items = (*parse_item_search(document).items, *parse_items(document)[0])
    except Unreadable:
        assert not isinstance(document.get("results"), list)
    else:
        assert all(listing.code for item in items for listing in to_listings(item))


@given(_mutated(_INVENTORIES))
def test_no_stock_document_breaks_the_reader(document: dict[str, Any]) -> None:
    try:
        rows, problems = parse_inventories(document)
    except Unreadable:
        assert not isinstance(document.get("inventories"), list)
    else:
        assert len(rows) + len(problems) <= len(document["inventories"])


@given(_JSON)
def test_no_error_body_breaks_the_reader(value: Any) -> None:
    parse_errors(json.dumps(value).encode())


@given(st.binary(max_size=60))
def test_bytes_are_json_or_unreadable(content: bytes) -> None:
    with suppress(Unreadable):
        assert isinstance(parse_json(content), dict)
