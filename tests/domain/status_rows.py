"""The mall of the seed with its declared table, and orders on it, for the tests of G4."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from ichigen.domain.eligibility import Question, Subject, Target, Verdict, judge
from ichigen.domain.orders import DeliveryWish, MallOrder, Parcel, Payment
from ichigen.domain.phases import Phase
from ichigen.domain.status_table import HubStatus, Row, StatusTable, default_rows
from ichigen.domain.write_back import MallState
from ichigen.mallkit.registry import malls
from tests.builders import make_order

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)

#: G4-32: the statuses of the seed, with the phase each stands for.
STATUSES = {
    status.name: status
    for status in (
        HubStatus("new", "新規受付", Phase.NEW, True),
        HubStatus("unpaid", "発送前入金待ち", Phase.UNPAID, True),
        HubStatus("ready", "発送待ち", Phase.READY, True),
        HubStatus("shipped_unpaid", "発送後入金待ち", Phase.SHIPPED_UNPAID, True),
        HubStatus("shipped", "処理済", Phase.SHIPPED, True),
        HubStatus("held", "保留", Phase.HELD, True),
        HubStatus("cancelled", "キャンセル", Phase.CANCELLED, True),
    )
}
PARCEL = Parcel("yamato", "1234-5678-9012", date(2026, 11, 21))


def the_table() -> StatusTable:
    """The only declared table: that of the mall the seed is about."""
    (found,) = [mall.status_table for mall in malls().values() if mall.status_table]
    return found


TABLE = the_table()
#: The default rows, each with its tick.
TICKED = {row.status: replace(row, enabled=True) for row in default_rows(TABLE, STATUSES.values())}


def told(order: str = "2", ship: str = "1", **values: Any) -> MallOrder:
    """A paid order that is 処理中 and 出荷可 on the mall."""
    handles = {"order_status": order, "ship_status": ship, "invoices": "", "empty_reason": "", "company": ""}
    return make_order("s-10000001", handles=handles, **({"ordered_at": AT} | values))


UNPAID = Payment("銀行振込", paid=False, due_before_shipping=True)
LATER = Payment("後払い", paid=False, due_before_shipping=False)


def subject(status: str, order: MallOrder | None = None, **values: Any) -> Subject:
    """An order of a status of ours."""
    return Subject(STATUSES[status], order or told(), **({"changed_at": AT} | values))


def verdict(about: Subject, rows: dict[str, Row] | None = None, **question: Any) -> Verdict:
    """What the table says."""
    return judge(TABLE, TICKED if rows is None else rows, about, Question(**({"at": AT} | question)))


def words(about: Subject, rows: dict[str, Row] | None = None, **question: Any) -> dict[str, str]:
    """What would be on the mall afterwards, by field; the reason's code where nothing would be written."""
    found = verdict(about, rows, **question)
    if isinstance(found, Target):
        return {change.field: change.after for change in found.changes}
    return {"対象外": found.code}


def row(status: str, order: str, ship: str, enabled: bool = True) -> dict[str, Row]:
    """A table of one row."""
    return {STATUSES[status].code: Row(STATUSES[status].code, enabled, MallState(order, ship))}


def wish(day: date | None = None, slot: str = "") -> DeliveryWish:
    """What the buyer asked for."""
    return DeliveryWish("宅配便", day, slot)
