"""Settle the answer of one stock write; rows with no clear answer are read, never sent again."""

from collections.abc import Sequence

from django.db import transaction

from ichigen.mallkit.exchange import StockAnswer, StockRefusal, StockWrite
from ichigen.mallkit.manifest import StockCapability
from ichigen.services.loops import Run, hold
from ichigen.store import stock_writing as sql
from ichigen.store.hot import run as execute

#: Refusals of one listing before a person is asked: the first may be a number that only needs re-reading.
PATIENCE = 3


def settle_answer(run: Run, stock: StockCapability, sent: Sequence[StockWrite], answer: StockAnswer) -> None:
    """Store what the mall said of each row that was sent."""
    settle = f"{stock.settle_s} seconds"
    refused = {refusal.code for refusal in answer.refused}
    open_codes = [w.code for w in sent if w.code not in answer.accepted and w.code not in refused]
    with transaction.atomic():
        hold(run)
        if refused or open_codes:
            sql.lock_rows(run.account_id, [*answer.accepted, *refused, *open_codes])
        if answer.accepted:
            codes = list(answer.accepted)
            execute(sql.ACCEPT, {"account": run.account_id, "codes": codes, "settle": settle})
        if answer.refused:
            refuse(run.account_id, answer.refused)
        if open_codes:
            execute(sql.WIDEN, {"account": run.account_id, "codes": open_codes, "settle": settle})


def settle_refusal(run: Run, row: StockWrite, error: str, message: str) -> None:
    """One row that the mall refused alone (found by bisecting)."""
    with transaction.atomic():
        hold(run)
        refuse(run.account_id, [StockRefusal(row.code, error, message)])


def settle_unknown(run: Run, stock: StockCapability, sent: Sequence[StockWrite]) -> None:
    """No answer came: both numbers are possible."""
    with transaction.atomic():
        hold(run)
        codes = [row.code for row in sent]
        execute(sql.WIDEN, {"account": run.account_id, "codes": codes, "settle": f"{stock.settle_s} seconds"})


def release_unsent(run: Run, rows: Sequence[StockWrite]) -> None:
    """Rows that surely did not reach the mall are free again."""
    with transaction.atomic():
        hold(run)
        unsend(run.account_id, rows)


def unsend(account_id: int, rows: Sequence[StockWrite]) -> None:
    """Free rows that did not reach the mall, in a transaction of the caller's."""
    values = {"codes": [row.code for row in rows], "earlier": [row.earlier for row in rows]}
    execute(sql.UNSEND, {"account": account_id, **values})


def refuse(account_id: int, refusals: Sequence[StockRefusal]) -> None:
    """Store refusals of rows that were sent, in a transaction of the caller's."""
    execute(
        sql.REFUSE,
        {
            "account": account_id,
            "codes": [r.code for r in refusals],
            "errors": [r.error[:100] for r in refusals],
            "messages": [r.message[:500] for r in refusals],
            "reread": [r.reread for r in refusals],
            "patience": PATIENCE,
        },
    )
