"""Read the malls' numbers back: confirm, take hidden sales as 仮確保, heal or show drift (design: stock 5, 6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from ichigen.domain.stock_sync import Finding, Reading, Verdict, judge
from ichigen.mallkit.exchange import StockReading
from ichigen.mallkit.manifest import StockCapability
from ichigen.services.loops import Run, hold
from ichigen.services.wake import wake_many
from ichigen.store import ledger
from ichigen.store import stock_sync as sql
from ichigen.store.hot import run as execute
from ichigen.store.hot import stage
from ichigen.store.stock_sync import ReadListing


@dataclass(frozen=True, slots=True)
class ReadOutcome:
    """How many rows said what; hidden = units newly 仮確保."""

    matched: int
    hidden: int
    too_high: int
    missing: int


def due_reads(account_id: int, stock: StockCapability, every_s: float) -> list[str]:
    """Return the codes to read now, the most urgent first, at most one batch."""
    rows = execute(
        sql.DUE_READS, {"account": account_id, "every": f"{every_s} seconds", "limit": stock.read_batch}
    ).fetchall()
    return [row[0] for row in rows]


def apply_reading(
    run: Run, stock: StockCapability, reading: StockReading, began: datetime, fresh_at: datetime | None
) -> ReadOutcome:
    """Store one reading. `began`: database clock before the request; `fresh_at`: since when the intake is complete."""
    seen = {row.code: row.quantity for row in reading.rows}
    patience = timedelta(seconds=max(stock.settle_s, 5.0))
    with transaction.atomic():
        hold(run)
        listings = sql.lock_read(run.account_id, list(seen), stock.settle_s)
        judged = [(row, judge(row.expectation, Reading(seen[row.code], began, fresh_at, patience))) for row in listings]
        counted = [(row, verdict) for row, verdict in judged if verdict.finding is not Finding.TOO_EARLY]
        _store(counted, seen, began)
        _hold_hidden(counted)
        missing = [row.id for row, verdict in counted if verdict.finding is Finding.MISSING]
        if missing:
            execute(sql.MISSING, {"account": run.account_id, "ids": missing})
    return ReadOutcome(
        matched=sum(v.finding in (Finding.MATCH, Finding.BASELINE) for _, v in counted),
        hidden=sum(max(0, v.provisional_delta) for _, v in counted),
        too_high=sum(v.finding in (Finding.TOO_HIGH, Finding.RAISED) for _, v in counted),
        missing=len(missing),
    )


def watch_hidden_sales(run: Run, stock: StockCapability) -> None:
    """Put hidden sales that no order explained on the worklist; close what has settled by itself."""
    with transaction.atomic():
        hold(run)
        window = f"{stock.hidden_sale_s} seconds"
        execute(sql.CHANGED_ON_MALL, {"account": run.account_id, "window": window})
        execute(sql.CLOSE_SETTLED, {"account": run.account_id})


def _store(counted: Sequence[tuple[ReadListing, Verdict]], seen: dict[str, int | None], began: datetime) -> None:
    if not counted:
        return
    settled = (Finding.MATCH, Finding.BASELINE)
    execute(
        sql.APPLY_READING,
        {
            "began": began,
            "ids": [row.id for row, _ in counted],
            "seen": [seen[row.code] for row, _ in counted],
            "counts": [v.finding is not Finding.TOO_HIGH for _, v in counted],
            "baseline": [v.finding in (Finding.BASELINE, Finding.RAISED) for _, v in counted],
            "low": [v.after.low for _, v in counted],
            "high": [v.after.high for _, v in counted],
            "provisional": [v.after.provisional for _, v in counted],
            "drift": [v.after.drift for _, v in counted],
            "drift_at": [v.after.drift_at for _, v in counted],
            "confirmed": [
                v.finding in settled and row.exists and not row.dirty and seen[row.code] == row.desired
                for row, v in counted
            ],
            "again": [v.finding is Finding.TOO_HIGH for _, v in counted],
            "redo": [v.finding in (Finding.BASELINE, Finding.RAISED, Finding.HIDDEN_SALE) for _, v in counted],
        },
    )


def _hold_hidden(counted: Sequence[tuple[ReadListing, Verdict]]) -> None:
    changes = [(row.id, v.provisional_delta) for row, v in counted if v.provisional_delta]
    if not changes:
        return
    stage("stage_provisional", changes)
    ledger.apply_staged_provisional()
    moved = ledger.apply_staged()
    wake_many((account_id, "stock") for account_id in moved.account_ids)
