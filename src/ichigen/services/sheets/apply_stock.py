"""在庫CSV: differences go into the 在庫台帳 as 調整; a count only where the books are still what its person looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Max

from ichigen.domain.json import JsonObject
from ichigen.domain.sheets import stock
from ichigen.domain.sheets.problems import Fault, Problem
from ichigen.domain.sheets.stock import StockNow, cannot_move
from ichigen.domain.sheets.verdict import Verdict
from ichigen.domain.stock import MovementKind
from ichigen.services.sheets.now import pieces
from ichigen.services.sheets.problem_json import as_json
from ichigen.services.stock.record import record
from ichigen.store import ledger, opening
from ichigen.store.csv_imports import CsvImport, CsvRow
from ichigen.store.csv_rows import SettledRow
from ichigen.store.goods import Sku
from ichigen.store.ledger import Movement
from ichigen.store.stock import LedgerEntry, StockLevel

#: How the 在庫台帳 names what an import did, and what undoing it did.
TAKEN, TAKEN_BACK = "CSV取込", "CSV取込の取消"


@dataclass(slots=True)
class Shelves:
    """The pieces of the locked SKUs, followed through the rows of one transaction."""

    one_off: Mapping[int, bool]
    never_counted: frozenset[int]
    levels: dict[tuple[int, int], int]
    everywhere: dict[int, int]

    def at(self, sku_id: int, location_id: int) -> StockNow | None:
        """A SKU at a location, None where there is no such SKU any more."""
        if sku_id not in self.one_off:
            return None
        return StockNow(
            sku_id,
            location_id,
            self.levels.get((sku_id, location_id), 0),
            self.everywhere.get(sku_id, 0),
            self.one_off[sku_id],
            sku_id not in self.never_counted,
        )

    def move(self, now: StockNow, change: int) -> None:
        """Remember a change that will be made."""
        self.levels[now.sku_id, now.location_id] = now.on_hand + change
        self.everywhere[now.sku_id] = now.everywhere + change


def lock_shelves(sku_ids: Sequence[int]) -> Shelves:
    """Lock SKUs by id, then their listings, then their levels: as every change of stock by a person does."""
    skus = Sku.objects.select_for_update(no_key=True).filter(pk__in=sku_ids).order_by("id")
    one_off = dict(skus.values_list("id", "one_off"))
    ledger.lock_listings(sku_ids)
    rows = StockLevel.objects.select_for_update(no_key=True).filter(sku_id__in=sku_ids)
    levels = {
        (sku_id, location_id): units
        for sku_id, location_id, units in rows.order_by("sku_id", "location_id").values_list(
            "sku_id", "location_id", "on_hand"
        )
    }
    return Shelves(one_off, opening.never_counted(sku_ids), levels, pieces(sku_ids))


def apply_stock(made: CsvImport, rows: Sequence[CsvRow]) -> list[SettledRow]:
    """Do the rows, inside the caller's transaction."""
    wanted = [(row, *_about(row)) for row in rows]
    shelves = lock_shelves(sorted({sku_id for _, sku_id, _ in wanted}))
    movements: list[Movement] = []
    settled: list[SettledRow] = []
    taken: list[tuple[int, tuple[int, int], JsonObject]] = []
    for row, sku_id, location_id in wanted:
        now = shelves.at(sku_id, location_id)
        change = _change(made, row, now)
        if isinstance(change, Problem) or now is None:
            problem = change if isinstance(change, Problem) else Problem(Fault.SKU_UNKNOWN, value=row.code)
            settled.append(SettledRow(row.pk, CsvRow.Outcome.FAILED, {}, [as_json(problem)]))
            continue
        shelves.move(now, change)
        if change or not now.known:
            movements.append(adjustment(made, now, change))
        done: JsonObject = {"sku": sku_id, "location": location_id, "change": change, "was": now.on_hand}
        taken.append((row.pk, (sku_id, location_id), done))
    book(made, "csv.stock", movements)
    entries = latest_by_hand([sku_id for _, sku_id, _ in wanted])
    settled += [
        SettledRow(row_id, CsvRow.Outcome.APPLIED, {**done, "entry": entries.get(key, 0)})
        for row_id, key, done in taken
    ]
    return settled


def latest_by_hand(sku_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """Return the newest entry that says how many there are (調整, 期首), by SKU and location. The SKUs are locked."""
    kinds = (MovementKind.ADJUST, MovementKind.OPENING)
    rows = (
        LedgerEntry.objects.filter(sku_id__in=sku_ids, kind__in=kinds).order_by().values_list("sku_id", "location_id")
    )
    return {(sku_id, location_id): entry for sku_id, location_id, entry in rows.annotate(newest=Max("id"))}


def _about(row: CsvRow) -> tuple[int, int]:
    """The SKU and the location of a row."""
    sku_id, _, location_id = row.key.partition(":")
    return int(sku_id), int(location_id)


def adjustment(made: CsvImport, now: StockNow, change: int, word: str = TAKEN) -> Movement:
    """One entry of the 在庫台帳, with the person's reason and the number of the import."""
    note = f"{made.options['reason']} ({word} #{made.pk})"
    return Movement(now.sku_id, now.location_id, MovementKind.ADJUST, change, note=note, actor_id=_actor(made))


def book(made: CsvImport, action: str, movements: Sequence[Movement]) -> None:
    """Write the entries; one line in the 操作履歴 for all of them."""
    if movements:
        moved = ledger.move_many(movements)
        record(moved, action, ("csv_import", made.pk), str(made.options["reason"]), _actor(made), rows=len(movements))


def moved_since(made: CsvImport) -> list[tuple[CsvRow, SettledRow]]:
    """The rows of a count that agreed with the books when it was looked at and no longer do: they do not agree."""
    if made.kind != CsvImport.Kind.COUNT:
        return []
    rows = made.rows.filter(verdict=Verdict.UNCHANGED, outcome=CsvRow.Outcome.NONE, before__has_key=stock.COUNTED)
    about = [(row, _about(row)) for row in rows.order_by("line")]
    found = StockLevel.objects.filter(sku_id__in={sku_id for _, (sku_id, _) in about})
    levels = {(sku, place): units for sku, place, units in found.values_list("sku_id", "location_id", "on_hand")}
    return [
        (row, SettledRow(row.pk, CsvRow.Outcome.FAILED, {}, [as_json(_changed(row, levels.get(key, 0)))]))
        for row, key in about
        if levels.get(key, 0) != row.before[stock.COUNTED]
    ]


def _changed(row: CsvRow, on_hand: int) -> Problem:
    return Problem(Fault.CHANGED_SINCE, stock.COUNT_FIELDS[-1].label, row.cells.get(stock.COUNTED, ""), str(on_hand))


def _change(made: CsvImport, row: CsvRow, now: StockNow | None) -> int | Problem:
    """The signed difference, or why there is none: whether what moved meanwhile is in a count, nobody can say."""
    if now is None:
        return Problem(Fault.SKU_UNKNOWN, value=row.code)
    target, seen = row.after[stock.COUNTED], row.before[stock.COUNTED]
    counted = made.kind == CsvImport.Kind.COUNT
    if counted and now.on_hand not in (seen, target):
        return _changed(row, now.on_hand)
    change = target - now.on_hand if counted else target - seen
    problem = cannot_move(now, change)
    if problem is None:
        return int(change)
    return replace(problem, value=row.cells.get(stock.COUNTED if counted else stock.DELTA, ""))


def _actor(made: CsvImport) -> int | None:
    return made.operation.actor_id if made.operation else made.actor_id
