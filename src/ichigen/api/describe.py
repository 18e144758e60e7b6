"""The OpenAPI 3.1 document: what the library knows from the code, and what it cannot know."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from ninja.operation import Operation

from ichigen.api.access import Bearer
from ichigen.api.app import ROUTERS, api
from ichigen.api.once import HEADER, REPLAYED
from ichigen.api.problems import KINDS, MEDIA_TYPE

PREFIX = "/api/v1"
PROBLEM = {"$ref": "#/components/schemas/Problem"}
PROBLEM_SCHEMA: Mapping[str, Any] = {
    "title": "Problem",
    "type": "object",
    "description": "RFC 9457. `code` is the exact reason for programs; `detail` and `title` are for people.",
    "required": ["type", "title", "status", "detail", "code", "instance"],
    "properties": {
        "type": {"type": "string", "enum": [f"urn:ichigen:problem:{kind}" for kind in KINDS]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                    "pointer": {"type": "string", "description": "JSON pointer into the body, as a URI fragment"},
                    "parameter": {"type": "string", "description": "name of a query parameter"},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
KEY_PARAMETER: Mapping[str, Any] = {
    "in": "header",
    "name": HEADER,
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x21-\\x7e]+$"},
    "description": "A value of your own for this one request, kept 7 days. The same key and body get the same answer again.",
}
#: What any operation may answer, and what only one that writes may.
EVERY, WRITING = (401, 403, 422, 429, 500), (400, 409, 413, 415)


@cache
def document() -> dict[str, Any]:
    """Return the document. It is the same in every language and for every caller."""
    made: dict[str, Any] = {**api.get_openapi_schema(path_prefix=f"{PREFIX}/")}
    made["components"]["schemas"]["Problem"] = dict(PROBLEM_SCHEMA)
    made["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    made["servers"] = [{"url": "/"}]
    for path, method, operation in operations():
        _complete(made["paths"][path][method], operation, method == "post", "{" in path)
    return made


def operations() -> Iterator[tuple[str, str, Operation]]:
    """Every operation with its path and method, as in the document."""
    for router in ROUTERS:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield f"{PREFIX}{path}", method.lower(), operation


def scope_of(operation: Operation) -> str:
    """Return the scope an operation asks for."""
    bearer = operation.auth_callbacks[0]
    assert isinstance(bearer, Bearer)
    return bearer.scope.value


def _complete(described: dict[str, Any], operation: Operation, writes: bool, addressed: bool) -> None:
    described["operationId"] = operation.view_func.__name__
    described["security"] = [{"token": [scope_of(operation)]}]
    if writes:
        described["parameters"] = [*described["parameters"], dict(KEY_PARAMETER)]
        for answer in described["responses"].values():
            answer["headers"] = {REPLAYED: {"schema": {"type": "string", "enum": ["true"]}}}
    for status in (*EVERY, *(WRITING if writes else ()), *((404,) if addressed else ())):
        title = " / ".join(sorted(kind for kind, row in KINDS.items() if row.status == status))
        described["responses"][str(status)] = {
            "description": title,
            "content": {MEDIA_TYPE: {"schema": PROBLEM}},
        }
