"""The form of an account, drawn from the manifest of its mall."""

from collections.abc import Mapping
from dataclasses import dataclass

from ichigen.mallkit.manifest import Mall


@dataclass(frozen=True, slots=True)
class DrawnField:
    """One field as drawn. A secret's stored value is never in here."""

    name: str
    label: str
    help: str
    secret: bool
    required: bool
    multiline: bool
    value: str
    error: str


def drawn_fields(mall: Mall, values: Mapping[str, str], errors: Mapping[str, str]) -> tuple[DrawnField, ...]:
    """Return credentials and settings in the order of the manifest."""
    return tuple(
        DrawnField(
            row.name,
            row.label,
            row.help,
            row.secret,
            row.required,
            row.multiline,
            values.get(row.name, ""),
            errors.get(row.name, ""),
        )
        for row in (*mall.credentials, *mall.settings)
    )


def drawn_endpoints(mall: Mall, values: Mapping[str, str], errors: Mapping[str, str]) -> tuple[DrawnField, ...]:
    """Return the hosts of a mall; empty = the mall's own."""
    return tuple(
        DrawnField(
            f"endpoint_{row.name}",
            row.name,
            row.default,
            False,
            False,
            False,
            values.get(row.name, ""),
            errors.get(f"endpoint_{row.name}", ""),
        )
        for row in mall.endpoints
    )
