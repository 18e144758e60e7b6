"""The status table against the mall that has one: each order on its own event, proved by reading it (G4-09 to G4-23)."""

from dataclasses import replace
from datetime import date

import pytest

from ichigen.domain.orders import Parcel
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.orders.set_delivery import set_delivery
from ichigen.services.orders.set_status import set_status
from ichigen.services.orders.ship import ship_order
from ichigen.services.write_back.status_table import rows_in_force, save_table, table_of
from ichigen.services.write_back.write_status import write_before_payment
from ichigen.store.write_backs import WriteBack, WriteBackStep
from tests.scenarios.hub import Hub, Shop, open_items
from tests.scenarios.orders import MALL_MINUTES_S, ready_order

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def shop(hub: Hub) -> Shop:
    """The shop of the mall with a table; every row is ticked."""
    found = next(shop for shop in hub.shops if shop.mall.status_table)
    table = table_of(found.mall.id)
    assert table is not None
    rows = [replace(row, enabled=True) for row in rows_in_force(found.account.id, table).values()]
    assert not isinstance(save_table(found.account.id, rows, 0, "", None), GuardRefusal)
    return found


def on_mall(shop: Shop, number: str) -> tuple[str, str]:
    """Order status and ship status as the mall has them."""
    content = shop.shoppers.order(number)["content"]
    return content["OrderStatus"], content["ShipStatus"]


def test_g4_18_g4_19_g4_27_ready_hold_and_ready_again(hub: Hub, shop: Shop) -> None:
    number = ready_order(hub, shop)
    hub.until(lambda: on_mall(shop, number) == ("2", "2"))

    assert set_status(shop.order(number).id, "held", None) is None
    hub.until(lambda: on_mall(shop, number) == ("3", "1"))
    hub.until(hub.written)
    assert set_status(shop.order(number).id, "ready", None) is None
    hub.until(lambda: on_mall(shop, number) == ("2", "2"))
    hub.until(hub.written)

    assert open_items() == []


def test_a_status_that_was_replaced_while_it_was_in_doubt_is_not_sent_again(hub: Hub, shop: Shop) -> None:
    """発送待ち goes out unanswered and without effect; 保留 takes its place and is what the mall hears next."""
    number = ready_order(hub, shop)
    hub.until(lambda: on_mall(shop, number) == ("2", "2"))
    hub.until(hub.written)
    assert set_status(shop.order(number).id, "held", None) is None
    hub.until(lambda: on_mall(shop, number) == ("3", "1"))
    hub.until(hub.written)
    began = max(call["number"] for call in shop.shoppers.calls())
    shop.shoppers.fault("timeout", operation="order.status")
    assert set_status(shop.order(number).id, "ready", None) is None
    hub.until(lambda: WriteBackStep.objects.filter(kind="set_order", state="unknown").exists())
    shop.shoppers.clear_faults()

    assert set_status(shop.order(number).id, "held", None) is None
    hub.until(hub.written)

    sent = [call for call in shop.shoppers.calls() if call["operation"] == "order.status" and call["number"] > began]
    assert len(sent) == 1
    assert (on_mall(shop, number), open_items()) == (("3", "1"), [])
    assert set(WriteBack.objects.filter(order__number=number).values_list("state", flat=True)) == {"done", "dropped"}


def test_g4_11_to_g4_16_and_g4_20_what_shipping_writes(hub: Hub, shop: Shop) -> None:
    number = ready_order(hub, shop)
    hub.until(hub.written)
    assert set_delivery(shop.order(number).id, date(2026, 12, 1), "18時～20時", None) is None
    hub.until(lambda: shop.shoppers.order(number)["content"].get("ShipRequestTime") == "18:00～20:00")
    hub.until(hub.written)

    parcel = Parcel("sagawa", "", date(2026, 11, 22), "店頭受取")
    assert ship_order(shop.order(number).id, [parcel], None) is None
    hub.until(lambda: on_mall(shop, number) == ("5", "3"))
    hub.until(hub.written)

    content = shop.shoppers.order(number)["content"]
    names = ("ShipRequestDate", "ShipDate", "ShipCompanyCode", "ShipInvoiceNumber1", "ShipInvoiceNumberEmptyReason")
    assert [content.get(name, "") for name in names] == ["2026-12-01", "2026-11-22", "1002", "", "103"]
    assert open_items() == []


def test_g4_21_g4_22_an_unpaid_order_is_written_only_by_an_override(hub: Hub, shop: Shop) -> None:
    number = shop.shoppers.buy("A-1", 1, paid=False, payment="prepaid")
    hub.knows(shop, number)
    hub.run(4)
    hub.town.advance(MALL_MINUTES_S)
    hub.until(lambda: shop.order(number).phase == "unpaid")
    hub.run(10)
    assert on_mall(shop, number) == ("2", "0")

    assert write_before_payment(shop.order(number).id, "店頭で入金を確認", None) is None
    hub.until(lambda: on_mall(shop, number) == ("2", "2"))
    hub.until(hub.written)
    assert open_items() == []
