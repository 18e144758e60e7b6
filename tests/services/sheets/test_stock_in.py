"""在庫CSV: counted or as differences, by the ledger alone, and undone by opposite entries."""

from typing import Any

import pytest

from ichigen.domain.json import JsonObject
from ichigen.domain.stock import MovementKind
from ichigen.services.operations import Chunk, run_operation
from ichigen.services.sheets import apply as applying
from ichigen.services.sheets.apply import start_apply
from ichigen.services.sheets.state import resume_import, stop_import
from ichigen.services.sheets.upload import APPLY
from ichigen.services.stock.adjust import adjust_stock
from ichigen.services.stock.receive import receive_stock
from ichigen.services.stock.refusal import StockRefused
from ichigen.store import ledger
from ichigen.store.csv_imports import CsvImport
from ichigen.store.goods import Location, Sku
from ichigen.store.jobs import queued
from ichigen.store.ledger import Movement
from ichigen.store.stock import LedgerEntry
from ichigen.workers.operations import OPERATIONS
from tests.builders import main_location, make_account, make_listing, make_sku
from tests.services.sheets.bringing import bring, take, undo, work
from tests.store.shop import assert_books_balance, level

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_jobs")]


def moves() -> list[tuple[str, int, str]]:
    rows = LedgerEntry.objects.filter(kind="adjust").order_by("id")
    return [(row.sku.code, row.on_hand, row.note) for row in rows.select_related("sku")]


def test_a_count_is_one_ledger_entry_with_its_reason() -> None:
    first, second = make_sku("A-1", 5), make_sku("A-2", 7)
    listing = make_listing(make_account(), first)
    made = bring("SKUコード,在庫\nA-1,３\nA-2,7\n", "count")
    assert made.counts == {"changed": 1, "unchanged": 1}

    made = take(made)

    assert (level(first), level(second)) == ((3, 0), (7, 0))
    assert moves() == [("A-1", -2, f"棚卸 (CSV取込 #{made.pk})")]
    assert made.rows.get(line=2).done == {
        "sku": first.pk, "location": main_location().pk, "change": -2, "was": 5,
        "entry": LedgerEntry.objects.latest("id").pk,
    }  # fmt: skip
    assert made.counts == {"changed": 1, "unchanged": 1, "applied": 1}
    assert queued([f"{listing.account_id}:stock"]) == {f"{listing.account_id}:stock"}
    assert_books_balance([first, second])


def test_a_count_of_stock_that_moved_since_it_was_looked_at_is_not_taken_in() -> None:
    skus = [make_sku(f"A-{n}", 5) for n in range(1, 5)]
    made = bring("SKUコード,在庫\nA-1,3\nA-2,5\nA-3,3\nA-4,5\n", "count")
    for sku in skus[:2]:
        ledger.move_one(Movement(sku.pk, main_location().pk, MovementKind.SHIP, -1))

    made = take(made)

    assert [level(sku)[0] for sku in skus] == [4, 4, 3, 5]
    assert made.counts == {"changed": 2, "unchanged": 2, "applied": 1, "failed": 2}
    failed = made.rows.filter(outcome="failed").order_by("line")
    assert [(row.code, row.problems[0]["fault"], row.problems[0]["detail"]) for row in failed] == [
        ("A-1", "E_CHANGED_SINCE", "4"),
        ("A-2", "E_CHANGED_SINCE", "4"),
    ]


def test_all_or_nothing_counts_nothing_when_what_agreed_has_moved_since() -> None:
    first, second = make_sku("A-1", 5), make_sku("A-2", 5)
    made = bring("SKUコード,在庫\nA-1,3\nA-2,5\n", "count")
    ledger.move_one(Movement(second.pk, main_location().pk, MovementKind.SHIP, -1))

    made = take(made, "all")

    assert (made.state, made.counts) == ("checked", {"changed": 1, "error": 1})
    assert (level(first), level(second)) == ((5, 0), (4, 0))


def test_differences_at_named_places() -> None:
    sku = make_sku("A-1", 5)
    Location.objects.create(code="second", name="二号店")

    made = take(bring("SKU,店舗・倉庫,増減\nA-1,main,-2\nA-1,二号店,＋4\nA-1,三号店,1\nB-1,,1\n", "delta"))

    assert made.counts == {"changed": 2, "error": 2, "applied": 2}
    assert [change for _, change, _ in moves()] == [-2, 4]
    assert [row.problems[0]["fault"] for row in made.rows.filter(verdict="error").order_by("line")] == [
        "E_LOCATION_UNKNOWN",
        "E_SKU_UNKNOWN",
    ]
    assert level(sku) == (7, 0)


def test_one_place_named_in_two_ways_is_one_place() -> None:
    make_sku("A-1", 5)
    name = main_location().name

    made = bring(f"SKU,店舗・倉庫,在庫\nA-1,main,4\nA-1,{name},3\nＡ-１,,2\n", "count")

    assert made.counts == {"changed": 1, "error": 2}
    assert [row.problems[0]["detail"] for row in made.rows.filter(verdict="error")] == ["2", "2"]


def test_a_difference_that_no_longer_fits_fails_alone_and_nothing_falls_below_zero() -> None:
    first, second = make_sku("A-1", 5), make_sku("A-2", 5)
    made = bring("SKU,増減\nA-1,-5\nA-2,-5\n", "delta")
    adjust_stock(first.pk, main_location().pk, delta=-1, reason="破損", actor_id=None)

    made = take(made)

    assert made.counts == {"changed": 2, "applied": 1, "failed": 1}
    assert (level(first), level(second)) == ((4, 0), (0, 0))


def test_all_or_nothing_moves_nothing_when_one_difference_no_longer_fits() -> None:
    first, second = make_sku("A-1", 5), make_sku("A-2", 5)
    made = bring("SKU,増減\nA-1,-5\nA-2,-5\n", "delta")
    adjust_stock(first.pk, main_location().pk, delta=-1, reason="破損", actor_id=None)

    made = take(made, "all")

    assert (made.state, made.counts) == ("checked", {"changed": 1, "error": 1})
    assert (level(first), level(second)) == ((4, 0), (5, 0))
    assert_books_balance([first, second])


def test_undo_adds_the_opposite_of_what_was_done_and_leaves_what_came_in() -> None:
    first, second = make_sku("A-1", 5), make_sku("A-2", 5)
    made = take(bring("SKUコード,在庫\nA-1,9\nA-2,1\n", "count"))
    receive_stock(first.pk, main_location().pk, 2)

    undone = undo(made)

    assert (level(first), level(second)) == ((7, 0), (5, 0))
    note = f"棚卸 (CSV取込の取消 #{made.pk})"
    assert moves()[-2:] == [("A-2", 4, note), ("A-1", -4, note)]
    assert undone.counts["undone"] == 2
    assert_books_balance([first, second])


def test_undo_leaves_stock_that_was_counted_or_changed_by_hand_since() -> None:
    counted, changed, apart = make_sku("A-1", 5), make_sku("A-2", 5), make_sku("A-3", 5)
    other = Location.objects.create(code="second", name="二号店")
    made = take(bring("SKUコード,在庫\nA-1,9\nA-2,9\nA-3,9\n", "count"))
    adjust_stock(counted.pk, main_location().pk, counted=5, reason="数え直し", actor_id=None)
    take(bring("SKUコード,増減\nA-2,1\n", "delta"))
    adjust_stock(apart.pk, other.pk, delta=3, reason="発見", actor_id=None)

    undone = undo(made)

    assert (level(counted), level(changed), level(apart)) == ((5, 0), (10, 0), (8, 0))
    assert (undone.counts["kept"], undone.counts["undone"]) == (2, 1)
    assert {row.code: row.problems[0]["fault"] for row in undone.rows.filter(outcome="kept")} == {
        "A-1": "E_CHANGED_SINCE",
        "A-2": "E_CHANGED_SINCE",
    }


def test_undo_that_would_fall_below_zero_is_listed_and_not_done() -> None:
    sku = make_sku("A-1")
    made = take(bring("SKU,増減\nA-1,5\n", "delta"))
    ledger.move_one(Movement(sku.pk, main_location().pk, MovementKind.SHIP, -3))

    undone = undo(made)

    assert level(sku) == (2, 0)
    assert (undone.state, undone.counts["kept"]) == ("undone", 1)
    assert undone.rows.get().problems[0]["fault"] == "E_BELOW_ZERO"


def test_stock_needs_a_reason_at_last_when_it_is_taken_in() -> None:
    sku = make_sku("A-1", 5)
    made = bring("SKUコード,在庫\nA-1,3\n", "count", reason="  ")
    assert made.counts == {"changed": 1}
    with pytest.raises(StockRefused) as refused:
        start_apply(made.pk, "good", None, " ")
    assert (refused.value.code, level(sku)) == ("reason_missing", (5, 0))

    start_apply(made.pk, "good", None, " 月末の棚卸 ")
    work(made.pk)

    assert moves() == [("A-1", -2, f"月末の棚卸 (CSV取込 #{made.pk})")]


def test_the_reason_that_came_with_the_file_stays() -> None:
    make_sku("A-1", 5)
    made = bring("SKUコード,在庫\nA-1,3\n", "count", reason="棚卸")

    start_apply(made.pk, "good", None, "別の理由")

    made.refresh_from_db()
    assert made.options["reason"] == "棚卸"


@pytest.fixture
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "PER_CHUNK", 2)


def five() -> CsvImport:
    for n in range(1, 6):
        make_sku(f"A-{n}", 1)
    return bring("SKU,増減\n" + "".join(f"A-{n},10\n" for n in range(1, 6)), "delta")


def on_hand() -> list[int]:
    return [level(sku)[0] for sku in Sku.objects.order_by("code")]


@pytest.mark.usefixtures("small_portions")
def test_a_crash_in_the_middle_loses_its_portion_and_the_next_worker_goes_on_without_doing_anything_twice() -> None:
    made = five()
    start_apply(made.pk, "good", None)
    made.refresh_from_db()
    assert made.operation_id is not None
    portions = 0

    def dies_in_its_second_portion(params: JsonObject, cursor: Any) -> Chunk:
        nonlocal portions
        portions += 1
        chunk = OPERATIONS[APPLY](params, cursor)
        if portions == 2:
            raise RuntimeError("the machine lost its power after the ledger was written")
        return chunk

    with pytest.raises(RuntimeError):
        run_operation(made.operation_id, {APPLY: dies_in_its_second_portion}, lambda: False)
    assert on_hand() == [11, 11, 1, 1, 1]

    made = work(made.pk)

    assert on_hand() == [11] * 5
    assert (made.state, made.counts["applied"]) == ("applied", 5)
    assert_books_balance(list(Sku.objects.all()))


@pytest.mark.usefixtures("small_portions")
def test_a_crash_in_all_or_nothing_leaves_nothing_done() -> None:
    made = five()
    start_apply(made.pk, "all", None)
    made.refresh_from_db()
    assert made.operation_id is not None

    def dies(params: JsonObject, cursor: Any) -> Chunk:
        OPERATIONS[APPLY](params, cursor)
        raise RuntimeError("the machine lost its power after the ledger was written")

    with pytest.raises(RuntimeError):
        run_operation(made.operation_id, {APPLY: dies}, lambda: False)

    assert on_hand() == [1] * 5
    assert (work(made.pk).state, on_hand()) == ("applied", [11] * 5)


@pytest.mark.usefixtures("small_portions")
def test_a_stopped_import_says_so_and_can_go_on_or_be_undone() -> None:
    made = five()
    start_apply(made.pk, "good", None)
    made.refresh_from_db()
    assert made.operation_id is not None
    after_one = iter([False, True])
    run_operation(made.operation_id, OPERATIONS, lambda: next(after_one))
    stop_import(made.pk)
    assert on_hand() == [11, 11, 1, 1, 1]
    assert (work(made.pk).state, on_hand()) == ("applying", [11, 11, 1, 1, 1])

    resume_import(made.pk, None)

    assert (work(made.pk).state, on_hand()) == ("applied", [11] * 5)
    assert undo(made).counts["undone"] == 5
    assert on_hand() == [1] * 5


@pytest.mark.usefixtures("small_portions")
def test_a_half_done_import_is_undone_as_far_as_it_went() -> None:
    made = five()
    start_apply(made.pk, "good", None)
    made.refresh_from_db()
    assert made.operation_id is not None
    after_one = iter([False, True])
    run_operation(made.operation_id, OPERATIONS, lambda: next(after_one))
    stop_import(made.pk)

    undone = undo(made)

    assert (undone.state, undone.counts["undone"], on_hand()) == ("undone", 2, [1] * 5)
    assert_books_balance(list(Sku.objects.all()))
