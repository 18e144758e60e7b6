"""What the mall says about a request: order messages, REST errors, gateway errors (sections 0, 1.2, 2, 3)."""

import re
from dataclasses import dataclass

from ichigen.mallkit.json_values import Document, Unreadable, child, children, parse_json, text
from ichigen.malls.rakuten.wire_values import number


@dataclass(frozen=True, slots=True)
class Message:
    """An entry of `MessageModelList` (section 2)."""

    kind: str
    code: str
    message: str
    order_number: str = ""
    row: int | None = None

    @property
    def is_error(self) -> bool:
        """HTTP 200 does not mean success: every entry is looked at (trap 3)."""
        return self.kind == "ERROR"


@dataclass(frozen=True, slots=True)
class ApiError:
    """A fault of any family in one shape. `row`: the 0-based list entry that the mall names, if it does."""

    code: str
    message: str
    row: int | None = None


def parse_messages(document: Document) -> tuple[Message, ...]:
    """Read `MessageModelList`; `dataNumber` is 1-based over the rows of the request (section 2.5)."""
    return tuple(
        Message(
            kind=text(entry, "messageType"),
            code=text(entry, "messageCode"),
            message=text(entry, "message"),
            order_number=text(entry, "orderNumber"),
            row=None if (count := number(entry, "dataNumber")) is None else count - 1,
        )
        for entry in children(document, "MessageModelList")
    )


_ROW = re.compile(r"\[(\d{1,6})\]")
_XML = re.compile(rb"<message>([^<]{1,200})</message>")


def parse_errors(content: bytes) -> tuple[ApiError, ...]:
    """Read the errors of an answer that is not a success, whichever of the known bodies it has; () for none of them."""
    if xml := _XML.search(content):
        name = xml[1].decode("utf-8", "replace").strip()
        return (ApiError(name, name),)
    try:
        document = parse_json(content)
    except Unreadable:
        return ()
    gateway = child(document, "Results")
    if gateway:
        return (ApiError(text(gateway, "errorCode"), text(gateway, "message")),)
    rest = tuple(
        ApiError(text(entry, "code"), text(entry, "message"), _row(text(child(entry, "metadata"), "propertyPath")))
        for entry in children(document, "errors")
    )
    order = (ApiError(entry.code, entry.message, entry.row) for entry in parse_messages(document) if entry.is_error)
    return (*rest, *order)


def _row(property_path: str) -> int | None:
    found = _ROW.search(property_path)
    return int(found[1]) if found else None
