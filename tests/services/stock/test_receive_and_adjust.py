"""入荷 and 調整 by a person: ledger, 操作履歴, woken loops, and what is refused."""

import pytest

from ichigen.domain.phases import Phase
from ichigen.services.stock.adjust import adjust_stock
from ichigen.services.stock.receive import receive_stock
from ichigen.services.stock.refusal import StockRefused
from ichigen.store.goods import Location
from ichigen.store.jobs import queued
from ichigen.store.staff import Role, Staff
from ichigen.store.stock import LedgerEntry
from ichigen.store.worklist import AuditLog
from tests.builders import main_location, make_account, make_listing, make_sku
from tests.store.shop import apply_holds, level, make_order

pytestmark = pytest.mark.django_db(transaction=True)


def test_received_goods_are_in_the_ledger_the_history_and_on_every_mall_next() -> None:
    clerk = Staff.objects.add("clerk", Role.CLERK)
    here, there, apart = make_account("mall_a"), make_account("mall_b"), make_account("mall_c")
    sku = make_sku()
    make_listing(here, sku)
    make_listing(there, sku)

    receive_stock(sku.pk, main_location().pk, 3, note="納品書 12", actor_id=clerk.pk)

    assert level(sku) == (3, 0)
    assert LedgerEntry.objects.values_list("kind", "on_hand", "note", "actor").get() == (
        "receive",
        3,
        "納品書 12",
        clerk.pk,
    )
    assert AuditLog.objects.values_list("action", "subject", "subject_id", "reason", "actor").get() == (
        "stock.receive",
        "sku",
        sku.pk,
        "納品書 12",
        clerk.pk,
    )
    keys = [f"{account.pk}:stock" for account in (here, there, apart)]
    assert queued(keys) == set(keys[:2])


@pytest.mark.parametrize("units", [0, -1, 1_000_001])
def test_a_receipt_that_can_only_be_a_slip_is_refused(units: int) -> None:
    sku = make_sku()

    with pytest.raises(StockRefused):
        receive_stock(sku.pk, main_location().pk, units)

    assert LedgerEntry.objects.count() == 0


@pytest.mark.parametrize(("delta", "counted", "change"), [(-2, None, -2), (4, None, 4), (None, 0, -5), (None, 7, 2)])
def test_an_adjustment_is_a_difference_or_a_count(delta: int | None, counted: int | None, change: int) -> None:
    sku = make_sku(on_hand=5)

    moved = adjust_stock(sku.pk, main_location().pk, delta=delta, counted=counted, reason=" 棚卸 ", actor_id=None)

    assert moved == change
    assert level(sku) == (5 + change, 0)
    assert list(LedgerEntry.objects.filter(kind="adjust").values_list("on_hand", "note")) == [(change, "棚卸")]


def test_a_count_that_agrees_moves_nothing_and_is_in_the_history() -> None:
    sku = make_sku(on_hand=5)

    assert adjust_stock(sku.pk, main_location().pk, counted=5, reason="棚卸", actor_id=None) == 0

    assert LedgerEntry.objects.filter(kind="adjust").count() == 0
    assert AuditLog.objects.values_list("action", "data").get() == (
        "stock.adjust",
        {"change": 0, "counted": 5, "location": main_location().pk},
    )


def test_stock_is_never_adjusted_below_zero_but_a_negative_level_may_rise() -> None:
    sku = make_sku(on_hand=1)

    with pytest.raises(StockRefused, match="在庫は 1 個です") as refused:
        adjust_stock(sku.pk, main_location().pk, delta=-2, reason="破損", actor_id=None)

    assert refused.value.code == "below_zero"
    assert level(sku) == (1, 0)
    short, account = make_sku("A-2"), make_account()
    apply_holds([make_order(account, [(make_listing(account, short), 3)], Phase.SHIPPED)])
    adjust_stock(short.pk, main_location().pk, delta=1, reason="数え直し", actor_id=None)
    assert level(short) == (-2, 0)


@pytest.mark.parametrize(("reason", "code"), [("  ", "reason_missing"), ("あ" * 201, "reason_too_long")])
def test_an_adjustment_needs_a_reason(reason: str, code: str) -> None:
    sku = make_sku(on_hand=1)

    with pytest.raises(StockRefused) as refused:
        adjust_stock(sku.pk, main_location().pk, delta=1, reason=reason, actor_id=None)

    assert refused.value.code == code


def test_a_one_off_is_in_stock_once_over_all_locations() -> None:
    sku = make_sku(on_hand=1, one_off=True)
    second = Location.objects.create(code="second", name="二号店")

    for attempt in (
        lambda: receive_stock(sku.pk, second.pk, 1),
        lambda: adjust_stock(sku.pk, second.pk, counted=1, reason="棚卸", actor_id=None),
    ):
        with pytest.raises(StockRefused) as refused:
            attempt()
        assert refused.value.code == "one_off"

    assert level(sku) == (1, 0)
    assert AuditLog.objects.count() == 0


def test_unknown_goods_and_places_are_refused() -> None:
    sku = make_sku()

    with pytest.raises(StockRefused, match="SKU"):
        receive_stock(0, main_location().pk, 1)
    with pytest.raises(StockRefused, match="店舗・倉庫"):
        receive_stock(sku.pk, 0, 1)
