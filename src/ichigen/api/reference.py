"""The OpenAPI document as rows of a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ichigen.api.describe import document, operations, scope_of


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a document or a parameter; `kind` in a few words."""

    name: str
    kind: str
    required: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """A document by its name."""

    name: str
    about: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An operation: `body` and `answer` are names of documents, empty where there is none."""

    id: str
    method: str
    path: str
    scope: str
    about: str
    parameters: tuple[Member, ...]
    body: str
    answer: str


def rows() -> tuple[Row, ...]:
    """Return every operation."""
    paths = document()["paths"]
    return tuple(
        _row(paths[path][method], method, path, scope_of(operation)) for path, method, operation in operations()
    )


def shapes() -> tuple[Shape, ...]:
    """Return every document and every list of words, by name."""
    return tuple(
        Shape(name, _plain(shape.get("description", "")), _members(shape))
        for name, shape in sorted(document()["components"]["schemas"].items())
        if not name.endswith("Query")  # those stand with their operations
    )


def _row(told: Mapping[str, Any], method: str, path: str, scope: str) -> Row:
    done = next(answer for status, answer in told["responses"].items() if str(status).startswith("2"))
    parameters = tuple(
        Member(parameter["name"], _kind(parameter["schema"]), parameter["required"]) for parameter in told["parameters"]
    )
    body = _kind(_schema(told["requestBody"])) if "requestBody" in told else ""
    about = _plain(told.get("description", ""))
    return Row(told["operationId"], method.upper(), path, scope, about, parameters, body, _kind(_schema(done)))


def _schema(described: Mapping[str, Any]) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = described["content"]["application/json"]["schema"]
    return schema


def _members(shape: Mapping[str, Any]) -> tuple[Member, ...]:
    if "enum" in shape:
        return tuple(Member(str(word), "", False) for word in shape["enum"])
    required = shape.get("required", ())
    return tuple(Member(name, _kind(schema), name in required) for name, schema in shape["properties"].items())


def _plain(text: str) -> str:
    return text.replace("`", "")


def _kind(schema: Mapping[str, Any]) -> str:
    """`Sku`, `Sku[]`, `integer`, `date-time | null`, `a | b`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_kind(choice) for choice in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"{_kind(schema['items'])}[]"
    return str(schema.get("format") or schema.get("type", ""))
