"""Section 3: the search syntax."""

import pytest

from tests.mallsim.shopify import documents
from tests.mallsim.shopify.store import Store
from tests.mallsim.town import Town


@pytest.fixture
def five(town: Town, store: Store) -> dict[str, str]:
    """Open, held, partly shipped, shipped and cancelled, ten minutes apart; their numbers by kind."""
    town.put("MANY", quantity=100)
    numbers = {}
    for kind in ("open", "held", "partial", "shipped", "cancelled"):
        numbers[kind] = town.buy(("MANY", 2), tags=[f"tag-{kind}"])
        store.pass_time(600)
    town.act(numbers["held"], "hold")
    town.act(numbers["partial"], "ship", lines=[{"code": "MANY", "quantity": 1}])
    town.act(numbers["shipped"], "ship")
    town.act(numbers["cancelled"], "cancel")
    store.pass_time(3)
    return numbers


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["#1001", "#1002", "#1003", "#1004", "#1005"]),
        ("fulfillment_status:unfulfilled", ["#1001", "#1005"]),
        ("fulfillment_status:on_hold", ["#1002"]),
        ("fulfillment_status:partial", ["#1003"]),
        ("fulfillment_status:shipped", ["#1004"]),
        ("fulfillment_status:fulfilled,partial", ["#1003", "#1004"]),
        ("status:open", ["#1001", "#1002", "#1003"]),
        ("status:closed", ["#1004"]),
        ("status:cancelled", ["#1005"]),
        ("status:not_closed", ["#1001", "#1002", "#1003", "#1005"]),
        ("-status:cancelled", ["#1001", "#1002", "#1003", "#1004"]),
        ("NOT status:open", ["#1004", "#1005"]),
        ("financial_status:refunded", ["#1005"]),
        ("financial_status:paid status:open", ["#1001", "#1002", "#1003"]),
        ("name:#1002 OR name:1003", ["#1002", "#1003"]),
        ("status:open AND (name:1001 OR name:1004)", ["#1001"]),
        ("tag:tag-held", ["#1002"]),
        ("sku:MANY test:false name:1001", ["#1001"]),
        ("sku:OTHER", []),
        ("created_at:<'2026-04-01T03:10:00Z'", ["#1001"]),
        ("created_at:>='2026-04-01T03:40:00Z'", ["#1005"]),
        ("created_at:>'2026-04-01T12:30:00+09:00'", ["#1005"]),
        ("updated_at:>='2026-04-01T03:50:00Z'", ["#1002", "#1003", "#1004", "#1005"]),
        ("created_at:>=2026-04-02", []),
        ("#1003", ["#1003"]),
    ],
)
def test_s3_filters(store: Store, five: dict[str, str], query: str, found: list[str]) -> None:
    assert store.names(query, sort="CREATED_AT") == found


def test_s3_by_id(store: Store, five: dict[str, str]) -> None:
    assert store.names(f"id:{five['held']}") == ["#1002"]
    assert store.names(f"id:>={five['shipped']}", sort="ID") == ["#1004", "#1005"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("colour:red", "invalid_field"),
        ("updated_at:>=2027-01-01T00:00:00Z", "invalid_value"),
        ("status:finished", "invalid_value"),
        ("updated_at:>='yesterday'", "invalid_value"),
    ],
)
def test_s3_a_term_that_cannot_be_read_is_left_out_and_finds_everything(
    store: Store, five: dict[str, str], query: str, code: str
) -> None:
    answer = store.run(documents.NAMES, query=query)
    assert len(answer["data"]["orders"]["nodes"]) == 5
    assert [warning["code"] for warning in answer["extensions"]["search"][0]["warnings"]] == [code]


def test_s3_a_store_archives_paid_and_shipped_orders_so_status_open_loses_them(
    town: Town, store: Store, five: dict[str, str]
) -> None:
    assert store.order(five["shipped"])["closedAt"] == "2026-04-01T03:50:00Z"
    assert "#1004" not in store.names("status:open")


def test_s6_goods_are_found_by_sku(town: Town, store: Store) -> None:
    document = "query($q: String) { productVariants(first: 5, query: $q) { nodes { sku price product { title } } } }"
    assert store.data(document, q="sku:'TEE-W-M'") == {
        "productVariants": {"nodes": [{"sku": "TEE-W-M", "price": "2980.0", "product": {"title": "綿Tシャツ"}}]}
    }
    items = "query($q: String) { inventoryItems(first: 5, query: $q) { nodes { sku duplicateSkuCount } } }"
    assert store.data(items, q="sku:MUG-7")["inventoryItems"]["nodes"] == [{"sku": "MUG-7", "duplicateSkuCount": 0}]
    assert store.data(items, q="sku:NONE")["inventoryItems"]["nodes"] == []


def test_s3_counts(store: Store, five: dict[str, str]) -> None:
    document = "query($q: String, $n: Int) { ordersCount(query: $q, limit: $n) { count precision } }"
    assert store.data(document, q="status:open", n=None)["ordersCount"] == {"count": 3, "precision": "EXACT"}
    assert store.data(document, q="", n=2)["ordersCount"] == {"count": 2, "precision": "AT_LEAST"}
