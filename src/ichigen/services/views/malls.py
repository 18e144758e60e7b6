"""How a mall and an account are shown: name and colour from the manifest."""

from dataclasses import dataclass

from ichigen.mallkit import registry

UNKNOWN_COLOR = "#808b9c"


@dataclass(frozen=True, slots=True)
class MallFace:
    """Name and colour (`#rrggbb`) of a mall; a mall that is no longer installed shows its id."""

    id: str
    label: str
    color: str


@dataclass(frozen=True, slots=True)
class AccountFace:
    """An account as lists name it."""

    id: int
    label: str
    mall: MallFace


def mall_face(mall_id: str) -> MallFace:
    """Return the face of a mall by its id."""
    found = registry.malls().get(mall_id)
    return MallFace(mall_id, found.label, found.color) if found else MallFace(mall_id, mall_id, UNKNOWN_COLOR)
