"""ORDER_CHANGE in the shop's queue, read with boto3, the client every SQS user has (section 3.8)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import httpx2
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.mallsim.amazon.live import Live, running

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    """A running mall."""
    with running() as mall:
        yield mall


@contextmanager
def sqs(live: Live, **other: str) -> Iterator[Any]:
    """boto3's client with the credentials the shop's owner has."""
    given = {name: live.credentials[name] for name in ("aws_access_key_id", "aws_secret_access_key")}
    made = boto3.client(
        "sqs",
        endpoint_url=live.base_url,
        region_name=live.credentials["aws_region"],
        config=Config(retries={"max_attempts": 0}),
        **{**given, **other},
    )
    yield made
    made.close()


@pytest.fixture
def client(live: Live) -> Iterator[Any]:
    """boto3's client with working keys."""
    with sqs(live) as made:
        yield made


@pytest.fixture
def subscribed(live: Live) -> Live:
    """The mall as reset, with a subscription to ORDER_CHANGE that ends in the queue."""
    live.control("POST", "/reset")
    application = {name: live.credentials[name] for name in ("client_id", "client_secret")}

    def post(path: str, form: dict[str, str], body: dict[str, Any]) -> Any:
        token = httpx2.post(f"{live.base_url}/auth/o2/token", data={**application, **form}).json()["access_token"]
        answer = httpx2.post(live.base_url + path, json=body, headers={"x-amz-access-token": token})
        assert answer.status_code == 200, answer.text
        return answer.json()["payload"]

    free = {"grant_type": "client_credentials", "scope": "sellingpartnerapi::notifications"}
    resource = {"sqs": {"arn": live.credentials["queue_arn"]}}
    body = {"name": "hub", "resourceSpecification": resource}
    destination = post("/notifications/v1/destinations", free, body)["destinationId"]
    own = {"grant_type": "refresh_token", "refresh_token": live.credentials["refresh_token"]}
    subscription = {"payloadVersion": "1.0", "destinationId": destination}
    post("/notifications/v1/subscriptions/ORDER_CHANGE", own, subscription)
    return live


def buy(live: Live, code: str = "IG-001") -> str:
    """A shopper buys one."""
    number: str = live.control("POST", "/orders", {"lines": [{"code": code}]})["order_number"]
    return number


def test_3_8_order_change_is_received_in_v0_words_and_deleted(subscribed: Live, client: Any) -> None:
    url = subscribed.credentials["queue_url"]
    number = buy(subscribed)
    subscribed.advance(1)
    received = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"])["Messages"]
    notices = [json.loads(one["Body"])["Payload"]["OrderChangeNotification"] for one in received]
    assert [(one["AmazonOrderId"], one["OrderChangeType"]) for one in notices] == [(number, "OrderStatusChange")] * 2
    assert [one["Summary"]["OrderStatus"] for one in notices] == ["Pending", "Unshipped"]
    assert [one["Attributes"]["ApproximateReceiveCount"] for one in received] == ["1", "1"]
    assert "Messages" not in client.receive_message(QueueUrl=url)
    client.delete_message(QueueUrl=url, ReceiptHandle=received[0]["ReceiptHandle"])
    entries = [{"Id": "1", "ReceiptHandle": received[1]["ReceiptHandle"]}]
    assert client.delete_message_batch(QueueUrl=url, Entries=entries)["Successful"] == [{"Id": "1"}]
    subscribed.advance(60)
    assert "Messages" not in client.receive_message(QueueUrl=url)


def test_3_8_a_message_not_deleted_comes_again_after_its_visibility_timeout(subscribed: Live, client: Any) -> None:
    url = subscribed.credentials["queue_url"]
    buy(subscribed)
    subscribed.advance(1)
    first = client.receive_message(QueueUrl=url, VisibilityTimeout=30)["Messages"][0]
    client.change_message_visibility(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=0)
    second = client.receive_message(QueueUrl=url, VisibilityTimeout=30, MessageSystemAttributeNames=["All"])[
        "Messages"
    ][0]
    assert second["MessageId"] == first["MessageId"]
    assert second["Attributes"]["ApproximateReceiveCount"] == "2"
    assert second["ReceiptHandle"] != first["ReceiptHandle"]
    client.delete_message(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"])
    subscribed.advance(31)
    again = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert first["MessageId"] in [one["MessageId"] for one in again]


def test_3_8_attributes_and_address_of_the_queue(subscribed: Live, client: Any) -> None:
    given = subscribed.credentials
    assert client.get_queue_url(QueueName="ichigen-amazon")["QueueUrl"] == given["queue_url"]
    buy(subscribed)
    subscribed.advance(1)
    names = ["QueueArn", "ApproximateNumberOfMessages"]
    shown = client.get_queue_attributes(QueueUrl=given["queue_url"], AttributeNames=names)["Attributes"]
    assert shown == {"QueueArn": given["queue_arn"], "ApproximateNumberOfMessages": "2"}


def test_3_8_long_polling_waits_for_a_message_that_is_on_its_way(subscribed: Live, client: Any) -> None:
    url = subscribed.credentials["queue_url"]
    subscribed.control("POST", "/settings", {"notification_lag_s": 300.0})
    number = buy(subscribed)
    (received,) = client.receive_message(QueueUrl=url, WaitTimeSeconds=20)["Messages"]
    assert json.loads(received["Body"])["Payload"]["OrderChangeNotification"]["AmazonOrderId"] == number


def test_3_8_the_same_message_may_come_twice(subscribed: Live, client: Any) -> None:
    url = subscribed.credentials["queue_url"]
    buy(subscribed)
    subscribed.advance(1)
    subscribed.control("POST", "/faults", {"kind": "duplicate", "operation": "queue.receive"})
    received = client.receive_message(QueueUrl=url)["Messages"]
    subscribed.control("DELETE", "/faults")
    assert len(received) == 2
    assert len({one["MessageId"] for one in received}) == 1


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"aws_access_key_id": "AKIAWRONG"}, "InvalidClientTokenId"),
        ({"aws_secret_access_key": "wrong"}, "SignatureDoesNotMatch"),
    ],
)
def test_3_8_wrong_keys_are_refused(live: Live, other: dict[str, str], code: str) -> None:
    with sqs(live, **other) as client, pytest.raises(ClientError) as refused:
        client.receive_message(QueueUrl=live.credentials["queue_url"])
    assert refused.value.response["Error"]["Code"] == code


def test_3_8_an_unsigned_request_and_an_unknown_queue_are_refused(live: Live, client: Any) -> None:
    headers = {"x-amz-target": "AmazonSQS.ReceiveMessage", "content-type": "application/x-amz-json-1.0"}
    answer = httpx2.post(live.base_url, content=b"{}", headers=headers)
    assert (answer.status_code, answer.json()["__type"]) == (
        403,
        "com.amazonaws.sqs#MissingAuthenticationTokenException",
    )
    with pytest.raises(client.exceptions.QueueDoesNotExist):
        client.receive_message(QueueUrl=f"{live.base_url}/1/other")
