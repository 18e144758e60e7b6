"""Which shipped orders a mall is told of (G3-19 … G3-23), and when (G3-20). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ichigen.domain.orders import Parcel
from ichigen.domain.phases import Phase
from ichigen.domain.write_back import GuardRefusal


@dataclass(frozen=True, slots=True)
class Numberless:
    """A way of sending that has no number: these carriers with these values of 配送伝票番号なしの理由."""

    carriers: frozenset[str]
    methods: frozenset[str]


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """What a mall asks of a ship notice.

    `never`: phases whose statuses are never written. `numberless`: where お荷物伝票番号 may be empty; every other parcel
    needs one.
    """

    never: frozenset[Phase] = frozenset({Phase.NEW, Phase.HELD, Phase.CANCELLED})
    numberless: tuple[Numberless, ...] = ()


NEVER = GuardRefusal("never_written", "ステータスが新規受付・保留・キャンセルの受注は、モールに書き出しません。")
NO_PARCEL = GuardRefusal("no_parcel", "出荷日とお荷物伝票番号がありません。出荷の欄で入力してください。")
NO_DAY = GuardRefusal("day_missing", "出荷日がありません。出荷の欄で入力してください。")
NOT_YET = GuardRefusal("day_ahead", "出荷日がまだ来ていません。出荷日になったら自動で書き出します。")
NO_NUMBER = GuardRefusal(
    "number_missing",
    "お荷物伝票番号がありません。この配送会社と配送方法では、番号を入力しないと書き出せません。",
)


def judge_notice(rule: NoticeRule, status: Phase, parcels: Sequence[Parcel], today: date) -> GuardRefusal | None:
    """Return why an order with this status and these parcels is not written today (JST); None = it is (G3-19)."""
    if status in rule.never:
        return NEVER
    missing = parcels_missing(rule, parcels)
    if missing is not None:
        return missing
    return NOT_YET if first_day(parcels) > today else None


def parcels_missing(rule: NoticeRule, parcels: Sequence[Parcel]) -> GuardRefusal | None:
    """Return what must still be entered, whatever day it is."""
    if not parcels:
        return NO_PARCEL
    if any(parcel.shipped_on is None for parcel in parcels):
        return NO_DAY
    return None if all(_numbered(rule, parcel) for parcel in parcels) else NO_NUMBER


def first_day(parcels: Sequence[Parcel]) -> date:
    """Return the day on which all of it has left: not before it the mall is told (G3-20)."""
    return max((parcel.shipped_on for parcel in parcels if parcel.shipped_on), default=date.min)


def _numbered(rule: NoticeRule, parcel: Parcel) -> bool:
    return bool(parcel.tracking_number.strip()) or any(
        parcel.carrier in way.carriers and parcel.no_number_reason in way.methods for way in rule.numberless
    )
