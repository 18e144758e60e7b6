"""ステータス紐付け of an account: read it, save a new version, bring an older one back (G4-24, G4-33)."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Max

from ichigen.domain.json import Json
from ichigen.domain.phases import Phase
from ichigen.domain.status_table import HubStatus, Row, StatusTable, row_problem, rows_now
from ichigen.domain.write_back import GuardRefusal, MallState
from ichigen.mallkit.registry import mall
from ichigen.services.clock import now
from ichigen.store.accounts import Account
from ichigen.store.orders import Status
from ichigen.store.status_table import StatusTableVersion
from ichigen.store.worklist import AuditLog

CHANGED_MEANWHILE = GuardRefusal(
    "table_changed", "ステータス紐付けが、ほかの人によって変更されました。画面を開き直して、もう一度変更してください。"
)
NO_CHANGE = GuardRefusal("no_change", "変更がありません。")


def table_of(mall_id: str) -> StatusTable | None:
    """Return what the mall declares; None where its states are not the shop's to write."""
    return mall(mall_id).status_table


def hub_statuses() -> tuple[HubStatus, ...]:
    """Return every status of ours; statuses are data, so those the shop added are among them (G4-32)."""
    return tuple(
        HubStatus(status.code, status.name, Phase(status.phase), status.default) for status in Status.objects.all()
    )


def version_in_force(account_id: int) -> StatusTableVersion | None:
    """Return the newest version; None while the mall's defaults are in force."""
    return StatusTableVersion.objects.filter(account_id=account_id).order_by("-number").first()


def rows_in_force(account_id: int, table: StatusTable) -> Mapping[str, Row]:
    """Return the rows of an account by status code."""
    version = version_in_force(account_id)
    return rows_now(table, hub_statuses(), rows_of(version) if version else ())


def rows_of(version: StatusTableVersion) -> tuple[Row, ...]:
    """Return the rows a version stored."""
    return tuple(Row(row["status"], row["enabled"], MallState(row["order"], row["ship"])) for row in version.rows)


@transaction.atomic
def save_table(
    account_id: int, rows: Sequence[Row], seen_number: int, note: str, actor_id: int | None
) -> StatusTableVersion | GuardRefusal:
    """Save a new version on top of the one the person saw (`seen_number`, 0 = the defaults). It writes nothing to the mall."""
    account = Account.objects.select_for_update(no_key=True).only("id", "mall_id").get(pk=account_id)
    table = table_of(account.mall_id)
    assert table is not None
    problem = next((found for row in rows if (found := row_problem(table, row))), None)
    if problem is not None:
        return problem
    before = rows_in_force(account_id, table)
    if _number(account_id) != seen_number:
        return CHANGED_MEANWHILE
    if before == {row.status: row for row in rows}:
        return NO_CHANGE
    return _store(account_id, rows, before, note, None, actor_id)


@transaction.atomic
def restore_table(account_id: int, number: int, actor_id: int | None) -> StatusTableVersion | GuardRefusal:
    """Make an older version a new one; `number` 0 = the mall's defaults. What was between stays in the list."""
    account = Account.objects.select_for_update(no_key=True).only("id", "mall_id").get(pk=account_id)
    table = table_of(account.mall_id)
    assert table is not None
    stored = rows_of(StatusTableVersion.objects.get(account_id=account_id, number=number)) if number else ()
    rows = rows_now(table, hub_statuses(), stored)
    before = rows_in_force(account_id, table)
    if rows == before:
        return NO_CHANGE
    return _store(account_id, tuple(rows.values()), before, "", number, actor_id)


def _number(account_id: int) -> int:
    newest = StatusTableVersion.objects.filter(account_id=account_id).aggregate(newest=Max("number"))["newest"]
    return int(newest or 0)


def _store(
    account_id: int,
    rows: Iterable[Row],
    before: Mapping[str, Row],
    note: str,
    restored_from: int | None,
    actor_id: int | None,
) -> StatusTableVersion:
    stored = [_json(row) for row in rows]
    version = StatusTableVersion.objects.create(
        account_id=account_id,
        number=_number(account_id) + 1,
        rows=stored,
        note=note.strip()[:200],
        restored_from=restored_from,
        created_at=now(),
        actor_id=actor_id,
    )
    AuditLog.objects.create(
        actor_id=actor_id,
        action="status_table.save",
        subject="account",
        subject_id=account_id,
        reason=version.note,
        data={"version": version.number, "before": [_json(row) for row in before.values()], "after": stored},
    )
    return version


def _json(row: Row) -> dict[str, Json]:
    return {"status": row.status, "enabled": row.enabled, "order": row.state.order, "ship": row.state.ship}
