"""要対応 for other programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ichigen.services.feeds.span import Page, Position, position_after, span_of
from ichigen.services.views.worklist import WorklistRow, worklist_items
from ichigen.store import feeds
from ichigen.store.feeds import Change


@dataclass(frozen=True, slots=True)
class ItemOut:
    """One item, open or closed."""

    row: WorklistRow
    updated_at: datetime


def item_page(position: Position, limit: int, is_open: bool | None) -> Page[ItemOut]:
    """Return one page of items; two queries whatever its size."""
    found = feeds.items(span_of(position, limit), is_open)
    return Page(_items(found[:limit]), position_after(position, found, limit), position.until)


def item_out(item_id: int) -> ItemOut | None:
    """Return one item, None where there is none."""
    found = [change for change in feeds.items(feeds.just(item_id)) if change.id == item_id]
    return next(iter(_items(found)), None)


def _items(found: Sequence[Change]) -> tuple[ItemOut, ...]:
    rows = worklist_items([change.id for change in found])
    return tuple(ItemOut(rows[change.id], change.at) for change in found if change.id in rows)
