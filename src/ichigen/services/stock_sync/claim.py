"""Claim dirty listings and decide what leaves: committed before the request goes (design: stock 2-4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from ichigen.domain.stock import offer
from ichigen.mallkit.exchange import StockWrite
from ichigen.mallkit.manifest import BulkStock, StockCapability, StockMode
from ichigen.services.loops import Run, hold
from ichigen.services.stock_sync.brake import REST_S, Brake
from ichigen.store import stock_writing as sql
from ichigen.store.brake import HOLD_BACK
from ichigen.store.hot import run as execute
from ichigen.store.stock_tickets import LOST
from ichigen.store.stock_writing import Decision, DirtyListing

#: So many listings are locked by one statement where few of many are looked for, or for a bulk write.
PAGE = 1000


def take_over(run: Run, stock: StockCapability) -> None:
    """Rows an earlier run left in flight: their outcome is unknown, so they are read before anything else.

    Those that were being handed in together are read once more when it is surely over.
    """
    with transaction.atomic():
        hold(run)
        execute(sql.WIDEN, {"account": run.account_id, "codes": None, "settle": f"{stock.settle_s} seconds"})
        if stock.bulk is not None:
            execute(LOST, {"account": run.account_id})


def claim_writes(
    run: Run, stock: StockCapability, fresh_at: datetime | None, brake: Brake, *, only_falls: bool = False
) -> list[StockWrite]:
    """Return the rows to send now, at most one batch, committed as `sending`.

    `fresh_at`: since when the account's intake is complete; an absolute increase waits for one newer than the change,
    because it would hide a sale not yet seen. Decreases never wait, unless the brake holds them. `only_falls`: nothing else.
    """
    with transaction.atomic():
        hold(run)
        claim, mode = Claim(), _mode(stock.modes)
        size = PAGE if only_falls else stock.write_batch
        for listing in _pages(run.account_id, size, with_open=_slow(stock, mode)):
            if only_falls and listing.expectation.known is not None and not _falls(listing):
                continue
            if brake.holds(listing):
                claim.held.append(listing.id)
            else:
                claim.take(listing, stock, fresh_at, mode)
            if len(claim.writes) == stock.write_batch:
                break
        if claim.decisions:
            sql.decide(claim.decisions)
        if claim.held:
            execute(HOLD_BACK, {"ids": claim.held, "rest": f"{REST_S} seconds"})
        execute(sql.READ_FIRST, {"account": run.account_id})
    return claim.writes


def claim_bulk(
    run: Run, stock: StockCapability, bulk: BulkStock, fresh_at: datetime | None, brake: Brake
) -> list[StockWrite]:
    """Return the rows to hand in together, decided as `sending`, inside the caller's transaction; none = not enough.

    Rows that fall go singly, at once, unless there are so many of them that a bulk write is the quicker way for them too.
    """
    claim, falls = Claim(), list[DirtyListing]()
    for listing in _pages(run.account_id, PAGE):
        if len(claim.writes) + len(falls) == bulk.rows:
            break
        if listing.bulk is None and _falls(listing):
            falls.append(listing)
        elif listing.bulk is None:
            claim.take(listing, stock, fresh_at, StockMode.ABSOLUTE)
    if len(falls) >= bulk.from_rows:
        for listing in falls:
            if not brake.holds(listing):  # asked only of what goes: it counts
                claim.take(listing, stock, fresh_at, StockMode.ABSOLUTE)
    if len(claim.writes) < bulk.from_rows:
        return []
    sql.decide(claim.decisions)
    return claim.writes


@dataclass(slots=True)
class Claim:
    """What one batch came to: rows to send, what was decided, listings that the brake holds."""

    writes: list[StockWrite] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    held: list[int] = field(default_factory=list)

    def take(self, listing: DirtyListing, stock: StockCapability, fresh_at: datetime | None, mode: StockMode) -> None:
        """Decide one listing, to be written in this mode."""
        decision, write = (
            decide_write(listing, stock, fresh_at, mode)
            if listing.bulk is None and listing.expectation.known is not None
            else decide_fall(listing, stock, fresh_at)
        )
        if decision:
            self.decisions.append(decision)
        if write:
            self.writes.append(replace(write, earlier=listing.sent_at))


def _pages(account_id: int, size: int, *, with_open: bool = False) -> Iterator[DirtyListing]:
    """Dirty listings by id, locked page by page: what must wait does not keep what is behind it waiting."""
    after = 0
    while page := sql.lock_dirty(account_id, size, after, with_open=with_open):
        yield from page
        after = page[-1].id
        if len(page) < size:
            return


def decide_write(
    listing: DirtyListing, stock: StockCapability, fresh_at: datetime | None, mode: StockMode
) -> tuple[Decision | None, StockWrite | None]:
    """Decide one listing: nothing to send where the mall already has what it should; None, None = wait."""
    expected = listing.expectation.known
    assert expected is not None  # only listings whose number is known are claimed
    desired = min(offer(listing.components), stock.maximum)
    if desired == expected or not listing.components:
        return Decision(listing.id, desired), None
    if mode is StockMode.RELATIVE:
        quantity = desired - expected
        return Decision(listing.id, desired, mode, quantity), StockWrite(
            listing.code, mode, quantity, falls=quantity < 0
        )
    if mode is StockMode.ABSOLUTE and desired > expected and not _newer(fresh_at, listing.changed_at):
        return None, None
    compare = expected if mode is StockMode.COMPARE_AND_SET else None
    write = StockWrite(listing.code, mode, desired, compare, falls=desired < expected)
    return Decision(listing.id, desired, mode, desired), write


def _slow(stock: StockCapability, mode: StockMode) -> bool:
    """Whether what falls is written before a reading closes an open number: the mall would sell all that time.

    Elsewhere the reading is as quick, and no sale is written back to the mall that made it.
    """
    return mode is StockMode.ABSOLUTE and stock.shows_late


def _falls(listing: DirtyListing) -> bool:
    return bool(listing.components) and offer(listing.components) < (listing.expectation.known or 0)


def decide_fall(
    listing: DirtyListing, stock: StockCapability, fresh_at: datetime | None
) -> tuple[Decision | None, StockWrite | None]:
    """Decide a listing whose number on the mall is one of several: only what is lower goes, and at once (design: stock 4).

    A write of unknown outcome, an order within the clocks' skew or a bulk write on its way left it open. What is lower than
    the highest of the numbers is written, absolutely; without an intake newer than the change no higher than the lowest of
    them, which cannot hide a sale. It is read again when a reading says something.
    """
    low, high = listing.expectation.low, listing.expectation.high
    desired = min(offer(listing.components), stock.maximum)
    if (
        low is None
        or high is None
        or not listing.components
        or desired >= max(high, listing.bulk or high)
        or StockMode.ABSOLUTE not in stock.modes
    ):
        return None, None
    quantity = desired if _newer(fresh_at, listing.changed_at) else max(0, min(desired, low))
    return (
        Decision(listing.id, desired, StockMode.ABSOLUTE, quantity),
        StockWrite(listing.code, StockMode.ABSOLUTE, quantity, falls=True),
    )


def _mode(modes: Sequence[StockMode]) -> StockMode:
    order = (StockMode.RELATIVE, StockMode.COMPARE_AND_SET, StockMode.ABSOLUTE)
    return next(mode for mode in order if mode in modes)


def _newer(fresh_at: datetime | None, changed_at: datetime | None) -> bool:
    return fresh_at is not None and (changed_at is None or fresh_at > changed_at)
