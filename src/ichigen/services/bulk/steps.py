"""What bulk operations do, chunk by chunk: the use case of one order for each row, and what came of it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias

from django.db import transaction

from ichigen.domain.json import JsonObject
from ichigen.domain.orders import Parcel
from ichigen.domain.write_back import CancelReason, GuardRefusal
from ichigen.services.bulk.kinds import Kind
from ichigen.services.operations import Chunk, Step
from ichigen.services.orders.cancel import cancel_order
from ichigen.services.orders.confirm import confirm_order
from ichigen.services.orders.desk import NO_LABEL, add_label, append_memo, remove_label
from ichigen.services.orders.set_status import CHANGED_SINCE, set_status, status_of
from ichigen.services.orders.ship import ship_order
from ichigen.store.operations import OperationRow
from ichigen.store.orders import Order

#: What one row did: why not, or what takes it back (None = nothing does).
Outcome: TypeAlias = "GuardRefusal | JsonObject | None"
#: What `start` stored: for the whole operation, and for one of its rows.
Row: TypeAlias = Mapping[str, Any]
One: TypeAlias = Callable[[int, Row, Row], Outcome]

GONE = GuardRefusal("no_order", "この受注はもうありません。")


def _status(order_id: int, params: Row, data: Row) -> Outcome:
    before = status_of(order_id)
    refusal = set_status(order_id, params["status"], params["actor"])
    return refusal or {"status": before.code, "by_hand": before.by_hand, "set": params["status"]}


def _status_back(order_id: int, params: Row, data: Row) -> Outcome:
    if status_of(order_id).code != data["set"]:
        return CHANGED_SINCE
    return set_status(order_id, data["status"], params["actor"], by_hand=data["by_hand"])


def _confirm(order_id: int, params: Row, data: Row) -> Outcome:
    return confirm_order(order_id, params["actor"])


def _ship(order_id: int, params: Row, data: Row) -> Outcome:
    parcel = Parcel(data["carrier"], data["tracking"], date.fromisoformat(data["shipped_on"]))
    return ship_order(order_id, [parcel], params["actor"])


def _cancel(order_id: int, params: Row, data: Row) -> Outcome:
    return cancel_order(order_id, CancelReason(params["reason"]), params["detail"], params["restock"], params["actor"])


def _label(order_id: int, params: Row, data: Row) -> Outcome:
    done = add_label(order_id, params["label"], params["actor"])
    return NO_LABEL if done is None else {} if done else None


def _unlabel(order_id: int, params: Row, data: Row) -> Outcome:
    done = remove_label(order_id, params["label"], params["actor"])
    return NO_LABEL if done is None else {} if done else None


def _memo(order_id: int, params: Row, data: Row) -> Outcome:
    return append_memo(order_id, params["text"], params["actor"])


def _step(one: One, rows_at_once: int) -> Step:
    def step(params: JsonObject, cursor: Any) -> Chunk:
        number = int(str(params["operation"]))
        rows = OperationRow.objects.filter(operation_id=number, position__gt=-1 if cursor is None else cursor)
        chunk = list(rows.order_by("position")[:rows_at_once])
        for row in chunk:
            if row.state == OperationRow.State.TODO:
                _settle(row, params, one)
        errors = [
            {"row": row.label, "code": row.code, "message": row.message}
            for row in chunk
            if row.state == OperationRow.State.FAILED
        ]
        ended = len(chunk) < rows_at_once
        return Chunk(len(chunk) - len(errors), None if ended else chunk[-1].position, errors)

    return step


def _settle(row: OperationRow, params: JsonObject, one: One) -> None:
    try:
        with transaction.atomic():
            outcome = one(row.subject_id or 0, params, row.data)
    except Order.DoesNotExist:
        outcome = GONE
    if isinstance(outcome, GuardRefusal):
        row.state, row.code, row.message = OperationRow.State.FAILED, outcome.code, outcome.message
    else:
        row.state, row.undo = OperationRow.State.DONE, outcome
    row.save(update_fields=["state", "code", "message", "undo"])


#: Rows in one transaction. One alone where a row moves stock: the locks of two would be taken in the wrong order.
STEPS: Mapping[str, Step] = {
    Kind.STATUS: _step(_status, 25),
    Kind.STATUS_BACK: _step(_status_back, 25),
    Kind.CONFIRM: _step(_confirm, 1),
    Kind.SHIP: _step(_ship, 1),
    Kind.CANCEL: _step(_cancel, 1),
    Kind.LABEL: _step(_label, 100),
    Kind.UNLABEL: _step(_unlabel, 100),
    Kind.MEMO: _step(_memo, 100),
}
