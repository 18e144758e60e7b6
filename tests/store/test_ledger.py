"""The ledger adds up, whatever the order of things (design: stock 1)."""

import pytest
from django.db import IntegrityError, connection, transaction

from ichigen.domain.stock import MovementKind
from ichigen.store import ledger
from ichigen.store.goods import Location, Product, Sku
from ichigen.store.ledger import Movement
from ichigen.store.stock import LedgerEntry, StockLevel

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sku() -> Sku:
    product = Product.objects.create(code="A", title="手ぬぐい")
    return Sku.objects.create(product=product, code="A-1", title="手ぬぐい 藍")


@pytest.fixture
def location() -> Location:
    return Location.objects.get(code="main")


def test_one_movement_makes_the_level_and_one_entry(sku: Sku, location: Location) -> None:
    moved = ledger.move_one(Movement(sku.id, location.id, MovementKind.RECEIVE, on_hand=5, note="入荷伝票 1"))

    assert moved.account_ids == ()
    assert StockLevel.objects.values_list("on_hand", "reserved").get() == (5, 0)
    assert LedgerEntry.objects.values_list("kind", "on_hand", "reserved", "note").get() == (
        "receive",
        5,
        0,
        "入荷伝票 1",
    )


def test_many_movements_of_one_sku_add_up(sku: Sku, location: Location) -> None:
    with transaction.atomic():
        ledger.move_many(
            [
                Movement(sku.id, location.id, MovementKind.RECEIVE, on_hand=5),
                Movement(sku.id, location.id, MovementKind.ADJUST, on_hand=-2),
                Movement(sku.id, location.id, MovementKind.BUYBACK, on_hand=1),
            ]
        )

    assert StockLevel.objects.values_list("on_hand", "reserved").get() == (4, 0)
    assert list(LedgerEntry.objects.order_by("id").values_list("kind", "on_hand")) == [
        ("receive", 5),
        ("adjust", -2),
        ("buyback", 1),
    ]


def test_the_notes_of_many_movements_stay_as_they_were_written(sku: Sku, location: Location) -> None:
    notes = ["", " ", "null", "NULL", 'a "b"', r"c\d\"", "{e,f}", "改行\nタブ\t", ",", "'"]

    with transaction.atomic():
        ledger.move_many([Movement(sku.id, location.id, MovementKind.RECEIVE, 1, note=note) for note in notes])

    assert list(LedgerEntry.objects.order_by("id").values_list("note", flat=True)) == notes


def test_staging_survives_a_rolled_back_first_use(sku: Sku, location: Location) -> None:
    receive = [Movement(sku.id, location.id, MovementKind.RECEIVE, on_hand=5)]
    connection.close()
    with transaction.atomic():
        ledger.move_many(receive)
        transaction.set_rollback(True)
    with transaction.atomic():
        ledger.move_many(receive)

    assert StockLevel.objects.values_list("on_hand", "reserved").get() == (5, 0)


def test_the_ledger_is_append_only(sku: Sku, location: Location) -> None:
    ledger.move_one(Movement(sku.id, location.id, MovementKind.RECEIVE, on_hand=5))

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        LedgerEntry.objects.update(on_hand=6)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        LedgerEntry.objects.all().delete()
