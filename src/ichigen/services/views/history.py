"""操作履歴: who did what to which thing, when and why."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from ichigen.services.views.history_words import ACTION_LABELS, SUBJECT_LABELS
from ichigen.store.staff import Staff
from ichigen.store.worklist import AuditLog


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """`action` a code of `ACTION_LABELS`; `text` is looked for in reasons and values."""

    text: str = ""
    actor_id: int | None = None
    action: str = ""
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One entry; `word` and `thing` in Japanese, `data` the values it was done with."""

    id: int
    at: datetime
    actor: str
    action: str
    word: str
    subject: str
    thing: str
    subject_id: int
    reason: str
    data: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class History:
    """A page, newest first."""

    rows: tuple[HistoryRow, ...]
    total: int


def history(wanted: HistoryFilter) -> History:
    """Return one page; two queries."""
    found = _narrowed(wanted)
    start = (wanted.page - 1) * wanted.size
    ordered = found.order_by("-at", "-id")[start : start + wanted.size]
    return History(tuple(_row(entry) for entry in ordered.select_related("actor")), found.count())


def history_row(entry_id: int) -> HistoryRow | None:
    """Return one entry, None where there is none."""
    entry = AuditLog.objects.select_related("actor").filter(pk=entry_id).first()
    return None if entry is None else _row(entry)


def actors() -> tuple[tuple[int, str], ...]:
    """Return everybody who can have done something."""
    return tuple(Staff.objects.order_by("pk").values_list("id", "display_name"))


def _narrowed(wanted: HistoryFilter) -> QuerySet[AuditLog]:
    found = AuditLog.objects.all()
    if wanted.actor_id is not None:
        found = found.filter(actor_id=wanted.actor_id)
    if wanted.action:
        found = found.filter(action=wanted.action)
    for word in wanted.text.split():
        found = found.filter(Q(reason__icontains=word) | Q(data__icontains=word) | Q(action__icontains=word))
    return found


def _row(entry: AuditLog) -> HistoryRow:
    return HistoryRow(
        id=entry.pk,
        at=entry.at,
        actor=entry.actor.display_name if entry.actor else "",
        action=entry.action,
        word=ACTION_LABELS.get(entry.action, entry.action),
        subject=entry.subject,
        thing=SUBJECT_LABELS.get(entry.subject, entry.subject),
        subject_id=entry.subject_id,
        reason=entry.reason,
        data=tuple((name, str(value)) for name, value in sorted(entry.data.items()) if value is not None),
    )
