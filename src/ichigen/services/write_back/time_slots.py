"""時間帯変換設定: hours of ours ↔ the words on the malls, one table for all carriers (G4-15)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from ichigen.domain.status_changes import same_slot
from ichigen.domain.write_back import GuardRefusal
from ichigen.store.status_table import TimeSlot
from ichigen.store.worklist import AuditLog

MOST = 20


@dataclass(frozen=True, slots=True)
class Slot:
    """Hours by our name, the words written to malls, and other words they are recognised by."""

    name: str
    written: str
    also: tuple[str, ...] = ()


def time_slots() -> tuple[Slot, ...]:
    """Return the table in its order."""
    return tuple(
        Slot(row.name, row.written, tuple(filter(None, row.also.split("\n")))) for row in TimeSlot.objects.all()
    )


def written_slots() -> Mapping[str, str]:
    """Return the words for the malls by our name."""
    return dict(TimeSlot.objects.values_list("name", "written"))


def slot_of(text: str, slots: Sequence[Slot]) -> str:
    """Return our name of the hours a mall wrote as free text; empty where none is like it."""
    words = text.strip()
    for slot in slots:
        if words and any(same_slot(words, each) for each in (slot.name, slot.written, *slot.also)):
            return slot.name
    return ""


@transaction.atomic
def save_time_slots(slots: Sequence[Slot], actor_id: int | None) -> GuardRefusal | None:
    """Replace the table; None when done, otherwise why not."""
    names = [slot.name for slot in slots]
    if not all(slot.name.strip() and slot.written.strip() for slot in slots):
        return GuardRefusal("slot_incomplete", "時間帯と、モールに書き出す文字の両方を入力してください。")
    if len(set(names)) < len(names):
        return GuardRefusal("slot_twice", "同じ時間帯が2回あります。1回にしてください。")
    if not slots or len(slots) > MOST:
        return GuardRefusal("slot_count", "時間帯は1件以上20件以下にしてください。")
    before = [[slot.name, slot.written] for slot in time_slots()]
    TimeSlot.objects.all().delete()
    TimeSlot.objects.bulk_create(
        TimeSlot(position=at, name=slot.name.strip(), written=slot.written.strip(), also="\n".join(slot.also))
        for at, slot in enumerate(slots, start=1)
    )
    AuditLog.objects.create(
        actor_id=actor_id,
        action="time_slots.save",
        subject="time_slots",
        subject_id=0,
        data={"before": before, "after": [[slot.name, slot.written] for slot in slots]},
    )
    return None
