"""Orders as they really come: unknown goods, changes, cancels on either side, shortages (design: stock 8, 9; X-01)."""

import pytest

from ichigen.domain.write_back import CancelReason
from ichigen.services.orders.cancel import cancel_order
from ichigen.services.orders.ship import ship_order
from ichigen.services.stock.release import release_reservation
from ichigen.store.goods import Product, Sku
from ichigen.store.stock import Reservation
from tests.scenarios.hub import Hub, Shop, level, open_item, open_items
from tests.scenarios.orders import PARCEL, ready_order, ship

pytestmark = pytest.mark.django_db(transaction=True)


def test_unknown_goods_are_on_the_worklist_and_reserved_as_soon_as_they_are_matched(hub: Hub, seller: Shop) -> None:
    """Design: stock 9; E2-07."""
    seller.shoppers.put_item("B-1", quantity=3, title="新しい商品")
    number = seller.shoppers.buy("B-1", 2)
    hub.knows(seller, number)

    item = open_item("line_unmatched")
    assert number in item.title
    hub.balance()

    product = Product.objects.create(code="B-1", title="新しい商品")
    Sku.objects.create(product=product, code="B-1", title="新しい商品")
    hub.town.advance(seller.mall.catalogue_every_s)
    hub.until(lambda: level("B-1") == (0, 2))

    hub.heal()
    assert not seller.order(number).unresolved
    assert "line_unmatched" not in open_items()
    assert open_item("stock_short").title == "在庫不足: B-1 が 2 個足りません"
    assert seller.shoppers.quantity("B-1") == 0


def test_less_of_a_line_lets_the_difference_go(hub: Hub, seller: Shop) -> None:
    """A partial cancel on the mall: 解放 of the difference, the other mall may sell it again."""
    number = ready_order(hub, seller, 3)
    hub.heal()
    assert (level("A-1"), hub.quantities("A-1")) == ((5, 3), (2, 2))

    seller.shoppers.act(number, "partial_cancel", code="A-1", quantity=2)
    hub.town.advance(hub.reread_s(seller))
    hub.until(lambda: level("A-1") == (5, 1))
    hub.heal()

    assert hub.quantities("A-1") == (4, 4)
    assert open_items() == []


def test_more_of_a_line_takes_the_difference(hub: Hub, seller: Shop) -> None:
    number = ready_order(hub, seller, 1)
    seller.shoppers.act(number, "edit_lines", lines=[{"code": "A-1", "quantity": 3}])

    hub.town.advance(hub.reread_s(seller))
    hub.until(lambda: level("A-1") == (5, 3))
    hub.heal()

    assert hub.quantities("A-1") == (2, 2)


def test_the_last_unit_sold_on_two_malls_at_once_is_a_shortage_and_no_mall_sells_more(hub: Hub) -> None:
    """Design: stock 8. Both orders are taken in, nothing is refused, malls get 0."""
    hub.shops[0].shoppers.buy("A-1", 4)
    hub.until(lambda: level("A-1") == (5, 4))
    hub.heal()

    numbers = [shop.shoppers.buy("A-1", 1) for shop in hub.shops]
    for shop, number in zip(hub.shops, numbers, strict=True):
        hub.knows(shop, number)
    hub.heal()

    assert level("A-1") == (5, 6)
    assert hub.quantities("A-1") == (0, 0)
    item = open_item("stock_short")
    assert (item.key, item.title) == (f"short:{item.sku_id}", "在庫不足: A-1 が 1 個足りません")
    assert item.cause == "在庫 5 個に対して 6 個を確保しています。モールの在庫は 0 にしています。"

    assert cancel_order(hub.shops[0].order(numbers[0]).id, CancelReason.OUT_OF_STOCK, "", False, None) is None
    hub.until(hub.written)
    hub.town.advance(610)
    hub.until(lambda: level("A-1") == (5, 5))
    hub.heal()
    assert (open_items(), hub.quantities("A-1")) == ([], (0, 0))


def test_a_cancel_by_the_buyer_before_shipping_lets_go(hub: Hub, seller: Shop) -> None:
    number = seller.shoppers.buy("A-1", 2)
    hub.knows(seller, number)
    hub.run(3)

    seller.shoppers.act(number, "cancel", by="buyer")
    hub.town.advance(610)
    hub.until(lambda: level("A-1") == (5, 0))
    hub.heal()

    assert seller.order(number).status.name == "キャンセル"
    assert hub.quantities("A-1") == (5, 5)


def test_a_cancel_after_shipping_waits_for_the_goods_to_come_back(hub: Hub, seller: Shop) -> None:
    """Design: stock 9: 返品待ち, restocked only by a person."""
    number = ready_order(hub, seller, 2)
    ship(seller, number)
    hub.until(hub.written)
    assert level("A-1") == (3, 0)

    seller.shoppers.act(number, "cancel", by="shop")
    hub.town.advance(610)
    hub.until(lambda: seller.order(number).phase == "cancelled")
    hub.heal()

    assert level("A-1") == (3, 0)
    assert number in open_item("return_pending").title
    assert hub.quantities("A-1") == (3, 3)


def test_a_cancel_in_the_hub_reaches_the_mall_once(hub: Hub, seller: Shop) -> None:
    """G4-23: one write-back, one mail, stock back when the mall shows it."""
    number = ready_order(hub, seller)

    assert cancel_order(seller.order(number).id, CancelReason.OUT_OF_STOCK, "", True, None) is None
    hub.until(hub.written)
    hub.town.advance(610)
    hub.until(lambda: level("A-1") == (5, 0))
    hub.heal()

    seen = seller.shoppers.order(number)
    assert seen["cancelled"]
    assert [mail["kind"] for mail in seen["mails"]].count("cancelled") == 1
    assert hub.quantities("A-1") == (5, 5)


def test_the_mall_ships_first(hub: Hub, seller: Shop) -> None:
    """X-01: either side may act; 減少 once, and no second ship notice."""
    number = ready_order(hub, seller)

    seller.shoppers.act(number, "ship")
    hub.town.advance(30)
    hub.until(lambda: level("A-1") == (4, 0))
    hub.heal()

    assert seller.order(number).phase in ("shipped", "shipped_unpaid")
    refusal = ship_order(seller.order(number).id, [PARCEL], None)
    assert refusal is not None
    assert refusal.code == "already_shipped"
    assert len(seller.shoppers.order(number)["parcels"]) == 1


def test_both_sides_ship_at_once(hub: Hub, seller: Shop) -> None:
    """The mall was faster than our reading: the goods leave once, whatever the mall says of the second notice."""
    number = ready_order(hub, seller)
    seller.shoppers.ship(number, "4000-0000-0099")

    ship(seller, number)
    hub.run(40)

    assert level("A-1") == (4, 0)
    assert len(seller.shoppers.order(number)["parcels"]) >= 1
    hub.balance()
    assert hub.written() or open_items() == ["step_refused"]


def test_an_unpaid_prepaid_order_never_gets_a_shipping_write(hub: Hub) -> None:
    """G4-22: PayType=1 and PayStatus=0."""
    shop = hub.shops[1]
    number = shop.shoppers.buy("A-1", 1, payment="prepaid", paid=False, pay_type=1)
    hub.knows(shop, number)
    hub.run(3)
    hub.town.advance(610)
    hub.until(lambda: shop.order(number).phase == "unpaid")

    refusal = ship_order(shop.order(number).id, [PARCEL], None)

    assert refusal is not None
    assert refusal.code == "payment_due"
    hub.run(10)
    assert shop.shoppers.writes("order.ship") == []
    assert shop.order(number).status.name == "発送前入金待ち"
    assert level("A-1") == (5, 1)
    hub.heal()

    shop.shoppers.act(number, "pay")
    hub.until(lambda: shop.order(number).phase == "ready")
    ship(shop, number)
    hub.until(hub.written)
    assert len(shop.shoppers.order(number)["parcels"]) == 1


def test_what_a_person_released_stays_released(hub: Hub, seller: Shop) -> None:
    """R0-69, design: stock 9: never undone by re-reading."""
    number = ready_order(hub, seller, 2)
    held = Reservation.objects.get(order_line__order__number=number)
    release_reservation(held.id, "電話で取り置きをやめた", None)
    assert level("A-1") == (5, 0)

    hub.heal()
    hub.town.advance(hub.reread_s(seller))
    hub.run(10)
    hub.heal()

    assert level("A-1") == (5, 0)
    assert hub.quantities("A-1")[1 - hub.shops.index(seller)] == 5
