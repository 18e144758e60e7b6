"""更新対象: is one order written back now, and what changes – or why not (G4-02, G4-03, G4-16 … G4-25). Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from ichigen.domain.orders import MallOrder, Parcel
from ichigen.domain.phases import Phase
from ichigen.domain.status_changes import Change, changes_of
from ichigen.domain.status_table import HubStatus, Row, StatusTable, find
from ichigen.domain.write_back import AS_ON_THE_MALL, Delivery, MallState, SetStatus, payment_guard


@dataclass(frozen=True, slots=True)
class Subject:
    """One order as the table looks at it.

    `parcels` and `delivery` are what the shop entered (none: what the mall has stands). `under_way`, `failed`: a
    write-back of it is open, or waits on 要対応. `changed_at`: the order's last change (作成期間).
    """

    status: HubStatus
    told: MallOrder
    changed_at: datetime
    parcels: tuple[Parcel, ...] = ()
    delivery: Delivery = AS_ON_THE_MALL
    history: bool = False
    under_way: bool = False
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """The circumstances: `within_days` is 作成期間 (None = whole), `before_payment` a person's override (G4-22)."""

    at: datetime
    within_days: int | None = None
    before_payment: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """対象: these states, and what differs on the mall today."""

    state: MallState
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Excluded:
    """対象外: a code for programs, a Japanese sentence for people."""

    code: str
    message: str


Verdict: TypeAlias = Target | Excluded

#: Why an order is 対象外, in the order in which it is asked.
REASONS: Mapping[str, str] = {
    "never_written": "新規受付・キャンセルのステータスは書き出しません。キャンセルは受注の「キャンセル」から書き出します。",
    "history": "在庫連動を開始する前に終わっていた受注です。",
    "row_off": "このステータスは、ステータス紐付けで「有効にする」にチェックがありません。",
    "too_old": "注文日時が1年より前の受注は書き出せません。",
    "outside_period": "作成期間の外の受注です。期間を広げると対象になります。",
    "cancelled_on_mall": "モールでキャンセルされています。",
    "held_by_mall": "モールが受注を止めています。",
    "under_way": "この受注の書出が処理中です。終わるまで待ってください。",
    "on_worklist": "この受注の書出が要対応に残っています。要対応を先に片付けてください。",
    "completed_on_mall": "モールで完了しているため、変更できません。",
    "shipped_on_mall": "モールでは出荷済みのため、出荷前のステータスには戻しません。",
    "payment_due": "前払いの入金がまだ確認できないため、出荷に進むステータスは書き出しません。",
    "payment_open": "入金がまだ確認できないため、完了にしません。",
    "number_missing": "お荷物伝票番号も、配送伝票番号なしの理由もありません。受注の出荷の欄で入力してください。",
    "same": "モールはすでにこの内容です。",
}


def judge(table: StatusTable, rows: Mapping[str, Row], subject: Subject, question: Question) -> Verdict:
    """Return 対象 with what would change, or 対象外 with the first reason that applies."""
    row = rows.get(subject.status.code)
    for code, applies in _BEFORE_ROW:
        if applies(table, subject, question):
            return Excluded(code, REASONS[code])
    if row is None or not row.enabled:
        return Excluded("row_off", REASONS["row_off"])
    for code, concerns in _WITH_ROW:
        if concerns(table, row, subject, question):
            return Excluded(code, _message(code, table, subject))
    return Target(row.state, _changes(table, row, subject))


def _message(code: str, table: StatusTable, subject: Subject) -> str:
    return (table.blocked(subject.told) if code == "held_by_mall" else "") or REASONS[code]


def _changes(table: StatusTable, row: Row, subject: Subject) -> tuple[Change, ...]:
    """The parcels go along where the state says that the goods have left."""
    parcels = subject.parcels if _ships(table, row) else ()
    return changes_of(table, row.state, parcels, subject.delivery, subject.told)


def _ships(table: StatusTable, row: Row) -> bool:
    choice = find(table.ship_states, row.state.ship)
    return choice.shipped if choice else False


def _completes(table: StatusTable, code: str) -> bool:
    choice = find(table.order_states, code)
    return choice is not None and choice.completes


def _left(table: StatusTable, told: MallOrder) -> bool:
    choice = find(table.ship_states, table.seen(told).ship)
    return choice is not None and choice.shipped


def _numbered(parcels: tuple[Parcel, ...]) -> bool:
    return any(parcel.tracking_number or parcel.no_number_reason for parcel in parcels)


def _payment_due(table: StatusTable, row: Row, subject: Subject, question: Question) -> bool:
    if question.before_payment or payment_guard(subject.told) is None:
        return False
    choice = find(table.ship_states, row.state.ship)
    return (choice is not None and choice.after_payment) or _completes(table, row.state.order)


def _blocked(table: StatusTable, row: Row, subject: Subject, question: Question) -> bool:
    return bool(table.blocked(subject.told))


def _shipped_there(table: StatusTable, row: Row, subject: Subject, question: Question) -> bool:
    return bool(row.state.ship) and _left(table, subject.told) and not _ships(table, row)


def _unnumbered(table: StatusTable, row: Row, subject: Subject, question: Question) -> bool:
    return _ships(table, row) and not _numbered(subject.parcels or subject.told.parcels)


def _nothing_to_send(table: StatusTable, row: Row, subject: Subject, question: Question) -> bool:
    """As the mall's own rule sees it too: there may be differences that it takes care of by itself, or does not take back."""
    intent = SetStatus(row.state, subject.parcels, subject.delivery, question.before_payment)
    return not _changes(table, row, subject) or table.plan(intent, subject.told) == ()


def _completed_there(table: StatusTable, row: Row, subject: Subject, question: Question) -> bool:
    return _completes(table, table.seen(subject.told).order) and bool(_changes(table, row, subject))


_BEFORE_ROW: tuple[tuple[str, Callable[[StatusTable, Subject, Question], bool]], ...] = (
    ("never_written", lambda table, subject, question: subject.status.phase in table.never),
    ("history", lambda table, subject, question: subject.history),
)

_WITH_ROW: tuple[tuple[str, Callable[[StatusTable, Row, Subject, Question], bool]], ...] = (
    ("too_old", lambda t, row, s, q: s.told.ordered_at < q.at - timedelta(days=t.oldest_days)),
    (
        "outside_period",
        lambda t, row, s, q: q.within_days is not None and s.changed_at < q.at - timedelta(days=q.within_days),
    ),
    ("cancelled_on_mall", lambda t, row, s, q: s.told.phase is Phase.CANCELLED),
    ("held_by_mall", _blocked),
    ("under_way", lambda t, row, s, q: s.under_way),
    ("on_worklist", lambda t, row, s, q: s.failed),
    ("completed_on_mall", _completed_there),
    ("shipped_on_mall", _shipped_there),
    ("payment_due", _payment_due),
    ("payment_open", lambda t, row, s, q: _completes(t, row.state.order) and not s.told.payment.paid),
    ("number_missing", _unnumbered),
    ("same", _nothing_to_send),
)
