"""Our change as their request, and what a fresh order proves of it (page sections 4 and 5)."""

from typing import Any

import pytest

from ichigen.domain.carriers import Carrier
from ichigen.domain.orders import Parcel
from ichigen.domain.write_back import (
    Cancel,
    CancelReason,
    Confirm,
    GuardRefusal,
    Intent,
    ProofState,
    Ship,
    StepPlan,
)
from ichigen.malls.shopify.translate_changes import CANCEL, RETRACK, SHIP, plan, prove
from tests.malls.shopify import documents
from tests.malls.shopify.account import NOW
from tests.malls.shopify.every_request import mall_order

NUMBER = "400000000011"
PARCEL = Parcel(Carrier.YAMATO, NUMBER, NOW.date())
OURS = documents.fulfillment(("Yamato (JA)", NUMBER))
OTHERS = documents.fulfillment(("Sagawa (JA)", "999"))


def shipped(*fulfillments: dict[str, Any], **changes: Any) -> Any:
    return mall_order(displayFulfillmentStatus="FULFILLED", fulfillments=list(fulfillments), **changes)


def one_step(intent: Intent, order: Any) -> StepPlan:
    steps = plan(intent, order)
    assert not isinstance(steps, GuardRefusal), steps
    (step,) = steps
    return step


def refusal(intent: Intent, order: Any) -> str:
    found = plan(intent, order)
    assert isinstance(found, GuardRefusal)
    assert found.message
    return found.code


def test_a_shipment_names_carrier_and_numbers_section_4() -> None:
    second = Parcel(Carrier.YAMATO, "400000000022", NOW.date())
    step = one_step(Ship((PARCEL, second, PARCEL)), mall_order())

    assert (step.kind, step.guarded) == (SHIP, True)
    assert step.payload == {"company": "Yamato (JA)", "numbers": [NUMBER, "400000000022"]}


def test_a_parcel_without_a_number_is_reported_without_one() -> None:
    step = one_step(Ship((Parcel(Carrier.OTHER, "", NOW.date(), "メール便"),)), mall_order())

    assert step.payload == {"company": "その他", "numbers": []}
    assert prove(mall_order(), step).state is ProofState.ABSENT
    assert prove(shipped(), step).state is ProofState.DONE


@pytest.mark.parametrize(
    ("order", "parcels", "code"),
    [
        (mall_order(), (), "no_parcel"),
        (mall_order(), (PARCEL, Parcel(Carrier.SAGAWA, "5", NOW.date())), "one_carrier"),
        (mall_order(displayFinancialStatus="PENDING"), (PARCEL,), "payment_due"),
        (mall_order(displayFinancialStatus="AUTHORIZED"), (PARCEL,), "payment_due"),
        (mall_order(displayFulfillmentStatus="ON_HOLD"), (PARCEL,), "held_by_mall"),
        (mall_order(test=True), (PARCEL,), "held_by_mall"),
        (mall_order(cancelledAt="2026-11-22T02:00:00Z"), (PARCEL,), "order_cancelled"),
        (
            shipped(OTHERS, OURS | {"id": "gid://shopify/Fulfillment/902", "trackingInfo": []}),
            (PARCEL,),
            "shipments_unclear",
        ),
    ],
)
def test_what_is_not_shipped(order: Any, parcels: tuple[Parcel, ...], code: str) -> None:
    assert refusal(Ship(parcels), order) == code


def test_cash_on_delivery_ships_before_it_is_paid_section_3() -> None:
    order = mall_order(displayFinancialStatus="PENDING", paymentGatewayNames=["代金引換"])
    assert one_step(Ship((PARCEL,)), order).kind == SHIP


def test_an_order_that_left_as_wanted_needs_nothing() -> None:
    assert plan(Ship((PARCEL,)), shipped(OURS)) == ()


@pytest.mark.parametrize("there", [OTHERS, documents.fulfillment()])
def test_another_number_or_none_is_corrected_section_4(there: dict[str, Any]) -> None:
    order = shipped(there)
    step = one_step(Ship((PARCEL,)), order)

    assert step.kind == RETRACK
    assert step.payload == {
        "company": "Yamato (JA)",
        "numbers": [NUMBER],
        "fulfillment": "gid://shopify/Fulfillment/901",
    }
    assert prove(order, step).state is ProofState.ABSENT
    assert prove(shipped(OURS), step).state is ProofState.DONE


def test_the_proof_of_a_shipment_is_the_order() -> None:
    step = one_step(Ship((PARCEL,)), mall_order())
    part = mall_order(displayFulfillmentStatus="PARTIALLY_FULFILLED", fulfillments=[OURS])

    assert prove(mall_order(), step).state is ProofState.ABSENT
    assert prove(part, step).state is ProofState.ABSENT
    assert prove(shipped(OURS), step).state is ProofState.DONE
    assert prove(shipped(OURS), step).seen == {
        "financial": "PAID",
        "fulfillment": "FULFILLED",
        "cancelled": "",
        "numbers": [NUMBER],
    }


@pytest.mark.parametrize("order", [shipped(OTHERS), mall_order(cancelledAt="2026-11-22T02:00:00Z")])
def test_what_somebody_else_did_makes_a_shipment_impossible(order: Any) -> None:
    proof = prove(order, one_step(Ship((PARCEL,)), mall_order()))
    assert (proof.state, bool(proof.reason)) == (ProofState.IMPOSSIBLE, True)


def test_a_shipment_that_was_undone_is_no_shipment() -> None:
    order = mall_order(fulfillments=[documents.fulfillment(("Yamato (JA)", NUMBER), status="CANCELLED")])
    step = one_step(Ship((PARCEL,)), order)

    assert (step.kind, prove(order, step).state) == (SHIP, ProofState.ABSENT)


@pytest.mark.parametrize(
    ("reason", "theirs"),
    [
        (CancelReason.BUYER, "CUSTOMER"),
        (CancelReason.UNPAID, "DECLINED"),
        (CancelReason.ADDRESS, "OTHER"),
        (CancelReason.OUT_OF_STOCK, "INVENTORY"),
        (CancelReason.OTHER, "OTHER"),
    ],
)
def test_reasons_of_a_cancel_section_5(reason: CancelReason, theirs: str) -> None:
    step = one_step(Cancel(reason, restock=True), mall_order())
    assert (step.kind, step.payload) == (CANCEL, {"reason": theirs, "restock": True})


def test_a_note_is_cut_at_what_the_mall_takes_section_5() -> None:
    step = one_step(Cancel(CancelReason.BUYER, "あ" * 300), mall_order())
    assert step.payload == {"reason": "CUSTOMER", "restock": False, "note": "あ" * 255}


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (mall_order(cancelledAt="2026-11-22T02:00:00Z"), "order_cancelled"),
        (shipped(OURS), "already_shipped"),
        (mall_order(displayFulfillmentStatus="PARTIALLY_FULFILLED", fulfillments=[OURS]), "already_shipped"),
    ],
)
def test_what_is_not_cancelled_section_5(order: Any, code: str) -> None:
    assert refusal(Cancel(CancelReason.BUYER), order) == code


def test_the_proof_of_a_cancel_is_its_time_section_5() -> None:
    step = one_step(Cancel(CancelReason.BUYER), mall_order())

    assert prove(mall_order(), step).state is ProofState.ABSENT
    assert prove(mall_order(cancelledAt="2026-11-22T02:00:00Z"), step).state is ProofState.DONE
    assert prove(shipped(OURS), step).state is ProofState.IMPOSSIBLE


def test_there_is_nothing_to_confirm_on_this_mall() -> None:
    assert plan(Confirm(), mall_order()) == ()
