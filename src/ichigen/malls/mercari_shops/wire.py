"""The envelope of every answer: data, errors, and a connection's pages (page sections 1, 3.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ichigen.mallkit.json_values import Document, Unreadable, child, parse_json, records, text
from ichigen.malls.mercari_shops.wire_values import entries


@dataclass(frozen=True, slots=True)
class GraphError:
    """One entry of `errors`. `words`: everywhere its kind may stand, for it is not established where it does.

    `at`: the first part of its path, the name of the field that failed; "" where it concerns the whole request.
    """

    code: str
    message: str
    at: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """`data` holds what there is, also beside errors; `errors` by the order they came in."""

    data: Document
    errors: tuple[GraphError, ...] = ()

    def failed(self) -> Mapping[str, GraphError]:
        """Return the errors that concern one field each, by its name."""
        return {error.at: error for error in reversed(self.errors) if error.at}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a connection; `after` the next cursor, None at the end."""

    nodes: tuple[Document, ...] = field(default=())
    after: str | None = None


def parse_answer(content: bytes) -> Answer:
    """Read an answer of any status; raises Unreadable where there is neither data nor an error in it."""
    document = parse_json(content)
    errors = parse_errors(document)
    data = document.get("data")
    if not errors and not isinstance(data, dict):
        raise Unreadable("data")
    return Answer(data if isinstance(data, dict) else {}, errors)


def parse_errors(document: Document) -> tuple[GraphError, ...]:
    """Read `errors`: the kind may be in extensions.code, in extensions.errorType or in the message alone [R]."""
    return tuple(_error(entry) for entry in entries(document, "errors"))


def parse_page(data: Document, name: str) -> Page:
    """Read one page of a connection; the end is only believed where the mall says so."""
    connection = data.get(name)
    if not isinstance(connection, dict):
        raise Unreadable(name)
    nodes = tuple(child(edge, "node") for edge in records(connection, "edges"))
    info = child(connection, "pageInfo")
    if not isinstance(info.get("hasNextPage"), bool):
        raise Unreadable("pageInfo")
    if not info["hasNextPage"]:
        return Page(nodes)
    if not (after := text(info, "endCursor")):
        raise Unreadable("endCursor")
    return Page(nodes, after)


def _error(entry: Document) -> GraphError:
    extensions = child(entry, "extensions")
    code, kind, message = text(extensions, "code"), text(extensions, "errorType"), text(entry, "message")
    path = entry.get("path")
    first = path[0] if isinstance(path, list) and path else ""
    return GraphError(
        code=code or kind or "graphql.error",
        message=" ".join(message.split())[:200],
        at=first if isinstance(first, str) else "",
        words=f"{code} {kind} {message}".upper(),
    )
