"""The intake loop of one account: list orders by the mall's feed, fetch what moved, take it in (design: taking orders in)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from time import sleep
from typing import Any

from ichigen.domain.order_feed import ScanPlan, due_at, fresh_at, window_start
from ichigen.domain.orders import MallOrder
from ichigen.mallkit.client import MallClient
from ichigen.mallkit.errors import MallError, Retryable, Throttled
from ichigen.mallkit.exchange import OrderPage, OrderRef, Window
from ichigen.mallkit.manifest import OrderFeed
from ichigen.mallkit.registry import mall
from ichigen.services.clock import now
from ichigen.services.loops import LoopOutcome, Run, keep_position
from ichigen.services.orders.problems import report_problems
from ichigen.services.orders.scan_place import ScanPlace, places_from, places_to_json
from ichigen.services.orders.take_in import clock_ahead_s, source_of, take_in_fenced
from ichigen.services.pacing import PATIENCE_S
from ichigen.services.wake import wake
from ichigen.store.accounts import Account
from ichigen.store.hot import run as execute
from ichigen.store.intake import KNOWN_MARKS, STALE_OPEN

#: A run keeps polling this long while the next scan is near: cheaper and sooner than a new job each time.
LINGER_S = 8.0
NEAR_S = 4.0

#: No detail is asked for so near to the end of a run that its turn could come after it.
LAST_TURN = timedelta(seconds=PATIENCE_S)


@dataclass
class Intake:
    """What one run carries along. `left`: numbers seen but not fetched before the run had to end."""

    run: Run
    account: Account
    client: MallClient
    feed: OrderFeed
    scans: tuple[ScanPlan, ...]
    ran_at: dict[str, datetime]
    places: dict[str, ScanPlace] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)


def run_intake(run: Run, account: Account, client: MallClient, linger_s: float = LINGER_S) -> LoopOutcome:
    """Run every scan that is due, and those that come due within `linger_s`; then say when to come back."""
    feed = mall(account.mall_id).orders
    intake = Intake(run, account, client, feed, scan_plans(feed), _ran_at(run), places_from(run.position))
    until = run.began + timedelta(seconds=linger_s)
    while (at := now()) < run.deadline:
        scan = min(intake.scans, key=lambda scan: due_at(scan, intake.ran_at, at))
        due = due_at(scan, intake.ran_at, at)
        wait_s = (due - at).total_seconds()
        if wait_s > NEAR_S or due > until or intake.left:
            break
        if wait_s > 0:
            sleep(wait_s)
        _keeping_position(intake, partial(run_scan, intake, scan))
    if not intake.left:
        _keeping_position(intake, partial(fetch, intake, _stale_open(intake)))
    outcome = _outcome(intake)
    if intake.left or (linger_s and outcome.due_in_s is not None and outcome.due_in_s <= NEAR_S):
        wake(account.id, "intake")  # the tick would come up to a second late
    return outcome


def _keeping_position(intake: Intake, work: Callable[[], None]) -> None:
    """A fault in one scan costs that scan: what the run completed before stays done."""
    try:
        work()
    except MallError:
        keep_position(intake.run, _position(intake))
        raise


def run_scan(intake: Intake, scan: ScanPlan) -> None:
    """List one window completely, fetch what is unknown or moved. The position moves only when all of it was taken in.

    A list too long for one run goes on in the next one, at the page it came to and in the same window.
    """
    place = intake.places.pop(scan.name, None) or _first_place(intake, scan)
    while True:
        requested_at = now()
        if requested_at >= intake.run.deadline:
            intake.places[scan.name] = place
            return
        answer = _list(intake, scan, place)
        report_problems(intake.account.id, answer.problems)
        _store(intake, answer.orders, requested_at)
        fetch(intake, wanted(intake.account.id, answer.refs))
        if intake.left:
            intake.places[scan.name] = place
            return
        if answer.next_page is None:
            intake.ran_at[scan.name] = place.began
            return
        place = replace(place, page=answer.next_page)


def _first_place(intake: Intake, scan: ScanPlan) -> ScanPlace:
    began = now()
    ahead = timedelta(seconds=clock_ahead_s(intake.account, intake.feed))  # the mall counts by its own clock
    return ScanPlace(began, Window(window_start(scan, intake.ran_at, began) + ahead, began + ahead))


def _list(intake: Intake, scan: ScanPlan, place: ScanPlace) -> OrderPage:
    """A fault that passes leaves the place; a page that the mall refuses is given up, and the list begins anew."""
    try:
        return intake.client.list_orders(scan.name, place.window, place.page)
    except (Throttled, Retryable):
        if place.page is not None:
            intake.places[scan.name] = place
        raise


def wanted(account_id: int, refs: Sequence[OrderRef]) -> list[str]:
    """Return the numbers to fetch: unknown orders first, then those whose mark differs, each once, in the list's order."""
    if not refs:
        return []
    rows = execute(KNOWN_MARKS, {"account": account_id, "numbers": [ref.number for ref in refs]}).fetchall()
    known = {row[0]: row[1] for row in rows}
    new = [ref.number for ref in refs if ref.number not in known]
    moved = [ref.number for ref in refs if ref.number in known and ref.mark not in (None, known[ref.number])]
    return list(dict.fromkeys(new + moved))


def fetch(intake: Intake, numbers: Sequence[str]) -> None:
    """Fetch and take in, batch by batch; what the run has no time for is left for the next one."""
    size = intake.feed.fetch_batch
    for start in range(0, len(numbers), size):
        began = now()
        if began + LAST_TURN >= intake.run.deadline:
            intake.left.update(numbers[start:])
            return
        batch = intake.client.fetch_orders(numbers[start : start + size])
        report_problems(intake.account.id, batch.problems)
        _store(intake, batch.orders, began)


def scan_plans(feed: OrderFeed) -> tuple[ScanPlan, ...]:
    """Return the manifest's scans in the domain's terms."""
    return tuple(
        ScanPlan(s.name, s.every_s, s.every_night_s, s.lookback_s, s.kind == "changed", s.overlap_s, s.finds_new)
        for s in feed.scans
    )


def _store(intake: Intake, orders: Iterable[MallOrder], requested_at: datetime) -> None:
    account = intake.account
    source = source_of(account, intake.feed, requested_at)
    take_in_fenced(intake.run, source, list(orders))


def _stale_open(intake: Intake) -> list[str]:
    """Open orders that nothing reported for long, oldest reading first: one batch a run."""
    rows = execute(
        STALE_OPEN,
        {
            "account": intake.account.id,
            "age": f"{intake.feed.reread_open_s} seconds",
            "limit": intake.feed.fetch_batch,
        },
    ).fetchall()
    return [row[0] for row in rows]


def _ran_at(run: Run) -> dict[str, datetime]:
    stored: dict[str, Any] = dict(run.position.get("ran_at", {}))
    return {name: datetime.fromisoformat(value) for name, value in stored.items()}


def _outcome(intake: Intake) -> LoopOutcome:
    at = now()
    soonest = min(due_at(scan, intake.ran_at, at) for scan in intake.scans)
    return LoopOutcome(
        due_in_s=max(0.0, (soonest - at).total_seconds()),
        position=_position(intake),
        fresh_at=fresh_at(intake.scans, intake.ran_at),
    )


def _position(intake: Intake) -> dict[str, Any]:
    return {
        "ran_at": {name: value.isoformat() for name, value in intake.ran_at.items()},
        "places": places_to_json(intake.places),
    }
