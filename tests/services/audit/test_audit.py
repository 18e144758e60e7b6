"""Each invariant of the books is broken on purpose and found; a shop that works has no break (design: running)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, InternalError, transaction
from django.db.models import F

from ichigen.domain.phases import Phase
from ichigen.domain.stock import MovementKind
from ichigen.services.audit.breaks import WORDS
from ichigen.services.audit.run import audit
from ichigen.services.clock import now
from ichigen.services.stock.release import release_reservation
from ichigen.store import audit as sql
from ichigen.store import ledger
from ichigen.store.accounts import Account
from ichigen.store.goods import Sku
from ichigen.store.hot import run
from ichigen.store.ledger import Movement
from ichigen.store.listings import Listing
from ichigen.store.marks import ListingMark
from ichigen.store.orders import Order, OrderLine
from ichigen.store.stock import LedgerEntry, Reservation, StockLevel
from ichigen.store.worklist import WorklistItem
from ichigen.store.write_backs import WriteBack, WriteBackStep
from tests.store.shop import (
    apply_holds,
    apply_provisional,
    enter_phase,
    main_location,
    make_account,
    make_listing,
    make_order,
    make_sku,
)

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True, slots=True)
class Shop:
    """10 units on hand: 2 held by an open order, 3 shipped, 1 仮確保; one listing, decided and clean."""

    account: Account
    sku: Sku
    listing: Listing
    open: Order
    shipped: Order


@pytest.fixture
def shop() -> Shop:
    sku, account = make_sku("A-1"), make_account("本店")
    listing = make_listing(account, {sku: 1})
    ledger.move_one(Movement(sku.pk, main_location().pk, MovementKind.RECEIVE, on_hand=10))
    open_order, shipped = make_order(account, [(listing, 2)]), make_order(account, [(listing, 3)])
    apply_holds([open_order, shipped])
    enter_phase(shipped, Phase.SHIPPED)
    apply_provisional(listing, 1)
    ListingMark.objects.update(dirty=False)
    Listing.objects.update(desired_quantity=4)
    return Shop(account, sku, listing, open_order, shipped)


def found() -> list[str]:
    return sorted({problem.code for problem in audit().breaks})


def test_a_shop_that_works_is_balanced(shop: Shop) -> None:
    cancelled = make_order(shop.account, [(shop.listing, 1)])
    apply_holds([cancelled])
    enter_phase(cancelled, Phase.CANCELLED)
    make_order(shop.account, [(shop.listing, 9)], Phase.SHIPPED, history=True)
    ListingMark.objects.update(dirty=False)

    report = audit()

    assert report.breaks == ()
    assert report.balanced
    assert (report.checked["orders"], report.checked["ledger_entries"]) == (4, 7)


def _level(**values: object) -> Callable[[Shop], object]:
    return lambda shop: StockLevel.objects.update(**values)


def _released_line(shop: Shop) -> None:
    line = Reservation.objects.filter(order_line__order=shop.open)
    line.update(quantity=1)


def _cancelled_behind_our_back(shop: Shop) -> None:
    Order.objects.filter(pk=shop.open.pk).update(phase=Phase.CANCELLED)


def _shipped_behind_our_back(shop: Shop) -> None:
    Order.objects.filter(pk=shop.open.pk).update(phase=Phase.SHIPPED)


def _shipped_twice(shop: Shop) -> None:
    entry = Movement(shop.sku.pk, main_location().pk, MovementKind.SHIP, on_hand=-3, order_id=shop.shipped.pk)
    ledger.move_one(entry)


def _taken_forgotten(shop: Shop) -> None:
    Reservation.objects.filter(order_line__order=shop.shipped).update(taken=F("taken") - 1)


def _history(shop: Shop) -> None:
    Order.objects.filter(pk=shop.shipped.pk).update(history=True)


def _unmatched(shop: Shop) -> None:
    make_order(shop.account, [(None, 1)])


def _doubled_order(shop: Shop) -> None:
    again = make_order(shop.account, [(shop.listing, 1)], Phase.CANCELLED)
    Order.objects.filter(pk=again.pk).update(number=f" {shop.open.number.lower()}")


def _doubled_line(shop: Shop) -> None:
    OrderLine.objects.create(order=shop.open, line_id=" 1", quantity=0, unit_price=0, tax_rate="0.1")


def _negative(shop: Shop) -> None:
    Listing.objects.update(desired_quantity=-1)


def _sent_negative(shop: Shop) -> None:
    Listing.objects.update(sent_quantity=-1, sent_mode="absolute")


def _provisional(shop: Shop) -> None:
    Listing.objects.update(provisional=2)


def _orphaned_provisional(shop: Shop) -> None:
    Listing.objects.update(provisional=0)


def _refused_step(shop: Shop) -> None:
    write_back = WriteBack.objects.create(order=shop.open, kind="ship", state=WriteBack.State.FAILED)
    WriteBackStep.objects.create(
        write_back=write_back, account_id=shop.account.pk, position=1, kind="ship", label="出荷通知", state="refused"
    )


def _moved_silently(shop: Shop) -> None:
    ledger.move_one(Movement(shop.sku.pk, main_location().pk, MovementKind.RECEIVE, on_hand=1))
    ListingMark.objects.update(dirty=False)


@pytest.mark.parametrize(
    ("damage", "codes"),
    [
        (_level(on_hand=8), ["desired_not_offer", "on_hand_not_ledger"]),
        (_level(reserved=2), ["desired_not_offer", "reserved_not_held", "reserved_not_ledger"]),
        (_released_line, ["line_not_held", "reserved_not_held"]),
        (_cancelled_behind_our_back, ["held_after_end"]),
        (_shipped_behind_our_back, ["held_after_end", "shipped_not_taken"]),
        (_shipped_twice, ["taken_not_once"]),
        (_taken_forgotten, ["shipped_not_taken", "taken_not_once"]),
        (_history, ["history_moved"]),
        (_unmatched, ["unmatched_not_listed"]),
        (_doubled_order, ["order_doubled"]),
        (_doubled_line, ["line_doubled"]),
        (_negative, ["desired_not_offer", "negative_offer"]),
        (_sent_negative, ["negative_offer"]),
        (_provisional, ["provisional_not_held"]),
        (_orphaned_provisional, ["provisional_not_held"]),
        (_refused_step, ["step_not_listed"]),
        (_moved_silently, ["desired_not_offer"]),
    ],
    ids=lambda value: value.__name__.strip("_") if callable(value) else None,
)
def test_a_break_is_found(shop: Shop, damage: Callable[[Shop], object], codes: list[str]) -> None:
    damage(shop)

    assert found() == codes


def test_the_database_keeps_the_level_that_something_is_held_of(shop: Shop) -> None:
    with pytest.raises(IntegrityError, match="reservation_of_a_level"), transaction.atomic():
        StockLevel.objects.all().delete()
        run("set constraints all immediate")


def test_a_ledger_entry_without_a_level_is_found(shop: Shop) -> None:
    """A database that somebody else repaired, past its own checks."""
    run("set constraints all immediate")
    run("alter table store_reservation drop constraint reservation_of_a_level")
    StockLevel.objects.all().delete()

    assert found() == ["desired_not_offer", "on_hand_not_ledger", "reserved_not_held", "reserved_not_ledger"]


def test_a_break_says_what_is_wrong_and_what_to_do(shop: Shop) -> None:
    LedgerEntry.objects.create(sku=shop.sku, location=main_location(), kind="adjust", on_hand=2, reserved=0, at=now())

    (problem,) = audit().breaks

    assert (problem.code, problem.subject) == ("on_hand_not_ledger", "A-1 / 本店")
    assert problem.cause == "在庫台帳の合計は 9 個ですが、在庫は 7 個です。"
    assert problem.action.endswith("在庫の画面で「在庫を調整する」を使ってください。")


def test_what_a_person_released_is_no_break(shop: Shop) -> None:
    release_reservation(Reservation.objects.get(order_line__order=shop.open).pk, "別の商品で対応", None)

    assert found() == []


def test_what_is_on_the_worklist_is_no_break(shop: Shop) -> None:
    order = make_order(shop.account, [(None, 1)])
    _refused_step(shop)
    values = {"title": "t", "cause": "c", "action": "a", "opened_at": now()}
    WorklistItem.objects.create(key="1", code="line_unmatched", order=order, **values)
    item = WorklistItem.objects.create(key="2", code="step_refused", step=WriteBackStep.objects.get(), **values)
    assert found() == []

    item.closed_at = now()
    item.save()
    assert found() == ["step_not_listed"]


def test_every_break_has_words() -> None:
    for cause, action in WORDS.values():
        assert cause.format(should_be=1, is_now=2).endswith("。")
        assert action.endswith("。")


def test_the_audit_cannot_write(shop: Shop) -> None:
    with transaction.atomic():
        sql.read_one_moment()
        with pytest.raises(InternalError, match="read-only"):
            StockLevel.objects.update(on_hand=0)
        transaction.set_rollback(True)


SCREENS = {"受注の画面": "orders", "在庫の画面": "stock", "要対応": "worklist"}


@pytest.mark.parametrize("code", WORDS)
def test_what_a_person_is_told_to_press_is_on_the_screen_that_is_named(code: str) -> None:
    places = "|".join(SCREENS)
    pressed = re.findall(rf"({places})[^。]*?「([^」]+)」", WORDS[code][1])

    for screen, button in pressed:
        templates = Path(settings.SOURCE, "web", SCREENS[screen], "templates").rglob("*.html")
        assert any(button in template.read_text("utf-8") for template in templates), (screen, button)
    assert len(pressed) == WORDS[code][1].count("「")
