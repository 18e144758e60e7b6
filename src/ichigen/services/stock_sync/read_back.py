"""Read the malls' numbers back: confirm, take hidden sales as 仮確保, heal or show drift (design: stock 5, 6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from ichigen.domain.stock_sync import Expectation, Finding, Reading, Verdict, judge, note_kept, told
from ichigen.mallkit.exchange import StockReading
from ichigen.mallkit.manifest import StockCapability
from ichigen.services.loops import Run, hold
from ichigen.services.orders.problems import report_problems
from ichigen.services.stock.shortage import watch_shortage
from ichigen.services.stock_sync.note_drift import note_drift
from ichigen.services.wake import wake_many
from ichigen.store import ledger
from ichigen.store import stock_reading as sql
from ichigen.store.drifts import heal_settled
from ichigen.store.hot import run as execute
from ichigen.store.hot import stage
from ichigen.store.stock_reading import ReadListing

#: How long a number that is too high, or missing, must stay before it is believed. No mall says how old an answer may be; a
#: write that is repeated because of an old answer takes the units twice.
PATIENCE_S = 12.0

#: What a mall did not answer is asked for again after this; sooner where a write waits for it.
REST_S, SOON_S = 300.0, 10.0

#: What said nothing yet lets all else be read first, but what is due for a reason of its own waits no longer than this.
SILENT_S = 10.0

#: Findings after which the listing is looked at again.
REDO = frozenset({Finding.BASELINE, Finding.RAISED, Finding.HIDDEN_SALE, Finding.DROPPED})


@dataclass(frozen=True, slots=True)
class ReadOutcome:
    """How many rows said what; hidden = units newly 仮確保."""

    matched: int
    hidden: int
    too_high: int
    missing: int


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often an account's listings are read, seconds. `watch_s`: what is watched (ADR 0026), None where nothing is."""

    every_s: float
    watch_s: float | None = None

    @property
    def shortest_s(self) -> float:
        return self.every_s if self.watch_s is None else self.watch_s

    def values(self) -> dict[str, str | None]:
        """Return both as parameters of the statements that say what is due."""
        return {
            "every": f"{self.every_s} seconds",
            "watch": None if self.watch_s is None else f"{self.watch_s} seconds",
        }


def rhythm(account_id: int, stock: StockCapability, every_s: float) -> Rhythm:
    """Return how often the account is read, where what is not watched is read every `every_s`."""
    if stock.watch is None:
        return Rhythm(every_s)
    watch_s = stock.watch_every_s(sql.to_watch(account_id), every_s)
    return Rhythm(every_s, watch_s if watch_s < every_s else None)


def due_reads(account_id: int, stock: StockCapability, often: Rhythm) -> list[str]:
    """Return the codes to read now, the most urgent first, at most one batch."""
    values = {"account": account_id, "limit": stock.read_batch, **often.values()}
    return [row[0] for row in execute(sql.DUE_READS, values).fetchall()]


def apply_reading(
    run: Run, stock: StockCapability, reading: StockReading, began: datetime, fresh_at: datetime | None
) -> ReadOutcome:
    """Store one reading. `began`: database clock before the request; `fresh_at`: since when the intake is complete.

    Rows that change what is 確保 come in a transaction of their own, which locks every listing of their SKUs first.
    """
    seen = {row.code: row.quantity for row in reading.rows}
    look = partial(_judge, run, stock, seen, began, fresh_at)
    with transaction.atomic():
        hold(run)
        judged = look(list(seen))
        if stock.shows_late:
            settle = f"{stock.settle_s} seconds"
            execute(sql.LATER, {"account": run.account_id, "codes": list(seen), "began": began, "settle": settle})
        plain = [(row, verdict) for row, verdict in judged if not verdict.provisional_delta]
        _store(plain, seen, began)
        note_drift(run.account_id, plain, seen)
        missing = [row.id for row, verdict in plain if verdict.finding is Finding.MISSING]
        if missing:
            execute(sql.LOOK_AGAIN, {"ids": missing, "began": began, "patience": f"{PATIENCE_S} seconds"})
            execute(sql.MISSING, {"account": run.account_id, "ids": missing, "began": began})
    moving = [row.code for row, verdict in judged if verdict.provisional_delta]
    if moving:
        with transaction.atomic():
            hold(run)
            ledger.lock_listings(sql.sku_ids(run.account_id, moving))
            judged = _with_told(look(moving), began)
            _store(judged, seen, began)
            note_drift(run.account_id, judged, seen)
            _hold_hidden(judged)
            plain += judged
    return _outcome(plain)


def let_rest(run: Run, asked: Sequence[str], reading: StockReading) -> None:
    """Ask again later for what the mall did not answer or never had, and say on 要対応 what could not be read."""
    answered = {row.code for row in reading.rows}
    unanswered = [code for code in asked if code not in answered]
    absent = [row.code for row in reading.rows if row.quantity is None]
    with transaction.atomic():
        hold(run)
        if unanswered or absent:
            rows = {"account": run.account_id, "unanswered": unanswered, "absent": absent}
            execute(sql.REST, {**rows, "rest": f"{REST_S} seconds", "soon": f"{SOON_S} seconds"})
        ours = [problem for problem in reading.problems if problem.where in unanswered]
        if ours:
            codes, messages = [p.where for p in ours], [p.message[:500] for p in ours]
            execute(sql.UNREADABLE, {"account": run.account_id, "codes": codes, "messages": messages})
        report_problems(run.account_id, [problem for problem in reading.problems if problem not in ours])


def let_silent_rest(run: Run, stock: StockCapability, asked: Sequence[str], began: datetime, often: Rhythm) -> None:
    """Read all others before what was read within the settle time and said nothing yet."""
    if not stock.shows_late:
        return
    rest_s = min(often.shortest_s, SILENT_S)
    values = {"codes": list(asked), "began": began, "settle": f"{stock.settle_s} seconds", "rest": f"{rest_s} seconds"}
    with transaction.atomic():
        hold(run)
        execute(sql.SAID_NOTHING, {"account": run.account_id, **values})


def watch_hidden_sales(run: Run, stock: StockCapability) -> None:
    """Put hidden sales that no order explained on the worklist; close what has settled by itself."""
    with transaction.atomic():
        hold(run)
        window = f"{stock.hidden_sale_s} seconds"
        execute(sql.CHANGED_ON_MALL, {"account": run.account_id, "window": window})
        execute(sql.CLOSE_SETTLED, {"account": run.account_id})
        heal_settled(run.account_id)


def _judge(
    run: Run,
    stock: StockCapability,
    seen: dict[str, int | None],
    began: datetime,
    fresh_at: datetime | None,
    codes: Sequence[str],
) -> list[tuple[ReadListing, Verdict]]:
    """Lock these listings and say what their numbers mean; those that changed since the reading began are left out."""
    patience = timedelta(seconds=max(stock.settle_s, PATIENCE_S))
    hidden_for = timedelta(seconds=stock.hidden_sale_s)
    judged = []
    for row in sql.lock_read(run.account_id, codes, stock.settle_s):
        # What waits to be written may be a sale of before our last write, which the mall's number lacks already.
        late = stock.shows_late and not row.dirty
        reading = Reading(seen[row.code], began, fresh_at, patience, hidden_for, late)
        kept = note_kept(row.expectation, reading.seen) if row.kept else None
        judged.append((row, kept or judge(_believed(row, seen), reading)))
    return [(row, verdict) for row, verdict in judged if verdict.finding is not Finding.TOO_EARLY]


def _with_told(judged: list[tuple[ReadListing, Verdict]], began: datetime) -> list[tuple[ReadListing, Verdict]]:
    """Of units held before our last write settled, those may be no hidden sale whose orders came since."""
    early = [
        row.id
        for row, verdict in judged
        if verdict.provisional_delta > 0 and row.expectation.quiet_since and began <= row.expectation.quiet_since
    ]
    if not early:
        return judged
    units = sql.told_since(early)
    return [(row, told(verdict, units[row.id]) if row.id in units else verdict) for row, verdict in judged]


def _believed(row: ReadListing, seen: dict[str, int | None]) -> Expectation:
    """What is not made of our SKUs has no sales to explain: its number is taken as it is."""
    known = row.matched or row.expectation.known == seen[row.code]
    return row.expectation if known else replace(row.expectation, low=None, high=None)


def _outcome(judged: Sequence[tuple[ReadListing, Verdict]]) -> ReadOutcome:
    findings = [verdict.finding for _, verdict in judged]
    return ReadOutcome(
        matched=findings.count(Finding.MATCH) + findings.count(Finding.BASELINE),
        hidden=sum(max(0, verdict.provisional_delta) for _, verdict in judged),
        too_high=findings.count(Finding.TOO_HIGH) + findings.count(Finding.RAISED),
        missing=findings.count(Finding.MISSING),
    )


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
            "redo": [v.finding in REDO or _other_than_wanted(row, v) for row, v in counted],
            "unshown": [v.after.unshown for _, v in counted],
            "unproved": [v.after.unproved for _, v in counted],
        },
    )


def _other_than_wanted(row: ReadListing, verdict: Verdict) -> bool:
    """A belief that was open has settled on another number than the mall should have (units it put back by itself)."""
    return row.matched and row.desired is not None and verdict.after.known not in (None, row.desired)


def _hold_hidden(counted: Sequence[tuple[ReadListing, Verdict]]) -> None:
    changes = [(row.id, v.provisional_delta) for row, v in counted if v.provisional_delta]
    if not changes:
        return
    stage("stage_provisional", changes)
    ledger.apply_staged_provisional()
    moved = ledger.apply_staged()
    watch_shortage(moved)
    wake_many((account_id, "stock") for account_id in moved.account_ids)
