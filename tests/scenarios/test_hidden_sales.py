"""Sales the order API still hides, and numbers changed on the mall (design: stock 5)."""

import pytest

from ichigen.services.stock.drift import accept_drift, give_up_provisional
from ichigen.store.stock import LedgerEntry
from tests.scenarios.hub import Hub, Shop, level, open_item, open_items

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_hidden_sale_lowers_the_other_mall_before_the_order_is_seen_and_counts_once(
    hub: Hub, seller: Shop, other: Shop
) -> None:
    """仮確保, replaced by the order when it appears."""
    seller.shoppers.fault("hidden_order", seconds=40, times=1)
    number = seller.shoppers.buy("A-1", 2)

    took = hub.until(lambda: other.shoppers.quantity("A-1") == 3)
    assert took <= 15
    assert not seller.knows(number)
    assert (level("A-1"), seller.listing("A-1").provisional) == ((5, 2), 2)
    hub.balance()

    hub.knows(seller, number)
    assert (level("A-1"), seller.listing("A-1").provisional) == ((5, 2), 0)  # at once: never held twice
    hub.heal()

    assert level("A-1") == (5, 2)
    assert hub.quantities("A-1") == (3, 3)
    reserved = LedgerEntry.objects.filter(sku__code="A-1").values_list("reserved", flat=True)
    assert sorted(reserved)[-2:] == [2, 2]  # 仮確保 and the line; the 仮確保 was let go in between
    assert sum(reserved) == 2
    assert open_items() == []


def test_two_hidden_sales_on_two_malls_are_held_on_both(hub: Hub) -> None:
    numbers = []
    for shop in hub.shops:
        shop.shoppers.fault("hidden_order", seconds=30, times=1)
        numbers.append(shop.shoppers.buy("A-1", 1))

    hub.until(lambda: level("A-1") == (5, 2))
    hub.until(lambda: hub.quantities("A-1") == (3, 3))
    for shop, number in zip(hub.shops, numbers, strict=True):
        hub.knows(shop, number)
    hub.heal()

    assert (level("A-1"), hub.quantities("A-1")) == ((5, 2), (3, 3))
    assert open_items() == []


def lowered_on_the_mall(hub: Hub, seller: Shop) -> None:
    seller.shoppers.put_item("A-1", quantity=3)
    hub.until(lambda: hub.quantities("A-1") == (3, 3))
    assert (level("A-1"), open_items()) == ((5, 2), [])
    hub.town.advance(seller.mall.stock.hidden_sale_s)
    hub.run(10)
    hub.balance()


def test_a_number_lowered_on_the_mall_is_held_and_then_a_person_is_asked(hub: Hub, seller: Shop) -> None:
    """モール側で変更, after the mall's longest hidden window; the person says the units are gone."""
    lowered_on_the_mall(hub, seller)
    item = open_item("changed_on_mall")
    assert item.title.endswith("が 2 個少なくなっています")

    accept_drift(seller.listing("A-1").id, "店頭で破損", None)
    hub.heal()

    assert (level("A-1"), hub.quantities("A-1"), open_items()) == ((3, 0), (3, 3), [])


def test_a_number_lowered_on_the_mall_by_mistake_is_written_again(hub: Hub, seller: Shop) -> None:
    lowered_on_the_mall(hub, seller)

    give_up_provisional(seller.listing("A-1").id, "入力間違い", None)
    hub.heal()

    assert (level("A-1"), hub.quantities("A-1"), open_items()) == ((5, 0), (5, 5), [])


def test_a_number_raised_on_the_mall_is_lowered_again_after_a_fresh_intake(hub: Hub, seller: Shop) -> None:
    seller.shoppers.put_item("A-1", quantity=9)

    assert hub.heal() <= 45

    assert (level("A-1"), hub.quantities("A-1")) == ((5, 0), (5, 5))
    writes = [row for call in seller.shoppers.writes("stock.write") for row in call["effect"]]
    assert len(writes) == 1


def test_an_item_deleted_on_the_mall_is_said_to_be_missing_and_never_made_anew(hub: Hub, seller: Shop) -> None:
    """Design: stock 6: malls keep stock of items that do not exist, and make unknown codes silently."""
    before = len(seller.shoppers.items())
    seller.shoppers.delete_item("A-1")

    for _ in range(2):
        hub.town.advance(seller.mall.catalogue_every_s + 130)
        hub.run(10)

    codes = set(open_items())
    assert codes & {"listing_gone", "listing_missing"}
    for code in codes:
        open_item(code)
    assert len(seller.shoppers.items()) == before - 1
    hub.balance()
