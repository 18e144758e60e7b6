"""Undoing one import: what it did is put back where nothing has been changed since; the rest is listed."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from ichigen.domain.json import JsonObject
from ichigen.domain.sheets.goods import CODE, LABELS
from ichigen.domain.sheets.problems import Fault, Problem
from ichigen.domain.sheets.stock import cannot_move
from ichigen.services.clock import now
from ichigen.services.operations import Chunk, start_operation
from ichigen.services.sheets.apply_goods import differs
from ichigen.services.sheets.apply_stock import TAKEN_BACK, adjustment, book, latest_by_hand, lock_shelves
from ichigen.services.sheets.now import fields_of, pieces
from ichigen.services.sheets.problem_json import as_json
from ichigen.services.sheets.refusal import SheetsRefused
from ichigen.services.sheets.state import over
from ichigen.services.sheets.upload import UNDO, import_of
from ichigen.store.csv_imports import CsvImport, CsvRow
from ichigen.store.csv_rows import SettledRow, count_rows, set_fields, settle_rows
from ichigen.store.goods import Product, Sku
from ichigen.store.worklist import AuditLog

PER_CHUNK = 500
UNDONE, KEPT = CsvRow.Outcome.UNDONE, CsvRow.Outcome.KEPT


@transaction.atomic
def start_undo(import_id: int, actor_id: int | None) -> None:
    """Take back what an import did, also one that stopped half-way. Raises `SheetsRefused`."""
    made = CsvImport.objects.select_for_update().get(pk=import_id)
    stopped = made.state == CsvImport.State.APPLYING and over(made)
    if made.state != CsvImport.State.APPLIED and not stopped:
        raise SheetsRefused("not_applied", "この取込は取り消せる状態ではありません。画面を開き直してください。")
    to_do = made.rows.filter(outcome=CsvRow.Outcome.APPLIED).count()
    made.state = CsvImport.State.UNDOING
    made.operation_id = start_operation(UNDO, {"import": made.pk}, total=to_do, actor_id=actor_id)
    made.save(update_fields=["state", "operation"])
    AuditLog.objects.create(
        actor_id=actor_id, action="csv.undo", subject="csv_import", subject_id=made.pk, data={"rows": to_do}
    )


def undo_step(params: JsonObject, cursor: Any) -> Chunk:
    """Put the next rows back, the last ones first."""
    made = CsvImport.objects.select_for_update().get(pk=import_of(params))
    if made.state != CsvImport.State.UNDOING:
        return Chunk(0, None)
    rows = list(made.rows.filter(outcome=CsvRow.Outcome.APPLIED).order_by("-line")[:PER_CHUNK])
    settled = _goods(rows) if made.kind == CsvImport.Kind.GOODS else _stock(made, rows)
    settle_rows(settled)
    if len(rows) == PER_CHUNK:
        return Chunk(len(rows), rows[-1].line)
    made.state, made.undone_at, made.counts = CsvImport.State.UNDONE, now(), count_rows(made.pk)
    made.save(update_fields=["state", "undone_at", "counts"])
    return Chunk(len(rows), None)


def _stock(made: CsvImport, rows: Sequence[CsvRow]) -> list[SettledRow]:
    shelves = lock_shelves(sorted({row.done["sku"] for row in rows}))
    latest = latest_by_hand([row.done["sku"] for row in rows])
    movements, settled = [], []
    for row in rows:
        here = shelves.at(row.done["sku"], row.done["location"])
        back = -row.done["change"]
        problem = cannot_move(here, back) if here else Problem(Fault.SKU_UNKNOWN, value=row.code)
        if here and latest.get((here.sku_id, here.location_id), 0) > row.done.get("entry", 0):
            problem = Problem(Fault.CHANGED_SINCE, value=row.code, detail=str(here.on_hand))
        if problem or here is None:
            settled.append(_kept(row, problem or Problem(Fault.SKU_UNKNOWN, value=row.code)))
            continue
        shelves.move(here, back)
        if back:
            movements.append(adjustment(made, here, back, TAKEN_BACK))
        settled.append(SettledRow(row.pk, UNDONE, row.done))
    book(made, "csv.stock_undo", movements)
    return settled


def _goods(rows: Sequence[CsvRow]) -> list[SettledRow]:
    # A SKU that is to be deleted is locked whole: nobody can refer to it until this is over.
    locked = Sku.objects.select_for_update().filter(pk__in=[row.done["sku"] for row in rows]).order_by("id")
    skus = {sku.pk: sku for sku in locked}
    units = pieces(list(skus))
    changes: list[tuple[int, JsonObject]] = []
    settled: list[SettledRow] = []
    for row in rows:
        sku = skus.get(row.done["sku"])
        problem = _changed_since(row, sku, units)
        if sku is not None and problem is None and row.done.get("made"):
            problem = _delete(sku, row.done["product"])
        if problem or sku is None:
            settled.append(_kept(row, problem or Problem(Fault.SKU_UNKNOWN, LABELS[CODE], row.code)))
            continue
        if not row.done.get("made"):
            changes.append((sku.pk, row.done["before"]))
        settled.append(SettledRow(row.pk, UNDONE, row.done))
    set_fields(changes)
    return settled


def _changed_since(row: CsvRow, sku: Sku | None, units: dict[int, int]) -> Problem | None:
    if sku is None:
        return Problem(Fault.SKU_UNKNOWN, LABELS[CODE], row.code)
    if row.done.get("before", {}).get("one_off") and units.get(sku.pk, 0) > 1:
        return Problem(Fault.ONE_OFF, LABELS["one_off"], "1", str(units[sku.pk]))
    return differs(fields_of(sku), row.done["after"])


def _delete(sku: Sku, product_id: int | None) -> Problem | None:
    """Delete a SKU that the import made, and its product where the import made that too and nothing else is in it."""
    try:
        with transaction.atomic():
            sku.delete()
    except ProtectedError:
        return Problem(Fault.IN_USE, LABELS[CODE], sku.code)
    if product_id is not None:
        Product.objects.filter(pk=product_id, skus__isnull=True).delete()
    return None


def _kept(row: CsvRow, problem: Problem) -> SettledRow:
    return SettledRow(row.pk, KEPT, row.done, [as_json(problem)])
