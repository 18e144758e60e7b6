"""Webhooks: what proves a delivery, what it says to read, and which subscriptions are kept (page section 9)."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichigen.mallkit.client import WebhookClient
from ichigen.mallkit.errors import Refused
from ichigen.mallkit.signals import Delivery, Signal
from ichigen.malls.shopify.webhooks import TOPICS, receive, signed
from tests.malls.shopify import documents
from tests.malls.shopify.account import BY_APP, BY_TOKEN, SHOP, Account, data, payload

HERE = "https://hub.example.com/hooks/abc"
#: Numbers and shape of section 9; the body is that of the old REST interface.
ORDER = {"id": 5550001, "admin_graphql_api_id": "gid://shopify/Order/5550001", "name": "#1001"}


def delivery(topic: str, body: Any, **headers: str) -> Delivery:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    told = {
        "x-shopify-topic": topic,
        "x-shopify-shop-domain": SHOP,
        "x-shopify-api-version": "2026-10",
        "x-shopify-webhook-id": "b54557e4-0001",
        "x-shopify-hmac-sha256": signed(content, "app-secret"),
    }
    return Delivery(told | {name.replace("_", "-"): value for name, value in headers.items()}, content, 0.0)


def test_a_signature_is_base64_of_the_hmac_with_the_client_secret_section_9() -> None:
    """The pair was made with `openssl dgst -sha256 -hmac app-secret -binary | base64`."""
    assert signed(b'{"id":5550001}', "app-secret") == "LIRUqn1vjq3rqgZY6WWY9kiv/QoLwUltLuJHXPMrCwg="


@pytest.mark.parametrize(
    ("topic", "body", "signal"),
    [
        ("orders/create", ORDER, {"orders": ("5550001",)}),
        ("orders/updated", ORDER, {"orders": ("5550001",)}),
        ("orders/paid", ORDER, {"orders": ("5550001",)}),
        ("orders/cancelled", ORDER, {"orders": ("5550001",)}),
        ("fulfillments/create", {"id": 901, "order_id": 5550001}, {"orders": ("5550001",)}),
        ("fulfillments/update", {"id": 901, "order_id": 5550001}, {"orders": ("5550001",)}),
        ("refunds/create", {"id": 1, "order_id": 5550001}, {"orders": ("5550001",)}),
        ("inventory_levels/update", {"inventory_item_id": 21, "location_id": 5}, {"listings": ("21",)}),
        ("app/uninstalled", {"id": 1}, {"poll": True}),
        ("orders/updated", {"id": "5550001"}, {"poll": True}),
        ("orders/updated", b"not json", {"poll": True}),
    ],
)
def test_what_a_topic_says_to_read_section_9(topic: str, body: Any, signal: dict[str, Any]) -> None:
    assert receive(delivery(topic, body), BY_APP) == Signal("b54557e4-0001", **signal)


@given(
    topic=st.sampled_from(["orders/updated", "refunds/create", "inventory_levels/update"]), body=st.binary(max_size=80)
)
def test_a_genuine_delivery_is_news_whatever_it_holds(topic: str, body: bytes) -> None:
    assert isinstance(receive(delivery(topic, body), BY_APP), Signal)


@given(st.dictionaries(st.sampled_from(sorted(delivery("orders/updated", ORDER).headers)), st.text(max_size=30)))
def test_any_headers_are_refused_without_the_right_signature(headers: dict[str, str]) -> None:
    with pytest.raises(Refused):
        receive(Delivery(headers, b"{}", 0.0), BY_APP)


def test_other_topics_are_of_no_concern() -> None:
    assert receive(delivery("carts/update", {}), BY_APP) is None


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"x_shopify_hmac_sha256": ""}, "webhook.signature"),
        ({"x_shopify_hmac_sha256": signed(b"{}", "app-secret")}, "webhook.signature"),
        ({"x_shopify_hmac_sha256": "ほ"}, "webhook.signature"),
        ({"x_shopify_shop_domain": "other.myshopify.com"}, "webhook.shop"),
        ({"x_shopify_shop_domain": ""}, "webhook.shop"),
    ],
)
def test_what_does_not_prove_itself_is_refused_section_9(headers: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as caught:
        receive(delivery("orders/updated", ORDER, **headers), BY_APP)
    assert caught.value.code == code


@pytest.mark.parametrize("secret", ["", "other-secret"])
def test_without_the_right_secret_nothing_is_proved(secret: str) -> None:
    with pytest.raises(Refused):
        receive(delivery("orders/updated", ORDER), BY_APP | {"client_secret": secret})


def test_the_raw_body_is_signed_not_its_meaning() -> None:
    genuine = delivery("orders/updated", b'{"id": 5550001}')
    with pytest.raises(Refused):
        receive(Delivery(genuine.headers, b'{"id":5550001}', 0.0), BY_APP)


def test_a_delivery_without_an_id_is_known_by_its_signature() -> None:
    found = receive(delivery("orders/updated", ORDER, x_shopify_webhook_id=""), BY_APP)
    assert found is not None
    assert found.key == signed(json.dumps(ORDER).encode(), "app-secret")


def listed(*subscriptions: dict[str, Any]) -> Any:
    return data(webhookSubscriptions={"nodes": list(subscriptions)})


def keep(account: Account) -> None:
    client = account.client()
    assert isinstance(client, WebhookClient)
    client.keep_webhooks(HERE)
    assert account.answers == []


CREATED = payload("webhookSubscriptionCreate", webhookSubscription={"id": "gid://shopify/WebhookSubscription/1"})
DELETED = payload("webhookSubscriptionDelete", deletedWebhookSubscriptionId="gid://shopify/WebhookSubscription/1")


def test_what_is_missing_is_subscribed_section_9() -> None:
    account = Account([listed(), *[CREATED] * len(TOPICS)])
    keep(account)

    assert [account.variables(index + 1)["topic"] for index in range(len(TOPICS))] == list(TOPICS)
    assert account.variables(1)["subscription"] == {"uri": HERE, "format": "JSON", "name": "ichigen-orders_create"}


def test_again_without_harm() -> None:
    account = Account([listed(*(documents.subscription(topic, HERE) for topic in TOPICS))])
    keep(account)
    assert account.names() == ["HubWebhooks"]


def test_ours_elsewhere_in_another_format_or_twice_are_removed_and_others_stay() -> None:
    good = [documents.subscription(topic, HERE) for topic in TOPICS]
    elsewhere = documents.subscription("ORDERS_PAID", "https://old.example.com/hooks/abc", id="gid://x/1")
    xml = documents.subscription("ORDERS_UPDATED", HERE, format="XML", name=None, id="gid://x/2")
    twice = documents.subscription("ORDERS_UPDATED", HERE, id="gid://x/3")
    foreign = documents.subscription("ORDERS_PAID", "https://crm.example.com/in", name="crm", id="gid://x/4")
    account = Account([listed(*good, elsewhere, xml, twice, foreign), *[DELETED] * 3])
    keep(account)

    assert [account.variables(index)["id"] for index in (1, 2, 3)] == ["gid://x/1", "gid://x/2", "gid://x/3"]


def test_one_refused_topic_does_not_keep_the_others_away() -> None:
    error = {"field": ["webhookSubscription", "callbackUrl"], "message": "Address protocol http:// is not supported"}
    no = payload("webhookSubscriptionCreate", webhookSubscription=None, userErrors=[error])
    account = Account([listed(), no, *[CREATED] * (len(TOPICS) - 1)])
    with pytest.raises(Refused, match=r"ORDERS_CREATE.*http:// is not supported"):
        keep(account)
    assert account.answers == []


def test_without_a_secret_nothing_is_subscribed() -> None:
    account = Account([], credentials=BY_TOKEN)
    keep(account)
    assert account.asked == []
