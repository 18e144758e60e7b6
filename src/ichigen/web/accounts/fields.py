"""The form of an account, drawn from the manifest of its mall."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from ichigen.mallkit.manifest import CredentialField, Mall


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
    folded: bool = False
    page: str = ""

    @property
    def shows_itself(self) -> bool:
        """True where a fold that it is in must be open: there is something in it to see or to mend."""
        return bool(self.error or self.value)


def drawn_fields(mall: Mall, values: Mapping[str, str], errors: Mapping[str, str]) -> tuple[DrawnField, ...]:
    """Return credentials and settings in the order of the manifest."""
    return tuple(
        _drawn(row, values.get(row.name, ""), errors.get(row.name, "")) for row in (*mall.credentials, *mall.settings)
    )


def renewal_fields(
    mall: Mall, names: Collection[str], values: Mapping[str, str], errors: Mapping[str, str]
) -> tuple[DrawnField, ...]:
    """Return the fields of a renewal: none is required, because an empty one keeps what is stored."""
    rows = [row for row in (*mall.credentials, *mall.settings) if row.name in names or row.name in errors]
    return tuple(
        replace(_drawn(row, values.get(row.name, ""), errors.get(row.name, "")), required=False) for row in rows
    )


def _drawn(row: CredentialField, value: str, error: str) -> DrawnField:
    return DrawnField(
        row.name, row.label, row.help, row.secret, row.required, row.multiline, value, error, row.folded, row.page
    )


def last_to_type(mall: Mall) -> str:
    """Return the name of the last credential that every shop sees: once it is left, the values can be tried."""
    return [row.name for row in mall.credentials if not row.folded][-1]


def drawn_endpoints(mall: Mall, values: Mapping[str, str], errors: Mapping[str, str]) -> tuple[DrawnField, ...]:
    """Return the hosts of a mall; empty = the mall's own."""
    return tuple(
        DrawnField(
            f"endpoint_{row.name}",
            row.label or row.name,
            row.default,
            False,
            False,
            False,
            values.get(row.name, ""),
            errors.get(f"endpoint_{row.name}", ""),
        )
        for row in mall.endpoints
    )
