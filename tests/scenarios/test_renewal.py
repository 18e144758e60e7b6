"""A credential dies in the middle of the day and is renewed by a person (E2-27, E2-30, E2-34, R1-12, R1-13)."""

import pytest

from ichigen.services.accounts.renew import Renewal, renew_account
from ichigen.services.alerts.watch import watch_alerts
from ichigen.store.accounts import Account
from ichigen.store.alerts import Alert, AlertSettings
from ichigen.store.orders import Order
from ichigen.store.stock import LedgerEntry
from tests.scenarios.hub import Hub, Shop, level, open_item, open_items
from tests.scenarios.orders import ready_order, ship

pytestmark = pytest.mark.django_db(transaction=True)

#: What kills the credential at the mall, and the field that a person pastes anew.
KILLS = {
    "rakuten": ({"reissue_licence": True}, "licenseKey"),
    "yahoo_shopping": ({"password_changed": True}, "refresh_token"),
}


def kill(shop: Shop) -> None:
    shop.shoppers.configure(**KILLS[shop.mall.id][0])


def renew(hub: Hub, shop: Shop) -> None:
    field = KILLS[shop.mall.id][1]
    hub.town.advance(2)
    good = hub.town.card(shop.mall.id)["credentials"][field]
    assert renew_account(shop.account.id, {field: good}, None).state is Renewal.RENEWED


def active() -> list[str]:
    return sorted(Alert.objects.filter(ended_at__isnull=True).values_list("code", flat=True))


def test_a_changed_mall_password_is_noticed_at_once_and_named(hub: Hub) -> None:
    """E2-27: it ends the refresh token whatever validity is left; the next call says so, not the hourly check."""
    shop = hub.shops[1]
    checked = Account.objects.get(pk=shop.account.id).checked_at
    kill(shop)

    took = hub.until(lambda: open_items() == ["auth_expired"], within_s=30)

    assert took < 15
    item = open_item("auth_expired")
    assert "パスワード変更" in item.cause
    assert "リフレッシュトークン" in item.cause
    assert Account.objects.get(pk=shop.account.id).checked_at == checked


def test_orders_of_the_pause_are_taken_in_and_stock_goes_out_after_the_renewal(
    hub: Hub, seller: Shop, other: Shop
) -> None:
    AlertSettings.objects.create(pk=1, webhook_on=True)
    waiting = ready_order(hub, seller)
    kill(seller)
    hub.until(lambda: open_items() == ["auth_expired"], within_s=60)
    watch_alerts()
    assert active() == ["account_dead"]

    during = [seller.shoppers.buy("A-1", 1)]
    elsewhere = other.shoppers.buy("A-1", 1)
    ship(seller, waiting, "4000-0000-0077")
    hub.knows(other, elsewhere)
    calls = len(seller.shoppers.calls())
    hub.run(30)
    assert len(seller.shoppers.calls()) == calls  # nobody knocks with a dead key
    assert not seller.knows(during[0])

    renew(hub, seller)
    hub.until(lambda: all(seller.knows(number) for number in during))
    hub.until(hub.written)
    hub.heal()

    assert Order.objects.count() == 3
    assert level("A-1") == (4, 2)
    assert hub.quantities("A-1") == (2, 2)
    parcels = seller.shoppers.order(waiting)["parcels"]
    assert [parcel["number"] for parcel in parcels] == ["4000-0000-0077"]
    assert LedgerEntry.objects.filter(kind="ship").count() == 1
    assert open_items() == []
    watch_alerts()
    hub.town.advance(61)
    watch_alerts()
    assert active() == []


def test_a_wrong_renewal_during_the_pause_changes_nothing_and_the_right_one_ends_it(hub: Hub, seller: Shop) -> None:
    field = KILLS[seller.mall.id][1]
    before = dict(Account.objects.get(pk=seller.account.id).credentials)
    kill(seller)
    hub.until(lambda: open_items() == ["auth_expired"], within_s=60)
    hub.town.advance(2)
    wrong = {"licenseKey": "SL000000_WrongWrongWrong", "refresh_token": "rt-wrong"}[field]

    assert renew_account(seller.account.id, {field: wrong}, None).state in (Renewal.WRONG, Renewal.NOT_YET)

    account = Account.objects.get(pk=seller.account.id)
    assert (dict(account.credentials), account.health) == (before, "dead")
    renew(hub, seller)
    hub.heal()
    assert open_items() == []
