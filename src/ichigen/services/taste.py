"""Save views of a screen, and remember how a person likes its list."""

from collections.abc import Sequence

from django.db import transaction

from ichigen.store.order_desk import SavedView, ScreenTaste

DENSITIES = ("tight", "normal", "loose")


def save_view(screen: str, name: str, query: str, staff_id: int, *, shared: bool) -> int:
    """Save a query string under a name, in place of the same person's (or the shared) view of that name."""
    owner = None if shared else staff_id
    with transaction.atomic():
        view, _ = SavedView.objects.update_or_create(
            screen=screen, owner_id=owner, name=name, defaults={"query": query[:2000], "made_by_id": staff_id}
        )
    return view.pk


def drop_view(view_id: int, staff_id: int, *, may_share: bool) -> bool:
    """Delete one's own view, or a shared one where the person may share; False where there is none such."""
    found = SavedView.objects.filter(pk=view_id, owner_id=staff_id)
    if may_share:
        found = found | SavedView.objects.filter(pk=view_id, owner=None)
    return bool(found.delete()[0])


def remember_columns(screen: str, staff_id: int, columns: Sequence[str]) -> None:
    """Remember which columns a person wants to see; none = as designed."""
    ScreenTaste.objects.update_or_create(screen=screen, staff_id=staff_id, defaults={"columns": list(columns)})


def remember_density(screen: str, staff_id: int, density: str) -> None:
    """Remember the row height; anything but those of `DENSITIES` is left out."""
    if density in DENSITIES:
        ScreenTaste.objects.update_or_create(screen=screen, staff_id=staff_id, defaults={"density": density})
