"""What a status write-back changes on the mall, field by field, from → to (G4-04, G4-10 … G4-16). Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ichigen.domain.carriers import LABELS, Carrier
from ichigen.domain.orders import MallOrder, Parcel
from ichigen.domain.status_table import StateChoice, StatusTable, find
from ichigen.domain.write_back import Delivery, MallState

#: What a status write-back may change, by the words of the screen.
FIELDS = (
    "注文ステータス",
    "出荷ステータス",
    "出荷日",
    "お荷物伝票番号",
    "配送伝票番号なしの理由",
    "配送会社",
    "お届け指定日",
    "お届け時間帯",
)

#: Every way a mall's answers write the sign between two hours.
_UNTIL = re.compile(r"\s*[~〜～\-–−‐]\s*")


@dataclass(frozen=True, slots=True)
class Change:
    """One field as it is on the mall and as it will be; `field` is its Japanese label, an empty value = none."""

    field: str
    before: str
    after: str


def changes_of(
    table: StatusTable, state: MallState, parcels: tuple[Parcel, ...], delivery: Delivery, told: MallOrder
) -> tuple[Change, ...]:
    """Return what differs between the mall's order and these values; nothing where it is so already."""
    seen = table.seen(told)
    return (
        *_state("注文ステータス", table.order_states, seen.order, state.order),
        *_state("出荷ステータス", table.ship_states, seen.ship, state.ship),
        *_parcel(parcels, told.parcels),
        *_delivery(delivery, told),
    )


def same_slot(one: str, other: str) -> bool:
    """Are these the same hours, however the sign between them is written (free text on the malls)?"""
    return _UNTIL.sub("~", one.strip()) == _UNTIL.sub("~", other.strip())


def _state(field: str, choices: tuple[StateChoice, ...], before: str, after: str) -> Iterator[Change]:
    if after and after != before:
        yield Change(field, _word(choices, before), _word(choices, after))


def _word(choices: tuple[StateChoice, ...], code: str) -> str:
    choice = find(choices, code)
    return choice.label if choice else code


def _parcel(ours: tuple[Parcel, ...], theirs: tuple[Parcel, ...]) -> Iterator[Change]:
    """What the mall keeps of the parcels: day, carrier and reason of the first, up to two numbers of its carrier."""
    if not ours:
        return
    first, there = ours[0], theirs[0] if theirs else Parcel("", "")
    if first.shipped_on and first.shipped_on != there.shipped_on:
        yield Change("出荷日", _day(there.shipped_on), _day(first.shipped_on))
    numbers = _numbers(tuple(parcel for parcel in ours if parcel.carrier == first.carrier))[:2]
    if numbers and _bare(numbers) != _bare(_numbers(theirs)):
        yield Change("お荷物伝票番号", "、".join(_numbers(theirs)), "、".join(numbers))
    if not numbers and first.no_number_reason != there.no_number_reason:
        yield Change("配送伝票番号なしの理由", there.no_number_reason, first.no_number_reason)
    if first.carrier != there.carrier:
        yield Change("配送会社", _carrier(there.carrier), _carrier(first.carrier))


def _delivery(delivery: Delivery, told: MallOrder) -> Iterator[Change]:
    if delivery.day and delivery.day != told.delivery.day:
        yield Change("お届け指定日", _day(told.delivery.day), _day(delivery.day))
    if delivery.slot and not same_slot(delivery.slot, told.delivery.time_slot):
        yield Change("お届け時間帯", told.delivery.time_slot, delivery.slot)


def _numbers(parcels: tuple[Parcel, ...]) -> list[str]:
    return [parcel.tracking_number for parcel in parcels if parcel.tracking_number]


def _bare(numbers: list[str]) -> list[str]:
    return [number.replace("-", "") for number in numbers]


def _day(day: date | None) -> str:
    return f"{day:%Y/%m/%d}" if day else ""


def _carrier(code: str) -> str:
    return LABELS[Carrier(code)] if code in LABELS else code
