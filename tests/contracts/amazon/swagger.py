"""Amazon's official models as JSON Schema: Swagger 2 definitions with ``x-nullable``, formats and closed objects.

The models leave objects open so that clients survive new members; here they are closed, so that a member nobody
documented is found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, FormatChecker

RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
MODELS = (
    "sellers",
    "orders_2026-01-01",
    "ordersV0",
    "listingsItems_2021-08-01",
    "fbaInventory",
    "feeds_2021-06-30",
    "reports_2021-06-30",
    "notifications",
    "tokens_2021-03-01",
)
WITHDRAWN = "orders_2026-01-01.with-cancelOrder.c5f589c"
"""The model that still has cancelOrder; looked at last."""


def _date_time(value: object) -> bool:
    return not isinstance(value, str) or (bool(RFC_3339.fullmatch(value)) and bool(datetime.fromisoformat(value)))


def _date(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


FORMATS = FormatChecker(formats=())
FORMATS.checks("date-time", raises=ValueError)(_date_time)
FORMATS.checks("date", raises=ValueError)(_date)


def converted(schema: Any, *, closed: bool = True) -> Any:
    """A Swagger 2 schema as JSON Schema; the parts of ``allOf`` stay open, since each knows only its own members."""
    if isinstance(schema, list):
        return [converted(each, closed=closed) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {
        name: {key: converted(each, closed=closed) for key, each in value.items()}
        if name in ("properties", "definitions")
        else converted(value, closed=closed and name != "allOf")
        for name, value in schema.items()
        if name not in ("example", "description", "x-example")
    }
    if closed and "properties" in made and "allOf" not in made:
        made.setdefault("additionalProperties", False)
    if schema.get("x-nullable") is True and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
    return made


@dataclass(frozen=True, slots=True)
class OfficialOperation:
    """One operation of a model; ``schemas`` are its response schemas by status, None for an empty answer."""

    id: str
    method: str
    path: re.Pattern[str]
    schemas: dict[int, Any]
    definitions: Any

    def faults(self, status: int, body: Any) -> list[str]:
        """What is wrong with an answer; empty when it is as the model says."""
        if status not in self.schemas:
            return [f"{self.id} does not answer {status}"]
        schema = self.schemas[status]
        if schema is None:
            return [] if body is None else [f"{self.id} {status} has no body"]
        validator = Draft7Validator({**schema, "definitions": self.definitions}, format_checker=FORMATS)
        return [f"{self.id} {status} {error.json_path}: {error.message[:300]}" for error in validator.iter_errors(body)]


def operations(official: Path) -> list[OfficialOperation]:
    """Every operation of the models, the current ones first."""
    return [
        each for name in (*MODELS, WITHDRAWN) for each in _of_model(official / "amazon" / "models" / f"{name}.json")
    ]


def _of_model(path: Path) -> Iterator[OfficialOperation]:
    model = json.loads(path.read_text(encoding="utf-8"))
    shared = converted(model["definitions"])
    opened = {name for name, one in model["definitions"].items() if name.endswith("Filter") and "allOf" not in one}
    definitions = {
        name: converted(model["definitions"][name], closed=False) if name in opened else one
        for name, one in shared.items()
    }
    for template, methods in model["paths"].items():
        pattern = re.compile(re.sub(r"\{[^}]+\}", "[^/]+", template))
        for method, operation in methods.items():
            if isinstance(operation, dict) and "operationId" in operation:
                schemas = {int(code): _schema(answer) for code, answer in operation["responses"].items()}
                yield OfficialOperation(operation["operationId"], method.upper(), pattern, schemas, definitions)


def _schema(answer: Any) -> Any:
    return converted(answer["schema"]) if "schema" in answer else None


def schema_faults(official: Path, name: str, body: Any) -> list[str]:
    """What is wrong with a document of the feeds or notifications, by its draft-07 schema."""
    schema = json.loads((official / "amazon" / "schemas" / name).read_text(encoding="utf-8"))
    validator = Draft7Validator(schema, format_checker=FORMATS)
    return [f"{name} {error.json_path}: {error.message[:300]}" for error in validator.iter_errors(body)]
