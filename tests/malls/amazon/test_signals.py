"""News: the queue's protocol and signature, what a message says to read, and the subscription (page section 3.8)."""

import json
import re
from typing import Any

import httpx2
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from ichigen.mallkit.client import SignalQueueClient
from ichigen.mallkit.errors import Refused, Retryable
from ichigen.mallkit.http import Call
from ichigen.mallkit.json_values import parse_json
from ichigen.mallkit.manifest import Effect
from ichigen.mallkit.signals import QueuedSignal, Signal
from ichigen.malls.amazon.client_signals import queue_arn
from ichigen.malls.amazon.manifest import MALL
from ichigen.malls.amazon.sigv4 import AwsKey, signed
from ichigen.malls.amazon.wire_signals import read_messages, read_signal
from tests.malls.amazon import documents
from tests.malls.amazon.account import NOW, SELLER, Account, error, said
from tests.malls.amazon.untimed import UNTIMED

URL = "http://127.0.0.1:9/111122223333/hub"
ARN = "arn:aws:sqs:ap-northeast-1:111122223333:hub"
SETTINGS = {"queue_url": URL, "aws_region": "ap-northeast-1", "aws_access_key_id": "AKIATEST"}
SELLS = said(
    {
        "payload": [
            {
                "marketplace": {"id": "A1VC38T7YXB528"},
                "participation": {"isParticipating": True},
                "storeName": "見本商店",
            }
        ]
    }
)
SEARCHED = said(documents.search())
NO_ORDER = error(404, "NotFound")
SUBSCRIBED = said({"payload": {"subscriptionId": "s-1", "payloadVersion": "1.0", "destinationId": "d-1"}})
OURS = said({"payload": [{"destinationId": "d-1", "name": "ichigen", "resource": {"sqs": {"arn": ARN}}}]})
EMPTY = said({})


def message(body: Any, at: int = 1) -> dict[str, str]:
    return {"MessageId": f"m-{at}", "ReceiptHandle": f"r-{at}", "Body": json.dumps(body)}


def quantity(sku: str = "CUP-BLUE", seller: str = SELLER) -> dict[str, Any]:
    return {
        "NotificationType": "LISTINGS_ITEM_MFN_QUANTITY_CHANGE",
        "Payload": {"SellerId": seller, "FulfillmentChannelCode": "DEFAULT", "Sku": sku, "Quantity": 3},
        "NotificationMetadata": {"NotificationId": "n-2"},
    }


@pytest.mark.parametrize(
    ("body", "signal"),
    [
        (documents.news(), Signal("n-1", orders=("250-0000001-0000001",))),
        (documents.news(delivered_by="AFN"), None),
        (documents.news(seller="A9OTHER"), None),
        (documents.news(marketplace="ATVPDKIKX0DER"), None),
        (documents.news("FEED_PROCESSING_FINISHED"), None),
        (quantity(), Signal("n-2", listings=("CUP-BLUE",))),
        ({"version": "0", "detail-type": "X", "detail": quantity()}, Signal("n-2", listings=("CUP-BLUE",))),
        (quantity(seller="A9OTHER"), None),
        (documents.news() | {"NotificationMetadata": {}}, Signal("m-1", orders=("250-0000001-0000001",))),
        ({}, None),
        ([], None),
        ("text", None),
    ],
)
def test_a_message_says_what_to_read_and_nothing_else_section_3_8(body: Any, signal: Signal | None) -> None:
    assert read_signal(message(body), SELLER) == signal


def test_messages_are_taken_by_the_json_protocol_and_signed() -> None:
    """AWS JSON 1.0 for Amazon SQS: action in X-Amz-Target, one address for all queues, signature version 4."""
    messages = [message(documents.news()), {"ReceiptHandle": "r-2", "Body": "no json"}]
    account = Account([said({"Messages": messages})], SETTINGS)
    client = account.client()
    assert isinstance(client, SignalQueueClient)

    batch = client.read_signals()

    asked = account.asked[0]
    assert (asked.method, str(asked.url)) == ("POST", "http://127.0.0.1:9/")
    assert asked.headers["content-type"] == "application/x-amz-json-1.0"
    assert asked.headers["x-amz-target"] == "AmazonSQS.ReceiveMessage"
    assert account.body(0) == {
        "QueueUrl": URL,
        "MaxNumberOfMessages": 10,
        "WaitTimeSeconds": 0,
        "VisibilityTimeout": 60,
    }
    assert re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=AKIATEST/20261122/ap-northeast-1/sqs/aws4_request, "
        r"SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}",
        asked.headers["authorization"],
    )
    assert batch.signals == (
        QueuedSignal("r-1", Signal("n-1", orders=("250-0000001-0000001",))),
        QueuedSignal("r-2", None),
    )
    assert not batch.more


def test_a_full_batch_says_that_more_may_wait() -> None:
    account = Account([said({"Messages": [message(documents.news(), n) for n in range(10)]})], SETTINGS)

    assert account.client().read_signals().more


def test_news_is_removed_ten_a_call() -> None:
    account = Account([said({"Successful": []}), said({"Successful": []})], SETTINGS)

    account.client().forget_signals([f"r-{n}" for n in range(11)])

    assert [request.headers["x-amz-target"] for request in account.asked] == ["AmazonSQS.DeleteMessageBatch"] * 2
    assert account.body(1) == {"QueueUrl": URL, "Entries": [{"Id": "0", "ReceiptHandle": "r-10"}]}


def test_a_queue_that_refuses_stops_the_news_and_not_the_account() -> None:
    refusal = said({"__type": "com.amazon.coral.service#AccessDeniedException"}, 403)

    with pytest.raises(Refused) as caught:
        Account([refusal], SETTINGS).client().read_signals()

    assert "SQS" in caught.value.message


def test_an_answer_that_is_no_document_is_tried_again() -> None:
    with pytest.raises(Retryable):
        Account([httpx2.Response(200, content=b"<html>")], SETTINGS).client().read_signals()


FINE = [SELLS, NO_ORDER, SEARCHED]


def test_destination_and_subscription_are_made_by_the_check_section_3_8() -> None:
    made = said({"payload": {"destinationId": "d-1", "name": "ichigen", "resource": {}}})
    first = [*FINE, NO_ORDER, said({"payload": []}), made, SUBSCRIBED]
    account = Account([*first, *FINE, SUBSCRIBED, OURS], SETTINGS)

    reports = [account.client().check(), account.client().check()]

    assert [report.ok for report in reports] == [True, True]
    assert account.paths()[3:7] == [
        "/notifications/v1/subscriptions/ORDER_CHANGE",
        "/notifications/v1/destinations",
        "/notifications/v1/destinations",
        "/notifications/v1/subscriptions/ORDER_CHANGE",
    ]
    assert [request.headers["x-amz-access-token"] for request in account.asked[3:7]] == [
        "Atza|one",
        "Atza|free",
        "Atza|free",
        "Atza|one",
    ]
    assert account.body(5) == {"name": f"ichigen-{SELLER}", "resourceSpecification": {"sqs": {"arn": ARN}}}
    assert account.body(6) == {
        "payloadVersion": "1.0",
        "destinationId": "d-1",
        "processingDirective": {
            "eventFilter": {
                "eventFilterType": "ORDER_CHANGE",
                "orderChangeTypes": ["OrderStatusChange", "BuyerRequestedChange"],
            }
        },
    }


def test_a_destination_the_application_has_already_is_used() -> None:
    known = {"destinationId": "d-7", "name": "x", "resource": {"sqs": {"arn": ARN}}}
    account = Account([*FINE, NO_ORDER, said({"payload": [known]}), SUBSCRIBED], SETTINGS)

    account.client().check()

    assert account.body(5)["destinationId"] == "d-7"


@pytest.mark.parametrize(
    ("destinations", "named"),
    [
        ([("d-1", "arn:aws:sqs:ap-northeast-1:111122223333:other")], "arn:aws:sqs:ap-northeast-1:111122223333:other"),
        ([("d-7", ARN)], "d-1"),
        ([("d-7", ARN), ("d-1", "")], "another system"),
    ],
)
def test_news_that_goes_to_another_queue_is_told_and_left_as_it_is_section_3_8(
    destinations: list[tuple[str, str]], named: str
) -> None:
    known = [
        {"destinationId": name, "name": "another system", "resource": {"sqs": {"arn": arn}} if arn else {}}
        for name, arn in destinations
    ]
    account = Account([*FINE, SUBSCRIBED, said({"payload": known})], SETTINGS)

    report = account.client().check()

    line = next(line for line in report.results if line.code == "queue")
    assert (line.ok, line.warning, line.passing) == (False, True, True)
    assert f"別の送信先({named})" in line.message
    assert account.paths()[3:] == ["/notifications/v1/subscriptions/ORDER_CHANGE", "/notifications/v1/destinations"]


def test_what_keeps_the_news_from_coming_is_named() -> None:
    refused = error(400, "InvalidInput", "no permission to send to the queue")
    account = Account([*FINE, NO_ORDER, said({"payload": []}), refused], SETTINGS)

    lines = {line.code: line.message for line in account.client().check().results if not line.ok}

    assert list(lines) == ["queue"]
    assert "no permission" in lines["queue"]


@pytest.mark.parametrize(
    ("url", "region", "arn"),
    [
        (URL, "ap-northeast-1", ARN),
        (
            "https://sqs.us-west-2.amazonaws.com/111122223333/hub/",
            "us-west-2",
            "arn:aws:sqs:us-west-2:111122223333:hub",
        ),
        ("https://sqs.us-west-2.amazonaws.com/hub", "us-west-2", ""),
        (URL, "", ""),
    ],
)
def test_the_name_of_the_queue_is_made_of_its_address(url: str, region: str, arn: str) -> None:
    assert queue_arn({"queue_url": url, "aws_region": region}) == arn
    assert queue_arn({"queue_url": url, "queue_arn": "arn:aws:sqs:x:1:y"}) == "arn:aws:sqs:x:1:y"


def test_the_queue_is_asked_for_where_its_address_is_set() -> None:
    assert MALL.signals is not None
    assert MALL.signals.queue_every_s == 1.0  # half of it is added to every sale's way to the other malls
    assert MALL.signals.queue_setting in {field.name for field in MALL.settings if not field.required}


def test_the_secret_key_is_in_no_call() -> None:
    account = Account([EMPTY], SETTINGS)

    account.client().read_signals()

    assert "quiet" not in repr(account.gate.calls) + str(account.asked[0].headers)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@UNTIMED
@given(JSON, st.sampled_from(["Body", "detail", "Payload", "NotificationMetadata", "NotificationType"]))
def test_no_message_is_fatal(value: Any, name: str) -> None:
    body = documents.news() | {name: value}

    for entry in (message(body), {"ReceiptHandle": "r", "Body": value}, value):
        read_messages({"Messages": [entry]}, SELLER)


@UNTIMED
@given(st.binary(max_size=60))
def test_no_body_is_fatal(content: bytes) -> None:
    text = content.decode("utf-8", "surrogateescape")

    assert read_signal({"MessageId": "m", "Body": text}, SELLER) is None or parse_json(content)


def test_the_signature_is_botocores_own_for_the_same_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Against the library's one-call signing, which takes the machine's clock: only the moment is ours."""
    call = Call(
        "queue.receive",
        Effect.READ,
        "POST",
        "https://sqs.ap-northeast-1.amazonaws.com/",
        {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AmazonSQS.ReceiveMessage"},
        content=b'{"QueueUrl": "x"}',
    )
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: NOW)
    theirs = AWSRequest(method="POST", url=call.url, headers=dict(call.headers), data=call.content)
    SigV4Auth(Credentials("AKIATEST", "quiet"), "sqs", "ap-northeast-1").add_auth(theirs)

    ours = signed(AwsKey("AKIATEST", "quiet", "ap-northeast-1"), "sqs", call, NOW)

    assert ours == dict(theirs.headers.items())


def test_news_of_an_order_names_its_goods_because_they_fall_before_the_order_shows_section_3_8() -> None:
    news = documents.news()
    news["Payload"]["OrderChangeNotification"]["Summary"]["OrderItems"] = [
        {"SellerSKU": "CUP-BLUE", "Quantity": 1},
        {"SellerSKU": "CUP-RED", "Quantity": 2},
        {"SellerSKU": "CUP-BLUE", "Quantity": 1},
        {"SellerSKU": None},
    ]

    found = read_signal(message(news), SELLER)

    assert found == Signal("n-1", orders=("250-0000001-0000001",), listings=("CUP-BLUE", "CUP-RED"))
