"""Many numbers at once, answered later by a report (ADR 0019)."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from ichigen.mallkit.client import BulkStockClient, MallClient
from ichigen.mallkit.errors import AuthExpired, Fenced, MallError, Refused, Retryable, Throttled
from ichigen.mallkit.exchange import StockAnswer, StockWrite
from ichigen.mallkit.manifest import BulkStock, StockCapability
from ichigen.services.clock import now
from ichigen.services.loops import Run, hold
from ichigen.services.stock_sync.brake import Brake
from ichigen.services.stock_sync.claim import claim_bulk, take_over
from ichigen.services.stock_sync.settle import refuse, unsend
from ichigen.store import stock_tickets as sql
from ichigen.store.hot import run as execute
from ichigen.store.stock_tickets import OpenTicket, StockTicket

NOTHING_SAID = StockAnswer(frozenset())

#: After a bulk write that the mall did not take, rows are written as ever; another one is tried after this.
REST = timedelta(minutes=10)
PAUSE = timedelta(minutes=1)


def hand_in(
    run: Run,
    client: MallClient,
    stock: StockCapability,
    fresh_at: datetime | None,
    brake: Brake,
    write_falls: Callable[[], object],
) -> None:
    """Hand in what waits, where it is enough. Whatever becomes of it, the rest of the run goes on and writes singly.

    `write_falls` writes singly what falls, and is called before anything is handed in: a mall may take as long as a run
    lasts to take many numbers. Raises what that raises, `AuthExpired` and `Fenced`; every other answer of the mall ends here.
    """
    bulk = stock.bulk
    if bulk is None or not isinstance(client, BulkStockClient) or now() >= run.deadline:
        return
    rows, ticket_id = _claim(run, stock, bulk, fresh_at, brake)
    if not rows:
        return
    try:
        write_falls()
    except (MallError, Fenced):
        _not_taken(run, rows, ticket_id, now())
        raise
    _submit(run, client, stock, bulk, rows, ticket_id)


def _submit(
    run: Run, client: BulkStockClient, stock: StockCapability, bulk: BulkStock, rows: list[StockWrite], ticket_id: int
) -> None:
    try:
        ticket = client.submit_stock(rows)
    except (AuthExpired, Fenced):
        _not_taken(run, rows, ticket_id, now())
        raise
    except Throttled as wait:
        _not_taken(run, rows, ticket_id, max(wait.retry_at, now() + PAUSE))
    except Refused:
        _not_taken(run, rows, ticket_id, now() + REST)
    except Retryable as fault:
        if fault.unknown_effect:
            take_over(run, stock)  # nothing else is in flight
        else:
            _not_taken(run, rows, ticket_id, now() + REST)
    else:
        _taken(run, bulk, rows, ticket_id, ticket)


def ask_report(run: Run, client: MallClient, stock: StockCapability) -> None:
    """Ask for the report of an open ticket, if it is time. Its rows are read whatever it says, and without it too.

    A report that cannot be had now is asked for again later and keeps no write waiting. Raises `AuthExpired` and `Fenced`.
    """
    bulk = stock.bulk
    if bulk is None or not isinstance(client, BulkStockClient) or now() >= run.deadline:
        return
    with transaction.atomic():
        hold(run)
        found = sql.next_ticket(run.account_id, bulk.ask_every_s, bulk.give_up_s)
    if found is None:
        return
    if not found.ticket:
        _end(run, stock, found, StockTicket.Outcome.UNKNOWN)
        return
    try:
        report = client.read_report(found.ticket)
    except Refused:  # there is no such report, nor will there be one
        _end(run, stock, found, StockTicket.Outcome.GIVEN_UP)
        return
    except (Throttled, Retryable):
        report = None
    if report is not None:
        _end(run, stock, found, StockTicket.Outcome.REPORTED, report)
    elif found.over:
        _end(run, stock, found, StockTicket.Outcome.GIVEN_UP)


def due_in_s(account_id: int, stock: StockCapability, read_in_s: float) -> float:
    """Return when the loop must run again: for a reading, or for a report."""
    ask_s = None if stock.bulk is None else sql.next_ask_s(account_id)
    return read_in_s if ask_s is None else max(0.0, min(read_in_s, ask_s))


def _claim(
    run: Run, stock: StockCapability, bulk: BulkStock, fresh_at: datetime | None, brake: Brake
) -> tuple[list[StockWrite], int]:
    if not sql.may_hand_in(run.account_id, bulk.from_rows):
        return [], 0
    with transaction.atomic():
        hold(run)
        rows = claim_bulk(run, stock, bulk, fresh_at, brake)
        return rows, sql.open_ticket(run.account_id, [row.code for row in rows], bulk.give_up_s) if rows else 0


def _taken(run: Run, bulk: BulkStock, rows: Sequence[StockWrite], ticket_id: int, ticket: str) -> None:
    with transaction.atomic():
        hold(run)
        codes = [row.code for row in rows]
        execute(sql.HAND_IN, {"account": run.account_id, "codes": codes, "give_up": f"{bulk.give_up_s} seconds"})
        execute(sql.NAME, {"id": ticket_id, "ticket": ticket, "ask": f"{bulk.ask_every_s} seconds"})


def _not_taken(run: Run, rows: Sequence[StockWrite], ticket_id: int, until: datetime) -> None:
    with transaction.atomic():
        hold(run)
        unsend(run.account_id, rows)
        sql.refuse_ticket(ticket_id, until)


def _end(
    run: Run,
    stock: StockCapability,
    ticket: OpenTicket,
    outcome: StockTicket.Outcome,
    report: StockAnswer = NOTHING_SAID,
) -> None:
    with transaction.atomic():
        hold(run)
        if report.refused:
            sql.lock_ticket_rows(run.account_id, ticket)
            refuse(run.account_id, report.refused)
        sql.end_ticket(ticket, outcome, report.accepted, stock.settle_s)
