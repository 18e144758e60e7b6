"""One GraphQL request: address, token, the User-Agent that was agreed with the mall, and the error table (page section 1)."""

import json
from dataclasses import dataclass

from ichigen.domain.json import JsonObject
from ichigen.mallkit.connection import Connection
from ichigen.mallkit.errors import MallError
from ichigen.mallkit.http import Call
from ichigen.mallkit.json_values import Unreadable
from ichigen.mallkit.manifest import Effect
from ichigen.malls.mercari_shops.errors import Kind, error_of, error_of_status, kind_of, unreadable
from ichigen.malls.mercari_shops.wire import Answer, parse_answer

#: Of a client without a version of its own (page section 1).
VERSION = "0.0.0"

#: Errors of one field beside which the other fields of the same answer stand.
OF_ONE_FIELD = frozenset({Kind.MISSING, Kind.REFUSED, Kind.DONE_BEFORE})


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked. `cost`: its points as estimated, complexity / 100 and at least 1 (page section 1)."""

    operation: str
    document: str
    variables: JsonObject
    effect: Effect = Effect.READ
    rows: int = 1
    cost: float = 1.0


class Caller:
    """Sends requests of one account. Raises the four kinds of `mallkit.errors`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._url = f"{connection.endpoints['api'].rstrip('/')}/v1/graphql"
        self._token = connection.credentials["access_token"]
        self._agent = user_agent(connection.credentials["client_name"])

    def ask(self, query: Query) -> Answer:
        """Send, and return data with the errors that concern single fields; raise what concerns the whole request."""
        call = self.call(query)
        reply = self.connection.http.send(call)
        failure = error_of_status(call, reply, self.connection.now())
        if failure is not None:
            raise failure
        try:
            answer = parse_answer(reply.content)
        except Unreadable as error:
            raise unreadable(call) from error
        for said in answer.errors:
            if not said.at or kind_of(said) not in OF_ONE_FIELD:
                raise error_of(said, call, self.connection.now())
        return answer

    def change(self, query: Query) -> Answer:
        """Send a mutation: any error is the error of it."""
        answer = self.ask(query)
        if answer.errors:
            raise error_of(answer.errors[0], self.call(query), self.connection.now())
        return answer

    def refusal(self, query: Query, answer: Answer, field: str) -> MallError | None:
        """Return the error of one field of an answer; None where it has none."""
        error = answer.failed().get(field)
        return error_of(error, self.call(query), self.connection.now()) if error else None

    def whole_error(self, query: Query, answer: Answer) -> MallError:
        """Return the error of an answer that lacks a field without a word on it: another field's, or it is unreadable."""
        call = self.call(query)
        return error_of(answer.errors[0], call, self.connection.now()) if answer.errors else unreadable(call)

    def call(self, query: Query) -> Call:
        """Return the request."""
        body = {"query": query.document, "variables": query.variables}
        return Call(
            operation=query.operation,
            effect=query.effect,
            method="POST",
            url=self._url,
            headers={
                "Authorization": f"Bearer {self._token}",
                "User-Agent": self._agent,
                "Content-Type": "application/json",
                "Accept": "application/json",
            },
            content=json.dumps(body, ensure_ascii=False).encode(),
            rows=query.rows,
            cost=query.cost,
        )


def user_agent(client_name: str) -> str:
    """Return `<API_CLIENT_NAME>/<VERSION>`; a name with a version of its own is taken as it is (page section 1)."""
    return client_name if "/" in client_name else f"{client_name}/{VERSION}"
