"""Which orders an action is for: the ticked ones, or all that match, counted again by the server (ui: the count must agree)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from ichigen.services.views.order_filter import OrderFilter, chosen
from ichigen.store.orders import Order

#: More than this at once would be a mistake, or a job for another tool.
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Selection:
    """Ticked orders, or everything that fits `wanted`, of which the screen showed `shown`."""

    ids: tuple[int, ...] = ()
    wanted: OrderFilter | None = None
    shown: int = 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """The orders, ascending by id: (id, number)."""

    orders: Sequence[tuple[int, str]]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.orders)


class CountChanged(Exception):
    """The orders that match are no longer as many as the screen showed. `now`: how many there are."""

    def __init__(self, shown: int, now: int) -> None:
        super().__init__(f"{shown} shown, {now} found")
        self.shown, self.now = shown, now


def count_chosen(selection: Selection) -> int:
    """Return how many orders are meant, counted now. Raises `CountChanged` where that is not what the screen showed."""
    return _agree(selection, _query(selection).count())


def choose(selection: Selection) -> Chosen:
    """Return the orders meant. Raises `CountChanged` where there are more or fewer than the screen showed."""
    found = list(_query(selection).order_by("id").values_list("id", "number")[: MOST + 1])
    _agree(selection, len(found))
    return Chosen(found)


def _agree(selection: Selection, count: int) -> int:
    expected = selection.shown if selection.wanted is not None else len(set(selection.ids))
    if count != expected:
        raise CountChanged(expected, count)
    return count


def _query(selection: Selection) -> QuerySet[Order]:
    if selection.wanted is not None:
        return chosen(selection.wanted)
    return Order.objects.filter(id__in=selection.ids)
