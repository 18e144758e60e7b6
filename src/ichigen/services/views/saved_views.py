"""保存した条件 of a screen, and how one person likes its list."""

from dataclasses import dataclass

from django.db.models import Q

from ichigen.store.order_desk import SavedView, ScreenTaste


@dataclass(frozen=True, slots=True)
class ViewFace:
    """A saved view; `query` begins with `?`; `mine`: its owner is the person who asks, otherwise it is shared."""

    id: int
    name: str
    query: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Taste:
    """Columns in sight (empty = as designed) and row height."""

    columns: tuple[str, ...] = ()
    density: str = "normal"


def saved_views(screen: str, staff_id: int) -> tuple[ViewFace, ...]:
    """Return a person's own views of a screen, then the shared ones."""
    rows = SavedView.objects.filter(Q(owner_id=staff_id) | Q(owner=None), screen=screen).order_by("name")
    faces = [ViewFace(row.pk, row.name, f"?{row.query}", row.owner_id == staff_id) for row in rows]
    return tuple(sorted(faces, key=lambda face: not face.mine))


def taste_of(screen: str, staff_id: int) -> Taste:
    """Return how a person likes a list."""
    row = ScreenTaste.objects.filter(screen=screen, staff_id=staff_id).first()
    return Taste(tuple(row.columns), row.density) if row else Taste()
