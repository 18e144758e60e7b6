"""Any order of things keeps the books balanced: a model in Python beside the ledger (design: stock 1, 9)."""

from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from ichigen.domain.phases import GONE, HOLDING, Phase
from ichigen.domain.stock import MovementKind
from ichigen.store import ledger
from ichigen.store.ledger import Movement
from ichigen.store.orders import Order
from ichigen.store.stock import Reservation
from tests.store.shop import (
    apply_holds,
    apply_provisional,
    assert_books_balance,
    level,
    main_location,
    make_account,
    make_listing,
    make_order,
    make_sku,
)

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = (MovementKind.RECEIVE, MovementKind.ADJUST, MovementKind.BUYBACK, MovementKind.RETURN)


@dataclass(slots=True)
class Part:
    """What the model knows of one SKU of one order line."""

    held: int = 0
    taken: int = 0
    by_hand: bool = False


@dataclass(slots=True)
class Book:
    """What the model knows of one SKU."""

    on_hand: int = 0
    provisional: dict[int, int] = field(default_factory=dict)
    parts: dict[int, Part] = field(default_factory=dict)


class Shop(RuleBasedStateMachine):
    """Two SKUs, a single listing on one account, a set of both on another, three orders."""

    def __init__(self) -> None:
        super().__init__()
        here, there = make_account(), make_account()
        self.skus = [make_sku(), make_sku()]
        self.listings = [
            make_listing(here, {self.skus[0]: 1}),
            make_listing(there, {self.skus[0]: 1, self.skus[1]: 2}),
        ]
        self.per = [{0: 1}, {0: 1, 1: 2}]
        self.orders: list[Order] = [
            make_order(account, [(self.listings[which], 1)], Phase.NEW)
            for account, which in ((here, 0), (there, 1), (there, 1))
        ]
        self.listing_of = [0, 1, 1]
        self.books = [Book(), Book()]
        self.read: set[int] = set()

    @rule(
        moves=st.lists(st.tuples(st.integers(0, 1), st.sampled_from(KINDS), st.integers(-9, 9)), min_size=1, max_size=5)
    )
    def move(self, moves: list[tuple[int, MovementKind, int]]) -> None:
        location = main_location().pk
        movements = [Movement(self.skus[sku].pk, location, kind, on_hand=units) for sku, kind, units in moves]
        if len(movements) == 1:
            ledger.move_one(movements[0])
        else:
            with transaction.atomic():
                ledger.move_many(movements)
        for sku, _, units in moves:
            self.books[sku].on_hand += units

    @rule(which=st.integers(0, 2), units=st.integers(0, 4), phase=st.sampled_from(Phase))
    def read_order(self, which: int, units: int, phase: Phase) -> None:
        self.read.add(which)
        order = self.orders[which]
        order.phase = phase
        order.save(update_fields=["phase"])
        order.lines.update(quantity=units)
        apply_holds([order])
        for sku, per in self.per[self.listing_of[which]].items():
            book = self.books[sku]
            part = book.parts.setdefault(which, Part())
            hold = units * per if phase in HOLDING else 0
            part.held = min(part.held, hold) if part.by_hand else hold
            left = max(part.taken, units * per if phase in GONE else 0)
            book.on_hand -= left - part.taken
            part.taken = left

    @rule(again=st.lists(st.integers(0, 2), unique=True, min_size=1))
    def read_again(self, again: list[int]) -> None:
        apply_holds([self.orders[which] for which in again if which in self.read])

    @precondition(lambda self: any(part.held for book in self.books for part in book.parts.values()))
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        held = [(s, o) for s, book in enumerate(self.books) for o, part in book.parts.items() if part.held]
        sku, which = data.draw(st.sampled_from(held))
        reservation = Reservation.objects.get(sku=self.skus[sku], order_line__order=self.orders[which])
        with transaction.atomic():
            ledger.lock_listings([reservation.sku_id])
            assert ledger.stage_release_by_hand(reservation.pk, "誤って確保", None)
            ledger.apply_staged()
        part = self.books[sku].parts[which]
        part.held, part.by_hand = 0, True

    @rule(which=st.integers(0, 1), units=st.integers(-3, 3))
    def provisional(self, which: int, units: int) -> None:
        apply_provisional(self.listings[which], units)
        for sku, per in self.per[which].items():
            held = self.books[sku].provisional
            held[which] = max(0, held.get(which, 0) + units * per)

    @invariant()
    def books_balance(self) -> None:
        assert_books_balance(self.skus)

    @invariant()
    def levels_are_the_models(self) -> None:
        for sku, book in zip(self.skus, self.books, strict=True):
            held = sum(part.held for part in book.parts.values()) + sum(book.provisional.values())
            assert level(sku) == (book.on_hand, held)


def test_any_order_of_movements_orders_releases_and_provisional_holds_balances() -> None:
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
        ),
    )
