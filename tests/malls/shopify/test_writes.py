"""What leaves for the mall when an order is shipped or cancelled (page sections 4 and 5)."""

from typing import Any

import pytest

from ichigen.domain.carriers import Carrier
from ichigen.domain.orders import Parcel
from ichigen.domain.write_back import Cancel, CancelReason, GuardRefusal, Intent, Ship
from ichigen.mallkit.errors import Refused, Retryable, Throttled
from ichigen.malls.shopify.translate_changes import plan
from tests.malls.shopify import documents
from tests.malls.shopify.account import NOW, Account, data, payload, reply
from tests.malls.shopify.every_request import mall_order

NUMBERS = ("400000000011", "400000000022")
SHIP = Ship((Parcel(Carrier.YAMATO, NUMBERS[0], NOW.date()),))
CANCEL = Cancel(CancelReason.OUT_OF_STOCK, "在庫切れ", restock=True)
JOB = {"id": "gid://shopify/Job/1", "done": False}
CANCELLED = data(orderCancel={"job": JOB, "orderCancelUserErrors": []})


def carry_out(account: Account, intent: Intent, **changes: Any) -> None:
    order = mall_order(**changes)
    steps = plan(intent, order)
    assert not isinstance(steps, GuardRefusal)
    client = account.client()
    for step in steps:
        client.send_step(order, step)
    assert account.answers == []


def to_ship(*nodes: dict[str, Any]) -> Any:
    return data(order=documents.fulfillment_orders(*nodes))


def at(number: int, location: int, **changes: Any) -> dict[str, Any]:
    place = {"name": "倉庫", "location": {"id": f"gid://shopify/Location/{location}"}}
    return documents.fulfillment_order(number, assignedLocation=place, **changes)


def test_a_shipment_is_by_the_lines_of_the_fulfilment_order_trap_9() -> None:
    account = Account([to_ship(documents.fulfillment_order()), payload("fulfillmentCreate")])
    carry_out(account, SHIP)

    assert account.names() == ["HubFulfillmentOrders", "HubShip"]
    assert account.variables(0) == {"id": "gid://shopify/Order/5550001"}
    assert account.variables(1) == {
        "fulfillment": {
            "lineItemsByFulfillmentOrder": [
                {
                    "fulfillmentOrderId": "gid://shopify/FulfillmentOrder/701",
                    "fulfillmentOrderLineItems": [{"id": "gid://shopify/FulfillmentOrderLineItem/801", "quantity": 1}],
                }
            ],
            "trackingInfo": {"company": "Yamato (JA)", "number": NUMBERS[0]},
            "notifyCustomer": True,
        }
    }


def test_several_parcels_go_as_numbers_section_4() -> None:
    parcels = tuple(Parcel(Carrier.SAGAWA, number, NOW.date()) for number in NUMBERS)
    account = Account([to_ship(documents.fulfillment_order()), payload("fulfillmentCreate")])
    carry_out(account, Ship(parcels))

    tracking = account.variables()["fulfillment"]["trackingInfo"]
    assert tracking == {"company": "Sagawa (JA)", "numbers": list(NUMBERS)}


def test_one_request_holds_one_location_section_4() -> None:
    account = Account(
        [to_ship(at(701, 5), at(702, 6), at(703, 5)), payload("fulfillmentCreate"), payload("fulfillmentCreate")]
    )
    carry_out(account, SHIP)

    rows = [account.variables(index)["fulfillment"]["lineItemsByFulfillmentOrder"] for index in (1, 2)]
    assert [[row["fulfillmentOrderId"][-3:] for row in each] for each in rows] == [["701", "703"], ["702"]]


def test_only_what_is_left_and_may_be_shipped_is_sent() -> None:
    """So a sending after a lost answer ships nothing twice."""
    empty = {
        "nodes": [{"id": "gid://shopify/FulfillmentOrderLineItem/1", "remainingQuantity": 0}],
        "pageInfo": documents.END,
    }
    held = at(702, 6, status="ON_HOLD", supportedActions=[{"action": "RELEASE_HOLD"}])
    account = Account([to_ship(at(701, 5, lineItems=empty), held, at(703, 5)), payload("fulfillmentCreate")])
    carry_out(account, SHIP)

    rows = account.variables()["fulfillment"]["lineItemsByFulfillmentOrder"]
    assert [row["fulfillmentOrderId"][-3:] for row in rows] == ["703"]


def test_what_a_page_shows_twice_is_shipped_once() -> None:
    """Sent twice, a line is more than is left, and the mall refuses the whole shipment."""
    line = {"id": "gid://shopify/FulfillmentOrderLineItem/1", "remainingQuantity": 2}
    doubled = at(701, 5, lineItems={"nodes": [line, line], "pageInfo": documents.END})
    account = Account([to_ship(doubled, doubled), payload("fulfillmentCreate")])
    carry_out(account, SHIP)

    (row,) = account.variables()["fulfillment"]["lineItemsByFulfillmentOrder"]
    assert row["fulfillmentOrderLineItems"] == [{"id": line["id"], "quantity": 2}]


def test_lines_that_do_not_fit_are_meant_by_leaving_them_out_section_4() -> None:
    lines = {
        "nodes": [{"id": "gid://shopify/FulfillmentOrderLineItem/1", "remainingQuantity": 1}],
        "pageInfo": documents.MORE,
    }
    account = Account([to_ship(at(701, 5, lineItems=lines)), payload("fulfillmentCreate")])
    carry_out(account, SHIP)

    rows = account.variables()["fulfillment"]["lineItemsByFulfillmentOrder"]
    assert rows == [{"fulfillmentOrderId": "gid://shopify/FulfillmentOrder/701"}]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("ON_HOLD", "保留"),
        ("SCHEDULED", "予定日"),
        ("IN_PROGRESS", "フルフィルメントサービス"),
        ("CANCELLED", "取り消され"),
    ],
)
def test_why_nothing_can_be_shipped_is_said_section_4(status: str, said: str) -> None:
    account = Account([to_ship(at(701, 5, status=status, supportedActions=[]))])
    with pytest.raises(Refused, match=said):
        carry_out(account, SHIP)


def test_nothing_left_is_said_and_nothing_is_sent() -> None:
    account = Account([to_ship()])
    with pytest.raises(Refused, match="残っていません"):
        carry_out(account, SHIP)


def test_the_refusal_of_a_shipment_is_the_malls_own_section_4() -> None:
    error = {"field": ["fulfillment"], "message": "Fulfillment order does not exist."}
    account = Account([to_ship(documents.fulfillment_order()), payload("fulfillmentCreate", userErrors=[error])])
    with pytest.raises(Refused, match="Fulfillment order does not exist"):
        carry_out(account, SHIP)


def test_an_unread_answer_leaves_a_shipment_open_and_an_unread_question_does_not() -> None:
    account = Account([to_ship(documents.fulfillment_order()), reply({"data": None})])
    with pytest.raises(Retryable) as caught:
        carry_out(account, SHIP)
    assert caught.value.unknown_effect

    account = Account([reply({"data": {"order": None}})])
    with pytest.raises(Retryable) as caught:
        carry_out(account, SHIP)
    assert not caught.value.unknown_effect


def test_a_throttled_shipment_was_not_made() -> None:
    account = Account([to_ship(documents.fulfillment_order()), reply(documents.THROTTLED)])
    with pytest.raises(Throttled):
        carry_out(account, SHIP)


def test_payment_is_asked_again_before_a_shipment_leaves_g4_22() -> None:
    steps = plan(SHIP, mall_order())
    assert not isinstance(steps, GuardRefusal)
    with pytest.raises(Refused, match="入金"):
        Account([]).client().send_step(mall_order(displayFinancialStatus="PENDING"), steps[0])


def test_a_tracking_number_is_corrected_section_4() -> None:
    account = Account([payload("fulfillmentTrackingInfoUpdate")], settings={"notify_customer": "しない"})
    others = [documents.fulfillment(("Sagawa (JA)", "999"))]
    carry_out(account, SHIP, displayFulfillmentStatus="FULFILLED", fulfillments=others)

    assert account.variables() == {
        "fulfillmentId": "gid://shopify/Fulfillment/901",
        "tracking": {"company": "Yamato (JA)", "number": NUMBERS[0]},
        "notify": False,
    }


def test_a_cancel_refunds_what_was_received_section_5() -> None:
    account = Account([CANCELLED, data(job=JOB), data(job=JOB | {"done": True})])
    carry_out(account, CANCEL)

    assert account.names() == ["HubCancel", "HubJob", "HubJob"]
    assert account.variables(0) == {
        "orderId": "gid://shopify/Order/5550001",
        "reason": "INVENTORY",
        "restock": True,
        "refundMethod": {"originalPaymentMethodsRefund": True},
        "notify": True,
        "note": "在庫切れ",
    }


@pytest.mark.parametrize(
    ("settings", "financial", "refund"),
    [({}, "PENDING", False), ({}, "PARTIALLY_PAID", True), ({"refund_on_cancel": "しない"}, "PAID", False)],
)
def test_whether_a_cancel_refunds(settings: dict[str, str], financial: str, refund: bool) -> None:
    account = Account([CANCELLED, data(job=JOB | {"done": True})], settings=settings)
    carry_out(account, CANCEL, displayFinancialStatus=financial)
    assert account.variables(0)["refundMethod"] == {"originalPaymentMethodsRefund": refund}


def test_the_end_of_a_cancel_is_not_waited_for_without_end_section_5() -> None:
    account = Account([CANCELLED, *[data(job=JOB)] * 3])
    carry_out(account, CANCEL)
    assert account.names().count("HubJob") == 3


def test_trouble_in_looking_for_the_end_is_no_trouble_of_the_cancel() -> None:
    account = Account([CANCELLED, reply({}, 503)])
    carry_out(account, CANCEL)


def test_a_refused_cancel_says_why_section_5() -> None:
    error = {"field": None, "message": "Cannot cancel an order that has outstanding fulfillments", "code": "INVALID"}
    account = Account([data(orderCancel={"job": None, "orderCancelUserErrors": [error]})])
    with pytest.raises(Refused, match="outstanding fulfillments"):
        carry_out(account, CANCEL)


def test_an_order_that_is_cancelled_already_is_what_was_wanted() -> None:
    """The answer to an earlier request was lost: the reading proves it, nobody is told of a failure."""
    error = {"field": None, "message": "Cannot cancel an order that has already been canceled", "code": "INVALID"}
    carry_out(Account([data(orderCancel={"job": None, "orderCancelUserErrors": [error]})]), CANCEL)
