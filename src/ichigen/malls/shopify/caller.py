"""One document to the mall: address, token, one renewal of a refused token, three layers of errors, and the points it took."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from ichigen.domain.json import Json
from ichigen.mallkit.connection import Connection
from ichigen.mallkit.exchange import Problem
from ichigen.mallkit.http import Call, Reply
from ichigen.mallkit.json_values import Unreadable, parse_json
from ichigen.mallkit.manifest import Effect, Pace
from ichigen.malls.shopify import errors
from ichigen.malls.shopify.auth import AccessTokens
from ichigen.malls.shopify.cost import cost
from ichigen.malls.shopify.documents import Document
from ichigen.malls.shopify.version import API_VERSION, fell_forward
from ichigen.malls.shopify.wire_values import Node, child, points

#: Stands in the endpoint for the shop's own domain.
SHOP = "{shop_domain}"


@dataclass(frozen=True, slots=True)
class Nodes:
    """A list in the order of the ids asked for; None = the mall has no such thing, or it failed (`faults`, by position)."""

    found: tuple[Node | None, ...]
    faults: Mapping[int, str]


class Caller:
    """The account's line to the mall."""

    def __init__(self, connection: Connection) -> None:
        domain = connection.credentials.get("shop_domain", "").strip().lower()
        self.base_url = connection.endpoints["admin"].replace(SHOP, domain).rstrip("/")
        self.now = connection.now
        self.store = connection.tokens
        self._http = connection.http
        self._tokens = AccessTokens(connection, self.base_url)
        self._answered_by = ""

    def run(self, document: Document, variables: Mapping[str, Json], rows: int = 1) -> Node:
        """Send one document and return its `data`; raises the four kinds for the first two layers of errors."""
        return self._data(document, self._answer(document, variables, rows), tolerant=False)

    def nodes(self, document: Document, variables: Mapping[str, Json], rows: int) -> Nodes:
        """Send a document whose root is a list asked for by ids: what fails inside one of its rows costs that row."""
        answer = self._answer(document, variables, rows)
        faults = errors.row_faults(answer, document.root)
        found = self._data(document, answer, tolerant=faults is not None).get(document.root)
        if not isinstance(found, list):
            raise errors.unreadable(document.effect)
        return Nodes(tuple(node if isinstance(node, dict) else None for node in found), faults or {})

    def shown(self, document: Document, variables: Mapping[str, Json]) -> tuple[Node, frozenset[str]]:
        """Send one document and return its `data`, with the members of a person in it that the mall keeps from the app."""
        answer = self._answer(document, variables, rows=1)
        fields = errors.kept_back_fields(answer)
        return self._data(document, answer, tolerant=fields is not None), fields or frozenset()

    def _answer(self, document: Document, variables: Mapping[str, Json], rows: int) -> Node:
        reply = self._send(document, variables, rows)
        self._answered_by = fell_forward(reply.headers)
        fault = errors.status_error(reply, document.effect, self.now())
        if fault is not None:
            raise fault
        try:
            return parse_json(reply.content)
        except Unreadable as error:
            raise errors.unreadable(document.effect) from error

    def _data(self, document: Document, answer: Node, *, tolerant: bool) -> Node:
        fault = None if tolerant else errors.answer_error(answer, document.effect, self.now())
        if fault is not None:
            raise fault
        data = child(answer, "data")
        if data is None or document.root not in data:
            raise errors.unreadable(document.effect)
        return data

    def mutate(self, document: Document, variables: Mapping[str, Json], rows: int = 1) -> Node:
        """Send one mutation and return its payload; the third layer, its own errors, is left to the caller."""
        payload = child(self.run(document, variables, rows), document.root)
        if payload is None:
            raise errors.unreadable(document.effect)
        return payload

    def version_problems(self) -> tuple[Problem, ...]:
        """Return a problem where the last answer came from another version than was asked for (section 1)."""
        if not self._answered_by:
            return ()
        message = (
            f"ShopifyがAPI {API_VERSION} の代わりに {self._answered_by} で答えました。"
            "Ichigen を新しい版に更新してください。"
        )
        return (Problem("api_version", "api_version", message),)

    def _send(self, document: Document, variables: Mapping[str, Json], rows: int) -> Reply:
        """Send once; a refused token is renewed and the call repeated: a 401 means that nothing was done."""
        token = self._tokens.current()
        reply = self._http.send(self._call(document, variables, rows, token))
        if reply.status == 401 and self._tokens.renewable:
            reply = self._http.send(self._call(document, variables, rows, self._tokens.after_refusal(token)))
        return reply

    def _call(self, document: Document, variables: Mapping[str, Json], rows: int, token: str) -> Call:
        body = {"query": document.text, "variables": variables, "operationName": document.name}
        return Call(
            operation=document.operation,
            effect=document.effect,
            method="POST",
            url=f"{self.base_url}/admin/api/{API_VERSION}/graphql.json",
            headers={
                "X-Shopify-Access-Token": token,
                "Content-Type": "application/json",
                "Accept": "application/json",
            },
            content=json.dumps(body, ensure_ascii=False).encode(),
            rows=rows,
            cost=float(cost(document.text, variables)),
        )


def pace(call: Call, reply: Reply) -> Pace | None:
    """Return what `extensions.cost.throttleStatus` says of the bucket (section 2); None where an answer says nothing."""
    try:
        answer = parse_json(reply.content)
    except Unreadable:
        return None
    spent = child(child(answer, "extensions") or {}, "cost") or {}
    told = child(spent, "throttleStatus")
    if told is None:
        return None
    actual = points(spent, "actualQueryCost")
    return Pace(
        per_s=points(told, "restoreRate"),
        burst=points(told, "maximumAvailable"),
        left=points(told, "currentlyAvailable"),
        back=0.0 if actual is None else max(0.0, call.cost - actual),
    )


def rejected(payload: Node, caller: Caller, key: str = "userErrors") -> None:
    """Raise the third layer of errors of a mutation, where it has any."""
    fault = errors.user_error(errors.user_errors(payload, key), Effect.WRITE, caller.now())
    if fault is not None:
        raise fault
