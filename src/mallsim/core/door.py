"""The door of a mall: every call is logged, counted against the limits and hit by the weather."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import formatdate

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mallsim.core.calls import BODY_KEY, SCOPE_KEY, Call, CallLog
from mallsim.core.clock import Clock
from mallsim.core.faults import Fault, Weather
from mallsim.core.limits import Gate
from mallsim.core.mall import Operation, SimulatedMall

REFUSING = ("maintenance", "throttle", "auth_expired", "http_500")
"""Faults that answer instead of the mall; the first one wins."""


@dataclass(slots=True)
class Answer:
    """What the mall's application sent, held back until it may go out."""

    messages: list[Message] = field(default_factory=list)

    async def send(self, message: Message) -> None:
        """ASGI send that keeps the message."""
        self.messages.append(message)

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        return int(self.messages[0]["status"])


@dataclass(frozen=True, slots=True)
class Door:
    """ASGI application in front of a mall's routes. ``clock`` is the mall's, ``arrivals`` the world's."""

    app: ASGIApp
    mall: SimulatedMall
    clock: Clock
    arrivals: Clock
    gate: Gate
    weather: Weather
    calls: CallLog
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        body = scope[BODY_KEY] = await request.body()
        arrived = self.arrivals.epoch()
        self.mall.tick()
        operation = self.mall.operation_of(request)
        call = self.calls.open(arrived, operation.name, request.method, request.url.path)
        broken = self.gate.admit(operation.name, arrived)
        if broken is not None:
            refused = self.mall.refusals.throttled(operation, call.number, broken.per)
            await self._answer(refused, call, scope, receive, send)
            return
        faults = self.weather.draw(operation)
        call.faults = frozenset(faults)
        refusal = next((kind for kind in REFUSING if kind in faults), None)
        if refusal is not None:
            await self._answer(self._refuse(refusal, operation, call), call, scope, receive, send)
        elif "timeout" in faults:
            await _until_gone(receive)
        else:
            await self._let_in(scope, body, call, faults, send)

    def _refuse(self, kind: str, operation: Operation, call: Call) -> Response:
        refusals = self.mall.refusals
        if kind == "throttle":
            return refusals.throttled(operation, call.number, "second")
        if kind == "maintenance":
            return refusals.maintenance(operation)
        return refusals.auth_expired(operation) if kind == "auth_expired" else refusals.server_error(operation)

    async def _let_in(self, scope: Scope, body: bytes, call: Call, faults: dict[str, Fault], send: Send) -> None:
        if "stale_read" in faults:
            self.mall.staleness(faults["stale_read"].seconds)
        restore = self.mall.checkpoint() if "silent_drop" in faults else None
        answer = Answer()
        await self.app({**scope, SCOPE_KEY: call}, _replay(body), answer.send)
        if restore is not None:
            restore()
            call.effects.clear()
        if "late" in faults:
            await self.sleep(faults["late"].seconds_late)
        await self._send(answer, call, send)

    async def _answer(self, response: Response, call: Call, scope: Scope, receive: Receive, send: Send) -> None:
        answer = Answer()
        await response(scope, receive, answer.send)
        await self._send(answer, call, send)

    async def _send(self, answer: Answer, call: Call, send: Send) -> None:
        call.status, call.finished = answer.status, self.arrivals.epoch()
        date = formatdate(self.clock.epoch(), usegmt=True).encode()
        for message in answer.messages:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"date", date)]
            await send(message)


def _replay(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
