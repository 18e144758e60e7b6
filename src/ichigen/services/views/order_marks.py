"""Labels of the shop, as the screens show them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ichigen.store.order_desk import Label, OrderLabel


@dataclass(frozen=True, slots=True)
class LabelFace:
    """A label of the shop."""

    id: int
    name: str
    tone: str


def labels_of(order_ids: Sequence[int]) -> dict[int, tuple[LabelFace, ...]]:
    """Return the labels of each of these orders that has any."""
    found: dict[int, list[LabelFace]] = defaultdict(list)
    rows = OrderLabel.objects.filter(order_id__in=order_ids).select_related("label").order_by("label__name")
    for row in rows:
        found[row.order_id].append(LabelFace(row.label_id, row.label.name, row.label.tone))
    return {order_id: tuple(faces) for order_id, faces in found.items()}


def all_labels() -> tuple[LabelFace, ...]:
    """Return every label there is."""
    return tuple(LabelFace(row.pk, row.name, row.tone) for row in Label.objects.all())
