"""What stands beside the status of an order in the list: labels of the shop, and exceptions that follow from other rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ichigen.store.order_desk import Label, OrderLabel
from ichigen.store.order_marks import bundled_with, short_orders
from ichigen.store.worklist import WorklistItem


@dataclass(frozen=True, slots=True)
class LabelFace:
    """A label of the shop."""

    id: int
    name: str
    tone: str


@dataclass(frozen=True, slots=True)
class PageMarks:
    """Of the orders of a page: which are short (在庫不足), on 要対応, 同梱候補 (with how many orders), and their labels."""

    short: frozenset[int]
    worklist: frozenset[int]
    bundle: Mapping[int, int]
    labels: Mapping[int, tuple[LabelFace, ...]]


def marks_of(order_ids: Sequence[int]) -> PageMarks:
    """Return the marks of these orders; four queries."""
    open_items = WorklistItem.objects.filter(order_id__in=order_ids, closed_at__isnull=True)
    return PageMarks(
        short=short_orders(),
        worklist=frozenset(open_items.values_list("order_id", flat=True)),
        bundle=bundled_with(order_ids),
        labels=labels_of(order_ids),
    )


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
