"""Orders as the API shows them (sections 3.2 to 3.4, trap 8; G3-08 to G3-15)."""

from typing import Any

import pytest

from tests.mallsim.mercari_shops.counter import ORDER, ORDERS, Counter

DAY_S = 86_400
STATUSES = ["WAITING_FOR_PAYMENT", "WAITING_FOR_SHIPPING", "COMPLETING", "COMPLETED", "CANCELING", "CANCELED"]


def listed(shop: Counter, **variables: Any) -> list[str]:
    """The order numbers of one page."""
    edges = shop.data(ORDERS, **variables)["orderTransactions"]["edges"]
    return [edge["node"]["id"] for edge in edges]


def test_3_2_the_list_answers_the_documented_form(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 2), shipping_charge=0)
    answer = shop.data(ORDERS, first=100, statuses=["WAITING_FOR_PAYMENT", "WAITING_FOR_SHIPPING"])
    line = {
        "productId": "PRD000001",
        "purchasedQuantity": 2,
        "unshippedQuantity": 2,
        "quantity": 2,
        "shippingMethod": "SELLER_ARRANGED",
        "variant": {"id": "VAR000001", "skuCode": "TS-RED-M"},
    }
    node = {
        "id": number,
        "status": "WAITING_FOR_SHIPPING",
        "totalPrice": 4280,
        "createdAt": "2026-04-01T03:00:00Z",
        "paidAt": "2026-04-01T03:00:00Z",
        "completedAt": None,
        "salesChannel": "MERCARI",
        "products": [line],
    }
    assert answer == {
        "orderTransactions": {
            "edges": [{"cursor": "b3Q6MQ==", "node": node}],
            "pageInfo": {"hasNextPage": False, "endCursor": "b3Q6MQ=="},
        }
    }


def test_the_call_log_names_the_operation_of_the_document(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 1))
    shop.data(ORDER, id=number)
    listed(shop)
    assert [(call["operation"], call["path"], call["shown"]) for call in shop.calls()] == [
        ("order.get", "/v1/graphql", [number]),
        ("order.list", "/v1/graphql", [number]),
    ]


def test_trap_8_total_price_contains_the_shipping_charge(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 2))
    assert shop.data(ORDER, id=number)["orderTransaction"]["totalPrice"] == 2 * 2140 + 700
    shop.configure(shipping_charge=0)
    assert shop.order(shop.buy(("TS-RED-M", 1)))["content"]["totalPrice"] == 2140


def test_3_2_pages_of_the_newest_first_miss_nothing_while_orders_come(shop: Counter) -> None:
    numbers = [shop.buy(("TS-RED-M", 1)) for _ in range(5)]
    page = shop.data(ORDERS, first=2)["orderTransactions"]
    assert [edge["node"]["id"] for edge in page["edges"]] == [numbers[4], numbers[3]]
    assert page["pageInfo"] == {"hasNextPage": True, "endCursor": page["edges"][1]["cursor"]}
    shop.buy(("TS-RED-M", 1))
    second = shop.data(ORDERS, first=2, after=page["pageInfo"]["endCursor"])["orderTransactions"]
    assert [edge["node"]["id"] for edge in second["edges"]] == [numbers[2], numbers[1]]
    third = shop.data(ORDERS, first=2, after=second["pageInfo"]["endCursor"])["orderTransactions"]
    assert [edge["node"]["id"] for edge in third["edges"]] == [numbers[0]]
    assert third["pageInfo"]["hasNextPage"] is False
    end = shop.data(ORDERS, first=2, after=third["pageInfo"]["endCursor"])["orderTransactions"]
    assert end == {"edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}


def test_3_2_the_oldest_first_by_setting(shop: Counter) -> None:
    shop.configure(order_sort="oldest_first")
    numbers = [shop.buy(("TS-RED-M", 1)) for _ in range(3)]
    page = shop.data(ORDERS, first=2)["orderTransactions"]
    assert [edge["node"]["id"] for edge in page["edges"]] == numbers[:2]
    assert listed(shop, after=page["pageInfo"]["endCursor"]) == numbers[2:]


def test_3_2_first_is_20_without_a_number_and_500_at_most(shop: Counter) -> None:
    shop.put("TS-RED-M", quantity=50)
    for _ in range(21):
        shop.buy(("TS-RED-M", 1))
    assert len(listed(shop)) == 20
    assert len(listed(shop, first=500)) == 21
    for first in (0, -1, 501):
        assert shop.code(ORDERS, first=first) == "INVALID_ARGUMENT"


@pytest.mark.parametrize("after", ["", "x", "é", "b3Q6", "cHI6MQ==", "b3Q6YQ==", "b3Q6LTE="])
def test_3_2_a_foreign_cursor_is_refused(shop: Counter, after: str) -> None:
    assert shop.code(ORDERS, after=after) == "INVALID_ARGUMENT"


def test_3_2_ordered_date_counts_from_the_order_not_from_its_change(shop: Counter) -> None:
    early = shop.buy(("TS-RED-M", 1), paid=False)
    shop.time += 3600
    late = shop.buy(("TS-RED-M", 1))
    shop.act(early, "pay")
    assert listed(shop, since="2026-04-01T04:00:00Z") == [late]
    assert listed(shop, since="2026-04-01T12:00:00+09:00") == [late, early]


@pytest.mark.parametrize("since", ["2026-04-01", "2026-04-01T04:00:00", "yesterday", 5])
def test_3_2_date_time_needs_a_zone(shop: Counter, since: object) -> None:
    answer = shop.post(ORDERS, {"since": since}).json()
    assert answer["data"] is None
    assert "ISO 8601 with a time zone is needed" in answer["errors"][0]["message"]


def test_3_4_and_g3_08_every_status_is_listed_under_its_name_only(shop: Counter) -> None:
    expected = {
        "WAITING_FOR_PAYMENT": shop.buy(("TS-RED-M", 1), paid=False),
        "COMPLETED": shop.buy(("TS-RED-M", 1)),
        "CANCELED": shop.buy(("TS-RED-M", 1), paid=False),
    }
    shop.act(expected["COMPLETED"], "ship")
    shop.act(expected["CANCELED"], "cancel")
    shop.time += 300
    shop.data(ORDERS)
    for status in ("WAITING_FOR_SHIPPING", "COMPLETING", "CANCELING"):
        expected[status] = shop.buy(("TS-RED-M", 1))
    shop.act(expected["COMPLETING"], "ship")
    shop.act(expected["CANCELING"], "cancel")
    assert {status: listed(shop, statuses=[status]) for status in STATUSES} == {
        status: [number] for status, number in expected.items()
    }
    assert len(listed(shop)) == 6
    assert listed(shop, statuses=[]) == []


def test_3_4_a_status_nobody_documented_may_come(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 1))
    shop.act(number, "new_status", status="ON_HOLD")
    assert (shop.status(number), shop.order(number)["open"]) == ("ON_HOLD", True)
    answer = shop.post(ORDERS, {"statuses": ["ON_HOLD"]}).json()
    assert answer["data"] is None


def test_3_3_very_old_orders_are_in_the_list_only(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 1))
    shop.time += 90 * DAY_S
    assert shop.status(number) == "WAITING_FOR_SHIPPING"
    shop.time += 1
    assert shop.code(ORDER, id=number) == "NOT_FOUND"
    assert listed(shop) == [number]


def test_3_2_the_prefix_of_other_tools_is_not_an_id(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 1))
    assert shop.code(ORDER, id=f"order_{number}") == "NOT_FOUND"


def test_g3_12_an_unpaid_order_holds_stock_and_is_shown(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 2), paid=False, payment="prepaid")
    order = shop.data(ORDER, id=number)["orderTransaction"]
    assert (order["status"], order["paidAt"]) == ("WAITING_FOR_PAYMENT", None)
    assert shop.item("TS-RED-M")["quantity"] == 8
    shop.time += 60
    shop.act(number, "pay")
    order = shop.data(ORDER, id=number)["orderTransaction"]
    assert (order["status"], order["paidAt"]) == ("WAITING_FOR_SHIPPING", "2026-04-01T03:01:00Z")


@pytest.mark.parametrize("field", ["buyerName", "shippingAddress { postalCode }", "phoneNumber", "address"])
def test_section_2_no_member_for_buyer_or_address_is_known(shop: Counter, field: str) -> None:
    number = shop.buy(("TS-RED-M", 1))
    message = shop.error(f'query {{ orderTransaction(id: "{number}") {{ {field} }} }}')["message"]
    assert "on type 'OrderTransaction'" in message


def test_g3_11_and_g3_15_an_address_exists_once_paid_and_never_for_merukari_bin(shop: Counter) -> None:
    shop.configure(recipient_fields={"to.zip": "zip_code", "toName": "family_name"}, line_price_field="paidPrice")
    query = "query ($id: ID!) { orderTransaction(id: $id) { toName to { zip } products { paidPrice } } }"
    paid = shop.buy(("TS-RED-M", 1))
    unpaid = shop.buy(("TS-RED-M", 1), paid=False)
    anonymous = shop.buy(("TS-RED-M", 1), delivery="rakuraku")
    assert [shop.data(query, id=number)["orderTransaction"] for number in (paid, unpaid, anonymous)] == [
        {"toName": "試験", "to": {"zip": "1000001"}, "products": [{"paidPrice": 2140}]},
        {"toName": None, "to": None, "products": [{"paidPrice": 2140}]},
        {"toName": None, "to": None, "products": [{"paidPrice": 2140}]},
    ]


def test_3_2_with_the_cart_an_order_has_several_products(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 1), ("MUG-7", 1), ("TS-RED-M", 1))
    rows = shop.data(ORDER, id=number)["orderTransaction"]["products"]
    assert [(row["variant"]["skuCode"], row["quantity"]) for row in rows] == [("TS-RED-M", 2), ("MUG-7", 1)]
    shop.configure(enable_multiple_purchase=False)
    lines = [{"code": "TS-RED-M", "quantity": 1}, {"code": "MUG-7", "quantity": 1}]
    assert shop.control.post("/malls/mercari_shops/orders", json={"lines": lines}).status_code == 400
    shop.buy(("MUG-7", 1))


def test_a_deleted_product_leaves_its_order_without_a_variant(shop: Counter) -> None:
    number = shop.buy(("TS-RED-M", 1))
    shop.control.delete("/malls/mercari_shops/items/TS-RED-M")
    rows = shop.data(ORDER, id=number)["orderTransaction"]["products"]
    assert [(row["productId"], row["variant"]) for row in rows] == [("PRD000001", None)]


def test_a_hidden_order_is_unknown_until_its_time(shop: Counter) -> None:
    shop.fault("hidden_order", seconds=60, times=1)
    number = shop.buy(("TS-RED-M", 1))
    assert shop.item("TS-RED-M")["quantity"] == 9
    assert listed(shop) == []
    assert shop.code(ORDER, id=number) == "NOT_FOUND"
    shop.time += 60
    assert listed(shop) == [number]


def test_lists_under_duplicate_reorder_and_partial(shop: Counter) -> None:
    first, second = shop.buy(("TS-RED-M", 1)), shop.buy(("TS-RED-M", 1))
    shop.fault("duplicate", times=1)
    assert listed(shop) == [second, second, first, first]
    shop.fault("reorder", times=1)
    assert listed(shop) == [first, second]
    shop.fault("partial", times=1)
    answer = shop.post(ORDERS).json()
    rows = [edge["node"]["products"][0]["variant"] for edge in answer["data"]["orderTransactions"]["edges"]]
    assert rows == [None, {"id": "VAR000001", "skuCode": "TS-RED-M"}]
    assert len(answer["errors"]) == 1
