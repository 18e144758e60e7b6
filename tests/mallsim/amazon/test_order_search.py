"""searchOrders: windows, pages, filters and what a poll sees when (sections 3.1, 8.4)."""

from typing import Any

import pytest

from tests.mallsim.amazon.seller import ORDERS, Seller, error_of


def test_3_1_a_new_order_shows_two_minutes_after_it_was_placed(seller: Seller) -> None:
    number = seller.town.buy(("MUG-7", 1))
    seller.pass_time(119)
    assert seller.found() == []
    seller.pass_time(1)
    assert seller.found() == [number]


def test_3_1_a_change_takes_the_order_out_of_sight_until_it_is_two_minutes_old(seller: Seller) -> None:
    number = seller.town.buy(("MUG-7", 1))
    seller.pass_time(299)
    assert seller.found() == [number]
    seller.pass_time(1)
    assert seller.found() == []
    seller.pass_time(120)
    assert seller.found() == [number]
    assert seller.found(createdAfter=seller.ago(3600)) == [number]


def test_3_1_the_windows_end_is_answered_for_the_next_poll(seller: Seller) -> None:
    assert seller.search().json() == {"orders": [], "lastUpdatedBefore": "2026-04-01T02:58:00.000Z"}
    assert seller.search(createdAfter=seller.ago(600)).json()["createdBefore"] == "2026-04-01T02:58:00.000Z"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({}, "Exactly one of createdAfter and lastUpdatedAfter must be provided."),
        (
            {"createdAfter": 600, "lastUpdatedAfter": 600},
            "Exactly one of createdAfter and lastUpdatedAfter must be provided.",
        ),
        (
            {"createdAfter": 600, "lastUpdatedBefore": 300},
            "lastUpdatedBefore must not be provided without lastUpdatedAfter.",
        ),
        (
            {"lastUpdatedAfter": 300, "lastUpdatedBefore": 600},
            "lastUpdatedBefore must be equal to or after lastUpdatedAfter.",
        ),
        (
            {"lastUpdatedAfter": 300, "lastUpdatedBefore": 119},
            "lastUpdatedBefore must be at least two minutes before the time of the request.",
        ),
        ({"createdAfter": -60}, "createdAfter must not be in the future."),
    ],
)
def test_3_1_trap_9_date_rules(seller: Seller, query: dict[str, int], message: str) -> None:
    dated: dict[str, Any] = {name: seller.ago(seconds) for name, seconds in query.items()}
    assert error_of(seller.call("GET", ORDERS, **dated)) == (400, "InvalidInput", message)


def test_3_1_dates_are_iso_8601(seller: Seller) -> None:
    answer = seller.call("GET", ORDERS, createdAfter="2026/04/01")
    assert error_of(answer) == (400, "InvalidInput", "createdAfter: must be in ISO 8601 format.")
    assert seller.call("GET", ORDERS, createdAfter="2026-04-01T00:00:00+09:00").status_code == 200


def test_3_1_an_exact_two_minutes_is_enough(seller: Seller) -> None:
    number = seller.town.buy(("MUG-7", 1))
    seller.pass_time(120)
    moment = seller.ago(120)
    assert seller.found(lastUpdatedAfter=moment, lastUpdatedBefore=moment) == [number]


def test_3_1_pages_are_stable_while_orders_change(seller: Seller) -> None:
    numbers = []
    for _ in range(3):
        numbers.append(seller.town.buy(("TEE-W-M", 1)))
        seller.pass_time(1)
    seller.pass_time(200)
    first = seller.search(lastUpdatedAfter="2026-04-01T00:00:00Z", maxResultsPerPage=2).json()
    token = first["pagination"]["nextToken"]
    seller.town.act(numbers[0], "cancel")
    more = {"lastUpdatedAfter": "2026-04-01T00:00:00Z", "paginationToken": token, "maxResultsPerPage": 100}
    second = seller.search(**more, includedData="FULFILLMENT").json()
    assert [order["orderId"] for order in (*first["orders"], *second["orders"])] == numbers
    assert "pagination" not in second
    assert second["lastUpdatedBefore"] == first["lastUpdatedBefore"]


def test_3_1_a_token_is_good_for_a_day_and_for_the_same_search_only(seller: Seller) -> None:
    for _ in range(2):
        seller.town.buy(("TEE-W-M", 1))
    seller.pass_time(200)
    asked = {"lastUpdatedAfter": "2026-04-01T00:00:00Z", "maxResultsPerPage": 1}
    token = seller.search(**asked).json()["pagination"]["nextToken"]
    other = seller.search(**asked, paginationToken=token, fulfilledBy="AMAZON")
    text = "Parameters other than maxResultsPerPage and includedData must not change with paginationToken."
    assert error_of(other) == (400, "InvalidInput", text)
    assert seller.search(**asked, paginationToken="x").status_code == 400
    seller.pass_time(86399)
    assert seller.search(**asked, paginationToken=token).status_code == 200
    seller.pass_time(1)
    answer = seller.search(**asked, paginationToken=token)
    assert error_of(answer) == (400, "InvalidInput", "paginationToken is invalid or has expired.")


def test_3_1_filters(seller: Seller) -> None:
    mine, amazons = seller.town.buy(("MUG-7", 1)), seller.town.buy(("TEE-FBA", 1))
    seller.pass_time(200)
    seller.town.act(mine, "cancel")
    seller.pass_time(250)
    assert seller.found(fulfilledBy="MERCHANT") == [mine]
    assert seller.found(fulfilledBy="AMAZON") == [amazons]
    assert seller.found(fulfillmentStatuses="CANCELLED,UNSHIPPED") == [mine, amazons]
    assert seller.found(fulfillmentStatuses="CANCELLED") == [mine]
    assert seller.search(fulfillmentStatuses="Canceled").status_code == 400
    assert (
        seller.call("GET", ORDERS, marketplaceIds="A1F83G8C2ARO7P", createdAfter=seller.ago(900)).json()["orders"] == []
    )
    assert [seller.search(maxResultsPerPage=n).status_code for n in (0, 101, 1)] == [400, 400, 200]


def test_8_9_unknown_query_members_are_tolerated(seller: Seller) -> None:
    assert (
        seller.search(MarketplaceId="A1VC38T7YXB528", marketplace_ids="A1VC38T7YXB528", anything="1").status_code == 200
    )


def test_hidden_order_is_missed_by_created_but_not_by_updated(seller: Seller) -> None:
    seller.town.fault("hidden_order", seconds=600, times=1)
    number = seller.town.buy(("MUG-7", 1), pending_s=7200)
    assert seller.town.item("MUG-7")["quantity"] == 2
    seller.pass_time(629)
    assert seller.call("GET", f"{ORDERS}/{number}").status_code == 404
    seller.pass_time(91)
    assert seller.found(lastUpdatedAfter=seller.ago(300)) == [number]
    assert seller.found(createdAfter=seller.ago(300)) == []


def test_waits_are_scaled() -> None:
    seller = Seller(time_scale=60)
    seller.town.put("MUG-7", quantity=3)
    number = seller.town.buy(("MUG-7", 1))
    seller.pass_time(2)
    assert seller.found() == [number]
    seller.pass_time(3)
    assert seller.order(number)["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"


def test_lists_under_duplicate_and_reorder(seller: Seller) -> None:
    numbers = [seller.town.buy(("TEE-W-M", 1)) for _ in range(2)]
    seller.pass_time(200)
    seller.town.fault("duplicate", operation="order.search", times=1)
    assert sorted(seller.found()) == sorted(numbers * 2)
    plain = seller.found()
    seller.town.fault("reorder", operation="order.search", times=1)
    assert seller.found() == plain[::-1]
