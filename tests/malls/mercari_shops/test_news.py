"""Webhooks: what a delivery says to read, and which webhooks of the shop are kept (page section 3.9; bodies 2026-11-23)."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichigen.mallkit.client import WebhookClient
from ichigen.mallkit.errors import Refused, Retryable
from ichigen.mallkit.json_values import Unreadable, parse_json
from ichigen.mallkit.signals import Delivery, Signal
from ichigen.malls.mercari_shops.webhooks import TOPICS, receive
from tests.malls.mercari_shops.account import Account

HERE = "https://hub.example.com/hooks/secret-of-this-account"
ELSEWHERE = "https://old.example.jp:8443/hooks/secret-of-this-account"
OURS = {"shop_id": "SHOP01", "access_token": "msp_hush"}
SOLD = {
    "topic": "order_transaction_created",
    "shop_id": "SHOP01",
    "order_transaction_id": "OT000001",
    "created_at": "2026-10-04T03:00:00Z",
}


def delivery(body: Any, now_s: float = 0.0) -> Delivery:
    return Delivery({}, body if isinstance(body, bytes) else json.dumps(body).encode(), now_s)


def news(body: Any, now_s: float = 0.0) -> Signal:
    found = receive(delivery(body, now_s), OURS)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "body",
    [
        SOLD,
        SOLD | {"topic": "ORDER_TRANSACTION_PAID"},
        SOLD | {"topic": "order_transaction_canceled"},
        SOLD | {"topic": "order_cancellation_completed"},
        SOLD | {"topic": "order_transaction_something_new"},
        SOLD | {"topic": "orderTransactionCreated"},
        SOLD | {"topic": "order.transaction.created"},
        {"topic": "ORDER_TRANSACTION_CREATED", "eventId": "e1", "payload": {"orderTransactionId": "OT000001"}},
        {"order_transaction_id": "OT000001"},
    ],
)
def test_news_of_an_order_names_the_order_whatever_its_shape_section_3_9(body: Any) -> None:
    assert (news(body).orders, news(body).poll, news(body).listings) == (("OT000001",), False, ())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        {},
        {"topic": "order_paid", "shop_id": "SHOP01", "order_id": "ORD1"},
        SOLD | {"order_transaction_id": "注文"},
        SOLD | {"order_transaction_id": "O" * 101},
        SOLD | {"order_transaction_id": "OT 1"},
        SOLD | {"order_transaction_id": None},
    ],
)
def test_what_names_no_order_makes_the_lists_be_read_section_3_9(body: Any) -> None:
    assert (news(body).orders, news(body).poll) == ((), True)


@pytest.mark.parametrize(
    "topic", ["inquiry_message_created", "INQUIRY_RESOLVED", "order_transaction_message_created", "product_updated"]
)
def test_messages_and_goods_are_of_no_concern_section_3_10(topic: str) -> None:
    assert receive(delivery(SOLD | {"topic": topic}), OURS) is None


def test_the_topic_may_lie_beside_the_order_section_3_9() -> None:
    message = SOLD | {"topic": "INQUIRY_MESSAGE_CREATED"}
    assert receive(delivery({"event_id": "e1", "payload": message}), OURS) is None
    assert news({"event_id": "e1", "payload": SOLD}).orders == ("OT000001",)


def test_a_repetition_is_known_and_another_event_is_not_section_3_9() -> None:
    """Deliveries are repeated for several days; created and paid are two events of one order."""
    again, paid = news(SOLD, 90.0), news(SOLD | {"topic": "order_transaction_paid"})
    later = news(SOLD | {"created_at": "2026-10-04T03:00:01Z"})
    assert news(SOLD).key == again.key
    assert len({news(SOLD).key, paid.key, later.key}) == 3


def test_an_event_with_an_id_is_known_by_it() -> None:
    first = news({"event_id": "e1", "order_transaction_id": "OT000001", "attempt": 1})
    assert first.key == news({"event_id": "e1", "order_transaction_id": "OT000001", "attempt": 2}, 60.0).key
    assert first.key != news({"event_id": "e2", "order_transaction_id": "OT000001", "attempt": 1}).key


def test_an_id_that_counts_by_topic_or_by_order_makes_no_two_events_one() -> None:
    told = [SOLD, SOLD | {"topic": "ORDER_TRANSACTION_PAID"}, SOLD | {"order_transaction_id": "OT000002"}]
    assert len({news({"event_id": 1, "payload": body}).key for body in told}) == 3
    assert news({"event_id": 1} | SOLD).key == news({"event_id": 1} | SOLD | {"topic": SOLD["topic"].upper()}).key


@pytest.mark.parametrize("topic", ["order_cancellation_completed", "ORDER_TRANSACTION_CHANGED", ""])
def test_what_may_happen_to_an_order_twice_is_news_each_time_section_3_9(topic: str) -> None:
    """`created_at` may be the order's: two goods of one order cancelled one after the other would look alike."""
    assert news(SOLD | {"topic": topic}, 1.0).key != news(SOLD | {"topic": topic}, 2.0).key


def test_what_happens_to_an_order_once_is_known_without_a_moment() -> None:
    body = {"topic": "order_transaction_created", "order_transaction_id": "OT000001"}
    assert news(body, 1.0).key == news(body, 2.0).key


def test_what_names_no_order_is_news_each_time() -> None:
    body = {"topic": "order_transaction_created"}
    assert news(body, 1.0).key != news(body, 2.0).key


def test_news_of_another_shop_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        receive(delivery(SOLD | {"shop_id": "SHOP02"}), OURS)
    assert caught.value.code == "webhook.shop"


def test_a_shop_that_nobody_has_read_yet_is_not_compared() -> None:
    found = receive(delivery(SOLD), {"access_token": "msp_hush"})
    assert found is not None
    assert found.orders == ("OT000001",)


_TOPIC = st.sampled_from(["order_transaction_paid", "ORDER_CANCELLATION_COMPLETED", "inquiry_resolved"])
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | _TOPIC,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*SOLD, "payload", "event_id"]), inner),
    max_leaves=8,
)


@given(st.binary(max_size=80) | st.builds(lambda value: json.dumps(value).encode(), _JSON))
def test_any_body_is_news_or_of_no_concern_and_never_an_error(body: bytes) -> None:
    try:
        found = receive(delivery(body), OURS)
    except Refused:  # another shop's
        assert b"shop_id" in body
        return
    if found is None:
        assert b"topic" in body
    else:
        assert bool(found.orders) is not found.poll
        assert all(number.isascii() and number.isprintable() for number in found.orders)


def test_a_body_that_is_no_object_says_nothing_of_its_topic() -> None:
    with pytest.raises(Unreadable):
        parse_json(b"[]")
    assert news(b"[]").poll


SCHEMA = {
    "data": {
        "topics": {"enumValues": [{"name": name} for name in (*TOPICS, "INQUIRY_MESSAGE_CREATED")]},
        "webhook": {"fields": [{"name": name} for name in ("id", "endPoint", "topic", "createdAt")]},
        "input": {"inputFields": [{"name": "endPoint"}, {"name": "topic"}]},
    }
}
DONE: dict[str, Any] = {"data": {"createWebhook": {"__typename": "CreateWebhookPayload"}}}


def registered(*found: tuple[str, str, str], spelled: str = "endPoint") -> dict[str, Any]:
    return {"data": {"webhooks": [{"id": i, "topic": topic, spelled: address} for i, topic, address in found]}}


def all_ours(address: str = HERE) -> list[tuple[str, str, str]]:
    return [(f"WH{at}", topic, address) for at, topic in enumerate(TOPICS)]


def keep(account: Account) -> None:
    client = account.client()
    assert isinstance(client, WebhookClient)
    client.keep_webhooks(HERE)
    assert account.answers == []


def changed(account: Account) -> list[dict[str, str]]:
    """The inputs of the mutations, in order."""
    return [account.variables(at)["i"] for at in range(2, len(account.asked))]


def test_what_is_missing_is_registered_section_3_9() -> None:
    account = Account([SCHEMA, registered(all_ours()[0]), *[DONE] * 3])
    keep(account)
    assert changed(account) == [{"topic": topic, "endPoint": HERE} for topic in TOPICS[1:]]
    assert [call.operation for call in account.gate.calls] == ["schema.read", "webhooks.list", *["webhooks.create"] * 3]


def test_again_without_harm() -> None:
    account = Account([SCHEMA, registered(*all_ours())])
    keep(account)
    assert changed(account) == []


def test_the_spelling_of_the_schema_is_read_and_sent() -> None:
    types = {"webhook": {"fields": [{"name": "endpoint"}]}, "input": {"inputFields": [{"name": "endpoint"}]}}
    schema = {"data": SCHEMA["data"] | types}
    account = Account([schema, registered(*all_ours()[:3], spelled="endpoint"), DONE])
    keep(account)
    assert changed(account) == [{"topic": TOPICS[3], "endpoint": HERE}]


def test_a_mall_that_keeps_its_schema_to_itself_is_asked_as_others_do() -> None:
    hidden = {"errors": [{"message": "introspection is disabled"}]}
    account = Account([hidden, registered(*all_ours()[1:]), DONE])
    keep(account)
    assert changed(account) == [{"topic": TOPICS[0], "endPoint": HERE}]


def test_a_hidden_schema_that_spells_the_address_otherwise_is_found_by_asking() -> None:
    hidden = {"errors": [{"message": "introspection is disabled"}]}
    no = {"errors": [{"message": 'Cannot query field "endPoint" on type "Webhook".'}]}
    account = Account([hidden, no, registered(*all_ours()[1:], spelled="endpoint"), DONE])
    keep(account)
    assert [account.variables(at) for at in range(2, 4)] == [{}, {"i": {"topic": TOPICS[0], "endpoint": HERE}}]


def test_a_list_refused_for_another_reason_is_not_asked_for_twice() -> None:
    account = Account([SCHEMA, {"errors": [{"message": "webhooks are not for this plan"}]}])
    with pytest.raises(Refused, match="not for this plan"):
        keep(account)


def test_only_topics_that_there_are_are_asked_for() -> None:
    fewer = {"data": SCHEMA["data"] | {"topics": {"enumValues": [{"name": TOPICS[0]}]}}}
    account = Account([fewer, registered(), DONE])
    keep(account)
    assert changed(account) == [{"topic": TOPICS[0], "endPoint": HERE}]


def test_a_mall_without_any_of_our_topics_is_told_of() -> None:
    none = {"data": SCHEMA["data"] | {"topics": {"enumValues": [{"name": "INQUIRY_RESOLVED"}]}}}
    account = Account([none, registered()])
    with pytest.raises(Refused, match="受注を知らせる通知の種類がありません"):
        keep(account)


def test_ours_of_before_twice_or_elsewhere_are_removed_and_others_stay() -> None:
    """Several tools may have webhooks of one shop and topic; all of them are called."""
    elsewhere = ("WH7", TOPICS[0], ELSEWHERE)
    before = ("WH8", TOPICS[0], "https://hub.example.com/hooks/secret-of-before")
    twice = ("WH9", TOPICS[0], HERE)
    crm = ("WH10", TOPICS[0], "https://crm.example.com/hooks/theirs")
    unwanted = ("WH11", "INQUIRY_RESOLVED", HERE)
    account = Account([SCHEMA, registered(*all_ours(), elsewhere, before, twice, crm, unwanted), *[DONE] * 4])
    keep(account)
    assert changed(account) == [{"id": "WH7"}, {"id": "WH8"}, {"id": "WH9"}, {"id": "WH11"}]


@pytest.mark.parametrize(
    ("said", "shown"),
    [("too many webhooks", "too many webhooks"), ("request could not be processed due to permission denied", "非公開")],
)
def test_one_refused_topic_does_not_keep_the_others_away(said: str, shown: str) -> None:
    """The shop has just listed its webhooks: a topic that is denied says nothing against the token."""
    no = {"data": {"createWebhook": None}, "errors": [{"message": said, "path": ["createWebhook"]}]}
    account = Account([SCHEMA, registered(), no, *[DONE] * 3])
    with pytest.raises(Refused, match=rf"ORDER_TRANSACTION_CREATED」.*{shown}"):
        keep(account)
    assert account.answers == []


@pytest.mark.parametrize("said", ["NOT_FOUND", "request could not be processed due to permission denied"])
def test_one_that_cannot_be_removed_does_not_keep_the_others_away(said: str) -> None:
    no = {"data": {"deleteWebhook": None}, "errors": [{"message": said, "path": ["deleteWebhook"]}]}
    account = Account([SCHEMA, registered(*all_ours()[1:], ("WH7", TOPICS[0], ELSEWHERE)), no, DONE])
    keep(account)
    assert changed(account) == [{"id": "WH7"}, {"topic": TOPICS[0], "endPoint": HERE}]


def test_a_list_that_cannot_be_read_changes_nothing() -> None:
    account = Account([SCHEMA, {"data": {}}])
    with pytest.raises(Retryable):
        keep(account)
    assert changed(account) == []
