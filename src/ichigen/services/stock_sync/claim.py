"""Claim dirty listings and decide what leaves: committed before the request goes (design: stock 2-4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from ichigen.domain.stock import offer
from ichigen.mallkit.exchange import StockWrite
from ichigen.mallkit.manifest import StockCapability, StockMode
from ichigen.services.loops import Run, hold
from ichigen.services.stock_sync.brake import REST_S, Brake
from ichigen.store import stock_writing as sql
from ichigen.store.brake import HOLD_BACK
from ichigen.store.hot import run as execute
from ichigen.store.stock_writing import Decision, DirtyListing


def take_over(run: Run, stock: StockCapability) -> None:
    """Rows an earlier run left in flight: their outcome is unknown, so they are read before anything else."""
    with transaction.atomic():
        hold(run)
        execute(sql.WIDEN, {"account": run.account_id, "codes": None, "settle": f"{stock.settle_s} seconds"})


def claim_writes(run: Run, stock: StockCapability, fresh_at: datetime | None, brake: Brake) -> list[StockWrite]:
    """Return the rows to send now, at most one batch, committed as `sending`.

    `fresh_at`: since when the account's intake is complete; an absolute increase waits for one newer than the change,
    because it would hide a sale not yet seen. Decreases never wait, unless the brake holds them.
    """
    with transaction.atomic():
        hold(run)
        claim = Claim()
        for listing in _pages(run.account_id, stock.write_batch):
            claim.take(listing, stock, fresh_at, brake)
            if len(claim.writes) == stock.write_batch:
                break
        if claim.decisions:
            sql.decide(claim.decisions)
        if claim.held:
            execute(HOLD_BACK, {"ids": claim.held, "rest": f"{REST_S} seconds"})
        execute(sql.READ_FIRST, {"account": run.account_id})
    return claim.writes


@dataclass(slots=True)
class Claim:
    """What one batch came to: rows to send, what was decided, listings that the brake holds."""

    writes: list[StockWrite] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    held: list[int] = field(default_factory=list)

    def take(self, listing: DirtyListing, stock: StockCapability, fresh_at: datetime | None, brake: Brake) -> None:
        """Decide one listing."""
        if brake.holds(listing):
            self.held.append(listing.id)
            return
        decision, write = decide_write(listing, stock, fresh_at)
        if decision:
            self.decisions.append(decision)
        if write:
            self.writes.append(write)


def _pages(account_id: int, size: int) -> Iterator[DirtyListing]:
    """Dirty listings by id, locked page by page: what must wait does not keep what is behind it waiting."""
    after = 0
    while page := sql.lock_dirty(account_id, size, after):
        yield from page
        after = page[-1].id
        if len(page) < size:
            return


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
