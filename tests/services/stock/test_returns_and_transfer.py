"""返品待ち → 再入庫 or 廃棄 (design: stock 9), and 移動 between locations."""

import pytest

from ichigen.domain.phases import Phase
from ichigen.services.settings.locations import add_location
from ichigen.services.stock.find import find_sku
from ichigen.services.stock.refusal import StockRefused
from ichigen.services.stock.returns import restock, undecided, write_off
from ichigen.services.stock.transfer import transfer_stock
from ichigen.services.worklist import Item, open_item
from ichigen.store.goods import Location, Sku
from ichigen.store.orders import Order
from ichigen.store.stock import LedgerEntry, StockLevel
from ichigen.store.worklist import AuditLog, WorklistItem
from tests.builders import main_location, make_account, make_listing, make_sku
from tests.store.shop import apply_holds, assert_books_balance, enter_phase, level, make_order

pytestmark = pytest.mark.django_db(transaction=True)


def returned(sku: Sku, units: int) -> Order:
    """An order that was shipped and then cancelled."""
    order = make_order(make_account(), [(make_listing(make_account("mall_b", "b"), sku), units)], Phase.SHIPPED)
    apply_holds([order])
    enter_phase(order, Phase.CANCELLED)
    open_item(
        Item(
            key=f"return_pending:{order.pk}", code="return_pending", title="x", cause="x", action="x", order_id=order.pk
        )
    )
    return order


def is_open(order: Order) -> bool:
    return WorklistItem.objects.filter(key=f"return_pending:{order.pk}", closed_at__isnull=True).exists()


def test_a_cancelled_shipment_is_in_stock_only_after_a_person_put_it_back() -> None:
    sku = make_sku("A-1", 5)
    order = returned(sku, 3)
    assert level(sku) == (2, 0)

    restock(order.pk, sku.pk, main_location().pk, 2, "開封なし", None)
    assert (level(sku), undecided([order.pk]), is_open(order)) == ((4, 0), {(order.pk, sku.pk): 1}, True)
    write_off(order.pk, sku.pk, 1, "破損", None)

    assert (level(sku), undecided([order.pk]), is_open(order)) == ((4, 0), {}, False)
    assert LedgerEntry.objects.filter(kind="return").values_list("on_hand", "order_id", "note").get() == (
        2,
        order.pk,
        "開封なし",
    )
    actions = AuditLog.objects.filter(subject="order").order_by("id").values_list("action", "reason")
    assert list(actions) == [("return.restock", "開封なし"), ("return.write_off", "破損")]
    assert_books_balance([sku])


@pytest.mark.parametrize("units", [0, 4])
def test_no_more_comes_back_than_left(units: int) -> None:
    sku = make_sku("A-1", 5)
    order = returned(sku, 3)

    with pytest.raises(StockRefused) as refused:
        restock(order.pk, sku.pk, main_location().pk, units, "x", None)

    assert (refused.value.code, level(sku)) == ("units_left", (2, 0))


def test_nothing_comes_back_twice() -> None:
    sku = make_sku("A-1", 5)
    order = returned(sku, 3)
    restock(order.pk, sku.pk, main_location().pk, 3, "x", None)

    with pytest.raises(StockRefused):
        write_off(order.pk, sku.pk, 1, "x", None)

    assert level(sku) == (5, 0)


def test_an_order_that_is_not_cancelled_gives_nothing_back() -> None:
    sku = make_sku("A-1", 5)
    order = make_order(make_account(), [(make_listing(make_account("mall_b", "b"), sku), 1)], Phase.SHIPPED)
    apply_holds([order])

    with pytest.raises(StockRefused) as refused:
        restock(order.pk, sku.pk, main_location().pk, 1, "x", None)

    assert refused.value.code == "not_returned"


def at(sku: Sku) -> dict[str, int]:
    return dict(StockLevel.objects.filter(sku=sku).values_list("location__code", "on_hand"))


def test_moving_goods_is_two_entries_and_changes_no_sum() -> None:
    sku = make_sku("A-1", 5)
    shop = Location.objects.get(pk=add_location("shop", "二号店", False, None))

    transfer_stock(sku.pk, main_location().pk, shop.pk, 2, "補充", None)

    assert (at(sku), level(sku)) == ({"main": 3, "shop": 2}, (5, 0))
    moves = LedgerEntry.objects.filter(kind="transfer").order_by("location_id")
    assert list(moves.values_list("location__code", "on_hand", "note")) == [("main", -2, "補充"), ("shop", 2, "補充")]
    assert_books_balance([sku])


def test_reserved_units_stay_where_they_are() -> None:
    sku, shop = make_sku("A-1", 5), Location.objects.create(code="shop", name="二号店")
    apply_holds([make_order(make_account(), [(make_listing(make_account("mall_b", "b"), sku), 4)])])

    with pytest.raises(StockRefused, match="動かせるのは 1 個") as refused:
        transfer_stock(sku.pk, main_location().pk, shop.pk, 2)

    assert (refused.value.code, at(sku)) == ("not_enough", {"main": 5})


@pytest.mark.parametrize(("units", "same", "code"), [(0, False, "units_missing"), (1, True, "same_location")])
def test_moves_that_are_none_are_refused(units: int, same: bool, code: str) -> None:
    sku, shop = make_sku("A-1", 5), Location.objects.create(code="shop", name="二号店")

    with pytest.raises(StockRefused) as refused:
        transfer_stock(sku.pk, shop.pk if same else main_location().pk, shop.pk, units)

    assert refused.value.code == code


def test_a_sku_is_found_by_code_or_by_a_jan_that_only_one_has() -> None:
    first, _ = make_sku("A-1", jan="4901234567894"), make_sku("A-2", jan="4900000000009")
    make_sku("A-3", jan="4900000000009")

    assert find_sku(" ａ-１".upper()) == first.pk
    assert find_sku("４９０１２３４５６７８９４") == first.pk
    for text, code in (("4900000000009", "jan_ambiguous"), ("B-9", "sku_unknown"), ("", "sku_unknown")):
        with pytest.raises(StockRefused) as refused:
            find_sku(text)
        assert refused.value.code == code
