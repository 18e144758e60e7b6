"""Take a mall's orders in: idempotent upsert, lines matched, stock 確保 or 減少, listings marked, accounts woken."""

import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from hashlib import blake2b
from itertools import chain, count
from typing import Any

from django.db import DataError, IntegrityError, ProgrammingError, transaction
from pydantic_core import PydanticSerializationError, to_json

from ichigen.domain.buyers import BuyerRule, customer_name
from ichigen.domain.order_search import searched_text, ship_key
from ichigen.domain.orders import MallOrder
from ichigen.domain.search import grams_of
from ichigen.domain.snapshots import order_to_json, storable
from ichigen.mallkit.manifest import OrderFeed
from ichigen.services.accounts.choices import IntakeChoices, intake_choices
from ichigen.services.loops import Run, hold
from ichigen.services.orders.known_parties import keep_known_parties
from ichigen.services.orders.problems import report_unstorable
from ichigen.services.orders.unknown_states import watch_unknown_states
from ichigen.services.stock.shortage import watch_shortage
from ichigen.services.wake import wake_many
from ichigen.store import intake, intake_orders
from ichigen.store.accounts import Account
from ichigen.store.faults import is_data_fault
from ichigen.store.hot import stage
from ichigen.store.known_orders import MARK_WIDTH


@dataclass(frozen=True, slots=True)
class Source:
    """Whose orders these are. `requested_at`: when the request began that returned them (database clock).

    `choices`: what the shop chose for the account.
    """

    account_id: int
    requested_at: datetime
    started_at: datetime | None
    clock: intake.MallClock = field(default_factory=intake.MallClock)
    choices: IntakeChoices = field(default_factory=IntakeChoices)


def source_of(account: Account, feed: OrderFeed, requested_at: datetime) -> Source:
    """Return the source of what an account's mall answered to a request that began at `requested_at`."""
    clock = intake.MallClock(feed.clock_skew_s, clock_ahead_s(account, feed))
    return Source(account.pk, requested_at, account.started_at, clock, intake_choices(account))


def clock_ahead_s(account: Account, feed: OrderFeed) -> float:
    """Return how far the mall's clock is ahead of ours in seconds; 0 where it is within what the feed allows for."""
    ahead_s = account.clock_skew_s or 0.0
    return ahead_s if abs(ahead_s) > feed.clock_skew_s else 0.0


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many orders were new, changed, and already known as they are; SKUs that are short now.

    `unstorable`: numbers of orders that the database does not take; they are on 要対応.
    """

    new: int
    changed: int
    unchanged: int
    short_sku_ids: tuple[int, ...] = ()
    unstorable: tuple[str, ...] = ()

    def __add__(self, other: "TakenIn") -> "TakenIn":
        return TakenIn(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            (*self.short_sku_ids, *other.short_sku_ids),
            (*self.unstorable, *other.unstorable),
        )


def take_in(source: Source, orders: Sequence[MallOrder]) -> TakenIn:
    """Store the orders in one transaction; safe to repeat, whole or in part, in any order (design: taking orders in)."""
    if not orders:
        return TakenIn(0, 0, 0)
    newest = {order.number: order for order in orders}
    with transaction.atomic():
        return take_in_locked(source, list(newest.values()))


def take_in_fenced(run: Run, source: Source, orders: Sequence[MallOrder]) -> TakenIn:
    """Take in what a loop read, only while its run still holds the lease.

    Where the database does not take a value of theirs, each order goes alone: one odd order costs that order only.
    """
    if not orders:
        return TakenIn(0, 0, 0)
    newest = {order.number: order for order in orders}
    try:
        return _take_in_held(run, source, list(newest.values()))
    except (DataError, IntegrityError, ProgrammingError) as error:
        if not is_data_fault(error):
            raise
    return reduce(operator.add, (_take_in_alone(run, source, order) for order in newest.values()))


def _take_in_held(run: Run, source: Source, orders: Sequence[MallOrder]) -> TakenIn:
    with transaction.atomic():
        hold(run)
        return take_in_locked(source, orders)


def _take_in_alone(run: Run, source: Source, order: MallOrder) -> TakenIn:
    try:
        return _take_in_held(run, source, [order])
    except (DataError, IntegrityError, ProgrammingError) as error:
        if not is_data_fault(error):
            raise
        report_unstorable(source.account_id, order.number, error)
        return TakenIn(0, 0, 0, unstorable=(order.number,))


def take_in_locked(source: Source, orders: Sequence[MallOrder]) -> TakenIn:
    """Do it inside the caller's transaction (a fenced run). Numbers are unique in `orders`."""
    read_out = [_read_out(order) for order in keep_known_parties(source.account_id, orders)]
    orders = [order for order, _ in read_out]
    intake.open_intake()
    stage(intake.STAGE_ORDER, (_order_row(order, snapshot, source.choices.buyer) for order, snapshot in read_out))
    staged = len(orders)
    landing = source.choices.landing
    new, changed = intake_orders.store_orders(
        source.account_id, source.requested_at, source.started_at, staged, landing
    )
    if not new and not changed:
        return TakenIn(0, 0, staged)
    if staged > new + changed:
        moving = intake.staged_numbers()
        orders = [order for order in orders if order.number in moving]
    lines = [*_line_rows(orders)]
    stage(intake.STAGE_LINE, lines)
    moved = intake.store_lines_and_stock(
        source.account_id, source.requested_at, source.started_at, source.clock, len(lines), changed > 0
    )
    watch_shortage(moved)
    watch_unknown_states(source.account_id, orders, changed=changed > 0)
    woken = [(account_id, "stock") for account_id in moved.account_ids]
    if (changed and intake_orders.release_waiting_steps()) or any(order.confirmable for order in orders):
        woken.append((source.account_id, "write_back"))
    wake_many(woken)
    return TakenIn(new, changed, staged - new - changed, moved.short_sku_ids)


def _read_out(order: MallOrder) -> tuple[MallOrder, bytes]:
    """Return an order and its snapshot, without what the database does not take. That is rare, and looked for cheaply."""
    try:
        snapshot = to_json(order_to_json(order))
        if b"\\u0000" not in snapshot:
            return order, snapshot
    except PydanticSerializationError:
        pass  # half a character
    order = storable(order)
    return order, to_json(order_to_json(order))


def _order_row(order: MallOrder, snapshot: bytes, rule: BuyerRule) -> tuple[Any, ...]:
    receiver = order.ship_to or order.buyer
    text = searched_text(order)
    return (
        order.number,
        order.phase.value,
        order.mall_state[:60],
        order.mark[:MARK_WIDTH],
        order.ordered_at,
        blake2b(snapshot, digest_size=16).hexdigest(),
        snapshot.decode(),
        customer_name(order, rule)[:200],
        receiver.prefecture[:20] if receiver else "",
        text,
        order.amounts.total,
        order.payment.paid,
        order.payment.due_before_shipping,
        order.payment.method[:100],
        order.delivery.method[:100],
        order.confirmable,
        order.writable_from,
        _int_array(grams_of(text)),
        ship_key(order),
        bool(order.note.strip()),
    )


def _int_array(values: list[int]) -> str:
    """Write an array as PostgreSQL reads it: the driver looks at each of some hundred numbers for what to quote."""
    return f"{{{str(values)[1:-1]}}}"


def _line_rows(orders: Sequence[MallOrder]) -> Iterator[tuple[Any, ...]]:
    for order in orders:
        for line_id, line in zip(_line_ids(order), order.lines, strict=True):
            yield (
                order.number,
                line_id,
                line.listing_code[:210],
                to_json(line.match_codes).decode(),
                line.title[:300],
                line.options,
                line.quantity,
                line.unit_price,
                line.tax_rate,
            )


def _line_ids(order: MallOrder) -> list[str]:
    """Return the ids of the lines, cut to their column; one that the mall repeats is numbered in the order's sequence."""
    ids = [line.line_id[:64] for line in order.lines]
    if len(set(ids)) == len(ids):
        return ids
    taken: set[str] = set()
    for at, line_id in enumerate(ids):
        candidates = chain([line_id], (f"{line_id[:58]}#{number}" for number in count(2)))
        ids[at] = next(candidate for candidate in candidates if candidate not in taken)
        taken.add(ids[at])
    return ids
