"""What the mall does not show: read again, never repeated without end, and a person is told (design: writing back)."""

from datetime import timedelta

import pytest

from ichigen.domain.write_back import CancelReason
from ichigen.services.clock import now
from ichigen.services.orders.cancel import cancel_order
from ichigen.services.write_back.retry import retry_step
from ichigen.store.accounts import LoopState
from ichigen.store.orders import Order
from ichigen.store.write_backs import WriteBackStep
from tests.scenarios.hub import Hub, Shop, level, open_item, open_items
from tests.scenarios.orders import ready_order, ship

pytestmark = pytest.mark.django_db(transaction=True)


def pass_time(hub: Hub, seconds: int) -> None:
    """Let the worker work while much time passes."""
    ends = hub.town.ahead_s + seconds
    while hub.town.ahead_s < ends:
        hub.second()
        hub.town.advance(19)


def step_of(kind: str) -> WriteBackStep:
    """The first step of the newest write-back of a kind."""
    found = WriteBackStep.objects.filter(write_back__kind=kind).order_by("-write_back_id", "position").first()
    assert found is not None
    return found


def test_a_cancel_that_the_mall_carries_out_later_is_sent_once(hub: Hub) -> None:
    """The mall accepts it and shows it after three minutes: no second request, no second mail."""
    shop = hub.shops[1]
    number = ready_order(hub, shop)
    shop.shoppers.configure(cancel_later_s=180.0)

    assert cancel_order(shop.order(number).id, CancelReason.BUYER, "", False, None) is None
    pass_time(hub, 600)

    seen = shop.shoppers.order(number)
    assert seen["cancelled"]
    assert len(shop.shoppers.writes("order.status")) == 1
    assert [mail["kind"] for mail in seen["mails"]].count("cancelled") == 1
    assert (step_of("cancel").state, open_items()) == ("confirmed", [])


def test_what_was_accepted_and_is_not_seen_for_ten_minutes_is_for_a_person(hub: Hub) -> None:
    shop = hub.shops[1]
    number = ready_order(hub, shop)
    shop.shoppers.configure(cancel_later_s=1200.0)

    assert cancel_order(shop.order(number).id, CancelReason.BUYER, "", False, None) is None
    pass_time(hub, 500)
    assert (step_of("cancel").state, open_items()) == ("unknown", [])
    pass_time(hub, 200)

    step = step_of("cancel")
    assert (step.state, step.error_code, step.attempts) == ("refused", "accepted_not_seen", 1)
    assert "モールの画面で確認し" in open_item("step_refused").cause

    pass_time(hub, 700)
    assert retry_step(step.id, None)
    hub.run(5)
    assert (step_of("cancel").state, open_items()) == ("confirmed", [])
    assert len(shop.shoppers.writes("order.status")) == 1


def test_what_is_never_answered_and_never_done_is_sent_three_times_at_most(hub: Hub, seller: Shop) -> None:
    number = ready_order(hub, seller)
    LoopState.objects.filter(kind="credential").update(due_at=now() + timedelta(hours=2))  # it tries the same function
    began = max(call["number"] for call in seller.shoppers.calls())
    seller.shoppers.fault("timeout", operation="order.ship")

    ship(seller, number)
    pass_time(hub, 900)

    sent = len(seller.shoppers.writes("order.ship", began))
    step = step_of("ship")
    assert (sent, step.state, step.error_code) == (3, "refused", "sent_not_seen")
    assert open_item("step_refused").step_id == step.id

    seller.shoppers.clear_faults()
    assert retry_step(step.id, None)
    hub.until(hub.written)
    assert len(seller.shoppers.order(number)["parcels"]) == 1
    assert (level("A-1"), open_items()) == ((4, 0), [])


def test_being_told_to_wait_is_no_attempt(hub: Hub, seller: Shop) -> None:
    """Refusals for lack of time, then one lost answer: still sent again without a person.

    Every second one may be a 503, which is in doubt; three of those would be the end.
    """
    number = ready_order(hub, seller)
    seller.shoppers.fault("throttle", operation="order.ship", times=3)
    ship(seller, number)
    for _ in range(5):
        hub.run(3)
        hub.town.advance(300)
    seller.shoppers.fault("timeout", operation="order.ship", times=1)

    hub.until(hub.written)

    assert len(seller.shoppers.order(number)["parcels"]) == 1
    assert (step_of("ship").state, open_items()) == ("confirmed", [])


def test_an_order_that_the_mall_no_longer_returns_is_for_a_person(hub: Hub, seller: Shop) -> None:
    number = ready_order(hub, seller)
    order = seller.order(number)
    ship(seller, number)
    unknown = number[:-4] + "9999"
    Order.objects.filter(id=order.id).update(number=unknown)
    hub.town.advance(20)

    for _ in range(3):
        seller.turn("write_back")
        assert step_of("ship").state == "planned"
        hub.town.advance(121)
    seller.turn("write_back")

    step = step_of("ship")
    assert (step.state, step.error_code, step.attempts) == ("refused", "order_unreadable", 0)
    assert open_item("step_refused").title == f"受注 {unknown}: {step.label}ができませんでした"

    Order.objects.filter(id=order.id).update(number=number)
    assert retry_step(step.id, None)
    hub.until(hub.written)
    assert len(seller.shoppers.order(number)["parcels"]) == 1
