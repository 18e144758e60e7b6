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


def keep_subscription(caller: Caller) -> str:
    """Make sure that the mall sends its news to the queue, and return where it sends it instead; "" where all is well.

    Again and again without harm: a seller has one subscription, and one that another system made is not touched.
    """
    arn = queue_arn(caller.connection.settings)
    try:
        held = _subscription(caller)
        known = {
            text(entry, "destinationId"): text(child(entry, "resource", "sqs"), "arn") or text(entry, "name")
            for entry in children(caller.document(GET_DESTINATIONS, grantless=True), "payload")
        }
        if held is None:
            ours = next((name for name, where in known.items() if name and where == arn), "")
            _subscribe(caller, ours or _new_destination(caller, arn))
            return ""
    except Unreadable as error:
        raise malformed(Effect.READ) from error
    return "" if not held or known.get(held) == arn else known.get(held) or held


def _subscription(caller: Caller) -> str | None:
    """Return where the subscription to ORDER_CHANGE delivers, "" where it does not say; None where there is none."""
    try:
        found = child(caller.document(GET_SUBSCRIPTION, type=ORDER_CHANGE), "payload")
    except Refused as error:
        if missing(error):
            return None
        raise
    return text(found, "destinationId") if text(found, "subscriptionId") else None


def queue_arn(settings: Mapping[str, str]) -> str:
    """Return the ARN of the queue: as it was entered, or made of its address; "" where that is of no known form."""
    region = settings.get(REGION, "").strip()
    found = _QUEUE.fullmatch(urlsplit(settings.get(QUEUE_URL, "").strip()).path)
    made = f"arn:aws:sqs:{region}:{found['account']}:{found['name']}" if found and region else ""
    return settings.get(QUEUE_ARN, "").strip() or made


def _new_destination(caller: Caller, arn: str) -> str:
    """Make our queue known to the application, and return the id of the destination."""
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
