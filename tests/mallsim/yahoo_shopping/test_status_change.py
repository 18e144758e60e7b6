"""Sections 3.1 and 3.4: the table of status changes, its notes, cancelling and completing."""

import pytest

from tests.mallsim.yahoo_shopping.store import (
    Store,
    change,
    error_of,
    fixture,
    message_of,
    parsed,
    same_xml,
    warnings_of,
)

ALLOWED = {("1", "4"), ("1", "5"), ("2", "3"), ("2", "4"), ("2", "5"), ("3", "2"), ("3", "4"), ("3", "5"), ("5", "2"),
           ("5", "4")}  # fmt: skip
FUTURE, PAST = "20261224", "20260901"


def _in_status(store: Store, status: str, release: str = PAST, suspect: str = "0") -> str:
    """An order of goods that ship, brought into ``status``; shipped, so that completing is possible."""
    store.item("new-1", quantity=9, values={"release_date": release})
    return store.order("new-1", values={"Suspect": suspect, "ShipStatus": "3", "OrderStatus": status})


@pytest.mark.parametrize("wanted", "12345")
@pytest.mark.parametrize("current", "12345")
def test_s3_1_transition_table(store: Store, current: str, wanted: str) -> None:
    made = _in_status(store, current)
    answer = store.status(made, wanted)
    after = store.info(made, "OrderStatus").findtext("OrderStatus")
    if (current, wanted) in ALLOWED:
        assert (warnings_of(answer), after) == ([], wanted)
    elif current == wanted and current != "4":
        assert (warnings_of(answer), after) == (["od91705"], current)
    else:
        assert (answer.status_code, after) == (400, current)


@pytest.mark.parametrize(("release", "status"), [(FUTURE, 200), (PAST, 400), ("20261001", 400)])
def test_s3_1_note_1_back_to_reserved_needs_a_future_release(store: Store, release: str, status: int) -> None:
    assert store.status(_in_status(store, "3", release), "1").status_code == status


@pytest.mark.parametrize(("current", "wanted"), [("1", "5"), ("2", "5"), ("3", "2"), ("3", "5"), ("5", "4")])
def test_s3_1_note_2_not_for_mischief_orders(store: Store, current: str, wanted: str) -> None:
    assert store.status(_in_status(store, current, suspect="1"), wanted).status_code == 400
    assert store.status(_in_status(store, current, suspect="2"), wanted).status_code == 200


@pytest.mark.parametrize(("current", "wanted"), [("1", "4"), ("2", "3"), ("2", "4"), ("3", "4")])
def test_s3_1_note_2_leaves_the_other_changes_open(store: Store, current: str, wanted: str) -> None:
    assert store.status(_in_status(store, current, suspect="1"), wanted).status_code == 200


def _reopened(store: Store) -> str:
    made = store.order("tee-100", values={"ShipStatus": "3"})
    assert store.status(made, "5").status_code == 200
    assert store.status(made, "2").status_code == 200
    return made


def test_s3_1_note_3_reopened_orders_take_adjustments_only(store: Store) -> None:
    made = _reopened(store)
    assert store.xml("orderChange", change(made, order="<Notes>x</Notes>")).status_code == 400
    assert store.shipped(made).status_code == 400
    detail = "<Detail><Adjustments>-200</Adjustments></Detail>"
    assert store.xml("orderChange", change(made, order=detail)).status_code == 200
    assert store.info(made, "TotalPrice").findtext("Detail/TotalPrice") == str(2200 + 550 - 200)


@pytest.mark.parametrize(("days", "status"), [(179, "2"), (181, "5")])
def test_s3_1_note_3_reopened_orders_complete_themselves_after_180_days(store: Store, days: int, status: str) -> None:
    made = _reopened(store)
    store.pass_time(days * 24 * 3600)
    store.refresh()
    assert store.xml("orderInfo", change(made, "<Field>OrderStatus</Field>"), store.signature()).status_code == 200
    assert store.mall.order(made).content["OrderStatus"] == status


def test_s3_1_note_4_once_completed_orders_are_not_held(store: Store) -> None:
    assert store.status(_reopened(store), "3").status_code == 400


@pytest.mark.parametrize("ship_status", "01234")
def test_s3_1_note_5_completing_needs_a_shipped_order(store: Store, ship_status: str) -> None:
    made = store.order("tee-100", values={"ShipStatus": ship_status})
    assert store.status(made, "5").status_code == (200 if ship_status in "34" else 400)


def test_s3_1_note_5_completing_waits_ten_seconds_after_the_shipping_change(store: Store) -> None:
    made = store.order("tee-100")
    assert store.shipped(made).status_code == 200
    store.pass_time(8.8)
    assert store.status(made, "5").status_code == 400
    assert store.status(made, "5").status_code == 200


def test_s3_1_note_5_the_wait_is_scaled() -> None:
    fast = Store(time_scale=20)
    fast.item("tee-100", quantity=1)
    made = fast.order("tee-100")
    fast.shipped(made)
    assert fast.status(made, "5").status_code == 200


def test_s3_4_completing_needs_is_point_fix(store: Store) -> None:
    made = store.order("tee-100", values={"ShipStatus": "3"})
    assert store.status(made, "5", fix="false").status_code == 400
    assert store.mall.order(made).content["OrderStatus"] == "2"


def test_s3_4_is_point_fix_is_required(store: Store) -> None:
    body = change(store.order("tee-100"), order="<OrderStatus>3</OrderStatus>")
    assert store.xml("orderStatusChange", body).status_code == 400


def test_s3_4_cancel_sample(store: Store) -> None:
    made = store.order("tee-100", quantity=2)
    answer = store.xml("orderStatusChange", fixture("cancel_request.xml"))
    assert answer.status_code == 200
    assert same_xml(answer.text, fixture("changed_answer.xml"))
    view = store.mall.order(made)
    assert (view.cancelled, view.cancel_reason) == (True, "230")
    assert view.content["CancelReasonDetail"] == "検品で破損が見つかったため"
    assert [mail.kind for mail in view.mails] == ["ordered", "cancelled"]


def test_s3_4_misspelt_detail_path_is_read_too(store: Store) -> None:
    order = "<OrderStatus>4</OrderStatus><CancelReason>230</CancelReason>"
    body = change(store.order("tee-100"), "<IsPointFix>false</IsPointFix>", order)
    body = body.replace(
        "</Req>", "<Oeder><CancelReasonDetail>検品で破損が見つかったため</CancelReasonDetail></Oeder></Req>"
    )
    assert store.xml("orderStatusChange", body).status_code == 200


@pytest.mark.parametrize("reason", ["100", "110", "120", "130", "140", "150", "160", "170", "180", "200", "210", "220"])
def test_s3_4_store_reasons(store: Store, reason: str) -> None:
    made = store.order("tee-100")
    assert store.status(made, "4", f"<CancelReason>{reason}</CancelReason>").status_code == 200
    assert store.info(made, "CancelReason").findtext("CancelReason") == reason


@pytest.mark.parametrize("reason", ["300", "380", "400", "0", "999"])
def test_s3_4_reasons_of_buyer_and_mall_are_refused(store: Store, reason: str) -> None:
    made = store.order("tee-100")
    assert store.status(made, "4", f"<CancelReason>{reason}</CancelReason>").status_code == 400
    assert not store.mall.order(made).cancelled


@pytest.mark.parametrize(("length", "status"), [(0, 400), (9, 400), (10, 200), (200, 200), (201, 400)])
def test_s3_4_reason_230_needs_a_detail(store: Store, length: int, status: int) -> None:
    detail = f"<CancelReason>230</CancelReason><CancelReasonDetail>{'あ' * length}</CancelReasonDetail>"
    assert store.status(store.order("tee-100"), "4", detail).status_code == status


def test_s3_4_reason_goes_with_cancelling_only(store: Store) -> None:
    assert store.status(store.order("tee-100"), "3", "<CancelReason>210</CancelReason>").status_code == 400


def test_s3_4_out_of_cancelled_text(store: Store) -> None:
    made = store.order("tee-100")
    store.status(made, "4")
    answer = store.status(made, "2")
    assert error_of(answer)[0] == 400
    assert message_of(answer).startswith("Cannot Be Operated : CancelOrder OrderStatus")


def test_s3_4_unknown_order_text(store: Store) -> None:
    assert "Not Exists" in message_of(store.status("demo-store-99999999", "4"))


def test_s3_4_warning_is_a_success(store: Store) -> None:
    answer = store.status(store.order("tee-100"), "2")
    assert parsed(answer).findtext("Result/Status") == "OK"
    warning = parsed(answer).find("Result/Warning")
    assert warning is not None
    assert [cell.tag for cell in warning] == ["Code", "Message", "Detail"]


def test_s3_4_warning_when_stock_cannot_come_back(store: Store) -> None:
    made = store.order("tee-100", "mug-7")
    store.form("deleteItem", item_code="mug-7")
    answer = store.status(made, "4")
    assert warnings_of(answer) == ["od91130"]
    assert parsed(answer).findtext("Result/Warning/Detail") == "2"


def test_s3_4_cancel_accepted_and_done_later(store: Store) -> None:
    store.mall.configure({"cancel_later_s": 30.0})
    made = store.order("tee-100")
    assert warnings_of(store.status(made, "4")) == ["od91704"]
    assert (store.mall.order(made).cancelled, store.quantity("tee-100")) == (False, 9)
    store.pass_time(30)
    assert (store.mall.order(made).cancelled, store.quantity("tee-100")) == (True, 10)


@pytest.mark.parametrize(("keep", "quantity"), [("1", 10), ("0", 8)])
def test_s5_2_keep_stock_decides_whether_cancelled_stock_returns(store: Store, keep: str, quantity: int) -> None:
    store.item("tee-100", values={"keep_stock": keep})
    made = store.order("tee-100", quantity=2)
    assert store.quantity("tee-100") == 8
    store.status(made, "4")
    assert store.quantity("tee-100") == quantity


def test_s3_4_operation_user_is_kept(store: Store) -> None:
    made = store.order("tee-100")
    target = "<IsPointFix>false</IsPointFix><OperationUser>hub</OperationUser>"
    store.xml("orderStatusChange", change(made, target, "<OrderStatus>3</OrderStatus>"))
    assert store.info(made, "OperationUser").findtext("OperationUser") == "hub"
