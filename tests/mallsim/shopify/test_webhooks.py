"""Section 9: webhooks, received by a shop on loopback."""

import json
from base64 import b64encode
from hashlib import sha256
from hmac import new as hmac_of
from pathlib import Path
from typing import Any

import pytest

from mallsim.core.courier import Courier, post_to_loopback
from tests.mallsim.receiver import Receiver, step
from tests.mallsim.shopify import documents
from tests.mallsim.shopify.certificate import write_certificate
from tests.mallsim.shopify.store import Store
from tests.mallsim.town import Town


@pytest.fixture
def courier(town: Town) -> Courier:
    return Courier(town.world, post_to_loopback)


def subscribe(store: Store, topic: str, uri: str, **more: Any) -> dict[str, Any]:
    subscription = {"uri": uri, "format": "JSON", **more}
    payload: dict[str, Any] = store.data(documents.SUBSCRIBE, topic=topic, subscription=subscription)[
        "webhookSubscriptionCreate"
    ]
    return payload


def subscribed(store: Store) -> list[str]:
    return [node["topic"] for node in store.data(documents.SUBSCRIPTIONS)["webhookSubscriptions"]["nodes"]]


def test_s9_create_list_delete(store: Store) -> None:
    made = subscribe(store, "ORDERS_UPDATED", "https://hub.example.jp/hooks/shopify")
    assert made["userErrors"] == []
    id = made["webhookSubscription"]["id"]
    assert store.data(documents.SUBSCRIPTIONS)["webhookSubscriptions"]["nodes"] == [
        {"id": id, "topic": "ORDERS_UPDATED", "uri": "https://hub.example.jp/hooks/shopify", "format": "JSON"}
    ]
    gone = store.data(documents.UNSUBSCRIBE, id=id)["webhookSubscriptionDelete"]
    assert gone == {"deletedWebhookSubscriptionId": id, "userErrors": []}
    assert subscribed(store) == []
    assert len(store.data(documents.UNSUBSCRIBE, id=id)["webhookSubscriptionDelete"]["userErrors"]) == 1


@pytest.mark.parametrize("uri", ["http://hub.example.jp/hooks", "http://192.168.1.5/hooks"])
def test_s9_plain_http_is_refused(store: Store, uri: str) -> None:
    payload = subscribe(store, "ORDERS_UPDATED", uri)
    assert payload == {
        "webhookSubscription": None,
        "userErrors": [
            {"field": ["webhookSubscription", "uri"], "message": "Address protocol http:// is not supported"}
        ],
    }


def test_s9_one_address_per_topic_once_and_the_deprecated_member_works(store: Store) -> None:
    url = "https://hub.example.jp/hooks"
    old = {"callbackUrl": url}
    data = store.data(documents.SUBSCRIBE, topic="ORDERS_CREATE", subscription=old)
    assert data["webhookSubscriptionCreate"]["webhookSubscription"]["uri"] == url
    error = subscribe(store, "ORDERS_CREATE", url)["userErrors"][0]
    assert error["message"] == "Address for this topic has already been taken"
    assert subscribe(store, "ORDERS_PAID", url)["userErrors"] == []


def test_s9_headers_signature_and_rest_shape(town: Town, store: Store, hub: Receiver, courier: Courier) -> None:
    assert subscribe(store, "ORDERS_CREATE", hub.url)["userErrors"] == []
    number = town.buy(("TEE-W-M", 2), payment="cod")
    step(courier)
    assert len(hub.received) == 1
    headers, body = hub.received[0]
    secret = store.credentials["client_secret"].encode()
    assert headers["x-shopify-hmac-sha256"] == b64encode(hmac_of(secret, body, sha256).digest()).decode()
    assert headers["x-shopify-topic"] == "orders/create"
    assert headers["x-shopify-shop-domain"] == "mogi-store.myshopify.com"
    assert headers["x-shopify-api-version"] == "2026-10"
    assert headers["x-shopify-triggered-at"] == "2026-04-01T03:00:00Z"
    assert {"x-shopify-webhook-id", "x-shopify-event-id"} <= set(headers)
    document = json.loads(body)
    assert (document["id"], document["admin_graphql_api_id"]) == (int(number), f"gid://shopify/Order/{number}")
    assert (document["financial_status"], document["fulfillment_status"]) == ("pending", None)
    assert (document["total_price"], document["line_items"][0]["sku"]) == ("5960", "TEE-W-M")


def test_trap_11_one_secret_signs_every_subscription(town: Town, store: Store, hub: Receiver, courier: Courier) -> None:
    for topic in ("ORDERS_CREATE", "ORDERS_PAID"):
        subscribe(store, topic, hub.url)
    town.buy(("MUG-7", 1))
    step(courier)
    secret = store.credentials["client_secret"].encode()
    signatures = [b64encode(hmac_of(secret, body, sha256).digest()).decode() for _, body in hub.received]
    assert [headers["x-shopify-hmac-sha256"] for headers, _ in hub.received] == signatures
    assert len({headers["x-shopify-webhook-id"] for headers, _ in hub.received}) == 2


def test_s9_a_life_in_topics(town: Town, store: Store, hub: Receiver, courier: Courier) -> None:
    for topic in ("ORDERS_PAID", "ORDERS_CANCELLED", "ORDERS_FULFILLED", "FULFILLMENTS_CREATE", "REFUNDS_CREATE"):
        subscribe(store, topic, hub.url)
    shipped, cancelled = (town.buy(("MUG-7", 1), payment="prepaid", paid=False) for _ in range(2))
    town.act(shipped, "pay")
    town.act(shipped, "ship")
    town.act(shipped, "refund", yen=100)
    town.act(cancelled, "cancel")
    step(courier)
    assert hub.named("x-shopify-topic") == [
        "orders/paid",
        "fulfillments/create",
        "orders/fulfilled",
        "refunds/create",
        "orders/cancelled",
    ]


def test_s9_stock_and_goods(town: Town, store: Store, hub: Receiver, courier: Courier) -> None:
    for topic in ("INVENTORY_LEVELS_UPDATE", "PRODUCTS_CREATE", "PRODUCTS_UPDATE", "PRODUCTS_DELETE"):
        subscribe(store, topic, hub.url)
    town.buy(("MUG-7", 1))
    town.put("NEW-1", price=100)
    town.put("NEW-1", price=200)
    town.control.delete("/malls/shopify/items/NEW-1")
    step(courier)
    assert hub.named("x-shopify-topic") == [
        "inventory_levels/update",
        "products/create",
        "products/update",
        "products/delete",
    ]
    level = json.loads(hub.received[0][1])
    item = town.item("MUG-7")["content"]["inventoryItem"]
    assert (level["available"], f"gid://shopify/InventoryItem/{level['inventory_item_id']}") == (2, item)


def test_s9_only_the_fields_asked_for_and_the_name_of_the_subscription(
    town: Town, store: Store, hub: Receiver, courier: Courier
) -> None:
    subscribe(store, "ORDERS_CREATE", hub.url, includeFields=["id", "updated_at"], name="hub")
    town.buy(("MUG-7", 1))
    step(courier)
    headers, body = hub.received[0]
    assert sorted(json.loads(body)) == ["id", "updated_at"]
    assert headers["x-shopify-name"] == "hub"


def test_s9_what_is_not_taken_comes_again_with_the_same_id(
    town: Town, store: Store, hub: Receiver, courier: Courier
) -> None:
    subscribe(store, "ORDERS_CREATE", hub.url)
    hub.status = 503
    town.buy(("MUG-7", 1))
    step(courier)
    step(courier)
    assert len(hub.received) == 1
    hub.status = 200
    store.pass_time(60)
    step(courier)
    store.pass_time(86400)
    step(courier)
    ids = [headers["x-shopify-webhook-id"] for headers, _ in hub.received]
    assert (len(ids), len(set(ids))) == (2, 1)
    statuses = [row["status"] for row in town.control.get("/malls/shopify/deliveries").json()]
    assert statuses == [503, 200]


def test_s9_eight_failures_in_a_row_end_the_subscription(
    town: Town, store: Store, hub: Receiver, courier: Courier
) -> None:
    subscribe(store, "ORDERS_CREATE", hub.url)
    hub.status = 500
    town.buy(("MUG-7", 1))
    for count in range(1, 9):
        step(courier)
        assert len(hub.received) == count
        assert subscribed(store) == (["ORDERS_CREATE"] if count < 8 else [])
        store.pass_time(4 * 3600)
    step(courier)
    assert len(hub.received) == 8


def test_s9_a_success_between_starts_the_count_again(town: Town, store: Store, hub: Receiver, courier: Courier) -> None:
    subscribe(store, "ORDERS_CREATE", hub.url)
    for _ in range(2):
        town.buy(("MUG-7", 1))
        for status in (*[500] * 7, 200):
            hub.status = status
            step(courier)
            store.pass_time(4 * 3600)
    assert len(hub.received) == 16
    assert subscribed(store) == ["ORDERS_CREATE"]


def test_s9_a_shop_that_does_not_listen_is_a_failure(town: Town, store: Store, courier: Courier) -> None:
    closed = Receiver()
    closed.close()
    subscribe(store, "ORDERS_CREATE", closed.url)
    town.buy(("MUG-7", 1))
    step(courier)
    assert [row["status"] for row in town.control.get("/malls/shopify/deliveries").json()] == [None]
    assert subscribed(store) == ["ORDERS_CREATE"]


def test_s9_order_of_arrival_is_not_guaranteed(town: Town, store: Store, hub: Receiver, courier: Courier) -> None:
    subscribe(store, "ORDERS_CREATE", hub.url)
    subscribe(store, "ORDERS_CANCELLED", hub.url)
    town.fault("reorder", operation="webhook.send", times=1)
    number = town.buy(("MUG-7", 1))
    town.act(number, "cancel")
    step(courier)
    store.pass_time(5)
    step(courier)
    assert hub.named("x-shopify-topic") == ["orders/cancelled", "orders/create"]


def test_s9_a_doubled_webhook_has_the_id_of_the_first(
    town: Town, store: Store, hub: Receiver, courier: Courier
) -> None:
    subscribe(store, "ORDERS_CREATE", hub.url)
    town.fault("duplicate", operation="webhook.send")
    town.buy(("MUG-7", 1))
    step(courier)
    assert len(hub.received) == 2
    assert len({headers["x-shopify-webhook-id"] for headers, _ in hub.received}) == 1


def test_s9_a_lost_webhook_is_not_sent_again(town: Town, store: Store, hub: Receiver, courier: Courier) -> None:
    subscribe(store, "ORDERS_CREATE", hub.url)
    town.fault("silent_drop", operation="webhook.send", times=1)
    town.buy(("MUG-7", 1))
    step(courier)
    store.pass_time(86400)
    step(courier)
    assert hub.received == []


def test_s9_https_on_loopback_with_a_certificate_of_the_tester(
    town: Town, store: Store, courier: Courier, tmp_path: Path
) -> None:
    hub = Receiver(write_certificate(tmp_path))
    try:
        assert subscribe(store, "ORDERS_CREATE", hub.url)["userErrors"] == []
        town.buy(("MUG-7", 1))
        step(courier)
        assert hub.named("x-shopify-topic") == ["orders/create"]
    finally:
        hub.close()


def test_silent_drop_of_a_write_takes_its_webhooks_back(
    town: Town, store: Store, hub: Receiver, courier: Courier
) -> None:
    subscribe(store, "INVENTORY_LEVELS_UPDATE", hub.url)
    town.fault("silent_drop", operation="stock.write", times=1)
    store.set_stock(store.row("MUG-7", 9, 3))
    step(courier)
    assert hub.received == []
