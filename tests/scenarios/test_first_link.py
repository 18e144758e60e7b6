"""A shop links a mall that sells already: read, decide, open, compare, start; nothing is written before (design 1.4)."""

import pytest

from ichigen.mallkit.registry import mall
from ichigen.services.accounts.link import link_account
from ichigen.services.accounts.start import start_stock_sync
from ichigen.services.catalogue.open_stock import open_stock_from
from ichigen.services.first_link.begin import begin_stock_sync
from ichigen.services.first_link.decide import decide_all
from ichigen.services.first_link.differences import Change, differences
from ichigen.services.first_link.opening import open_account
from ichigen.services.first_link.plan import Kind, Way, counts, undecided
from ichigen.services.first_link.steps import Step, first_link
from ichigen.store.accounts import Account
from ichigen.store.goods import Sku
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.orders import Order
from ichigen.store.stock import LedgerEntry
from ichigen.store.worklist import WorklistItem
from tests.scenarios.hub import Hub, Shop, level
from tests.scenarios.town import Town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_woken(town: Town) -> None:
    """No wake-ups of an earlier test."""
    Hub(town, []).work()


def link(town: Town, mall_id: str) -> Shop:
    town.advance(2)
    card = town.cards[mall_id]
    endpoints = {endpoint.name: card["base_url"] for endpoint in mall(mall_id).endpoints}
    outcome = link_account(mall_id, "本店", card["credentials"], endpoints, None)
    assert outcome.report is not None
    assert outcome.report.ok
    assert outcome.account_id is not None
    town.advance(2)
    return Shop(town, mall_id, account=Account.objects.get(pk=outcome.account_id))


def step(shop: Shop) -> Step:
    found = first_link(shop.account.id)
    assert found is not None
    return found.current


@pytest.mark.parametrize("mall_id", ["rakuten", "yahoo_shopping"])
def test_r1_09_a_shop_that_sells_already_is_linked_without_surprises(town: Town, mall_id: str) -> None:
    shoppers = town.control(mall_id)
    for code, quantity in (("A-1", 8), ("B-1", 3)):
        shoppers.put_item(code, quantity=quantity, title=f"商品 {code}")
    shipped = shoppers.buy("A-1", 1)
    if mall_id == "rakuten":  # ships what the shop has confirmed
        shoppers.act(shipped, "confirm")
        town.advance(900)
    shoppers.ship(shipped, "400000000001")
    opened = shoppers.buy("A-1", 2)
    shoppers.close()
    shop = link(town, mall_id)
    assert step(shop) is Step.READ

    shop.until_succeeded("catalogue", "intake")
    assert (step(shop), counts(shop.account.id)[Kind.MAKE], Sku.objects.count()) == (Step.IMPORT, 2, 0)
    assert decide_all(shop.account.id, Kind.MAKE, Way.MAKE, 2, None) is None
    assert level("A-1") == (0, 2)
    shop.until_succeeded("stock")
    shop.until_succeeded("intake")
    assert step(shop) is Step.SOURCE
    assert open_account(shop.account.id, str(shop.account.id), "", None) is None

    assert level("A-1") == (shop.shoppers.quantity("A-1") + 2, 2)
    assert Order.objects.get(number=shipped).history
    assert not LedgerEntry.objects.filter(order_id=Order.objects.get(number=shipped).id).exists()
    assert differences(shop.account.id).rows == ()
    assert not [call for call in shop.shoppers.calls(0) if call["effect"] == "write" and "stock" in call["operation"]]

    assert step(shop) is Step.START
    shop.turn("intake")
    assert begin_stock_sync(shop.account.id, 0, None) is None
    hub = Hub(town, [shop])
    hub.heal()
    before = shop.shoppers.quantity("A-1")
    number = shop.shoppers.buy("A-1", 1)
    hub.knows(shop, number)
    assert (level("A-1")[1], shop.order(opened).history) == (3, False)
    hub.heal()
    assert shop.shoppers.quantity("A-1") == before - 1
    hub.close()


def test_e2_23_linking_the_same_shop_again_duplicates_nothing(town: Town) -> None:
    shoppers = town.control("rakuten")
    shoppers.put_item("A-1", quantity=5, title="商品 A-1")
    shoppers.close()
    shop = link(town, "rakuten")
    shop.until_succeeded("catalogue", "intake")
    assert decide_all(shop.account.id, Kind.MAKE, Way.MAKE, 1, None) is None
    shop.until_succeeded("stock")
    shop.until_succeeded("intake")
    assert open_account(shop.account.id, str(shop.account.id), "", None) is None

    def everything() -> tuple[int, ...]:
        kept = (Account, Listing, ListingComponent, Sku, Order, LedgerEntry, WorklistItem)
        return tuple(model.objects.count() for model in kept)

    before = everything()
    again = link(town, "rakuten")
    again.turn("catalogue", "intake", "stock")

    assert again.account.id == shop.account.id
    assert (everything(), undecided(shop.account.id)) == (before, 0)
    assert open_account(shop.account.id, str(shop.account.id), "", None) is None
    assert everything() == before
    shop.shoppers.close()


def test_e2_02_a_second_mall_shows_what_is_different_and_takes_over_no_number_silently(town: Town) -> None:
    for mall_id, quantity, title in (("rakuten", 5, "商品 A-1"), ("yahoo_shopping", 9, "別の名前")):
        shoppers = town.control(mall_id)
        shoppers.put_item("A-1", quantity=quantity, title=title)
        shoppers.close()
    first = link(town, "rakuten")
    first.first_look()
    open_stock_from(first.account.id)
    assert start_stock_sync(first.account.id, None) is None

    second = link(town, "yahoo_shopping")
    second.until_succeeded("catalogue", "intake")
    assert counts(second.account.id)[Kind.DIFFERS] == 1
    assert not ListingComponent.objects.filter(listing__account=second.account).exists()
    assert decide_all(second.account.id, Kind.DIFFERS, Way.BIND, 1, None) is None
    second.until_succeeded("stock")
    assert open_account(second.account.id, "hub", "", None) is None

    (row,) = differences(second.account.id).rows
    assert (row.on_mall, row.desired, row.change) == (9, 5, Change.FALLS)
    assert second.shoppers.quantity("A-1") == 9
    hub = Hub(town, [first, second])
    second.turn("intake")
    assert begin_stock_sync(second.account.id, 1, None) is None
    hub.heal()
    assert hub.quantities("A-1") == (5, 5)
    hub.close()
