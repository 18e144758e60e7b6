"""Error documents of SP-API and of the token endpoint (page sections 1.2 and 2)."""

from dataclasses import dataclass

from ichigen.mallkit.json_values import Unreadable, children, parse_json
from ichigen.malls.amazon.wire import text


@dataclass(frozen=True, slots=True)
class Said:
    """What an error answer says; empty where it says nothing readable."""

    code: str = ""
    message: str = ""
    details: str = ""


def read_error(content: bytes) -> Said:
    """Return the first error of an answer: `errors[]` of SP-API, `error` of the token endpoint, `__type` of the queue."""
    try:
        document = parse_json(content)
    except Unreadable:
        return Said()
    for entry in children(document, "errors"):
        return Said(text(entry, "code"), text(entry, "message"), text(entry, "details"))
    if text(document, "error"):
        return Said(text(document, "error"), text(document, "error_description"))
    kind = text(document, "__type").rpartition("#")[2]
    return Said(kind, text(document, "message") or text(document, "Message"))
