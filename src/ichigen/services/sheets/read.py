"""The long job that reads a file into rows and says of each what it would do."""

from collections.abc import Mapping, Sequence
from typing import Any

from ichigen.domain.json import JsonObject
from ichigen.domain.sheets import goods, stock
from ichigen.domain.sheets.decode import decode
from ichigen.domain.sheets.problems import Fault, Problem, SheetRefused
from ichigen.domain.sheets.table import Field, SheetRow, read_sheet
from ichigen.domain.sheets.values import narrow
from ichigen.domain.sheets.verdict import Judged, Verdict, refused
from ichigen.services.operations import Chunk
from ichigen.services.sheets.now import goods_now, stock_now
from ichigen.services.sheets.problem_json import as_json
from ichigen.services.sheets.upload import import_of
from ichigen.store.csv_imports import CsvImport, CsvRow
from ichigen.store.csv_rows import JudgedRow, count_rows, insert_rows, judge_rows

PER_CHUNK = 1000

#: Known columns and those that must be there, by kind.
LAYOUTS: Mapping[str, tuple[Sequence[Field], Sequence[str]]] = {
    CsvImport.Kind.GOODS: (goods.FIELDS, ()),
    CsvImport.Kind.COUNT: (stock.COUNT_FIELDS, (stock.CODE, stock.COUNTED)),
    CsvImport.Kind.DELTA: (stock.DELTA_FIELDS, (stock.CODE, stock.DELTA)),
}


def read_step(params: JsonObject, cursor: Any) -> Chunk:
    """First the file becomes rows; then a thousand of them are judged at a time. Cursor: the last line judged."""
    made = CsvImport.objects.select_for_update().get(pk=import_of(params))
    if made.state != CsvImport.State.READING:
        return Chunk(0, None)
    if cursor is None and made.content:
        return _parse(made)
    rows = list(made.rows.filter(line__gt=cursor or 0).order_by("line")[:PER_CHUNK])
    _judge(made, [row for row in rows if row.verdict == Verdict.READ])
    if len(rows) == PER_CHUNK:
        return Chunk(len(rows), rows[-1].line)
    made.state, made.counts = CsvImport.State.CHECKED, count_rows(made.pk)
    made.save(update_fields=["state", "counts"])
    return Chunk(len(rows), None)


def _parse(made: CsvImport) -> Chunk:
    try:
        text, encoding = decode(bytes(made.content))
        fields, required = LAYOUTS[made.kind]
        sheet = read_sheet(text, fields, required)
        if made.kind == CsvImport.Kind.GOODS and not {goods.CODE, goods.PRODUCT} & sheet.columns.keys():
            raise SheetRefused(Problem(Fault.HEADER_MISSING, goods.LABELS[goods.CODE]))
        rows = list(sheet.rows)
        if not rows:
            raise SheetRefused(Problem(Fault.EMPTY))
    except SheetRefused as refusal:
        made.state, made.refusal, made.content = CsvImport.State.REFUSED, as_json(refusal.problem), b""
        made.save(update_fields=["state", "refusal", "content"])
        return Chunk(0, None)
    insert_rows(made.pk, (_stored(made.kind, row) for row in rows))
    made.encoding, made.ignored, made.content = encoding.value, list(sheet.ignored), b""
    made.save(update_fields=["encoding", "ignored", "content"])
    return Chunk(0, 0, total=len(rows))


def _stored(kind: str, row: SheetRow) -> tuple[int, JsonObject, str, str, Sequence[JsonObject]]:
    code = goods.code_of(row.cells) if kind == CsvImport.Kind.GOODS else row.cells.get(stock.CODE, "")
    if row.problem:
        return row.line, row.cells, code, Verdict.ERROR, [as_json(row.problem)]
    return row.line, row.cells, code, Verdict.READ, []


def _judge(made: CsvImport, rows: Sequence[CsvRow]) -> None:
    found = _goods(made, rows) if made.kind == CsvImport.Kind.GOODS else _stock(made, rows)
    keys = {key for _, key, _ in found if key}
    first = dict(made.rows.filter(key__in=keys).order_by("-line").values_list("key", "line"))
    judged: list[JudgedRow] = []
    for row, key, verdict in found:
        line = first.setdefault(key, row.line) if key else row.line
        if line != row.line:
            verdict = refused(Problem(Fault.DUP_LINE, value=row.code, detail=str(line)))
        problems = [as_json(problem) for problem in verdict.problems]
        judged.append(JudgedRow(row.pk, verdict.verdict, key, verdict.before, verdict.after, problems))
    judge_rows(judged)


def _goods(made: CsvImport, rows: Sequence[CsvRow]) -> list[tuple[CsvRow, str, Judged]]:
    now = goods_now([row.code for row in rows])
    clears = bool(made.options["empty_clears"])
    return [
        (
            row,
            known.code if known else narrow(row.code),
            goods.judge_goods(row.cells, known.now if known else None, clears),
        )
        for row in rows
        for known in [now.get(row.code)]
    ]


def _stock(made: CsvImport, rows: Sequence[CsvRow]) -> list[tuple[CsvRow, str, Judged]]:
    counted = made.kind == CsvImport.Kind.COUNT
    wanted = [(row.code, row.cells.get(stock.PLACE, "")) for row in rows]
    found: list[tuple[CsvRow, str, Judged]] = []
    for row, now in zip(rows, stock_now(wanted, made.options["location_id"]), strict=True):
        if isinstance(now, Problem):
            found.append((row, "", refused(now)))
        else:
            found.append((row, f"{now.sku_id}:{now.location_id}", stock.judge_stock(row.cells, now, counted)))
    return found
