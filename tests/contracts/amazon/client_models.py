"""The official Swagger 2 models of SP-API: which operation a request is of, and whether it keeps its contract."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

from jsonschema import Draft4Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

#: Published and pruned three times in 2026; holds the one operation that is off by default.
WITH_CANCEL = "orders_2026-01-01.with-cancelOrder.c5f589c.json"


@dataclass(frozen=True, slots=True)
class Contract:
    """One operation of a model."""

    model: str
    name: str
    method: str
    path: str
    spec: Any
    document: Any

    def schema_problems(self, schema: Any, value: Any) -> list[str]:
        """Return what is wrong with a value by a schema of this model."""
        registry = Registry().with_resource("urn:model", DRAFT4.create_resource(self.document))
        validator = Draft4Validator(_absolute(schema), registry=registry)
        return [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in validator.iter_errors(value)]

    def request_problems(self, query: str, body: bytes) -> list[str]:
        """Return what is wrong with the query and the body of a request."""
        sent = parse_qsl(query, keep_blank_values=True)
        declared = {p["name"]: p for p in self.spec.get("parameters", []) if p["in"] == "query"}
        needed = {name for name, p in declared.items() if p.get("required")}
        found = [f"unknown parameter {name}" for name, _ in sent if name not in declared]
        found += [f"missing parameter {name}" for name in sorted(needed - {name for name, _ in sent})]
        found += [f"doubled parameter {name}" for name in {n for n, _ in sent} if [n for n, _ in sent].count(name) > 1]
        found += [problem for name, value in sent if name in declared for problem in _parameter(declared[name], value)]
        bodies = [p for p in self.spec.get("parameters", []) if p["in"] == "body"]
        if not bodies:
            return found + (["a body that is not expected"] if body else [])
        return found + self.schema_problems(bodies[0]["schema"], json.loads(body))

    def response_problems(self, status: int, value: Any) -> list[str]:
        """Return what is wrong with an answer."""
        said = self.spec["responses"].get(str(status))
        if said is None:
            return [f"status {status} is not in the model"]
        return self.schema_problems(said["schema"], value) if "schema" in said else []


@dataclass(frozen=True, slots=True)
class Example:
    """An official answer to an official request (`x-amzn-api-sandbox`)."""

    contract: Contract
    status: int
    response: Any


@cache
def contracts(folder: Path) -> tuple[Contract, ...]:
    """Return every operation of every model; the one with cancelOrder last."""
    files = sorted(
        (folder / "amazon" / "models").glob("*.json"), key=lambda file: (file.name == WITH_CANCEL, file.name)
    )
    return tuple(contract for file in files for contract in _operations(file))


def contract_of(folder: Path, method: str, raw_path: str) -> Contract:
    """Return the operation a request is of."""
    parts = raw_path.strip("/").split("/")
    for contract in contracts(folder):
        wanted = contract.path.strip("/").split("/")
        fits = len(wanted) == len(parts) and all(
            unquote(part) if w.startswith("{") else w == part for w, part in zip(wanted, parts, strict=True)
        )
        if fits and contract.method == method:
            return contract
    raise LookupError(f"no official operation {method} {raw_path}")


def examples(folder: Path) -> Iterator[Example]:
    """Yield every official example."""
    for contract in contracts(folder):
        for status, said in contract.spec["responses"].items():
            for entry in said.get("x-amzn-api-sandbox", {}).get("static", []):
                yield Example(contract, int(status), entry.get("response"))


def _operations(file: Path) -> Iterator[Contract]:
    document = json.loads(file.read_text("utf-8"))
    for path, methods in document["paths"].items():
        for method, spec in methods.items():
            if isinstance(spec, dict) and "operationId" in spec:
                yield Contract(file.name, spec["operationId"], method.upper(), path, spec, document)


def _absolute(schema: Any) -> Any:
    """References of a part of the model point into the model."""
    if isinstance(schema, dict):
        return {
            key: f"urn:model{value}" if key == "$ref" and value.startswith("#") else _absolute(value)
            for key, value in schema.items()
        }
    return [_absolute(entry) for entry in schema] if isinstance(schema, list) else schema


def _parameter(spec: Any, text: str) -> list[str]:
    """Lists are comma-separated: none of these models says otherwise."""
    if spec["type"] == "array":
        values = text.split(",")
        few = [f"{spec['name']}: {len(values)} entries"] if len(values) > spec.get("maxItems", len(values)) else []
        return few + [problem for value in values for problem in _value(spec["name"], spec["items"], value)]
    return _value(spec["name"], spec, text)


def _value(name: str, spec: Any, text: str) -> list[str]:
    kinds: dict[str, Any] = {"integer": int, "boolean": {"true": True, "false": False}.__getitem__, "string": str}
    try:
        value = kinds[spec["type"]](text)
        if spec.get("format") == "date-time":
            datetime.fromisoformat(text)
    except (KeyError, ValueError):
        return [f"{name}: not {spec.get('format') or spec['type']}: {text}"]
    schema = {key: spec[key] for key in ("type", "enum", "minimum", "maximum", "pattern", "minLength") if key in spec}
    return [f"{name}: {error.message}" for error in Draft4Validator(schema).iter_errors(value)]
