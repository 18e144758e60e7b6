"""The shop's queue of news (Amazon SQS, AWS JSON 1.0 over our own way out) and the subscription to it (section 3.8)."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from ichigen.domain.json import JsonObject
from ichigen.mallkit.errors import Refused
from ichigen.mallkit.http import Call
from ichigen.mallkit.json_values import Document, Unreadable, child, children, parse_json
from ichigen.mallkit.manifest import Effect
from ichigen.mallkit.signals import QueuedSignal, SignalBatch
from ichigen.malls.amazon.caller import Caller
from ichigen.malls.amazon.errors import error_of, malformed, missing
from ichigen.malls.amazon.operations import (
    CREATE_DESTINATION,
    CREATE_SUBSCRIPTION,
    GET_DESTINATIONS,
    GET_SUBSCRIPTION,
    QUEUE,
)
from ichigen.malls.amazon.sigv4 import AwsKey, signed
from ichigen.malls.amazon.wire import required_text, text
from ichigen.malls.amazon.wire_signals import ORDER_CHANGE, read_messages

QUEUE_URL, QUEUE_ARN, REGION = "queue_url", "queue_arn", "aws_region"
KEY_ID, SECRET = "aws_access_key_id", "aws_secret_access_key"

#: The most that SQS gives and takes at once.
BATCH = 10

#: News that was read comes again after this many seconds unless it is removed; the core stores it in less.
HIDDEN_S = 60

_VERSION = "1.0"

#: `https://sqs.{region}.amazonaws.com/{account}/{name}`: all that a queue's ARN is made of.
_QUEUE = re.compile(r"/(?P<account>[0-9]{12})/(?P<name>[A-Za-z0-9_-]{1,80})/?")


def read_signals(caller: Caller) -> SignalBatch:
    """Return what waits in the queue."""
    body = {"MaxNumberOfMessages": BATCH, "WaitTimeSeconds": 0, "VisibilityTimeout": HIDDEN_S}
    messages = read_messages(_ask(caller, "ReceiveMessage", body), caller.seller_id)
    found = tuple(QueuedSignal(message.receipt, message.signal) for message in messages)
    return SignalBatch(found, more=len(found) == BATCH)


def forget_signals(caller: Caller, receipts: Sequence[str]) -> None:
    """Remove news from the queue, ten a call. What stays comes again."""
    for at in range(0, len(receipts), BATCH):
        entries = [{"Id": str(n), "ReceiptHandle": r} for n, r in enumerate(receipts[at : at + BATCH])]
        _ask(caller, "DeleteMessageBatch", {"Entries": entries})


def keep_subscription(caller: Caller) -> None:
    """Make sure that the mall sends its news to the queue. Again and again without harm."""
    try:
        if not subscribed(caller):
            _subscribe(caller, _destination(caller, queue_arn(caller.connection.settings)))
    except Unreadable as error:
        raise malformed(Effect.READ) from error


def subscribed(caller: Caller) -> bool:
    """Return whether there is a subscription to ORDER_CHANGE."""
    try:
        found = child(caller.document(GET_SUBSCRIPTION, type=ORDER_CHANGE), "payload")
    except Refused as error:
        if missing(error):
            return False
        raise
    return bool(text(found, "subscriptionId"))


def queue_arn(settings: Mapping[str, str]) -> str:
    """Return the ARN of the queue: as it was entered, or made of its address; "" where that is of no known form."""
    region = settings.get(REGION, "").strip()
    found = _QUEUE.fullmatch(urlsplit(settings.get(QUEUE_URL, "").strip()).path)
    made = f"arn:aws:sqs:{region}:{found['account']}:{found['name']}" if found and region else ""
    return settings.get(QUEUE_ARN, "").strip() or made


def _destination(caller: Caller, arn: str) -> str:
    """Return the id of the destination of our queue, made where the application has none yet."""
    known = caller.document(GET_DESTINATIONS, grantless=True)
    for entry in children(known, "payload"):
        if text(child(entry, "resource", "sqs"), "arn") == arn:
            return required_text(entry, "destinationId")
    body: JsonObject = {"name": f"ichigen-{caller.seller_id}", "resourceSpecification": {"sqs": {"arn": arn}}}
    made = caller.document(CREATE_DESTINATION, body=body, grantless=True)
    return required_text(child(made, "payload"), "destinationId")


def _subscribe(caller: Caller, destination: str) -> None:
    wanted = {"eventFilterType": ORDER_CHANGE, "orderChangeTypes": ["OrderStatusChange", "BuyerRequestedChange"]}
    body: JsonObject = {
        "payloadVersion": _VERSION,
        "destinationId": destination,
        "processingDirective": {"eventFilter": wanted},
    }
    caller.document(CREATE_SUBSCRIPTION, body=body, type=ORDER_CHANGE)


def _ask(caller: Caller, action: str, body: JsonObject) -> Document:
    """Call the queue. Taking news off it changes nothing in the shop, so it is a reading to the core."""
    settings = caller.connection.settings
    url = settings[QUEUE_URL].strip()
    key = AwsKey(settings.get(KEY_ID, ""), caller.connection.credentials.get(SECRET, ""), settings.get(REGION, ""))
    parts = urlsplit(url)
    call = Call(
        operation=f"{QUEUE}{'receive' if action == 'ReceiveMessage' else 'delete'}",
        effect=Effect.READ,
        method="POST",
        url=f"{parts.scheme}://{parts.netloc}/",
        headers={"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"AmazonSQS.{action}"},
        content=json.dumps({"QueueUrl": url, **body}).encode(),
    )
    call = replace(call, headers=signed(key, "sqs", call, caller.now()))
    reply = caller.connection.http.send(call)
    if reply.status != 200:
        raise error_of(call, reply, caller.now())
    try:
        return parse_json(reply.content)
    except Unreadable as error:
        raise malformed(Effect.READ) from error
