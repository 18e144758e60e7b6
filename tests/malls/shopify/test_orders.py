"""Orders over the caller: the list of changes and whole orders by number (page section 3)."""

from datetime import timedelta
from typing import Any

import pytest

from ichigen.mallkit.errors import AuthExpired, Retryable
from ichigen.mallkit.exchange import OrderRef, Window
from tests.malls.shopify import documents
from tests.malls.shopify.account import NOW, Account, data, reply

HOUR = Window(NOW - timedelta(hours=1, microseconds=5), NOW)


def page(*nodes: dict[str, Any], info: dict[str, Any] = documents.END) -> Any:
    return data(orders={"nodes": list(nodes), "pageInfo": info})


def test_the_list_of_changes_is_sorted_by_change_and_quotes_its_time_section_3() -> None:
    account = Account([page(documents.state(), info=documents.MORE)])
    found = account.client().list_orders("changed", HOUR, None)

    assert account.variables() == {
        "first": 50,
        "after": None,
        "query": "updated_at:>='2026-11-22T01:59:59Z'",
        "sortKey": "UPDATED_AT",
    }
    assert found.refs == (OrderRef("5550001", "2026-11-22T01:05:00+00:00|PAID|UNFULFILLED|0"),)
    assert (found.orders, found.next_page, found.problems) == ((), "eyJsYXN0", ())


def test_the_next_page_is_the_malls_cursor_and_nothing_of_this_client() -> None:
    account = Account([page()])
    assert account.client().list_orders("recent", HOUR, "eyJsYXN0").next_page is None

    assert account.variables() == {
        "first": 50,
        "after": "eyJsYXN0",
        "query": "created_at:>='2026-11-22T01:59:59Z'",
        "sortKey": "CREATED_AT",
    }


def test_the_mark_of_the_list_is_that_of_the_order() -> None:
    account = Account([page(documents.state()), data(nodes=[documents.order()])])
    client = account.client()
    (ref,) = client.list_orders("changed", HOUR, None).refs
    (order,) = client.fetch_orders([ref.number]).orders
    assert (order.number, order.mark) == (ref.number, ref.mark)


def test_orders_are_fetched_by_id_and_unknown_ones_are_in_neither_list() -> None:
    other = {"id": "gid://shopify/Product/1"}
    account = Account([data(nodes=[documents.order(), None, other])])
    batch = account.client().fetch_orders(["5550001", "5550002", "5550003", "5550001"])

    assert account.variables()["ids"] == [f"gid://shopify/Order/555000{n}" for n in (1, 2, 3)]
    assert [order.number for order in batch.orders] == ["5550001"]
    assert batch.problems == ()


def test_an_order_of_many_lines_is_read_to_its_end() -> None:
    first = {"nodes": [documents.line()], "pageInfo": documents.MORE}
    second = {"nodes": [documents.line(id="gid://shopify/LineItem/2")], "pageInfo": documents.MORE | {"endCursor": "b"}}
    third = {"nodes": [documents.line(id="gid://shopify/LineItem/3")], "pageInfo": documents.END}
    account = Account(
        [
            data(nodes=[documents.order(lineItems=first)]),
            data(order={"id": "gid://shopify/Order/5550001", "lineItems": second}),
            data(order={"id": "gid://shopify/Order/5550001", "lineItems": third}),
        ]
    )
    (order,) = account.client().fetch_orders(["5550001"]).orders

    assert [line.line_id for line in order.lines] == ["1", "2", "3"]
    assert [account.variables(index)["after"] for index in (1, 2)] == ["eyJsYXN0", "b"]


@pytest.mark.parametrize(
    "more", [None, {"id": "x", "lineItems": {"nodes": [], "pageInfo": documents.MORE}}, {"id": "x", "lineItems": None}]
)
def test_lines_that_do_not_end_cost_that_order_alone(more: dict[str, Any] | None) -> None:
    endless = documents.order(lineItems={"nodes": [documents.line()], "pageInfo": documents.MORE})
    whole = documents.order(id="gid://shopify/Order/5550002")
    account = Account([data(nodes=[endless, whole]), data(order=more)])
    batch = account.client().fetch_orders(["5550001", "5550002"])

    assert [order.number for order in batch.orders] == ["5550002"]
    assert [(problem.where, problem.code) for problem in batch.problems] == [("5550001", "unreadable")]


@pytest.mark.parametrize(
    ("shown", "parcels"),
    [
        ([documents.fulfillment(("Yamato (JA)", str(n))) for n in range(6)], 9),
        ([documents.fulfillment(*(("Yamato (JA)", str(n)) for n in range(5)))], 9),
    ],
)
def test_shipments_that_may_have_been_cut_off_are_read_whole(shown: list[dict[str, Any]], parcels: int) -> None:
    whole = [documents.fulfillment(*(("Yamato (JA)", str(n)) for n in range(parcels)))]
    account = Account(
        [
            data(nodes=[documents.order(fulfillments=shown)]),
            data(order={"id": "gid://shopify/Order/5550001", "fulfillments": whole}),
        ]
    )
    (order,) = account.client().fetch_orders(["5550001"]).orders

    assert account.names() == ["HubOrders", "HubOrderShipments"]
    assert len(order.parcels) == parcels


def test_an_order_that_fails_on_the_mall_costs_that_order_alone() -> None:
    error = {"message": "boom", "path": ["nodes", 0, "note"], "extensions": {"code": "INTERNAL_SERVER_ERROR"}}
    whole = documents.order(id="gid://shopify/Order/5550002")
    account = Account([reply({"data": {"nodes": [documents.order(), whole]}, "errors": [error]})])
    batch = account.client().fetch_orders(["5550001", "5550002"])

    assert [order.number for order in batch.orders] == ["5550002"]
    assert [(problem.where, problem.code) for problem in batch.problems] == [("5550001", "row_failed")]


def test_partial_data_without_a_permission_is_no_data_section_2() -> None:
    error = {
        "message": "Access denied for shippingAddress field.",
        "path": ["nodes", 0, "shippingAddress"],
        "extensions": {"code": "ACCESS_DENIED", "requiredAccess": "`read_orders` access scope"},
    }
    account = Account([reply({"data": {"nodes": [documents.order()]}, "errors": [error]})])
    with pytest.raises(AuthExpired) as caught:
        account.client().fetch_orders(["5550001"])
    assert caught.value.permission == "read_orders"


def test_a_list_that_cannot_be_read_is_no_list() -> None:
    for answer in (page(info={}), data(orders=None), data(orders={"nodes": [1], "pageInfo": documents.END})):
        with pytest.raises(Retryable):
            Account([answer]).client().list_orders("changed", HOUR, None)
