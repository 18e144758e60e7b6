"""Start a bulk action, start its failed rows again, or take it back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from ichigen.domain.json import JsonObject
from ichigen.services.bulk.kinds import REDO, UNDO, Kind
from ichigen.services.operations import start_operation
from ichigen.store.operations import Operation, OperationRow
from ichigen.store.worklist import AuditLog

_AT_ONCE = 2_000

#: What an operation says of itself: one that follows it does not take these over.
_OF_ONE = ("operation", "actor", "undone_by", "retried_by")


@dataclass(frozen=True, slots=True)
class Row:
    """What to do with one order: `data` as its kind needs it. No `order_id`: failed before it began, for `refusal`."""

    order_id: int | None
    number: str
    data: JsonObject
    refusal: tuple[str, str] = ("", "")


def start_bulk(kind: Kind, params: JsonObject, rows: Sequence[Row], actor_id: int) -> int:
    """Queue the action for all rows and return the number of the operation; rows that cannot begin are in its result."""
    with transaction.atomic():
        number = start_operation(kind.value, params, total=len(rows), actor_id=actor_id)
        Operation.objects.filter(pk=number).update(params={**params, "operation": number, "actor": actor_id})
        OperationRow.objects.bulk_create((_stored(number, at, row) for at, row in enumerate(rows)), batch_size=_AT_ONCE)
        AuditLog.objects.create(
            actor_id=actor_id, action=kind.value, subject="operation", subject_id=number, data={"rows": len(rows)}
        )
    return number


def start_ticked(kind: Kind, params: JsonObject, orders: Iterable[tuple[int, str]], actor_id: int) -> int:
    """Queue the action for these orders (id, number), the same for each."""
    return start_bulk(kind, params, [Row(pk, number, {}) for pk, number in orders], actor_id)


def retry_failed(operation_id: int, actor_id: int) -> int | None:
    """Queue the failed rows of a finished operation again, they only; None where nothing can be, or was already."""
    return _once("retried_by", operation_id, actor_id, OperationRow.State.FAILED, REDO)


def undo(operation_id: int, actor_id: int) -> int | None:
    """Queue what takes the done rows back; None where it cannot be taken back, or was already."""
    return _once("undone_by", operation_id, actor_id, OperationRow.State.DONE, UNDO)


@transaction.atomic
def _once(
    mark: str, operation_id: int, actor_id: int, state: OperationRow.State, kinds: Mapping[Kind, Kind]
) -> int | None:
    """Start it under the lock of the operation it follows, which keeps the number of the new one under `mark`."""
    known = Operation.objects.select_for_update().filter(pk=operation_id).first()
    if known is None or known.params.get(mark):
        return None
    number = _again(operation_id, actor_id, state, kinds)
    if number is not None:
        known.params = {**known.params, mark: number}
        known.save(update_fields=["params"])
    return number


def _again(operation_id: int, actor_id: int, state: OperationRow.State, kinds: Mapping[Kind, Kind]) -> int | None:
    operation = Operation.objects.filter(pk=operation_id).exclude(state__in=("queued", "running")).first()
    kind = kinds.get(Kind(operation.kind)) if operation and operation.kind in set(Kind) else None
    if operation is None or kind is None:
        return None
    found = operation.rows.filter(state=state, subject_id__isnull=False).order_by("position")
    if kinds is UNDO:
        found = found.filter(undo__isnull=False)
    rows = [Row(row.subject_id, row.label, (row.undo or {}) if kinds is UNDO else row.data) for row in found]
    params = {name: value for name, value in operation.params.items() if name not in _OF_ONE}
    return start_bulk(kind, {**params, "of": operation_id}, rows, actor_id) if rows else None


def _stored(operation_id: int, position: int, row: Row) -> OperationRow:
    return OperationRow(
        operation_id=operation_id,
        position=position,
        subject_id=row.order_id,
        label=row.number[:100],
        data=row.data,
        state=OperationRow.State.TODO if row.order_id is not None else OperationRow.State.FAILED,
        code=row.refusal[0],
        message=row.refusal[1][:300],
    )
