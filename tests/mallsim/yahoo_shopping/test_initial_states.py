"""Section 3.1: what an order looks like when it is new."""

import pytest

from tests.mallsim.yahoo_shopping.store import Store


@pytest.mark.parametrize(
    ("payment", "paid", "pay_type", "pay_status", "ship_status"),
    [
        ("card", True, "1", "1", "1"),
        ("prepaid", False, "1", "0", "0"),
        ("prepaid", True, "1", "1", "1"),
        ("cod", False, "0", "0", "1"),
        ("deferred", False, "0", "0", "1"),
    ],
)
def test_s3_1_pay_and_ship_status(
    store: Store, payment: str, paid: bool, pay_type: str, pay_status: str, ship_status: str
) -> None:
    made = store.order("tee-100", payment=payment, paid=paid)
    content = store.mall.order(made).content
    assert [content[key] for key in ("PayType", "PayStatus", "ShipStatus")] == [pay_type, pay_status, ship_status]


def test_s3_1_pay_type_can_be_chosen(store: Store) -> None:
    made = store.order("tee-100", paid=False, pay_type=0)
    content = store.mall.order(made).content
    assert [content[key] for key in ("PayType", "PayStatus", "ShipStatus")] == ["0", "0", "1"]


def test_s3_1_new_order_is_2_and_unseen(store: Store) -> None:
    content = store.mall.order(store.order("tee-100")).content
    assert (content["OrderStatus"], content["IsSeen"]) == ("2", "false")


def test_s3_1_goods_not_yet_released_make_a_reservation(store: Store) -> None:
    store.item("new-1", quantity=1, values={"release_date": "20261224"})
    content = store.mall.order(store.order("new-1")).content
    assert (content["OrderStatus"], content["IsSeen"]) == ("1", "false")


def test_s3_1_money_makes_a_prepaid_order_shippable(store: Store) -> None:
    made = store.order("tee-100", payment="prepaid", paid=False)
    content = store.mall.act(made, "pay", {}).content
    assert (content["PayStatus"], content["ShipStatus"], content["PayDate"]) == ("1", "1", "2026-10-01")
