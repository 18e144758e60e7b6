"""Our change → their requests, and the proof of each step."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ichigen.domain.orders import MallOrder, Parcel
from ichigen.domain.write_back import Cancel, CancelReason, Confirm, GuardRefusal, Intent, ProofState, Ship, StepPlan
from ichigen.malls.yahoo_shopping import translate_orders
from ichigen.malls.yahoo_shopping.translate_changes import plan, prove
from ichigen.malls.yahoo_shopping.wire import read_document
from ichigen.malls.yahoo_shopping.wire_orders import read_order_info
from tests.malls.yahoo_shopping import documents

YAMATO = Parcel("yamato", "1234-5678-9012", date(2026, 10, 2))
TARGET = {"OrderId": "hinata-shop-10000001", "IsPointFix": "true", "OperationUser": "Ichigen"}


def order(document: bytes) -> MallOrder:
    return translate_orders.order(read_order_info(read_document(document)), datetime(2026, 10, 2, tzinfo=UTC))


def steps(intent: Intent, document: bytes) -> tuple[StepPlan, ...]:
    planned = plan(intent, order(document))
    assert not isinstance(planned, GuardRefusal), planned
    return planned


def refusal(intent: Intent, document: bytes) -> str:
    planned = plan(intent, order(document))
    assert isinstance(planned, GuardRefusal)
    return planned.code


def shipped(invoice: str = "", order_status: int = 2, reason: str = "") -> bytes:
    ship = f"<ShipInvoiceNumber1>{invoice}</ShipInvoiceNumber1>"
    ship += f"<ShipInvoiceNumberEmptyReason>{reason}</ShipInvoiceNumberEmptyReason>"
    return documents.order_info(order_status, 1, 3, ship=ship, seen="true")


def test_shipping_is_the_notice_and_ten_seconds_later_the_completion_trap_11() -> None:
    notice, complete = steps(Ship((YAMATO,)), documents.order_info(seen="true"))

    values = {
        "ShipStatus": "3",
        "ShipCompanyCode": "1001",
        "ShipInvoiceNumber1": "1234-5678-9012",
        "ShipDate": "20261002",
    }
    assert notice == StepPlan("ship", "出荷済みにする", {"Target": TARGET, "Order": {"Ship": values}}, guarded=True)
    assert complete == StepPlan("complete", "注文を完了にする", {"Target": TARGET, "Order": {"OrderStatus": "5"}}, 10.0)


def test_two_numbers_are_sent_and_a_third_is_named_in_the_label() -> None:
    parcels = tuple(Parcel("sagawa", number) for number in ("111", "222", "333"))

    notice = steps(Ship(parcels), documents.order_info(seen="true"))[0]

    assert notice.payload["Order"] == {
        "Ship": {"ShipStatus": "3", "ShipCompanyCode": "1002", "ShipInvoiceNumber1": "111", "ShipInvoiceNumber2": "222"}
    }
    assert notice.label == "出荷済みにする(モールに登録できない番号 1件を除く)"


def test_a_deferred_unpaid_order_is_shipped_but_not_completed_g4_19() -> None:
    planned = steps(Ship((YAMATO,)), documents.order_info(2, 0, 1, pay="<PayType>0</PayType>", seen="true"))

    assert [step.kind for step in planned] == ["ship"]


def test_no_number_sends_the_reason_alone_g4_16() -> None:
    parcel = Parcel("japan_post", "", None, "追跡できない配送方法")

    notice = steps(Ship((parcel,)), documents.order_info(seen="true"))[0]

    assert notice.payload["Order"] == {
        "Ship": {"ShipStatus": "3", "ShipCompanyCode": "1003", "ShipInvoiceNumberEmptyReason": "105"}
    }


@pytest.mark.parametrize(
    ("parcel", "document", "code"),
    [
        (YAMATO, documents.order_info(2, 0, 0), "payment_due"),
        (YAMATO, documents.order_info(3), "held_by_mall"),
        (YAMATO, documents.order_info(order="<Suspect>1</Suspect>"), "held_by_mall"),
        (YAMATO, documents.order_info(4), "order_cancelled"),
        (Parcel("yamato", ""), documents.order_info(), "no_number_reason_missing"),
        (Parcel("yamato", "", None, "忘れた"), documents.order_info(), "no_number_reason_missing"),
        (Parcel("yamato", "12A4"), documents.order_info(), "tracking_number_invalid"),
        (Parcel("yamato", "123456789012345"), documents.order_info(), "tracking_number_invalid"),
        (Parcel("yamato", "１２３４"), documents.order_info(), "tracking_number_invalid"),
        (Parcel("japan_post", "12-345-6789-0"), documents.order_info(), "tracking_number_invalid"),
        (Parcel("sagawa", "12 34"), documents.order_info(), "tracking_number_invalid"),
        (YAMATO, shipped(reason="105"), "number_and_reason"),
        (Parcel("yamato", "", None, "発送不要"), shipped("111"), "number_and_reason"),
    ],
)
def test_what_is_not_shipped_and_why_section_3_4(parcel: Parcel, document: bytes, code: str) -> None:
    assert refusal(Ship((parcel,)), document) == code


@pytest.mark.parametrize("number", ["12345678901", "1234-5678-9012", "RR123456785JP"])
def test_japan_post_numbers_have_11_to_13_characters_without_hyphens(number: str) -> None:
    assert steps(Ship((Parcel("japan_post", number),)), documents.order_info())[0].kind == "ship"


def test_what_is_there_already_is_not_sent_again() -> None:
    assert [step.kind for step in steps(Ship((YAMATO,)), shipped("1234-5678-9012"))] == ["complete"]
    assert steps(Ship((YAMATO,)), shipped("1234-5678-9012"))[0].wait_s == 0.0
    assert [step.kind for step in steps(Ship((YAMATO,)), shipped("999"))] == ["ship", "complete"]
    assert steps(Ship((YAMATO,)), shipped("999", order_status=5)) == ()
    assert steps(Confirm(), documents.order_info(seen="true")) == ()


def test_confirming_marks_the_order_as_seen_section_3_4() -> None:
    assert steps(Confirm(), documents.order_info()) == (
        StepPlan(
            "confirm",
            "注文を確認済みにする",
            {"Target": {"OrderId": "hinata-shop-10000001"}, "Order": {"IsSeen": "true"}},
        ),
    )


@pytest.mark.parametrize(
    ("reason", "detail", "members"),
    [
        (CancelReason.BUYER, "", {"CancelReason": "100"}),
        (CancelReason.BUYER, "短い", {"CancelReason": "100"}),
        (CancelReason.UNPAID, "", {"CancelReason": "120"}),
        (CancelReason.ADDRESS, "", {"CancelReason": "130"}),
        (CancelReason.OUT_OF_STOCK, "", {"CancelReason": "210"}),
        (
            CancelReason.OTHER,
            "検品で破損が見つかったため",
            {"CancelReason": "230", "CancelReasonDetail": "検品で破損が見つかったため"},
        ),
    ],
)
def test_a_cancel_always_carries_its_reason_trap_10(reason: CancelReason, detail: str, members: dict[str, str]) -> None:
    planned = steps(Cancel(reason, detail), documents.order_info())

    assert [step.payload["Order"] for step in planned] == [{"OrderStatus": "4"} | members]
    assert planned[0].payload["Target"] == TARGET | {"IsPointFix": "false"}


def test_a_cancelled_order_is_not_cancelled_again() -> None:
    assert refusal(Cancel(CancelReason.BUYER), documents.order_info(4)) == "order_cancelled"


def test_no_parcel_is_no_shipment() -> None:
    assert refusal(Ship(()), documents.order_info()) == "no_parcel"


@pytest.mark.parametrize("detail", ["", "九文字しかない理由", "長" * 201])
def test_reason_230_needs_10_to_200_characters(detail: str) -> None:
    assert refusal(Cancel(CancelReason.OTHER, detail), documents.order_info()) == "cancel_detail_length"


@pytest.mark.parametrize(
    ("kind", "document", "expected"),
    [
        ("ship", documents.order_info(seen="true"), ProofState.ABSENT),
        ("ship", shipped("123456789012"), ProofState.DONE),
        ("ship", shipped("999"), ProofState.ABSENT),
        ("ship", shipped("999", order_status=5), ProofState.IMPOSSIBLE),
        ("ship", documents.order_info(4), ProofState.IMPOSSIBLE),
        ("complete", shipped("1234-5678-9012"), ProofState.ABSENT),
        ("complete", shipped("1234-5678-9012", order_status=5), ProofState.DONE),
        ("complete", documents.order_info(4), ProofState.IMPOSSIBLE),
    ],
)
def test_proof_of_the_shipping_steps(kind: str, document: bytes, expected: ProofState) -> None:
    planned = {step.kind: step for step in steps(Ship((YAMATO,)), documents.order_info(seen="true"))}

    assert prove(order(document), planned[kind]).state is expected


def test_proof_of_cancel_and_confirm() -> None:
    cancel = steps(Cancel(CancelReason.BUYER), documents.order_info())[0]
    confirm = steps(Confirm(), documents.order_info())[0]

    assert prove(order(documents.order_info()), cancel).state is ProofState.ABSENT
    assert prove(order(documents.order_info(4)), cancel).state is ProofState.DONE
    assert prove(order(documents.order_info()), confirm).state is ProofState.ABSENT
    assert prove(order(documents.order_info(seen="true")), confirm).state is ProofState.DONE
    assert prove(order(documents.order_info(4)), confirm).state is ProofState.IMPOSSIBLE


@pytest.mark.parametrize("meanwhile", [shipped("999"), shipped("999", order_status=5), documents.order_info(5)])
def test_a_cancel_of_goods_that_left_since_is_impossible(meanwhile: bytes) -> None:
    """They were shipped in ストアクリエイターPro after the cancel was planned: the buyer must not be told "cancelled"."""
    cancel = steps(Cancel(CancelReason.BUYER), documents.order_info())[0]

    assert prove(order(meanwhile), cancel).state is ProofState.IMPOSSIBLE


def test_a_cancel_planned_after_shipping_may_go_out() -> None:
    cancel = steps(Cancel(CancelReason.BUYER), shipped("999"))[0]

    assert prove(order(shipped("999", order_status=5)), cancel).state is ProofState.ABSENT
    assert prove(order(documents.order_info(4)), cancel).state is ProofState.DONE


def test_an_unknown_carrier_is_other() -> None:
    parcel = replace(YAMATO, carrier="drone", tracking_number="D-1")

    notice = steps(Ship((parcel,)), documents.order_info())[0]

    assert notice.payload["Order"] == {
        "Ship": {"ShipStatus": "3", "ShipCompanyCode": "1000", "ShipInvoiceNumber1": "D-1", "ShipDate": "20261002"}
    }
