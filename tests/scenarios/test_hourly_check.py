"""A credential that dies and comes back, found by the hourly check on the simulated malls (E2-30, E2-31)."""

import pytest

from ichigen.services.accounts.check import check_account
from ichigen.store.accounts import Account
from tests.scenarios.hub import Hub, Shop, open_items

pytestmark = pytest.mark.django_db(transaction=True)


def health(shop: Shop) -> str:
    return str(Account.objects.values_list("health", flat=True).get(pk=shop.account.id))


def test_the_check_runs_each_hour_and_finds_the_account_in_order(hub: Hub, seller: Shop) -> None:
    seller.turn("credential")

    state = seller.state("credential")
    assert (state.failures, health(seller)) == (0, "ok")
    assert state.due_at is not None
    assert state.succeeded_at is not None
    assert round((state.due_at - state.succeeded_at).total_seconds() / 60) == 60
    account = Account.objects.get(pk=seller.account.id)
    assert account.checked_at is not None
    assert all(line["ok"] for line in account.check_results)


def test_a_dead_credential_is_found_stops_the_account_and_is_taken_off_when_repaired(hub: Hub, seller: Shop) -> None:
    seller.shoppers.fault("auth_expired", rate=1.0)

    seller.turn("credential")
    assert health(seller) == "dead"
    assert "auth_expired" in open_items()

    seller.shoppers.clear_faults()
    assert check_account(seller.account.id).ok
    assert health(seller) == "ok"
    assert "auth_expired" not in open_items()


def test_a_mall_that_is_down_kills_no_account(hub: Hub, seller: Shop) -> None:
    seller.shoppers.fault("http_500", rate=1.0)

    seller.turn("credential")

    assert health(seller) == "ok"
    assert "auth_expired" not in open_items()
