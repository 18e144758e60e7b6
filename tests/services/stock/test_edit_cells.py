"""在庫表: many cells in one request, each answered by itself; all of it through the ledger."""

import pytest

from ichigen.services.stock.adjust import adjust_stock
from ichigen.services.stock.edit_cells import MOST_CELLS, CellAnswer, CellEdit, edit_cells
from ichigen.services.stock.refusal import StockRefused
from ichigen.store.goods import Location, Sku
from ichigen.store.jobs import queued
from ichigen.store.listings import Listing
from ichigen.store.staff import Role, Staff
from ichigen.store.stock import LedgerEntry
from ichigen.store.worklist import AuditLog, WorklistItem
from tests.builders import main_location, make_account, make_listing, make_sku
from tests.store.shop import apply_holds, level, make_order
from tests.store.threads import run_together

pytestmark = pytest.mark.django_db(transaction=True)


def cell(sku: Sku, shown: int, typed: str, place: Location | None = None) -> CellEdit:
    return CellEdit(sku.pk, (place or main_location()).pk, shown, typed)


def states(answers: tuple[CellAnswer, ...]) -> list[tuple[str, int | None, str]]:
    return [(answer.state, answer.on_hand, answer.code) for answer in answers]


def test_counts_and_differences_become_ledger_entries_with_one_reason() -> None:
    clerk = Staff.objects.add("clerk", Role.PACKER)
    account, apart = make_account("mall_a"), make_account("mall_b")
    one, two, three = make_sku("A-1", 5), make_sku("A-2", 7), make_sku("A-3", 9)
    listings = [make_listing(account, sku) for sku in (one, two)]
    make_listing(apart, three)

    answers = edit_cells([cell(one, 5, "３"), cell(two, 7, "+2"), cell(three, 9, "9")], " 棚卸 ", clerk.pk)

    assert states(answers) == [("applied", 3, ""), ("applied", 9, ""), ("applied", 9, "")]
    entries = LedgerEntry.objects.filter(kind="adjust").order_by("sku_id")
    assert list(entries.values_list("sku_id", "on_hand", "note", "actor")) == [
        (one.pk, -2, "棚卸", clerk.pk),
        (two.pk, 2, "棚卸", clerk.pk),
    ]
    assert list(AuditLog.objects.order_by("id").values_list("action", "subject_id", "reason", "data")) == [
        ("stock.adjust", one.pk, "棚卸", {"location": main_location().pk, "change": -2, "counted": 3}),
        ("stock.adjust", two.pk, "棚卸", {"location": main_location().pk, "change": 2, "counted": None}),
        ("stock.adjust", three.pk, "棚卸", {"location": main_location().pk, "change": 0, "counted": 9}),
    ]
    assert set(Listing.objects.filter(mark__dirty=True)) == set(listings)
    assert queued([f"{account.pk}:stock", f"{apart.pk}:stock"]) == {f"{account.pk}:stock"}


def test_a_cell_somebody_changed_meanwhile_is_answered_with_both_and_costs_no_other() -> None:
    one, two = make_sku("A-1", 5), make_sku("A-2", 7)
    adjust_stock(one.pk, main_location().pk, delta=-1, reason="破損", actor_id=None)

    answers = edit_cells([cell(one, 5, "8"), cell(two, 7, "8")], "棚卸", None)

    assert states(answers) == [("conflict", 4, "changed_elsewhere"), ("applied", 8, "")]
    assert (level(one), level(two)) == ((4, 0), (8, 0))


def test_a_difference_is_not_added_to_a_number_its_person_did_not_see() -> None:
    sku = make_sku("A-1", 5)
    adjust_stock(sku.pk, main_location().pk, delta=1, reason="返品", actor_id=None)

    assert states(edit_cells([cell(sku, 5, "+1")], "返品", None)) == [("conflict", 6, "changed_elsewhere")]
    assert level(sku) == (6, 0)


def test_a_request_whose_answer_was_lost_can_be_sent_again() -> None:
    sku = make_sku("A-1", 5)
    request = [cell(sku, 5, "3")]

    assert states(edit_cells(request, "棚卸", None)) == [("applied", 3, "")]
    assert states(edit_cells(request, "棚卸", None)) == [("applied", 3, "")]
    assert LedgerEntry.objects.filter(kind="adjust").count() == 1
    assert AuditLog.objects.count() == 1


def test_each_cell_that_cannot_be_changed_says_why() -> None:
    sku, used = make_sku("A-1", 5), make_sku("C-1", 1, one_off=True)
    shelf = Location.objects.create(code="b", name="2号店")

    answers = edit_cells(
        [
            cell(sku, 5, "12個"),
            cell(used, 1, "2"),
            cell(used, 0, "1", shelf),
            cell(sku, 0, "-1", shelf),
            CellEdit(sku.pk + 1000, main_location().pk, 0, "1"),
            CellEdit(sku.pk, shelf.pk + 1000, 0, "1"),
        ],
        "棚卸",
        None,
    )

    assert states(answers) == [
        ("refused", 5, "not_a_number"),
        ("refused", 1, "one_off"),
        ("refused", 0, "one_off"),
        ("refused", 0, "below_zero"),
        ("refused", None, "goods_unknown"),
        ("refused", None, "goods_unknown"),
    ]
    assert all(answer.message.endswith("。") for answer in answers)
    assert LedgerEntry.objects.filter(kind="adjust").count() == 0


def test_a_one_off_moves_from_one_place_to_another_in_one_save() -> None:
    used = make_sku("C-1", 1, one_off=True)
    shelf = Location.objects.create(code="b", name="2号店")

    answers = edit_cells([cell(used, 1, "0"), cell(used, 0, "1", shelf)], "置き場所の訂正", None)

    assert states(answers) == [("applied", 0, ""), ("applied", 1, "")]


@pytest.mark.parametrize("typed", ["1000001", "+1000001", "-1000001"])
def test_a_slip_of_the_hand_is_refused(typed: str) -> None:
    sku = make_sku("A-1", 5)

    assert states(edit_cells([cell(sku, 5, typed)], "棚卸", None)) == [("refused", 5, "too_many")]


def test_a_count_below_what_is_reserved_is_shortage_on_the_worklist() -> None:
    sku, account = make_sku("A-1", 5), make_account()
    apply_holds([make_order(account, [(make_listing(account, sku), 4)])])

    assert states(edit_cells([cell(sku, 5, "2")], "棚卸", None)) == [("applied", 2, "")]
    assert WorklistItem.objects.filter(code="stock_short", closed_at=None).count() == 1


def test_no_reason_no_change() -> None:
    sku = make_sku("A-1", 5)

    with pytest.raises(StockRefused):
        edit_cells([cell(sku, 5, "3")], "  ", None)
    assert level(sku) == (5, 0)


def test_a_cell_twice_or_too_many_cells_is_no_request_of_ours() -> None:
    sku = make_sku("A-1", 5)

    with pytest.raises(ValueError, match="cells"):
        edit_cells([cell(sku, 5, "3"), cell(sku, 5, "4")], "棚卸", None)
    with pytest.raises(ValueError, match="cells"):
        edit_cells([CellEdit(n, 1, 0, "1") for n in range(MOST_CELLS + 1)], "棚卸", None)


def test_two_people_saving_the_same_rows_in_opposite_order_both_get_an_answer() -> None:
    skus = [make_sku(f"A-{n}", 5) for n in range(6)]
    for mall in ("mall_a", "mall_b"):
        account = make_account(mall)
        for sku in skus:
            make_listing(account, sku)
    edits = [cell(sku, 5, "+1") for sku in skus]
    found: list[tuple[CellAnswer, ...]] = []

    run_together(
        [
            lambda: found.append(edit_cells(edits, "棚卸", None)),
            lambda: found.append(edit_cells(edits[::-1], "棚卸", None)),
        ]
    )

    assert sorted(sorted({answer.state for answer in answers}) for answers in found) == [["applied"], ["conflict"]]
    assert {level(sku) for sku in skus} == {(6, 0)}
