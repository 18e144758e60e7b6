"""One request to SP-API: address, headers, token, and the error table on what is not a success (page sections 1.3, 2)."""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from ichigen.domain.json import JsonObject
from ichigen.mallkit.connection import Connection
from ichigen.mallkit.http import Call, Reply
from ichigen.mallkit.json_values import Document, Unreadable, parse_json
from ichigen.malls.amazon.auth import Grant, Tokens
from ichigen.malls.amazon.errors import error_of, malformed, token_refused
from ichigen.malls.amazon.operations import MARKETPLACE, Operation
from ichigen.malls.amazon.wire import NOTHING

#: Asked for by the mall of every application (section 1.3).
USER_AGENT = "Ichigen/1 (Language=Python/3.11)"

JSON = "application/json"

Query = Mapping[str, str | Sequence[str]]


class Caller:
    """Sends requests of one account. Every method raises the four kinds of `mallkit.errors`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.now = connection.now
        self.seller_id = connection.credentials["seller_id"]
        self.marketplace = MARKETPLACE
        self.tokens = Tokens(connection)
        self._base = connection.endpoints["api"].rstrip("/")

    def document(
        self,
        operation: Operation,
        query: Query = NOTHING,
        body: JsonObject | None = None,
        *,
        rows: int = 1,
        grantless: bool = False,
        **places: str,
    ) -> Document:
        """Send, and return the JSON object of a success."""
        reply = self._accepted(operation, query, body, rows, grantless, places)
        try:
            return parse_json(reply.content)
        except Unreadable as error:
            raise malformed(operation.effect) from error

    def command(self, operation: Operation, body: JsonObject, status: int, **places: str) -> None:
        """Send a write whose success is this status, whatever its body; any other success has an open outcome."""
        if self._accepted(operation, NOTHING, body, 1, False, places).status != status:
            raise malformed(operation.effect)

    def _accepted(
        self,
        operation: Operation,
        query: Query,
        body: JsonObject | None,
        rows: int,
        grantless: bool,
        places: Mapping[str, str],
    ) -> Reply:
        """Send once; a refused token is renewed and the call repeated: nothing was done by it."""
        grant = self.tokens.grantless if grantless else self.tokens.seller
        token = self.tokens.current(grant)
        call = self._call(operation, token, query, body, rows, places)
        reply = self.connection.http.send(call)
        if token_refused(reply):
            call = self._call(operation, self._other(grant, token), query, body, rows, places)
            reply = self.connection.http.send(call)
        if not 200 <= reply.status < 300:
            raise error_of(call, reply, self.now(), operation.role)
        return reply

    def _other(self, grant: Grant, token: str) -> str:
        return self.tokens.after_refusal(grant, token)

    def _call(
        self,
        operation: Operation,
        token: str,
        query: Query,
        body: JsonObject | None,
        rows: int,
        places: Mapping[str, str],
    ) -> Call:
        headers = {"x-amz-access-token": token, "user-agent": USER_AGENT, "accept": JSON}
        if body is not None:
            headers["content-type"] = JSON
        return Call(
            operation=operation.name,
            effect=operation.effect,
            method=operation.method,
            url=f"{self._base}{_filled(operation.path, places)}{_query(query)}",
            headers=headers,
            content=None if body is None else json.dumps(body, ensure_ascii=False).encode(),
            rows=rows,
        )


def _filled(path: str, places: Mapping[str, str]) -> str:
    """A SKU is encoded whole, `/` too (section 4)."""
    return path.format(**{name: quote(value, safe="") for name, value in places.items()})


def _query(query: Query) -> str:
    """Lists travel as comma-separated values in one parameter (section 3.1)."""
    pairs = [(name, value if isinstance(value, str) else ",".join(value)) for name, value in query.items()]
    return f"?{urlencode(pairs, quote_via=quote)}" if pairs else ""
