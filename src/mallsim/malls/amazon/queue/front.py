"""The queue over HTTP: AWS JSON 1.0, the action in ``X-Amz-Target``, errors by shape."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mallsim.core.calls import call_of
from mallsim.core.clock import Clock
from mallsim.core.mall import Operation
from mallsim.malls.amazon.queue.actions import ACTIONS, LONGEST_WAIT_S, QueueError, Wish, need_queue, receivable
from mallsim.malls.amazon.queue.signature import Keys, fault_of
from mallsim.malls.amazon.shop import Shop

TARGET = "AmazonSQS."
CONTENT_TYPE = "application/x-amz-json-1.0"
GLANCE_S = 0.05
QUERY_CODES = {
    "QueueDoesNotExist": "AWS.SimpleQueueService.NonExistentQueue",
    "UnrecognizedClientException": "InvalidClientTokenId",
    "InvalidSignatureException": "SignatureDoesNotMatch",
}
"""The codes of the older query protocol, which clients still show (header ``x-amzn-query-error``)."""
OPERATIONS = {
    "ReceiveMessage": Operation("queue.receive", "read"),
    "DeleteMessage": Operation("queue.delete", "write"),
    "DeleteMessageBatch": Operation("queue.delete", "write"),
    "ChangeMessageVisibility": Operation("queue.hold", "write"),
    "GetQueueAttributes": Operation("queue.attributes", "read"),
    "GetQueueUrl": Operation("queue.url", "read"),
}


def queue_operation(request: Request) -> Operation | None:
    """The operation of a request to the queue, None for any other."""
    target = request.headers.get("x-amz-target", "")
    if not target.startswith(TARGET):
        return None
    return OPERATIONS.get(target.removeprefix(TARGET), Operation("queue.unknown", "read"))


@dataclass(slots=True)
class QueueFront:
    """Answers requests to the queue. ``settle`` lets the world go on while a receiver waits."""

    shop: Shop
    keys: Keys
    clock: Clock
    settle: Callable[[], None]

    async def answer(self, request: Request, base_url: str) -> Response:
        """One request."""
        content = await request.body()
        wrong = fault_of(request, content, self.keys)
        if wrong is not None:
            return refusal(*wrong, 403)
        action = request.headers["x-amz-target"].removeprefix(TARGET)
        try:
            body = json.loads(content or b"{}")
            if action not in ACTIONS:
                return refusal("UnsupportedOperation", f"The action {action} is not supported.")
            wish = Wish(self.shop, call_of(request), body, base_url, self.clock.now())
            if action != "GetQueueUrl":
                need_queue(wish)
            if action == "ReceiveMessage":
                await self._wait(wish)
            return _json(ACTIONS[action](Wish(self.shop, wish.call, body, base_url, self.clock.now())))
        except ValueError:
            return refusal("SerializationException", "The request is not JSON.")
        except QueueError as error:
            return refusal(error.code, str(error))

    async def _wait(self, wish: Wish) -> None:
        """Long polling: up to ``WaitTimeSeconds`` real seconds for a first message."""
        left = wish.number("WaitTimeSeconds", 0, 0, LONGEST_WAIT_S) / GLANCE_S
        while left > 0 and not receivable(self.shop, self.clock.now()):
            await asyncio.sleep(GLANCE_S)
            self.settle()
            left -= 1


def _json(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body, ensure_ascii=False).encode(), status, {"Content-Type": CONTENT_TYPE})


def refusal(code: str, message: str, status: int = 400) -> Response:
    """An error of the queue."""
    response = _json({"__type": f"com.amazonaws.sqs#{code}", "message": message}, status)
    response.headers["x-amzn-query-error"] = f"{QUERY_CODES.get(code, code)};Sender"
    return response
