"""Requests and answers of the ストアクリエイターPro API as plain values, and the XML both sides speak.

Source: contract sections 1 (encodings), 2.6 (error envelope), 3.3 (CDATA and empty elements).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape, quoteattr

from defusedxml.ElementTree import fromstring

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """One request as it arrived; header names are lower case."""

    method: str
    operation: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def parameters(self) -> dict[str, str]:
        """Query and form parameters together; ``+`` in a form is a space, as in every form."""
        form = self.body.decode("utf-8", "replace") if self.method != "GET" else ""
        return {**self.query, **dict(parse_qsl(form, keep_blank_values=True))}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: HTTP status, body, content type and the extra headers."""

    status: int
    body: str
    content_type: str = "application/xml; charset=UTF-8"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Node:
    """An XML element of an answer: text (possibly CDATA) or children."""

    name: str
    content: str | tuple[Node, ...] = ""
    cdata: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)

    def render(self) -> str:
        """The element as text; an element without content is ``<Name></Name>``."""
        return "".join(self._parts())

    def _parts(self) -> Iterator[str]:
        shown = "".join(f" {name}={quoteattr(value)}" for name, value in self.attributes.items())
        yield f"<{self.name}{shown}>"
        if not isinstance(self.content, str):
            for child in self.content:
                yield from child._parts()
        elif self.cdata and self.content:
            yield f"<![CDATA[{self.content.replace(']]>', ']]]]><![CDATA[>')}]]>"
        else:
            yield escape(self.content)
        yield f"</{self.name}>"


def tree(name: str, *children: Node, **attributes: str) -> Node:
    """An element with children."""
    return Node(name, children, attributes=attributes)


def xml(root: Node, status: int = 200, content_type: str = "application/xml; charset=UTF-8") -> Answer:
    """The answer carrying one XML document."""
    return Answer(status, DECLARATION + root.render(), content_type)


def result_set(*results: Node, status: int = 200, **counts: int) -> Answer:
    """``<ResultSet>`` with its counting attributes (roots of Trap 4)."""
    attributes = {name: str(value) for name, value in counts.items()}
    return xml(Node("ResultSet", results, attributes=attributes), status)


def one_result(*content: Node) -> Answer:
    """The frame of orderInfo and orderCount: one Result, position 1."""
    return result_set(
        tree("Result", Node("Status", "OK"), *content),
        totalResultsAvailable=1,
        totalResultsReturned=1,
        firstResultPosition=1,
    )


def read_request(body: bytes) -> Element | None:
    """The ``<Req>`` document of an XML post, or None where it is not one; its content type is not looked at."""
    try:
        root: Element = fromstring(body.decode("utf-8", "replace"))
    except ParseError:
        return None
    return root if root.tag == "Req" else None


def text_at(root: Element, path: str) -> str:
    """The stripped text below ``path``, empty where the element is missing."""
    return (root.findtext(path) or "").strip()


def comma_list(value: str) -> list[str]:
    """A comma list as its parts, spaces around them dropped; an empty text is no part."""
    return [part.strip() for part in value.split(",")] if value.strip() else []


def leaves(parent: Element | None, skip: Iterable[str] = ()) -> dict[str, str]:
    """The direct text children of an element by name."""
    dropped = set(skip)
    return {child.tag: (child.text or "").strip() for child in parent or () if child.tag not in dropped}
