"""Looking after news of orders: what it names is fetched at once, before any list is read."""

from datetime import datetime, timedelta

from ichigen.mallkit.exchange import OrderRef
from ichigen.services.clock import now
from ichigen.services.orders.fetching import fetch_next
from ichigen.services.orders.intake import Intake
from ichigen.store.signals import PendingSignal, done, known_numbers, pending

#: A mall may tell of an order so long before it shows it.
SHOWN_LATE = timedelta(minutes=1)

#: News looked after in one step.
AT_ONCE = 50


def next_news(intake: Intake) -> list[PendingSignal]:
    """Return news that names orders, oldest first."""
    if not intake.hears:
        return []
    return pending(intake.account.id, AT_ONCE, poll=False)


def fetch_news(intake: Intake, news: list[PendingSignal]) -> None:
    """Fetch the orders that this news names. What the mall does not show yet is asked for again for a minute.

    After that it is left to the lists.

    Raises what `fetch_next` raises; the news then stays and is tried again.
    """
    at = now()
    numbers = dict.fromkeys(number for found in news for number in found.orders)
    waiting = {number for number in numbers if intake.position.postponed(OrderRef(number, None), at)}
    todo = [OrderRef(number, None) for number in numbers if number not in waiting]
    left = waiting | {ref.number for ref in todo}
    try:
        while todo and intake.time_left(now()):
            before = {ref.number for ref in todo}
            fetch_next(intake, todo, listed=False)
            left -= before - {ref.number for ref in todo}
        left |= _not_shown_yet(intake, news, set(numbers) - left, at)
    finally:  # what was fetched is done, whatever became of the rest
        done([found.id for found in news if left.isdisjoint(found.orders)])


def next_asking(intake: Intake) -> datetime | None:
    """Return when an order that news names, and that was put off, is asked for again; None where there is none."""
    named = {number for found in next_news(intake) for number in found.orders}
    return min((found.until for number, found in intake.position.unsettled.items() if number in named), default=None)


def poll_wanted_since(intake: Intake) -> datetime | None:
    """Return when the newest news arrived that only the lists can tell; None where there is none."""
    if not intake.hears:
        return None
    return max((found.arrived_at for found in pending(intake.account.id, AT_ONCE, poll=True)), default=None)


def close_polled(intake: Intake, fresh_at: datetime | None) -> None:
    """News that only the lists can tell is looked after once they were read since it arrived."""
    if fresh_at is not None and intake.hears:
        done([f.id for f in pending(intake.account.id, AT_ONCE, poll=True) if f.arrived_at < fresh_at])


def _not_shown_yet(intake: Intake, news: list[PendingSignal], asked: set[str], at: datetime) -> set[str]:
    """Put off the orders of young news that the mall does not show: some tell of a sale before their API has it."""
    young = {n for found in news if at - found.arrived_at < SHOWN_LATE for n in found.orders} & asked
    late = young - known_numbers(intake.account.id, sorted(young)) if young else set()
    for number in late:
        intake.position.postpone(OrderRef(number, None), at)
    return late
