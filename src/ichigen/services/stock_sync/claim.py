"""Claim dirty listings and decide what leaves: committed before the request goes (design: stock 2-4)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from ichigen.domain.stock import offer
from ichigen.mallkit.exchange import StockWrite
from ichigen.mallkit.manifest import StockCapability, StockMode
from ichigen.services.loops import Run, hold
from ichigen.store import stock_sync as sql
from ichigen.store.hot import run as execute
from ichigen.store.stock_sync import Decision, DirtyListing


def take_over(run: Run, stock: StockCapability) -> None:
    """Rows an earlier run left in flight: their outcome is unknown, so they are read before anything else."""
    with transaction.atomic():
        hold(run)
        execute(sql.WIDEN, {"account": run.account_id, "codes": None, "settle": f"{stock.settle_s} seconds"})


def claim_writes(run: Run, stock: StockCapability, fresh_at: datetime | None) -> list[StockWrite]:
    """Return the rows to send now, at most one batch, committed as `sending`.

    `fresh_at`: since when the account's intake is complete; an absolute increase waits for one newer than the change,
    because it would hide a sale not yet seen. Decreases never wait.
    """
    writes: list[StockWrite] = []
    with transaction.atomic():
        hold(run)
        dirty = sql.lock_dirty(run.account_id, stock.write_batch)
        decisions = []
        for listing in dirty:
            decision, write = decide_write(listing, stock, fresh_at)
            if decision:
                decisions.append(decision)
            if write:
                writes.append(write)
        if decisions:
            sql.decide(decisions)
        execute(sql.READ_FIRST, {"account": run.account_id})
    return writes


def decide_write(
    listing: DirtyListing, stock: StockCapability, fresh_at: datetime | None
) -> tuple[Decision | None, StockWrite | None]:
    """Decide one listing: nothing to send where the mall already has what it should; None, None = wait."""
    expected = listing.expectation.known
    assert expected is not None  # only listings whose number is known are claimed
    desired = min(offer(listing.components), stock.maximum)
    if desired == expected or not listing.components:
        return Decision(listing.id, desired), None
    mode = _mode(stock.modes)
    if mode is StockMode.RELATIVE:
        quantity = desired - expected
        return Decision(listing.id, desired, mode, quantity), StockWrite(listing.code, mode, quantity)
    if mode is StockMode.ABSOLUTE and desired > expected and not _newer(fresh_at, listing.changed_at):
        return None, None
    compare = expected if mode is StockMode.COMPARE_AND_SET else None
    return Decision(listing.id, desired, mode, desired), StockWrite(listing.code, mode, desired, compare)


def _mode(modes: Sequence[StockMode]) -> StockMode:
    order = (StockMode.RELATIVE, StockMode.COMPARE_AND_SET, StockMode.ABSOLUTE)
    return next(mode for mode in order if mode in modes)


def _newer(fresh_at: datetime | None, changed_at: datetime | None) -> bool:
    return fresh_at is not None and (changed_at is None or fresh_at > changed_at)
