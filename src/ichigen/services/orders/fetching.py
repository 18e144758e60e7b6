"""Fetching the orders that a list shows as new or moved. One that cannot be read costs that order and little time."""

from collections.abc import Sequence
from datetime import datetime

from ichigen.domain.orders import MallOrder
from ichigen.mallkit.errors import Refused, Retryable
from ichigen.mallkit.exchange import OrderBatch, OrderRef, Problem
from ichigen.services.clock import now
from ichigen.services.orders.intake import Intake
from ichigen.services.orders.problems import close_problems, report_problems
from ichigen.store.hot import run as execute
from ichigen.store.known_orders import KNOWN_MARKS, MARK_WIDTH, STALE_OPEN

#: An order that a list shows and the mall does not return so often is told to a person.
PATIENCE = 3

ODD_NUMBER = "受注番号に使えない文字があります。"


def wanted(intake: Intake, refs: Sequence[OrderRef], at: datetime) -> list[OrderRef]:
    """Return what to fetch: unknown orders first, then those whose mark differs, each once, in the list's order.

    Orders that would not be read with this mark a moment ago are left alone.
    """
    odd = [ref for ref in refs if not f"{ref.number}{ref.mark}".isprintable()]
    if odd:  # characters that no database stores
        report_problems(intake.account.id, [Problem(ascii(ref.number), "order_number", ODD_NUMBER) for ref in odd])
        refs = [ref for ref in refs if ref not in odd]
    if not refs:
        return []
    rows = execute(KNOWN_MARKS, {"account": intake.account.id, "numbers": [ref.number for ref in refs]}).fetchall()
    known: dict[str, str] = {row[0]: row[1] for row in rows}
    new = [ref for ref in refs if ref.number not in known]
    moved = [ref for ref in refs if ref.number in known and not _shows(ref, known[ref.number])]
    found = {ref.number: ref for ref in new + moved}
    if intake.position.unsettled:  # what moved on, and is stored as it is now
        _settle(intake, [ref for ref in refs if ref.number not in found and not intake.position.failures(ref)])
    return [ref for ref in found.values() if not intake.position.postponed(ref, at)]


def fetch_next(intake: Intake, todo: list[OrderRef], *, listed: bool = True) -> None:
    """Fetch the next batch of `todo` and take it in; it is taken off the list whatever becomes of it.

    `listed` False: no list shows these orders, so one that the mall does not return is nobody's concern.

    Raises `Retryable` where the mall failed; these orders are then left alone for a moment, and asked for in ever
    smaller batches, so that the one at fault is found.
    """
    batch = _cut(intake, todo)
    began = now()
    try:
        answer = _fetch(intake, batch)
    except Retryable:
        for ref in batch:
            intake.position.postpone(ref, began)
        raise
    report_problems(intake.account.id, answer.problems)
    taken = intake.store(answer.orders, began)
    marks = {order.number: order.mark for order in answer.orders if order.number not in taken.unstorable}
    _settle(intake, [ref for ref in batch if ref.number in marks and _shows(ref, marks[ref.number])])
    named = {problem.where for problem in answer.problems} | {order.number for order in answer.orders}
    for ref in batch if listed else [ref for ref in batch if ref.number in taken.unstorable]:
        if ref.number not in marks or not _shows(ref, marks[ref.number]):
            setback = intake.position.postpone(ref, began)
            if setback.failures >= PATIENCE and ref.number not in named:
                report_problems(intake.account.id, (_missing(ref.number),))


def store_listed(intake: Intake, orders: Sequence[MallOrder], requested_at: datetime) -> None:
    """Take in the orders that a list gives whole; one that could not be stored is left alone for a while."""
    if not orders:
        return
    refs = {order.number: OrderRef(order.number, order.mark) for order in orders}
    ready = [order for order in orders if not intake.position.postponed(refs[order.number], requested_at)]
    taken = intake.store(ready, requested_at)
    for number in filter(str.isprintable, taken.unstorable):
        intake.position.postpone(refs[number], requested_at)
    _settle(intake, [refs[order.number] for order in ready if order.number not in taken.unstorable])


def stale_open(intake: Intake, at: datetime) -> list[OrderRef]:
    """Open orders that nothing reported for long, oldest reading first: one batch."""
    rows = execute(
        STALE_OPEN,
        {
            "account": intake.account.id,
            "age": f"{intake.feed.reread_open_s} seconds",
            "skip": [number for number, found in intake.position.unsettled.items() if found.until > at],
            "limit": intake.feed.fetch_batch,
        },
    ).fetchall()
    return [OrderRef(row[0], row[1]) for row in rows]


def _cut(intake: Intake, todo: list[OrderRef]) -> list[OrderRef]:
    """Take the next batch off `todo`: what failed before goes in batches of a quarter, a sixteenth … down to one."""
    failures = intake.position.failures(todo[0])
    size = max(1, intake.feed.fetch_batch >> 2 * max(0, failures - 1))
    batch = [ref for ref in todo if intake.position.failures(ref) == failures][:size]
    taken = {ref.number for ref in batch}
    todo[:] = [ref for ref in todo if ref.number not in taken]
    return batch


def _fetch(intake: Intake, refs: Sequence[OrderRef]) -> OrderBatch:
    """Fetch by number; a refused batch is halved until the numbers at fault are found. All refused = the mall's no."""
    refused: list[tuple[OrderRef, Refused]] = []
    batches: list[OrderBatch] = []
    waiting = [list(refs)]
    while waiting:
        part = waiting.pop()
        try:
            batches.append(intake.client.fetch_orders([ref.number for ref in part]))
        except Refused as error:
            if len(part) == 1:
                refused.append((part[0], error))
            else:
                middle = len(part) // 2
                waiting += [part[middle:], part[:middle]]
    if len(refused) == len(refs) > 1:
        raise refused[0][1]
    said = tuple(Problem(ref.number, error.code, error.message) for ref, error in refused)
    orders = tuple(order for batch in batches for order in batch.orders)
    return OrderBatch(orders, (*(problem for batch in batches for problem in batch.problems), *said))


def _settle(intake: Intake, refs: Sequence[OrderRef]) -> None:
    """These orders are stored as the list shows them: what was said of them is over."""
    settled = [ref.number for ref in refs if intake.position.unsettled.pop(ref.number, None)]
    if settled:
        close_problems(intake.account.id, settled)


def _shows(ref: OrderRef, mark: str) -> bool:
    return ref.mark is None or ref.mark[:MARK_WIDTH] == mark[:MARK_WIDTH]


def _missing(number: str) -> Problem:
    return Problem(number, "order_missing", "受注の一覧にありますが、モールがその内容を返しません。")
