"""Section 3.4: orderShipStatusChange and orderPayStatusChange."""

import pytest

from tests.mallsim.yahoo_shopping.store import Store, change, fixture, message_of, same_xml

NUMBER = "<ShipInvoiceNumber1>1234-5678-9012</ShipInvoiceNumber1>"
REASON = "<ShipInvoiceNumberEmptyReason>105</ShipInvoiceNumberEmptyReason>"
FIX = "<IsPointFix>true</IsPointFix>"


def test_s3_4_ship_sample(store: Store) -> None:
    made = store.order("tee-100")
    answer = store.xml("orderShipStatusChange", fixture("ship_request.xml"))
    assert answer.status_code == 200
    assert same_xml(answer.text, fixture("changed_answer.xml"))
    view = store.mall.order(made)
    assert [(p.carrier, p.number, p.date) for p in view.parcels] == [("1001", "1234-5678-9012", "2026-10-02")]
    assert not view.open


def test_s3_4_writing_the_same_again_leaves_one_parcel_and_no_second_mutation(store: Store) -> None:
    made = store.order("tee-100")
    for _ in range(2):
        store.xml("orderShipStatusChange", fixture("ship_request.xml"))
    view = store.mall.order(made)
    assert (len(view.parcels), [one.kind for one in view.mutations]) == (1, ["ship"])


@pytest.mark.parametrize("target", ["", "<IsPointFix>false</IsPointFix>"])
def test_s3_4_is_point_fix_must_be_true(store: Store, target: str) -> None:
    made = store.order("tee-100")
    body = change(made, target, "<Ship><ShipStatus>3</ShipStatus></Ship>")
    assert store.xml("orderShipStatusChange", body).status_code == 400
    assert store.mall.order(made).content["ShipStatus"] == "1"


def test_s3_4_ship_status_is_required(store: Store) -> None:
    body = change(store.order("tee-100"), FIX, f"<Ship>{NUMBER}</Ship>")
    assert store.xml("orderShipStatusChange", body).status_code == 400


@pytest.mark.parametrize(
    "ship",
    [
        "<ShipCompanyCode>2000</ShipCompanyCode>",
        "<ShipMethod>postage15</ShipMethod>",
        "<ShipMethod>postage23</ShipMethod>",
        "<ShipInvoiceNumberEmptyReason>106</ShipInvoiceNumberEmptyReason>",
        "<ShipDate>2026-10-02</ShipDate>",
        "<ShipDate>20261302</ShipDate>",
        "<TrackingNumber>1</TrackingNumber>",
        f"<ShipUrl>{'u' * 101}</ShipUrl>",
        f"<ShipNotes>{'n' * 501}</ShipNotes>",
    ],
)
def test_s3_4_values_of_the_wrong_form(store: Store, ship: str) -> None:
    assert store.shipped(store.order("tee-100"), ship).status_code == 400


@pytest.mark.parametrize(
    ("company", "number", "status"),
    [
        ("1001", "123456789012", 200),
        ("1001", "1234-5678-9012", 200),
        ("1001", "1234-5678-90123", 400),
        ("1001", "AB12", 400),
        ("1003", "1234-5678-901", 200),
        ("1003", "EM123456789JP", 200),
        ("1003", "1234567890", 400),
        ("1003", "12345678901234", 400),
        ("1002", "SG-0001-2", 200),
        ("1002", "SG_0001", 400),
        ("1002", "１２３", 400),
        ("1000", "x" * 31, 400),
    ],
)
def test_s3_4_invoice_number_rules_per_carrier(store: Store, company: str, number: str, status: int) -> None:
    ship = f"<ShipCompanyCode>{company}</ShipCompanyCode><ShipInvoiceNumber1>{number}</ShipInvoiceNumber1>"
    assert store.shipped(store.order("tee-100"), ship).status_code == status


def test_s3_4_number_rule_of_the_stored_carrier(store: Store) -> None:
    made = store.order("tee-100", values={"ShipCompanyCode": "1001"})
    assert store.shipped(made, "<ShipInvoiceNumber1>AB-1</ShipInvoiceNumber1>").status_code == 400


def test_s3_4_company_tied_to_the_method_wins(store: Store) -> None:
    made = store.order("tee-100")
    ship = "<ShipMethod>postage3</ShipMethod><ShipCompanyCode>1001</ShipCompanyCode>"
    assert store.shipped(made, ship).status_code == 200
    content = store.mall.order(made).content
    assert (content["ShipCompanyCode"], content["ShipMethodName"]) == ("1003", "ゆうパック")


def test_s3_4_url_may_come_as_cdata(store: Store) -> None:
    made = store.order("tee-100")
    store.shipped(made, "<ShipUrl><![CDATA[https://carrier.example/?a=1&b=2]]></ShipUrl>")
    assert store.info(made, "ShipUrl").findtext("Ship/ShipUrl") == "https://carrier.example/?a=1&b=2"


@pytest.mark.parametrize("status", ["4", "5"])
def test_s3_4_cancelled_and_completed_orders_take_no_shipping(store: Store, status: str) -> None:
    made = store.order("tee-100", values={"ShipStatus": "3"})
    store.status(made, status)
    assert store.shipped(made, NUMBER).status_code == 400


@pytest.mark.parametrize(
    "operation", ["orderShipStatusChange", "orderPayStatusChange", "orderStatusChange", "orderChange"]
)
def test_s3_4_orders_of_the_ten_minutes_and_held_ones_refuse_every_change(store: Store, operation: str) -> None:
    order = "<OrderStatus>4</OrderStatus>" if operation == "orderStatusChange" else "<Notes>x</Notes>"
    order = "<Ship><ShipStatus>3</ShipStatus></Ship>" if operation == "orderShipStatusChange" else order
    order = "<Pay><PayStatus>1</PayStatus></Pay>" if operation == "orderPayStatusChange" else order
    for made in (store.order("tee-100", read_only=True), store.order("tee-100", fraud_hold=True)):
        assert store.xml(operation, change(made, FIX, order)).status_code == 400
        assert store.mall.order(made).mutations == []
    free = store.order("tee-100", payment="cod", paid=False)
    assert store.xml(operation, change(free, FIX, order)).status_code == 200


def test_s3_4_payment(store: Store) -> None:
    made = store.order("tee-100", payment="prepaid", paid=False)
    pay = "<Pay><PayStatus>1</PayStatus><PayDate>20261003</PayDate></Pay>"
    answer = store.xml("orderPayStatusChange", change(made, order=pay))
    assert same_xml(answer.text, fixture("changed_answer.xml"))
    group = store.info(made, "PayStatus,PayDate").find("Pay")
    assert group is not None
    assert [cell.text for cell in group] == ["1", "2026-10-03"]
    assert store.info(made, "ShipStatus").findtext("Ship/ShipStatus") == "1"


@pytest.mark.parametrize(
    "pay", ["", "<PayStatus>2</PayStatus>", "<PayStatus>1</PayStatus><PayDate>2026-10-03</PayDate>"]
)
def test_s3_4_payment_of_the_wrong_form(store: Store, pay: str) -> None:
    assert (
        store.xml("orderPayStatusChange", change(store.order("tee-100"), order=f"<Pay>{pay}</Pay>")).status_code == 400
    )


def test_s3_4_payment_of_a_cancelled_order(store: Store) -> None:
    made = store.order("tee-100")
    store.status(made, "4")
    answer = store.xml("orderPayStatusChange", change(made, order="<Pay><PayStatus>0</PayStatus></Pay>"))
    assert message_of(answer).startswith("Cannot Be Operated : CancelOrder")
