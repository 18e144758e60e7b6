"""Section 3.9: webhooks, received by a shop on loopback. Topics and bodies as client code has them, read 2026-11-23."""

import json
from typing import Any

import pytest

from mallsim.core.courier import Courier, post_to_loopback
from tests.mallsim.mercari_shops.counter import Counter
from tests.mallsim.receiver import Receiver, step

HOOK = "mutation ($i: CreateWebhookInput!) { createWebhook(input: $i) { webhook { id topic endPoint createdAt } } }"
UNHOOK = "mutation ($i: DeleteWebhookInput!) { deleteWebhook(input: $i) { webhook { id } } }"
HOOKS = "query { webhooks { id topic endPoint createdAt } }"

CREATED, PAID, CANCELED = "ORDER_TRANSACTION_CREATED", "ORDER_TRANSACTION_PAID", "ORDER_TRANSACTION_CANCELED"


@pytest.fixture
def courier(shop: Counter) -> Courier:
    """Who carries; nothing leaves late unless a test wants it."""
    shop.configure(webhook_late_share=0.0)
    return Courier(shop.world, post_to_loopback)


def pass_time(shop: Counter, seconds: float) -> None:
    shop.time += seconds


def hook(shop: Counter, topic: str, address: str) -> dict[str, Any]:
    made: dict[str, Any] = shop.data(HOOK, i={"topic": topic, "endPoint": address})["createWebhook"]["webhook"]
    return made


def bodies(hub: Receiver) -> list[dict[str, str]]:
    return [json.loads(body) for _, body in hub.received]


def test_3_9_webhooks_are_made_listed_and_deleted_by_the_api(shop: Counter) -> None:
    first = hook(shop, CREATED, "https://hub.example.jp/hook")
    second = hook(shop, CREATED, "http://127.0.0.1:8000/hook")
    made = {"topic": CREATED, "createdAt": "2026-04-01T03:00:00Z"}
    assert first == {"id": "WH000001", "endPoint": "https://hub.example.jp/hook", **made}
    assert shop.data(HOOKS) == {"webhooks": [first, second]}
    assert shop.data(UNHOOK, i={"id": second["id"]}) == {"deleteWebhook": {"webhook": {"id": "WH000002"}}}
    assert shop.code(UNHOOK, i={"id": second["id"]}) == "NOT_FOUND"


@pytest.mark.parametrize("address", ["http://hub.example.jp/hook", "hub.example.jp", "ftp://127.0.0.1/", "https://"])
def test_3_9_an_address_is_https(shop: Counter, address: str) -> None:
    assert shop.code(HOOK, i={"topic": CREATED, "endPoint": address}) == "INVALID_ARGUMENT"


@pytest.mark.parametrize("topic", ["ORDER", "order_transaction_created", ""])
def test_3_9_a_topic_is_one_of_the_schema(shop: Counter, topic: str) -> None:
    assert "errors" in shop.post(HOOK, {"i": {"topic": topic, "endPoint": "https://hub.example.jp/hook"}}).json()
    assert shop.data(HOOKS) == {"webhooks": []}


def test_3_9_a_delivery_names_topic_shop_order_and_moment_and_is_unsigned(
    shop: Counter, hub: Receiver, courier: Courier
) -> None:
    hook(shop, CREATED, hub.url)
    number = shop.buy(("MUG-7", 1))
    step(courier)
    ((headers, body),) = hub.received
    assert json.loads(body) == {
        "topic": "order_transaction_created",
        "shop_id": shop.data("query { shop { id } }")["shop"]["id"],
        "order_transaction_id": number,
        "created_at": "2026-04-01T03:00:00Z",
    }
    assert headers["content-type"] == "application/json"
    assert not [name for name in headers if name.startswith("x-")]


def test_3_9_a_life_in_topics(shop: Counter, hub: Receiver, courier: Courier) -> None:
    for topic in (CREATED, PAID, CANCELED):
        hook(shop, topic, hub.url)
    number = shop.buy(("MUG-7", 1), payment="prepaid", paid=False)
    step(courier)
    shop.act(number, "pay")
    shop.act(number, "cancel")
    step(courier)
    pass_time(shop, 300)
    step(courier)
    assert [(body["topic"], body["order_transaction_id"]) for body in bodies(hub)] == [
        ("order_transaction_created", number),
        ("order_transaction_paid", number),
        ("order_transaction_canceled", number),
    ]


def test_3_9_an_order_that_is_paid_at_once_is_created_and_paid(shop: Counter, hub: Receiver, courier: Courier) -> None:
    for topic in (CREATED, PAID):
        hook(shop, topic, hub.url)
    shop.buy(("MUG-7", 1))
    step(courier)
    assert sorted(body["topic"] for body in bodies(hub)) == ["order_transaction_created", "order_transaction_paid"]


def test_3_9_every_webhook_of_a_topic_is_called(shop: Counter, hub: Receiver, courier: Courier) -> None:
    hook(shop, CREATED, hub.url)
    hook(shop, CREATED, f"{hub.url}?other=1")
    hook(shop, CANCELED, hub.url)
    shop.buy(("MUG-7", 1))
    step(courier)
    assert len(hub.received) == 2


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_3_9_what_is_taken_does_not_come_again(shop: Counter, hub: Receiver, courier: Courier, status: int) -> None:
    hub.status = status
    hook(shop, CREATED, hub.url)
    shop.buy(("MUG-7", 1))
    step(courier)
    pass_time(shop, 86_400)
    step(courier)
    assert len(hub.received) == 1


@pytest.mark.parametrize("status", [203, 301, 404, 500])
def test_3_9_anything_else_is_sent_again_for_days_with_the_same_body(
    shop: Counter, hub: Receiver, courier: Courier, status: int
) -> None:
    hub.status = status
    hook(shop, CREATED, hub.url)
    shop.buy(("MUG-7", 1))
    step(courier)
    came = [len(hub.received)]
    for pause in (60, 300, 900, 3_600, 14_400, 43_200, 86_400, 86_400, 86_400):
        pass_time(shop, pause - 1)
        step(courier)
        came.append(len(hub.received))
        pass_time(shop, 1)
        step(courier)
    assert came == [1, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert len({body for _, body in hub.received}) == 1


def test_3_9_a_shop_that_does_not_listen_is_tried_again(shop: Counter, hub: Receiver, courier: Courier) -> None:
    hub.close()
    hook(shop, CREATED, hub.url)
    shop.buy(("MUG-7", 1))
    step(courier)
    assert [row["status"] for row in shop.control.get("/malls/mercari_shops/deliveries").json()] == [None]
    pass_time(shop, 60)
    step(courier)
    assert len(shop.control.get("/malls/mercari_shops/deliveries").json()) == 2


def test_3_9_nothing_is_sent_for_a_deleted_webhook(shop: Counter, hub: Receiver, courier: Courier) -> None:
    made = hook(shop, CREATED, hub.url)
    shop.buy(("MUG-7", 1))
    shop.data(UNHOOK, i={"id": made["id"]})
    step(courier)
    assert hub.received == []


def test_some_leave_late_and_all_arrive(shop: Counter, hub: Receiver, courier: Courier) -> None:
    """One shop counted 79 of 303 deliveries more than five minutes late."""
    shop.configure(webhook_late_share=0.26)
    shop.put("MANY", quantity=1_000)
    hook(shop, CREATED, hub.url)
    for _ in range(200):
        shop.buy(("MANY", 1))
        step(courier)
        pass_time(shop, 1)
    at_once = [body["created_at"] for body in bodies(hub)]
    for _ in range(301):
        step(courier)
        pass_time(shop, 1)
    came = [body["created_at"] for body in bodies(hub)]
    assert 120 <= len(at_once) <= 175
    assert at_once == sorted(at_once)
    assert (came[len(at_once) :], len(set(came))) == (sorted(set(came) - set(at_once)), 200)


def test_a_delay_holds_back_all(shop: Counter, hub: Receiver, courier: Courier) -> None:
    shop.configure(webhook_delay_s=5)
    hook(shop, CREATED, hub.url)
    shop.buy(("MUG-7", 1))
    step(courier)
    pass_time(shop, 5)
    assert hub.received == []
    step(courier)
    assert len(hub.received) == 1


def test_a_doubled_and_a_lost_webhook(shop: Counter, hub: Receiver, courier: Courier) -> None:
    hook(shop, CREATED, hub.url)
    shop.fault("duplicate", operation="webhook.send", times=1)
    shop.buy(("MUG-7", 1))
    step(courier)
    assert len(hub.received) == 2
    shop.fault("silent_drop", operation="webhook.send", times=1)
    shop.buy(("MUG-7", 1))
    step(courier)
    pass_time(shop, 86_400)
    step(courier)
    assert len(hub.received) == 2
