"""The executable schema, with the members the shop's settings name in the known hole (section 2)."""

from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

from graphql import GraphQLError, GraphQLScalarType, GraphQLSchema, build_schema

from mallsim.malls.mercari_shops.settings import Settings

SDL = files(__package__).joinpath("schema.graphql").read_text(encoding="utf-8")


def schema_of(settings: Settings) -> GraphQLSchema:
    """The schema as the settings want it."""
    return _built(tuple(sorted(settings.recipient_fields)), settings.line_price_field)


def iso(moment: float | None) -> str | None:
    """An instant as the mall writes it: ISO 8601, UTC, whole seconds."""
    return None if moment is None else datetime.fromtimestamp(int(moment), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=16)
def _built(recipient: tuple[str, ...], line_price: str) -> GraphQLSchema:
    schema = build_schema(SDL + _hole(recipient, line_price))
    scalar = schema.type_map["DateTime"]
    assert isinstance(scalar, GraphQLScalarType)
    scalar.parse_value = _moment  # type: ignore[method-assign]  # a scalar of an SDL gets its reader like this
    return schema


def _hole(recipient: tuple[str, ...], line_price: str) -> str:
    """``a`` is a text of the order, ``a.b`` a text of an object ``a`` of the order."""
    parents: dict[str, list[str]] = {}
    for path in recipient:
        parent, _, child = path.partition(".")
        parents.setdefault(parent, []).extend([child] if child else [])
    parts = []
    for parent, children in parents.items():
        if children:
            parts.append(f"type Hole_{parent} {{ {' '.join(f'{child}: String' for child in children)} }}")
        parts.append(f"extend type OrderTransaction {{ {parent}: {f'Hole_{parent}' if children else 'String'} }}")
    if line_price:
        parts.append(f"extend type OrderTransactionProduct {{ {line_price}: Int }}")
    return "\n".join(["", *parts])


def _moment(value: Any) -> float:
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is not None and moment.tzinfo is not None:
            return moment.timestamp()
    raise GraphQLError(f"DateTime cannot represent {value!r}: ISO 8601 with a time zone is needed")
