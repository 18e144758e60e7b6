"""Taking in what was looked at: all good rows in portions, or the whole file in one transaction, or nothing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from django.db import transaction

from ichigen.domain.json import JsonObject
from ichigen.domain.sheets.verdict import Verdict
from ichigen.services.clock import now
from ichigen.services.operations import Chunk, start_operation
from ichigen.services.sheets.apply_goods import apply_goods
from ichigen.services.sheets.apply_stock import apply_stock, moved_since
from ichigen.services.sheets.refusal import SheetsRefused
from ichigen.services.sheets.upload import APPLY, import_of
from ichigen.services.stock.record import reason_given
from ichigen.store.csv_imports import CsvImport, CsvRow
from ichigen.store.csv_rows import JudgedRow, SettledRow, count_rows, judge_rows, settle_rows
from ichigen.store.worklist import AuditLog

PER_CHUNK = 500
TO_DO = (Verdict.NEW, Verdict.CHANGED)

#: Does the rows, inside the caller's transaction, and says of each what happened.
Apply: TypeAlias = Callable[[CsvImport, Sequence[CsvRow]], list[SettledRow]]
APPLIES: Mapping[str, Apply] = {
    CsvImport.Kind.GOODS: apply_goods,
    CsvImport.Kind.COUNT: apply_stock,
    CsvImport.Kind.DELTA: apply_stock,
}


@transaction.atomic
def start_apply(import_id: int, policy: str, actor_id: int | None, reason: str = "") -> None:
    """Take the rows in, as `policy` says. `reason`: for stock that came without one.

    Raises `SheetsRefused`, and `StockRefused` for stock that has no reason yet.
    """
    made = CsvImport.objects.select_for_update().get(pk=import_id)
    if made.state != CsvImport.State.CHECKED:
        raise SheetsRefused(
            "not_checked", "この取込はすでに実行されたか、取りやめられています。画面を開き直してください。"
        )
    to_do = made.rows.filter(verdict__in=TO_DO).count()
    if not to_do:
        raise SheetsRefused("nothing_to_do", "取り込む行がありません。エラーを直して、ファイルを選び直してください。")
    if policy == CsvImport.Policy.ALL and made.rows.filter(verdict=Verdict.ERROR).exists():
        raise SheetsRefused("has_errors", "エラーの行があるため、何も取り込みませんでした。エラーを直してください。")
    if made.kind != CsvImport.Kind.GOODS and not made.options["reason"]:
        made.options = {**made.options, "reason": reason_given(reason)}
    made.state, made.policy = CsvImport.State.APPLYING, CsvImport.Policy(policy)
    made.operation_id = start_operation(APPLY, {"import": made.pk}, total=to_do, actor_id=actor_id)
    made.save(update_fields=["state", "policy", "options", "operation"])
    AuditLog.objects.create(
        actor_id=actor_id, action="csv.apply", subject="csv_import", subject_id=made.pk, data={"rows": to_do}
    )


def apply_step(params: JsonObject, cursor: Any) -> Chunk:
    """Do the next rows that are not done. A crash loses a portion's transaction and nothing else."""
    made = CsvImport.objects.select_for_update().get(pk=import_of(params))
    if made.state != CsvImport.State.APPLYING:
        return Chunk(0, None)
    if made.policy == CsvImport.Policy.ALL:
        return _whole(made)
    rows = _waiting(made, PER_CHUNK)
    settled = APPLIES[made.kind](made, rows)
    settle_rows(settled)
    if len(rows) == PER_CHUNK:
        return Chunk(len(rows), rows[-1].line, _errors(rows, settled))
    late = moved_since(made)
    settle_rows([row for _, row in late])
    _finish(made)
    return Chunk(len(rows), None, _errors([*rows, *(row for row, _ in late)], [*settled, *(row for _, row in late)]))


def _whole(made: CsvImport) -> Chunk:
    """All rows in this one transaction; where one cannot be done the rest is taken back and the file waits again."""
    rows = _waiting(made, None)
    with transaction.atomic():
        settled = APPLIES[made.kind](made, rows)
        for row, late in moved_since(made):
            rows.append(row)
            settled.append(late)
        failed = [row for row in settled if row.outcome == CsvRow.Outcome.FAILED]
        if failed:
            transaction.set_rollback(True)
        else:
            settle_rows(settled)
    if not failed:
        _finish(made)
        return Chunk(len(rows), None)
    keys = {row.pk: row.key for row in rows}
    judge_rows([JudgedRow(row.id, Verdict.ERROR, keys[row.id], {}, {}, row.problems) for row in failed])
    made.state, made.policy, made.counts = CsvImport.State.CHECKED, "", count_rows(made.pk)
    made.save(update_fields=["state", "policy", "counts"])
    return Chunk(0, None, _errors(rows, settled))


def _waiting(made: CsvImport, most: int | None) -> list[CsvRow]:
    return list(made.rows.filter(verdict__in=TO_DO, outcome=CsvRow.Outcome.NONE).order_by("line")[:most])


def _finish(made: CsvImport) -> None:
    made.state, made.applied_at, made.counts = CsvImport.State.APPLIED, now(), count_rows(made.pk)
    made.save(update_fields=["state", "applied_at", "counts"])


def _errors(rows: Sequence[CsvRow], settled: Sequence[SettledRow]) -> list[JsonObject]:
    lines = {row.pk: row.line for row in rows}
    return [
        {"row": lines[row.id], "code": str(problem["fault"]), "message": ""}
        for row in settled
        if row.outcome == CsvRow.Outcome.FAILED
        for problem in row.problems[:1]
    ]
