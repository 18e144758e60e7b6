"""An account is 無効 for a while, and goes on where it stopped (R1-14)."""

import pytest

from ichigen.services.accounts.switch_off import disable_account, enable_account
from ichigen.store.accounts import Account
from ichigen.store.worklist import AuditLog
from tests.scenarios.hub import Hub, Shop, level, open_items
from tests.scenarios.orders import ready_order, ship

pytestmark = pytest.mark.django_db(transaction=True)


def mode(shop: Shop) -> str:
    return Account.objects.get(pk=shop.account.id).mode


def test_r1_14_a_disabled_account_is_left_alone_and_loses_nothing(hub: Hub, seller: Shop, other: Shop) -> None:
    waiting = ready_order(hub, seller)
    assert disable_account(seller.account.id, None) is None
    assert mode(seller) == "disabled"

    calls = len(seller.shoppers.calls())
    missed = seller.shoppers.buy("A-1", 1)
    elsewhere = other.shoppers.buy("A-1", 1)
    ship(seller, waiting, "4000-0000-0014")
    hub.knows(other, elsewhere)
    hub.run(30)
    assert len(seller.shoppers.calls()) == calls
    assert not seller.knows(missed)

    assert enable_account(seller.account.id, None) is None
    hub.until(lambda: seller.knows(missed))
    hub.until(hub.written)
    hub.heal()

    assert mode(seller) == "live"
    assert level("A-1") == (4, 2)
    assert hub.quantities("A-1") == (2, 2)
    assert [parcel["number"] for parcel in seller.shoppers.order(waiting)["parcels"]] == ["4000-0000-0014"]
    assert open_items() == []


def test_r1_14_an_account_that_had_not_started_goes_back_to_reading_and_nothing_is_done_twice(hub: Hub) -> None:
    shop = hub.shops[0]
    Account.objects.filter(pk=shop.account.id).update(mode="reading", started_at=None)
    refusals = [
        enable_account(shop.account.id, None),
        disable_account(shop.account.id, None),
        disable_account(shop.account.id, None),
        enable_account(shop.account.id, None),
    ]

    assert [refusal.code if refusal else None for refusal in refusals] == [
        "not_disabled",
        None,
        "already_disabled",
        None,
    ]
    assert mode(shop) == "reading"
    assert list(
        AuditLog.objects.filter(action__in=["account.disable", "account.enable"])
        .order_by("id")
        .values_list("action", flat=True)
    ) == ["account.disable", "account.enable"]
