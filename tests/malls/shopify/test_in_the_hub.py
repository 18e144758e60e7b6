"""Shopify under the hub's own loops: sold, shipped, cancelled, edited, and told of by its webhooks."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from ichigen.domain.write_back import CancelReason
from ichigen.services.accounts.link import link_account
from ichigen.services.clock import now
from ichigen.services.orders.cancel import cancel_order
from ichigen.services.views.order_filter import OrderFilter
from ichigen.services.views.order_list import order_list
from ichigen.services.views.readiness import account_readiness, listing_readiness
from ichigen.store.accounts import Account
from tests.malls.postbox import Posted, await_more, postbox
from tests.scenarios.hub import Hub, Shop, level, open_items
from tests.scenarios.orders import ship
from tests.scenarios.town import Town, open_town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def mall() -> Iterator[Town]:
    with open_town("shopify") as town:
        yield town


@pytest.fixture
def hub(mall: Town, transactional_db: None) -> Iterator[Hub]:
    """A shop that sells five A-1 on Shopify."""
    mall.reset()
    mall.enter()
    mall.begin_day()
    hub = Hub(mall, [Shop(mall, "shopify")])
    hub.work()  # wake-ups of an earlier test
    hub.open({"A-1": 5})
    yield hub
    hub.close()
    mall.leave()


def test_a_sale_is_taken_in_by_its_name_and_writes_nothing_back(hub: Hub) -> None:
    (shop,) = hub.shops
    number = shop.shoppers.buy("A-1", 2)
    hub.knows(shop, number)
    hub.heal()

    assert [row.number for row in order_list(OrderFilter()).rows] == [shop.shoppers.order(number)["content"]["name"]]
    assert (level("A-1"), hub.quantities("A-1")) == ((5, 2), (3,))
    assert shop.shoppers.writes("stock.write") == []


def test_shipping_is_registered_once_and_proved(hub: Hub) -> None:
    (shop,) = hub.shops
    number = shop.shoppers.buy("A-1")
    hub.knows(shop, number)
    ship(shop, number, "4000-0000-0011")
    hub.until(hub.written)
    hub.heal()

    assert len(shop.shoppers.writes("order.ship")) == 1
    assert [parcel["carrier"] for parcel in shop.shoppers.order(number)["parcels"]] == ["Yamato (JA)"]
    assert (shop.order(number).status.name, level("A-1"), open_items()) == ("処理済", (4, 0), [])


@pytest.mark.parametrize("restock", [True, False])
def test_a_cancel_is_carried_out_once_and_the_mall_ends_at_what_we_have(hub: Hub, restock: bool) -> None:
    (shop,) = hub.shops
    number = shop.shoppers.buy("A-1", 2)
    hub.knows(shop, number)
    assert cancel_order(shop.order(number).id, CancelReason.OUT_OF_STOCK, "在庫切れ", restock, None) is None
    hub.until(lambda: shop.order(number).status.name == "キャンセル")
    hub.until(hub.written)
    hub.heal(600)

    assert len(shop.shoppers.writes("order.cancel")) == 1
    assert (level("A-1"), hub.quantities("A-1")) == ((5, 0), (5,))


def test_a_number_that_moved_meanwhile_is_read_and_never_overwritten(hub: Hub) -> None:
    """A sale the hub does not know of yet makes its write stale: it waits for the order and then writes the right number."""
    (shop,) = hub.shops
    shop.shoppers.fault("hidden_order", seconds=20, times=1)
    hidden = shop.shoppers.buy("A-1", 3)
    open_orders = shop.shoppers.buy("A-1", 1)
    hub.knows(shop, open_orders)
    hub.knows(shop, hidden)
    hub.heal(600)

    assert (level("A-1"), hub.quantities("A-1")) == ((5, 4), (1,))


def test_news_brings_an_order_while_the_lists_cannot_be_read(hub: Hub, client: Client, settings: Settings) -> None:
    """The hub subscribes by its hourly check; the mall posts, signed; the order is read by its number (section 9)."""
    (shop,) = hub.shops
    with postbox() as (address, posted):
        settings.PUBLIC_URL = address.partition("/hooks/")[0]
        shop.turn("credential")
        shop.shoppers.fault("http_500", operation="order.list")
        number = shop.shoppers.buy("A-1", 2)
        statuses = forward(hub, posted, client, Account.objects.get(pk=shop.account.pk).hook_key or "")
    assert statuses == {204}
    hub.knows(shop, number)
    hub.until(lambda: level("A-1") == (5, 2))
    shop.shoppers.clear_faults()
    hub.heal(600)

    assert (level("A-1"), hub.quantities("A-1")) == ((5, 2), (3,))
    assert client.post("/hooks/guessed", b"{}", content_type="application/json").status_code == 404


def test_the_stock_of_another_location_is_read_anew_and_no_sale_is_made_of_the_jump(hub: Hub) -> None:
    """Section 6: a quantity belongs to a location; the account's setting says which one is meant."""
    (shop,) = hub.shops
    shop.shoppers.put_item("A-1", quantities={"大阪倉庫": 2})
    before = len(shop.shoppers.writes("stock.write"))

    values = {**shop.account.credentials, "location": "大阪倉庫"}
    assert link_account("shopify", "本店", values, shop.account.endpoints, None).kept is False
    hub.until(lambda: stock_of(shop) == {"本店倉庫": 5, "大阪倉庫": 5})
    hub.until(lambda: shop.listing("A-1").confirmed_at is not None)

    assert (level("A-1"), shop.listing("A-1").provisional, open_items()) == ((5, 0), 0, [])
    assert len(shop.shoppers.writes("stock.write")) == before + 1


def test_a_warning_keeps_no_new_setting_from_being_stored(hub: Hub) -> None:
    """Without write_orders only cancelling is missing: the rest works, and may be changed."""
    (shop,) = hub.shops
    scopes = shop.shoppers.settings()["scopes"]
    shop.shoppers.configure(scopes=[name for name in scopes if name != "write_orders"])

    outcome = link_account("shopify", "別館", shop.account.credentials, shop.account.endpoints, None)

    assert outcome.report is not None
    assert [line.code for line in outcome.report.results if not line.ok] == ["write_orders"]
    assert (outcome.kept, Account.objects.get().label) == (False, "別館")


def test_goods_that_the_mall_sells_on_without_stock_are_told_before_and_after_they_are_oversold(hub: Hub) -> None:
    """inventoryPolicy CONTINUE: a written 0 stops no order."""
    (shop,) = hub.shops
    shop.shoppers.put_item("A-1", inventory_policy="CONTINUE")
    shop.until_succeeded("catalogue")
    shop.turn("catalogue")
    readiness = listing_readiness(shop.listing("A-1").pk, now())
    assert readiness is not None
    assert readiness.first is not None
    assert (readiness.first.code, "売り続ける設定" in readiness.first.reason) == ("limited", True)
    account = account_readiness(shop.account.pk, now())
    assert account is not None
    assert [one.values for one in account.conditions if one.code == "all_limited"] == [{"n": 1}]

    number = shop.shoppers.buy("A-1", 7)
    hub.knows(shop, number)
    hub.until(lambda: stock_of(shop) == {"本店倉庫": 0})

    assert (level("A-1"), open_items()) == ((5, 7), ["stock_short"])


def stock_of(shop: Shop) -> dict[str, int]:
    """What the mall has of A-1, by location."""
    (item,) = (item for item in shop.shoppers.items() if item["code"] == "A-1")
    return {row["name"]: row["available"] for row in item["content"]["levels"]}


def forward(hub: Hub, posted: list[Posted], client: Client, hook_key: str) -> set[int]:
    """Let the mall post of an order and of its stock, and hand that to the hub; return the hub's answers."""
    for _ in range(30):
        topics = {one.delivery.headers["x-shopify-topic"] for one in posted}
        if {"orders/create", "inventory_levels/update"} <= topics:
            break
        hub.town.advance(1)
        await_more(posted, len(posted))
    return {
        client.post(
            f"/hooks/{hook_key}",
            one.delivery.body,
            content_type="application/json",
            headers={name: value for name, value in one.delivery.headers.items() if name.startswith("x-")},
        ).status_code
        for one in posted
    }
