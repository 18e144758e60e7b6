"""Section 3: reading orders."""

import pytest

from tests.mallsim.shopify import documents
from tests.mallsim.shopify.store import DAY, Store, codes, order_id
from tests.mallsim.town import Town


def test_s3_an_order_as_the_page_shows_it(town: Town, store: Store) -> None:
    number = town.buy(
        ("TEE-W-M", 1),
        payment="cod",
        postage=600,
        delivery_date="2026-11-25",
        delivery_time="14-16",
        buyer={
            "family_name": "山田",
            "first_name": "花子",
            "zip_code": "1500041",
            "prefecture": "東京都",
            "city": "渋谷区",
        }
        | {"address": "神南1-2-3 ○○ビル501", "phone": "03-1234-5678", "email": "hanako@example.jp"},
    )
    store.pass_time(3)
    page = store.data(documents.ORDERS, first=10, query="")["orders"]
    assert len(page["nodes"]) == 1
    order = page["nodes"][0]
    assert order["id"] == order_id(number)
    assert (order["name"], order["createdAt"], order["updatedAt"]) == (
        "#1001",
        "2026-04-01T03:00:00Z",
        "2026-04-01T03:00:00Z",
    )
    assert (order["displayFinancialStatus"], order["displayFulfillmentStatus"]) == ("PENDING", "UNFULFILLED")
    assert order["customAttributes"] == [
        {"key": "配送希望日", "value": "2026-11-25"},
        {"key": "配送時間帯", "value": "14-16"},
    ]
    assert (order["paymentGatewayNames"], order["taxesIncluded"]) == (["代金引換"], True)
    assert order["totalPriceSet"] == {"shopMoney": {"amount": "3580.0", "currencyCode": "JPY"}}
    assert order["shippingLine"]["originalPriceSet"] == {"shopMoney": {"amount": "600.0"}}
    assert order["shippingAddress"] == {
        "name": "山田 花子",
        "firstName": "花子",
        "lastName": "山田",
        "company": None,
        "zip": "150-0041",
        "countryCodeV2": "JP",
        "province": "東京都",
        "provinceCode": "JP-13",
        "city": "渋谷区",
        "address1": "神南1-2-3",
        "address2": "○○ビル501",
        "phone": "+81312345678",
    }
    line = order["lineItems"]["nodes"][0]
    assert (line["sku"], line["quantity"], line["currentQuantity"], line["unfulfilledQuantity"]) == ("TEE-W-M", 1, 1, 1)
    assert line["variant"]["inventoryItem"]["id"] == town.item("TEE-W-M")["content"]["inventoryItem"]
    assert line["taxLines"] == [
        {"title": "消費税", "ratePercentage": 10.0, "priceSet": {"shopMoney": {"amount": "270.0"}}}
    ]


@pytest.mark.parametrize(
    ("payment", "paid", "financial", "gateway"),
    [
        ("card", True, "PAID", "shopify_payments"),
        ("card", False, "AUTHORIZED", "shopify_payments"),
        ("prepaid", False, "PENDING", "銀行振込"),
        ("prepaid", True, "PAID", "銀行振込"),
        ("cod", True, "PENDING", "代金引換"),
        ("deferred", True, "PENDING", "後払い"),
    ],
)
def test_s3_payment_states(town: Town, store: Store, payment: str, paid: bool, financial: str, gateway: str) -> None:
    order = town.order(town.buy(("MUG-7", 1), payment=payment, paid=paid))
    assert (order["content"]["displayFinancialStatus"], order["content"]["gateway"]) == (financial, gateway)


def test_s3_a_bank_transfer_is_pending_until_it_is_marked_as_paid(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 1), payment="prepaid", paid=False)
    assert store.order(number)["canMarkAsPaid"] is True
    payload = store.data(documents.PAY, id=order_id(number))["orderMarkAsPaid"]
    assert payload == {"order": {"displayFinancialStatus": "PAID"}, "userErrors": []}
    again = store.data(documents.PAY, id=order_id(number))["orderMarkAsPaid"]
    assert again["userErrors"] == [{"field": ["id"], "message": "Order cannot be marked as paid."}]
    assert [(one["kind"], one["by"]) for one in town.order(number)["mutations"]] == [("pay", "shop")]


def test_s3_the_buyer_pays_by_transfer(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 1), payment="prepaid", paid=False)
    town.act(number, "pay")
    assert store.order(number)["displayFinancialStatus"] == "PAID"


def test_s3_after_an_edit_quantity_stays_and_current_quantity_moves(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 3))
    town.act(number, "edit_lines", lines=[{"code": "MUG-7", "quantity": 1}])
    line = store.order(number)["lineItems"]["nodes"][0]
    assert (line["quantity"], line["currentQuantity"], line["unfulfilledQuantity"]) == (3, 1, 1)
    assert town.item("MUG-7")["quantity"] == 2
    assert store.fulfilment_orders(number)[0]["lineItems"]["nodes"][0]["remainingQuantity"] == 1


def test_s3_the_index_lags_while_the_order_itself_is_there_at_once(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 1))
    assert store.order(number)["name"] == "#1001"
    assert store.names() == []
    store.pass_time(1.9)
    assert store.names() == []
    store.pass_time(0.1)
    assert store.names() == ["#1001"]


def test_s3_a_change_is_found_by_updated_at_only_after_the_lag(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 1))
    store.pass_time(60)
    town.act(number, "hold")
    since = "updated_at:>='2026-04-01T03:00:30Z'"
    assert store.order(number)["updatedAt"] == "2026-04-01T03:01:00Z"
    assert store.names(since) == []
    store.pass_time(2)
    assert store.names(since) == ["#1001"]


def test_s3_the_lag_is_a_wait_of_the_store_and_is_scaled() -> None:
    town = Town("shopify", time_scale=100)
    town.put("A", quantity=1)
    town.buy(("A", 1))
    store = Store(town)
    assert store.names() == []
    store.pass_time(0.02)
    assert store.names() == ["#1001"]


def test_trap_07_the_default_order_is_processed_at(town: Town, store: Store) -> None:
    first = town.buy(("MUG-7", 1))
    store.pass_time(60)
    town.buy(("MUG-7", 1))
    store.pass_time(60)
    town.act(first, "hold")
    store.pass_time(3)
    assert [node["name"] for node in store.data("{ orders(first: 9) { nodes { name } } }")["orders"]["nodes"]] == [
        "#1001",
        "#1002",
    ]
    assert store.names() == ["#1002", "#1001"]
    assert store.names(sort="CREATED_AT", reverse=True) == ["#1002", "#1001"]


def test_s2_pages_by_cursor_of_what_changes_under_the_reader(town: Town, store: Store) -> None:
    town.put("MANY", quantity=100)
    numbers = []
    for _ in range(5):
        numbers.append(town.buy(("MANY", 1)))
        store.pass_time(10)
    page = store.data(documents.NAMES, first=2)["orders"]
    assert [node["name"] for node in page["nodes"]] == ["#1001", "#1002"]
    assert page["pageInfo"]["hasNextPage"] is True
    town.act(numbers[0], "hold")
    store.pass_time(3)
    rest = store.data(documents.NAMES, first=10, after=page["pageInfo"]["endCursor"])["orders"]
    assert [node["name"] for node in rest["nodes"]] == ["#1003", "#1004", "#1005", "#1001"]
    assert rest["pageInfo"]["hasNextPage"] is False


def test_s2_edges_last_and_before(town: Town, store: Store) -> None:
    for _ in range(3):
        town.buy(("MUG-7", 1))
        store.pass_time(10)
    page = store.data("{ orders(last: 2) { edges { cursor node { name } } pageInfo { hasPreviousPage } } }")["orders"]
    assert [edge["node"]["name"] for edge in page["edges"]] == ["#1002", "#1003"]
    assert page["pageInfo"] == {"hasPreviousPage": True}
    document = "query($c: String) { orders(last: 5, before: $c) { nodes { name } } }"
    assert store.data(document, c=page["edges"][0]["cursor"])["orders"]["nodes"] == [{"name": "#1001"}]


def test_s2_an_unreadable_cursor_is_an_error(store: Store) -> None:
    assert codes(store.run(documents.NAMES, after="nonsense")) == ["BAD_REQUEST"]


def test_trap_06_orders_older_than_sixty_days_are_absent(town: Town, store: Store) -> None:
    number = town.buy(("MUG-7", 1))
    store.pass_time(60 * DAY)
    assert store.names() == ["#1001"]
    store.pass_time(1)
    assert store.names() == []
    assert store.data(documents.ORDER, id=order_id(number)) == {"order": None}
    assert store.data("{ ordersCount { count } }") == {"ordersCount": {"count": 0}}
    town.configure(scopes=[*town.configure()["scopes"], "read_all_orders"])
    assert store.names() == ["#1001"]
    assert store.order(number)["name"] == "#1001"


def test_trap_08_yen_have_one_decimal(town: Town, store: Store) -> None:
    town.buy(("TEE-W-M", 2))
    store.pass_time(3)
    order = store.data(documents.ORDERS, first=1, query="")["orders"]["nodes"][0]
    assert order["totalPriceSet"]["shopMoney"]["amount"] == "5960.0"
    assert order["totalDiscountsSet"]["shopMoney"]["amount"] == "0.0"


def test_s3_the_spelling_of_a_province_follows_the_locale_and_its_code_does_not(town: Town, store: Store) -> None:
    town.configure(province_locale="en")
    town.buy(("MUG-7", 1), buyer={"prefecture": "沖縄県"})
    store.pass_time(3)
    address = store.data(documents.ORDERS, first=1, query="")["orders"]["nodes"][0]["shippingAddress"]
    assert (address["province"], address["provinceCode"]) == ("Okinawa", "JP-47")


def test_a_hidden_order_has_taken_its_stock_already(town: Town, store: Store) -> None:
    town.fault("hidden_order", seconds=60)
    number = town.buy(("MUG-7", 2))
    assert town.item("MUG-7")["quantity"] == 1
    assert store.data(documents.ORDER, id=order_id(number)) == {"order": None}
    store.pass_time(60)
    assert store.order(number)["name"] == "#1001"
    store.pass_time(2)
    assert store.names() == ["#1001"]


def test_nodes_read_many_orders_at_once(town: Town, store: Store) -> None:
    numbers = [town.buy(("MUG-7", 1)) for _ in range(2)]
    ids = [order_id(number) for number in (*numbers, "1")]
    document = (
        "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Order { name lineItems(first: 1) { nodes { id } } } } }"
    )
    found = store.data(document, ids=ids)["nodes"]
    assert [node and node["name"] for node in found] == ["#1001", "#1002", None]
    call = town.calls()[-1]
    assert (call["operation"], call["shown"]) == ("order.get", numbers)


def test_faults_double_and_reverse_lists(town: Town, store: Store) -> None:
    for _ in range(2):
        town.buy(("MUG-7", 1))
        store.pass_time(10)
    town.fault("duplicate", times=1)
    town.fault("reorder", times=1)
    assert store.names() == ["#1002", "#1002", "#1001", "#1001"]
    assert store.names() == ["#1001", "#1002"]
