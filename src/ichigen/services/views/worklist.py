"""要対応: what a person must settle, with cause and action."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from ichigen.services.settle import LOOP_CODES
from ichigen.services.views.malls import MallFace, mall_face
from ichigen.services.views.order_list import words_of
from ichigen.services.views.worklist_kinds import KIND_WORDS
from ichigen.store.worklist import WorklistItem

OPEN, CLOSED = "open", "closed"
DRIFT = "changed_on_mall"
BRAKE = "brake"


@dataclass(frozen=True, slots=True)
class WorklistFilter:
    """`state` is open or closed; `code` narrows to one kind of trouble."""

    state: str = OPEN
    text: str = ""
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One item. `retryable`: trying again may settle it (a step, a listing, a loop of an account)."""

    id: int
    code: str
    urgent: bool
    title: str
    cause: str
    action: str
    account_id: int | None
    account: str
    mall: MallFace | None
    order_id: int | None
    order_number: str
    sku_id: int | None
    sku_code: str
    listing_code: str
    listing_id: int | None
    retryable: bool
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str
    resolution: str

    @property
    def kind(self) -> str:
        """What sort of trouble it is, in a word; empty for a code of an older release."""
        return KIND_WORDS.get(self.code, "")

    @property
    def drift(self) -> bool:
        """True where a person must say which number is right: the mall's or ours (モール側で変更)."""
        return self.code == DRIFT and self.listing_id is not None and self.closed_at is None


@dataclass(frozen=True, slots=True)
class Worklist:
    """A page of items with the counts of both states."""

    rows: tuple[WorklistRow, ...]
    counts: dict[str, int]
    total: int


def worklist(wanted: WorklistFilter) -> Worklist:
    """Return one page: urgent first, then oldest first; closed items newest first."""
    found = _narrowed(wanted.text)
    row = found.aggregate(
        open=Count("pk", filter=Q(closed_at__isnull=True)), closed=Count("pk", filter=Q(closed_at__isnull=False))
    )
    counts: dict[str, int] = {OPEN: row["open"], CLOSED: row["closed"]}
    is_open = wanted.state != CLOSED
    ordered = found.filter(closed_at__isnull=is_open).order_by(
        *(("-urgent", "opened_at", "id") if is_open else ("-closed_at",))
    )
    start = (wanted.page - 1) * wanted.size
    total = counts[OPEN if is_open else CLOSED]
    return Worklist(_rows(ordered[start : start + wanted.size]), counts, total)


def newest_items(limit: int) -> tuple[WorklistRow, ...]:
    """Return the newest open items."""
    return _rows(_narrowed("").filter(closed_at__isnull=True).order_by("-urgent", "-opened_at", "-id")[:limit])


def worklist_item(item_id: int) -> WorklistRow | None:
    """Return one item, open or closed."""
    return next(iter(_rows(_narrowed("").filter(pk=item_id))), None)


def worklist_items(item_ids: Sequence[int]) -> dict[int, WorklistRow]:
    """Return these items by id, open or closed; one query."""
    return {row.id: row for row in _rows(_narrowed("").filter(pk__in=item_ids))}


def _narrowed(text: str) -> QuerySet[WorklistItem]:
    found = WorklistItem.objects.all()
    for word in words_of(text):
        found = found.filter(
            Q(title__icontains=word) | Q(cause__icontains=word) | Q(code=word)
            | Q(order__number__icontains=word) | Q(sku__code__icontains=word)
        )  # fmt: skip
    return found


def _rows(found: QuerySet[WorklistItem]) -> tuple[WorklistRow, ...]:
    items = found.select_related("account", "order", "sku", "listing", "closed_by").defer(
        "account__credentials", "account__tokens", "account__pending", "order__snapshot"
    )
    return tuple(_row(item) for item in items)


def _retryable(item: WorklistItem) -> bool:
    if item.code == BRAKE or item.code in LOOP_CODES:
        return True
    return item.code != DRIFT and bool(item.step_id or item.listing_id)


def _row(item: WorklistItem) -> WorklistRow:
    return WorklistRow(
        id=item.id,
        code=item.code,
        urgent=item.urgent,
        title=item.title,
        cause=item.cause,
        action=item.action,
        account_id=item.account_id,
        account=item.account.label if item.account else "",
        mall=mall_face(item.account.mall_id) if item.account else None,
        order_id=item.order_id,
        order_number=item.order.number if item.order else "",
        sku_id=item.sku_id,
        sku_code=item.sku.code if item.sku else "",
        listing_code=item.listing.code if item.listing else "",
        listing_id=item.listing_id,
        retryable=item.closed_at is None and _retryable(item),
        opened_at=item.opened_at,
        closed_at=item.closed_at,
        closed_by=item.closed_by.display_name if item.closed_by else "",
        resolution=item.resolution,
    )
