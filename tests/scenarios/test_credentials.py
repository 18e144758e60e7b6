"""Credentials that die, budgets that run out, answers that cannot be read (R1-27, E2-30, E2-31; design: loops)."""

import pytest

from ichigen.domain.write_back import GuardRefusal
from ichigen.services.alarms import watch_loops
from ichigen.services.loops import account_repaired
from ichigen.services.orders.ship import ship_order
from ichigen.store.accounts import Account, RateBucket
from tests.scenarios.garbled import garbled_endpoint
from tests.scenarios.hub import Hub, Shop, level, open_item, open_items
from tests.scenarios.orders import PARCEL, ready_order, ship

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_dead_credential_pauses_the_loops_and_names_itself_and_everything_resumes_after_repair(
    hub: Hub, seller: Shop, other: Shop
) -> None:
    seller.shoppers.fault("auth_expired")
    seller.shoppers.buy("A-1", 1)
    hub.run(6)

    seller.account.refresh_from_db()
    assert seller.account.health == Account.Health.DEAD
    assert open_item("auth_expired").title == f"{seller.account.label}: 認証が切れています"
    calls = len(seller.shoppers.calls())
    number = other.shoppers.buy("A-1", 1)
    hub.knows(other, number)
    hub.run(5)
    assert len(seller.shoppers.calls()) == calls  # nobody knocks with a dead key

    seller.shoppers.clear_faults()
    account_repaired(seller.account.id)
    hub.until(lambda: level("A-1") == (5, 2))
    hub.heal()
    assert (hub.quantities("A-1"), open_items()) == ((3, 3), [])


def test_a_licence_that_expires_between_two_ship_notices_costs_none_and_doubles_none(hub: Hub, seller: Shop) -> None:
    """E2-30: the batch goes on where it stopped."""
    numbers = [ready_order(hub, seller) for _ in range(3)]
    for n, number in enumerate(numbers):
        ship(seller, number, f"4000-0000-002{n}")
    hub.until(lambda: bool(seller.shoppers.writes("order.ship")))
    seller.shoppers.fault("auth_expired")
    hub.run(8)
    assert open_items() == ["auth_expired"]

    seller.shoppers.clear_faults()
    account_repaired(seller.account.id)
    hub.until(hub.written)
    hub.heal()

    orders = [seller.shoppers.order(number) for number in numbers]
    assert [len(order["parcels"]) for order in orders] == [1, 1, 1]
    assert [[m["kind"] for m in order["mutations"]].count("ship") for order in orders] == [1, 1, 1]
    assert (level("A-1"), open_items()) == ((2, 0), [])


def test_an_access_token_that_ends_in_the_middle_is_renewed_without_anybody(hub: Hub) -> None:
    shop = hub.shops[1]
    shop.shoppers.configure(access_tokens_expired=True)

    number = shop.shoppers.buy("A-1", 1)
    hub.knows(shop, number)
    hub.heal()

    assert (hub.quantities("A-1"), open_items()) == ((4, 4), [])


def test_a_days_budget_used_up_stops_reading_until_the_next_day(hub: Hub) -> None:
    """Our own budget: reading stops and says why; the next day everything is caught up."""
    first, second = hub.shops
    budget = next(limit.per_day for limit in second.mall.limits if limit.per_day is not None)
    RateBucket.objects.filter(day__isnull=False, key__contains=":*:d").update(used_today=budget - 500)

    number = first.shoppers.buy("A-1", 2)
    hub.knows(first, number)
    hub.run(20)

    assert second.state("intake").error_code == "pacing.day"
    hub.town.advance(300)
    watch_loops()
    item = open_item("intake_put_off")
    assert (item.account_id, item.cause) == (second.account.id, second.state("intake").error_message)
    hub.town.advance(24 * 3600)
    hub.town.begin_day()
    late = second.shoppers.buy("A-1", 1)
    hub.knows(second, late)
    hub.heal()
    assert (level("A-1"), hub.quantities("A-1")) == ((5, 3), (2, 2))
    watch_loops()
    assert open_items() == []


@pytest.mark.parametrize("answer", [b"", b"<html>busy</html>", b'{"orderNumberList": [', b"<Result><Status>OK</Sta"])
def test_answers_that_cannot_be_read_change_nothing_and_are_asked_again(hub: Hub, seller: Shop, answer: bytes) -> None:
    """Malformed XML and JSON with status 200, for ten seconds, on every call."""
    with garbled_endpoint(seller.account, answer):
        hub.run(10)
    number = seller.shoppers.buy("A-1", 1)
    hub.town.advance(60)
    hub.knows(seller, number)
    hub.heal()

    assert (level("A-1"), hub.quantities("A-1")) == ((5, 1), (4, 4))
    assert open_items() == []


def test_an_unknown_status_holds_the_order_and_its_units_and_says_so(hub: Hub) -> None:
    """X-03: what we do not know is shown, never guessed."""
    shop = hub.shops[1]
    number = shop.shoppers.buy("A-1", 1, values={"ShipStatus": "77"})
    hub.knows(shop, number)
    hub.heal()

    assert shop.order(number).phase in ("new", "held")
    assert shop.order(number).snapshot["holds"]
    assert (level("A-1"), hub.quantities("A-1")) == ((5, 1), (4, 4))
    item = open_item("state_unknown")
    assert (item.title, item.order_id) == (f"受注 {number} のモールの状態が未対応です", shop.order(number).id)
    assert item.cause == "モールの出荷ステータス「77」は未対応です。モールの画面で確認してください。"


def test_a_status_the_mall_invents_later_is_found_by_re_reading_and_stops_the_shipping(hub: Hub) -> None:
    """X-03: no list of the mall shows it under a known status; the units stay 確保 and nothing is sent."""
    shop = hub.shops[0]
    number = shop.shoppers.buy("A-1", 1, paid=True)
    hub.knows(shop, number)
    shop.shoppers.act(number, "new_status", progress=450)
    hub.until(lambda: shop.order(number).mall_state.startswith("450"), 2 * int(hub.reread_s(shop)) + 60)
    hub.heal()

    assert shop.order(number).snapshot["holds"] == ["Ichigenの知らない注文ステータスです。RMSで確認してください。"]
    assert (level("A-1"), hub.quantities("A-1")) == ((5, 1), (4, 4))
    refused = ship_order(shop.order(number).id, [PARCEL], None)
    assert isinstance(refused, GuardRefusal), refused
    assert [
        call for call in shop.shoppers.writes("order.ship") if call["effect"]
    ] == []  # 接続チェック asks without effect
    assert shop.shoppers.order(number)["parcels"] == []
    assert open_item("state_unknown").cause == "Ichigenの知らない注文ステータスです。RMSで確認してください。"

    shop.shoppers.act(number, "new_status", progress=300)
    hub.until(lambda: shop.order(number).mall_state.startswith("300"), 2 * int(hub.reread_s(shop)) + 60)
    assert "state_unknown" not in open_items()
