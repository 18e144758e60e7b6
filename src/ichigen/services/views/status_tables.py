"""ステータス紐付け as the screen shows it: rows with their choices, versions with what changed, accounts that have one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ichigen.domain.status_table import HubStatus, Row, StateChoice, StatusTable, find, rows_now
from ichigen.services.views.malls import MallFace, mall_face
from ichigen.services.write_back.status_table import hub_statuses, rows_of, table_of
from ichigen.store.accounts import Account
from ichigen.store.orders import Status
from ichigen.store.status_table import StatusTableVersion

#: How many versions the screen lists; older ones stay in the database.
KEPT_IN_SIGHT = 30


@dataclass(frozen=True, slots=True)
class TableAccount:
    """An account whose mall has a status table."""

    id: int
    label: str
    mall: MallFace
    mall_id: str
    live: bool


@dataclass(frozen=True, slots=True)
class RowView:
    """One status; `never`: its phase is not written at all, so it has nothing to choose (G4-17)."""

    code: str
    name: str
    tone: str
    never: bool
    enabled: bool
    order: str
    ship: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version; `changes`: sentences of what it changed; `number` 0 is the mall's defaults."""

    number: int
    at: datetime | None
    actor: str
    note: str
    restored_from: int | None
    changes: tuple[str, ...]


def table_accounts() -> tuple[TableAccount, ...]:
    """Return the accounts that are not 無効 and have a status table."""
    found = Account.objects.exclude(mode=Account.Mode.DISABLED).only("id", "label", "mall_id", "mode")
    return tuple(
        TableAccount(a.pk, a.label, mall_face(a.mall_id), a.mall_id, a.mode == Account.Mode.LIVE)
        for a in found
        if table_of(a.mall_id) is not None
    )


def row_views(table: StatusTable, rows: Mapping[str, Row]) -> tuple[RowView, ...]:
    """Return a line for every status of ours, in their order."""
    return tuple(
        RowView(
            status.code,
            status.name,
            status.tone,
            status.code not in rows,
            status.code in rows and rows[status.code].enabled,
            rows[status.code].state.order if status.code in rows else "",
            rows[status.code].state.ship if status.code in rows else "",
        )
        for status in Status.objects.all()
    )


def versions(account_id: int, table: StatusTable) -> tuple[VersionView, ...]:
    """Return the versions, newest first, each with what it changed; the defaults last."""
    statuses = hub_statuses()
    stored = list(StatusTableVersion.objects.filter(account_id=account_id).select_related("actor")[: KEPT_IN_SIGHT + 1])
    views = []
    for at, version in enumerate(stored[:KEPT_IN_SIGHT]):
        older = rows_of(stored[at + 1]) if at + 1 < len(stored) else ()
        views.append(
            VersionView(
                version.number,
                version.created_at,
                version.actor.display_name if version.actor else "",
                version.note,
                version.restored_from,
                _changes(table, statuses, rows_now(table, statuses, older), rows_of(version)),
            )
        )
    return (*views, VersionView(0, None, "", "", None, ()))


def _changes(
    table: StatusTable, statuses: Sequence[HubStatus], before: Mapping[str, Row], after: Sequence[Row]
) -> tuple[str, ...]:
    names = {status.code: status.name for status in statuses}
    return tuple(
        f"{names.get(row.status, row.status)}: {_words(table, before[row.status])} → {_words(table, row)}"
        for row in after
        if row.status in before and before[row.status] != row
    )


def _words(table: StatusTable, row: Row) -> str:
    states = [_label(table.order_states, row.state.order), _label(table.ship_states, row.state.ship)]
    return f"{'☑' if row.enabled else '☐'} {'/'.join(states)}"


def _label(choices: Sequence[StateChoice], code: str) -> str:
    found = find(choices, code)
    return found.label if found else "変更しない"
