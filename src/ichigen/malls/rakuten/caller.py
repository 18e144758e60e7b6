"""One request to RMS WEB SERVICE: address, ESA header, encoding, and the error table on what is not a success."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace

from ichigen.domain.json import JsonObject
from ichigen.mallkit.connection import Connection
from ichigen.mallkit.http import Call, Reply
from ichigen.mallkit.json_values import Document, Unreadable, parse_json
from ichigen.mallkit.manifest import Effect
from ichigen.malls.rakuten.errors import error_for, malformed
from ichigen.malls.rakuten.functions import Function

#: Sent exactly so: without the charset the order gateway answers 415 (section 0, trap 2).
_ORDER_TYPE = "application/json; charset=utf-8"
_REST_TYPE = "application/json"


class Caller:
    """Sends requests of one account. Every method raises the four kinds of `mallkit.errors`."""

    def __init__(self, connection: Connection) -> None:
        self.now = connection.now
        self._http = connection.http
        self._base = connection.endpoints["rms"].rstrip("/")
        self._license_key = connection.credentials["licenseKey"]
        pair = f"{connection.credentials['serviceSecret']}:{self._license_key}"
        self._authorization = f"ESA {b64encode(pair.encode()).decode()}"

    @property
    def license_key(self) -> str:
        """The licence key, which the expiry call names in its query."""
        return self._license_key

    def document(
        self,
        function: Function,
        body: JsonObject | None = None,
        params: Mapping[str, str] | None = None,
        *,
        rows: int = 1,
    ) -> Document:
        """Send, and return the JSON object of a 200."""
        call = self._call(function, body, params, rows)
        reply = self._accepted(call, function)
        try:
            return parse_json(reply.content)
        except Unreadable as error:
            raise malformed(call) from error

    def command(self, function: Function, body: JsonObject, *, rows: int = 1) -> None:
        """Send a write whose success is a 204 without a body; any other success has an open outcome."""
        call = self._call(function, body, None, rows)
        if self._accepted(call, function).status != 204:
            raise malformed(call)

    def probe(self, function: Function, body: JsonObject | None, params: Mapping[str, str] | None) -> Document:
        """Send a request that can change nothing (empty where it would write) to learn whether it is permitted."""
        call = replace(self._call(function, body, params, 0), effect=Effect.READ)
        reply = self._accepted(call, function)
        try:
            return parse_json(reply.content)
        except Unreadable:
            return {}

    def malformed(self, function: Function) -> Exception:
        """Return the error of a 200 whose document lacks what it must have."""
        return malformed(self._call(function, None, None, 0))

    def _accepted(self, call: Call, function: Function) -> Reply:
        reply = self._http.send(call)
        if reply.status in (200, 201, 204):
            return reply
        raise error_for(call, reply, self.now(), function.code)

    def _call(
        self,
        function: Function,
        body: JsonObject | None,
        params: Mapping[str, str] | None,
        rows: int,
    ) -> Call:
        headers = {"Authorization": self._authorization, "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = _ORDER_TYPE if "/order/" in function.path else _REST_TYPE
        return Call(
            operation=function.operation,
            effect=function.effect,
            method=function.method,
            url=self._base + function.path,
            headers=headers,
            params=params,
            # Japanese is sent as UTF-8, not as \uXXXX, which updateOrderDelivery refuses (section 0).
            content=None if body is None else json.dumps(body, ensure_ascii=False).encode(),
            rows=rows,
        )
