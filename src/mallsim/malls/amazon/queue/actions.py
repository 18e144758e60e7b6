"""What a queue does: receive, delete, change visibility, attributes; at least once, in no promised order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mallsim.core.calls import Call
from mallsim.malls.amazon.queue.model import ACCOUNT, NAME, Message
from mallsim.malls.amazon.settings import REGION
from mallsim.malls.amazon.shop import Shop

ARN = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{NAME}"
PATH = f"/{ACCOUNT}/{NAME}"
VISIBILITY_S, LONGEST_S = 30, 43_200
MOST_AT_ONCE, LONGEST_WAIT_S = 10, 20
RETENTION_S = 4 * 24 * 3600

Body = Mapping[str, Any]


class QueueError(Exception):
    """A refusal in SQS's words; ``code`` is the shape's name."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Wish:
    """One request to the queue."""

    shop: Shop
    call: Call
    body: Body
    base_url: str
    now: datetime

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number within its bounds."""
        value = self.body.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise QueueError("InvalidParameterValue", f"Value {value} for parameter {name} is invalid.")
        return value


def need_queue(wish: Wish) -> None:
    """The one queue there is, named by the path of its address."""
    url = wish.body.get("QueueUrl")
    if not isinstance(url, str) or not url.endswith(PATH):
        raise QueueError("QueueDoesNotExist", "The specified queue does not exist.")


def receivable(shop: Shop, now: datetime) -> list[Message]:
    """Messages nobody holds, after forgetting those kept too long."""
    kept_since = now - timedelta(seconds=RETENTION_S)
    shop.messages = [one for one in shop.messages if one.sent > kept_since]
    return [one for one in shop.messages if one.hidden_until <= now]


def receive(wish: Wish) -> Body:
    """``ReceiveMessage``: what is received stays, hidden for the visibility timeout."""
    most = wish.number("MaxNumberOfMessages", 1, 1, MOST_AT_ONCE)
    hidden = wish.number("VisibilityTimeout", VISIBILITY_S, 0, LONGEST_S)
    wanted = wish.body.get("MessageSystemAttributeNames") or wish.body.get("AttributeNames") or []
    rows = []
    for message in receivable(wish.shop, wish.now)[:most]:
        message.receipt = wish.shop.letters(64)
        message.received += 1
        message.first_received = message.first_received or wish.now
        message.hidden_until = wish.now + timedelta(seconds=hidden)
        rows.append(_shown(message, wanted))
    rows = wish.call.arranged(rows)
    return {"Messages": rows} if rows else {}


def _shown(message: Message, wanted: list[str]) -> dict[str, Any]:
    first = message.first_received or message.sent
    system = {
        "ApproximateReceiveCount": str(message.received),
        "SentTimestamp": str(int(message.sent.timestamp() * 1000)),
        "ApproximateFirstReceiveTimestamp": str(int(first.timestamp() * 1000)),
    }
    row: dict[str, Any] = {
        "MessageId": message.id,
        "ReceiptHandle": message.receipt,
        "MD5OfBody": hashlib.md5(message.body.encode(), usedforsecurity=False).hexdigest(),
        "Body": message.body,
    }
    shown = {name: value for name, value in system.items() if name in wanted or "All" in wanted}
    return {**row, "Attributes": shown} if shown else row


def _held(wish: Wish, handle: object) -> Message | None:
    return next((one for one in wish.shop.messages if one.receipt and one.receipt == handle), None)


def delete(wish: Wish) -> Body:
    """``DeleteMessage``: an old handle deletes nothing and is no error."""
    message = _held(wish, wish.body.get("ReceiptHandle"))
    if message is not None:
        wish.shop.messages.remove(message)
        wish.call.effect(message=message.id, mutation="delete")
    return {}


def delete_batch(wish: Wish) -> Body:
    """``DeleteMessageBatch``."""
    entries = wish.body.get("Entries")
    if not isinstance(entries, list) or not 1 <= len(entries) <= MOST_AT_ONCE:
        raise QueueError("InvalidParameterValue", "Entries: 1 to 10 are allowed.")
    for entry in entries:
        delete(Wish(wish.shop, wish.call, entry, wish.base_url, wish.now))
    return {"Successful": [{"Id": entry["Id"]} for entry in entries], "Failed": []}


def change_visibility(wish: Wish) -> Body:
    """``ChangeMessageVisibility``: 0 gives the message back at once."""
    seconds = wish.number("VisibilityTimeout", -1, 0, LONGEST_S)
    message = _held(wish, wish.body.get("ReceiptHandle"))
    if message is None:
        raise QueueError("ReceiptHandleIsInvalid", "The input receipt handle is invalid.")
    message.hidden_until = wish.now + timedelta(seconds=seconds)
    return {}


def attributes(wish: Wish) -> Body:
    """``GetQueueAttributes``."""
    wanted = wish.body.get("AttributeNames") or []
    visible = len(receivable(wish.shop, wish.now))
    held = {
        "QueueArn": ARN,
        "ApproximateNumberOfMessages": str(visible),
        "ApproximateNumberOfMessagesNotVisible": str(len(wish.shop.messages) - visible),
        "ApproximateNumberOfMessagesDelayed": "0",
        "VisibilityTimeout": str(VISIBILITY_S),
        "MessageRetentionPeriod": str(RETENTION_S),
        "ReceiveMessageWaitTimeSeconds": "0",
    }
    return {"Attributes": {name: value for name, value in held.items() if name in wanted or "All" in wanted}}


def url(wish: Wish) -> Body:
    """``GetQueueUrl``."""
    if wish.body.get("QueueName") != NAME:
        raise QueueError("QueueDoesNotExist", "The specified queue does not exist.")
    return {"QueueUrl": wish.base_url + PATH}


ACTIONS: dict[str, Callable[[Wish], Body]] = {
    "ReceiveMessage": receive,
    "DeleteMessage": delete,
    "DeleteMessageBatch": delete_batch,
    "ChangeMessageVisibility": change_visibility,
    "GetQueueAttributes": attributes,
    "GetQueueUrl": url,
}
