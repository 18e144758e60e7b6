"""After the goods left: a notice the mall did not take, and a payment that comes later (G4-19, G4-20)."""

import pytest

from ichigen.services.orders.ship import ship_order
from ichigen.store.write_backs import WriteBack
from tests.scenarios.hub import Hub, Shop, level, open_item, open_items
from tests.scenarios.orders import PARCEL, ready_order, ship

pytestmark = pytest.mark.django_db(transaction=True)


def notices() -> list[str]:
    """States of the ship notices, oldest first."""
    return list(WriteBack.objects.filter(kind="ship").order_by("id").values_list("state", flat=True))


def test_a_notice_the_mall_did_not_take_is_sent_again_with_the_right_number(hub: Hub, seller: Shop) -> None:
    number = ready_order(hub, seller)
    seller.shoppers.fault("timeout", operation="order.ship")
    ship(seller, number, "4000-0000-0011")
    for _ in range(60):
        hub.second()
        hub.town.advance(14)
    assert open_item("step_refused").step_id is not None
    seller.shoppers.clear_faults()

    ship(seller, number, "4000-0000-0022")
    hub.until(hub.written)
    hub.heal()

    (parcel,) = seller.shoppers.order(number)["parcels"]
    assert parcel["number"].replace("-", "") == "400000000022"
    assert (notices(), level("A-1"), open_items()) == (["dropped", "done"], (4, 0), [])


def test_the_completion_of_a_deferred_payment_follows_once_when_it_was_paid(hub: Hub) -> None:
    """The mall takes 完了 only after payment: 出荷処理中 until then (X-04), the rest planned by rule, sent once, proved."""
    shop = hub.shops[1]
    number = ready_order(hub, shop, payment="deferred", paid=False, pay_type=0)
    assert ship_order(shop.order(number).id, [PARCEL], None) is None
    hub.until(hub.written)
    hub.run(30)
    assert (shop.order(number).status.name, notices()) == ("発送後入金待ち", ["done"])
    assert shop.shoppers.writes("order.status") == []
    content = shop.shoppers.order(number)["content"]
    assert (content["OrderStatus"], content["ShipStatus"]) == ("2", "2")

    shop.shoppers.act(number, "pay")
    hub.town.advance(hub.reread_s(shop))
    hub.until(lambda: notices() == ["done", "done"])
    hub.heal()
    hub.run(30)

    assert len(shop.shoppers.writes("order.status")) == 1
    assert len(shop.shoppers.writes("order.ship")) == 2
    rest = WriteBack.objects.filter(kind="ship").order_by("id")[1]
    assert [(step.kind, step.state, step.proof["order_status"]) for step in rest.steps.all()] == [
        ("ship", "confirmed", "2"),
        ("complete", "confirmed", "5"),
    ]
    assert (shop.order(number).status.name, level("A-1"), open_items()) == ("処理済", (4, 0), [])


def test_a_mall_without_anything_left_to_say_after_payment_hears_nothing(hub: Hub) -> None:
    shop = hub.shops[0]
    number = ready_order(hub, shop)
    ship(shop, number)
    hub.until(hub.written)
    WriteBack.objects.filter(kind="ship").update(awaits_payment=True)  # as if the payment had come only now

    hub.run(10)

    assert WriteBack.objects.values_list("state", "awaits_payment").get(kind="ship") == ("done", False)
    notices = [call for call in shop.shoppers.writes("order.ship") if call["effect"]]  # the check sends empty ones
    assert len(notices) == 1
