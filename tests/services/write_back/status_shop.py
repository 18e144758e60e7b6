"""An account of the mall with a status table, and orders on it, for the tests of services."""

from dataclasses import replace
from datetime import timedelta

from ichigen.domain.orders import MallOrder, Payment
from ichigen.domain.phases import Phase
from ichigen.domain.status_table import Row, StatusTable
from ichigen.domain.write_back import GuardRefusal
from ichigen.mallkit.registry import malls
from ichigen.services.clock import now
from ichigen.services.write_back.status_table import rows_in_force, save_table
from ichigen.services.write_back.status_writes import open_due
from ichigen.store.accounts import Account
from ichigen.store.orders import Order
from ichigen.store.status_table import StatusTableVersion
from ichigen.store.write_backs import WriteBack, WriteBackStep
from tests.builders import make_account, make_order
from tests.services.orders.parcels import handles, take

(MALL,) = [mall for mall in malls().values() if mall.status_table]
UNPAID = Payment("銀行振込", paid=False)


def the_table() -> StatusTable:
    """What the mall declares."""
    assert MALL.status_table is not None
    return MALL.status_table


def open_shop() -> Account:
    """A live account, started an hour ago."""
    return make_account(MALL.id, started_at=now() - timedelta(hours=1))


def order_of(account: Account, number: str = "1001", phase: Phase = Phase.READY, **values: str) -> Order:
    """An order taken in now: paid and 出荷可, unless its phase or the handles say otherwise."""
    unpaid = {"pay_status": "0", "ship_status": "0"} if phase is Phase.UNPAID else {}
    return take(account, told(number, phase, **(unpaid | values)), at=now())


def told(number: str = "1001", phase: Phase = Phase.READY, **values: str) -> MallOrder:
    """What the mall says of it."""
    payment = UNPAID if phase is Phase.UNPAID else Payment("クレジットカード", paid=True)
    return make_order(number, phase=phase, handles=handles(**values), payment=payment, ordered_at=now())


def tick(account: Account, *statuses: str) -> StatusTableVersion:
    """A person ticks these rows too."""
    return _save(account, {row.status: row.enabled or row.status in statuses for row in _rows(account)})


def untick(account: Account, *statuses: str) -> StatusTableVersion:
    """A person takes the tick off these rows."""
    return _save(account, {row.status: row.enabled and row.status not in statuses for row in _rows(account)})


def _rows(account: Account) -> tuple[Row, ...]:
    return tuple(rows_in_force(account.pk, the_table()).values())


def _save(account: Account, ticks: dict[str, bool]) -> StatusTableVersion:
    newest = StatusTableVersion.objects.filter(account=account).first()
    rows = [replace(row, enabled=ticks[row.status]) for row in _rows(account)]
    saved = save_table(account.pk, rows, newest.number if newest else 0, "", None)
    assert not isinstance(saved, GuardRefusal), saved
    return saved


def pass_of_the_loop(account: Account) -> int:
    """What the write-back loop opens by the table; how many."""
    return open_due(account, MALL)


def written() -> list[tuple[str, str, list[str]]]:
    """Kind and state of every write-back with the labels of its steps, oldest first."""
    return [
        (back.kind, back.state, list(WriteBackStep.objects.filter(write_back=back).values_list("label", flat=True)))
        for back in WriteBack.objects.order_by("id")
    ]
