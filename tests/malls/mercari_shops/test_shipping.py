"""Three calls per shipment (page section 3.5): planned by group, proved each, never doubled."""

from dataclasses import replace
from datetime import date
from typing import Any

import httpx2
import pytest

from ichigen.domain.carriers import Carrier
from ichigen.domain.json import JsonObject
from ichigen.domain.orders import MallOrder, Parcel
from ichigen.domain.write_back import (
    BegunStep,
    Cancel,
    CancelReason,
    Confirm,
    GuardRefusal,
    ProofState,
    Ship,
    StepPlan,
)
from ichigen.mallkit.errors import Refused, Retryable
from ichigen.malls.mercari_shops.translate_changes import plan, prove
from tests.malls.mercari_shops.account import Account
from tests.malls.mercari_shops.samples import data, failure, line, order, product
from tests.malls.mercari_shops.snapshots import snapshot

DAY = date(2026, 10, 4)
PARCELS = (Parcel(Carrier.YAMATO, "300012345673", DAY),)
TWO_WAYS = (line(), line("PRD02", "VAR02", 1, shippingMethod="COOL"))


def steps_of(order: MallOrder, *parcels: Parcel) -> tuple[StepPlan, ...]:
    """Return the planned steps."""
    planned = plan(Ship(parcels or PARCELS), order)
    assert not isinstance(planned, GuardRefusal), planned
    return planned


def created(shipping_id: str = "OS0001") -> dict[str, Any]:
    """The answer of step 1."""
    return data(createOrderShipping={"orderShipping": {"id": shipping_id, "status": "CREATED", "trackingCode": None}})


def tracked(code: str = "ヤマト運輸\n300012345673") -> dict[str, Any]:
    """The answer of step 2."""
    return data(
        updateOrderShippingTrackingCode={"orderShipping": {"id": "OS0001", "status": "-", "trackingCode": code}}
    )


def completed() -> dict[str, Any]:
    """The answer of step 3."""
    return data(completeOrderShipping={"orderShippingId": "OS0001"})


def test_one_method_is_three_steps() -> None:
    create, track, complete = steps_of(snapshot(order()))
    assert [create.kind, track.kind, complete.kind] == ["ship_create", "ship_track", "ship_complete"]
    assert create.payload["products"] == [{"productId": "PRD01", "variantId": "VAR01", "quantity": 2}]
    assert create.payload["orderTransactionId"] == "OT20261004A1"
    assert track.payload["parcels"] == [["yamato", "300012345673", ""]]
    assert all(step.guarded and step.repeatable for step in (create, track, complete))


def test_lines_are_grouped_by_their_method() -> None:
    """Trap 4."""
    planned = steps_of(snapshot(order("WAITING_FOR_SHIPPING", *TWO_WAYS)))
    assert [step.kind for step in planned] == ["ship_create", "ship_track", "ship_complete"] * 2
    assert [step.payload["products"] for step in planned if step.kind == "ship_create"] == [
        [{"productId": "PRD02", "variantId": "VAR02", "quantity": 1}],
        [{"productId": "PRD01", "variantId": "VAR01", "quantity": 2}],
    ]
    keys = {str(step.payload["idempotencyKey"]) for step in planned if step.kind == "ship_create"}
    assert len(keys) == 2


def test_only_what_is_left_is_shipped() -> None:
    lines = (line(unshippedQuantity=1), line("PRD02", "VAR02", 1, unshippedQuantity=0))
    assert steps_of(snapshot(order("WAITING_FOR_SHIPPING", *lines)))[0].payload["products"] == [
        {"productId": "PRD01", "variantId": "VAR01", "quantity": 1}
    ]


def test_the_key_of_a_shipment_does_not_change_with_parcels_or_with_what_was_begun() -> None:
    """A corrected notice, or one planned anew after a crash, gets the same shipment and not a second one."""
    first = steps_of(snapshot(order()))[0]
    corrected = steps_of(snapshot(order()), Parcel(Carrier.SAGAWA, "400000000011", DAY))[0]
    begun = steps_of(snapshot(order("WAITING_FOR_SHIPPING", line(unshippedQuantity=0))))[0]
    assert first.payload == corrected.payload == begun.payload


def sent(step: StepPlan, answer: JsonObject | None = None, *, confirmed: bool = True) -> BegunStep:
    """A step that an earlier notice sent."""
    return BegunStep(step.kind, step.payload, answer or {}, confirmed)


def again(found: MallOrder, *begun: BegunStep) -> list[Any]:
    """The payloads of the shipments of a notice planned anew."""
    planned = plan(Ship(PARCELS, begun=begun), found)
    assert not isinstance(planned, GuardRefusal), planned
    return [dict(step.payload) for step in planned if step.kind == "ship_create"]


@pytest.mark.parametrize("answer", [{"orderShippingId": "OS0001"}, {}], ids=["answered", "answer lost"])
def test_a_shipment_of_a_part_that_was_begun_is_asked_for_as_it_was(answer: JsonObject) -> None:
    """One of two units had left on the mall's screen; the other is in our shipment, so that nothing is left."""
    (create, *_) = steps_of(snapshot(order("WAITING_FOR_SHIPPING", line(unshippedQuantity=1))))
    begun = snapshot(order("WAITING_FOR_SHIPPING", line(unshippedQuantity=0)))
    assert again(begun, sent(create, answer, confirmed=bool(answer))) == [dict(create.payload)]


@pytest.mark.parametrize("left", [0, 1], ids=["falls at create", "falls at complete"])
def test_of_two_shipments_the_one_begun_is_completed_and_the_other_is_not_forgotten(left: int) -> None:
    planned = steps_of(snapshot(order("WAITING_FOR_SHIPPING", *TWO_WAYS)))
    cool, own = planned[0], planned[3]
    now = snapshot(order("WAITING_FOR_SHIPPING", line(), TWO_WAYS[1] | {"unshippedQuantity": left}))
    begun = (sent(cool, {"orderShippingId": "OS0001"}), sent(planned[1], {"trackingCode": "-"}, confirmed=False))
    assert again(now, *begun) == [dict(cool.payload), dict(own.payload)]


def test_a_shipment_that_was_completed_is_not_planned_again() -> None:
    planned = steps_of(snapshot(order("WAITING_FOR_SHIPPING", *TWO_WAYS)))
    now = snapshot(order("WAITING_FOR_SHIPPING", line(), TWO_WAYS[1] | {"unshippedQuantity": 0}))
    begun = (sent(planned[0], {"orderShippingId": "OS0001"}), sent(planned[1]), sent(planned[2], {"completed": True}))
    assert again(now, *begun) == [dict(planned[3].payload)]


def test_trap_7_of_an_order_with_two_methods_only_its_own_lines_are_shipped_here() -> None:
    """Page sections 3.2, 3.5: each product has its method, and メルカリ便 is shipped on the mall's screen alone."""
    secret = line("PRD02", "VAR02", 1, shippingMethod="らくらくメルカリ便")
    refusal = plan(Ship(PARCELS), snapshot(order("WAITING_FOR_SHIPPING", line(), secret)))
    assert isinstance(refusal, GuardRefusal)
    assert refusal.code == "anonymous_first"
    for left in (0, 2):  # ours may have been begun already
        gone = snapshot(order("WAITING_FOR_SHIPPING", line(unshippedQuantity=left), secret | {"unshippedQuantity": 0}))
        assert [step.payload.get("products") for step in steps_of(gone)] == [
            [{"productId": "PRD01", "variantId": "VAR01", "quantity": 2}], None, None,
        ]  # fmt: skip


def test_a_number_is_proved_by_itself_and_not_by_an_order_that_left_the_mall_with_another() -> None:
    create, track, complete = steps_of(snapshot(order()))
    left = snapshot(order("COMPLETING"))
    assert [prove(left, step).state for step in (create, complete)] == [ProofState.DONE] * 2
    unproved = prove(left, track)
    assert (unproved.state, "追跡番号" in unproved.reason) == (ProofState.IMPOSSIBLE, True)
    other = replace(track, answer={"trackingCode": "ヤマト運輸\n9300012345673", "sent": "ヤマト運輸\n300012345673"})
    assert prove(snapshot(order()), other).state is ProofState.ABSENT
    kept = replace(track, answer={"trackingCode": "番号:300012345673です"})
    assert prove(left, kept).state is ProofState.DONE


def test_a_text_without_a_number_is_proved_as_it_was_sent() -> None:
    track = steps_of(snapshot(order()), Parcel(Carrier.JAPAN_POST, "", DAY, "定形外"))[1]
    text = "日本郵便\n番号なし(定形外)"
    assert (
        prove(snapshot(order()), replace(track, answer={"trackingCode": "x", "sent": text})).state is ProofState.ABSENT
    )
    assert (
        prove(snapshot(order()), replace(track, answer={"trackingCode": text, "sent": text})).state is ProofState.DONE
    )


@pytest.mark.parametrize("status", ["COMPLETING", "COMPLETED"])
def test_what_is_shipped_is_not_shipped_again(status: str) -> None:
    """Trap 6."""
    assert plan(Ship(PARCELS), snapshot(order(status))) == ()


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (snapshot(order("WAITING_FOR_PAYMENT")), "payment_due"),
        (snapshot(order("CANCELING")), "held_by_mall"),
        (snapshot(order("CANCELED")), "order_cancelled"),
        (snapshot(order("WAITING_FOR_SHIPPING", line(shippingMethod="らくらくメルカリ便"))), "anonymous_shipping"),
        (snapshot(order("WAITING_FOR_SHIPPING", line() | {"variant": None})), "variant_missing"),
    ],
)
def test_what_cannot_be_shipped_here_says_why(found: MallOrder, code: str) -> None:
    """Trap 7: メルカリ便 has no address and no shipping by API."""
    refusal = plan(Ship(PARCELS), found)
    assert isinstance(refusal, GuardRefusal)
    assert refusal.code == code
    assert refusal.message


def test_a_cancel_is_made_on_the_mall() -> None:
    """Section 3.6: no mutation is established."""
    refusal = plan(Cancel(CancelReason.BUYER), snapshot(order()))
    assert isinstance(refusal, GuardRefusal)
    assert refusal.code == "cancel_on_mall"
    assert plan(Confirm(), snapshot(order())) == ()


def test_each_step_is_proved_by_what_the_mall_answered_and_the_last_by_the_order() -> None:
    waiting = snapshot(order())
    create, track, complete = steps_of(waiting)
    assert prove(waiting, create).state is ProofState.ABSENT
    assert prove(waiting, replace(create, answer={"orderShippingId": "OS0001"})).state is ProofState.DONE
    assert prove(waiting, replace(track, answer={"trackingCode": "ヤマト運輸\n300012345673"})).state is ProofState.DONE
    assert prove(waiting, replace(track, answer={"trackingCode": "ヤマト運輸"})).state is ProofState.ABSENT
    assert prove(waiting, replace(complete, answer={"completed": True})).state is ProofState.ABSENT
    assert prove(snapshot(order("COMPLETING")), complete).state is ProofState.DONE
    assert prove(snapshot(order("CANCELED")), complete).state is ProofState.IMPOSSIBLE


def test_of_two_shipments_the_first_is_proved_by_the_answer_and_by_what_is_left() -> None:
    planned = steps_of(snapshot(order("WAITING_FOR_SHIPPING", *TWO_WAYS)))
    first, last = planned[2], planned[5]
    assert (first.payload["variants"], last.payload["variants"]) == (["VAR02"], ["VAR01"])
    half = snapshot(
        order("WAITING_FOR_SHIPPING", line(), line("PRD02", "VAR02", 1, shippingMethod="COOL", unshippedQuantity=0))
    )
    assert prove(half, replace(first, answer={"completed": True})).state is ProofState.DONE
    assert prove(half, first).state is ProofState.ABSENT  # nobody knows whether it was completed
    whole = snapshot(order("WAITING_FOR_SHIPPING", *(one | {"unshippedQuantity": 0} for one in TWO_WAYS)))
    assert prove(whole, replace(first, answer={"completed": True})).state is ProofState.DONE
    assert prove(whole, replace(last, answer={"completed": True})).state is ProofState.ABSENT  # the status has to move


def test_the_shipment_id_of_the_first_call_goes_into_the_other_two() -> None:
    waiting = snapshot(order())
    account = Account([created(), tracked(), completed()])
    client = account.client()
    earlier: dict[str, Any] = {}
    for step in steps_of(waiting):
        sent = replace(step, earlier=earlier)
        earlier = dict(replace(sent, answer=client.send_step(waiting, sent)).passed_on)
    text = "ヤマト運輸\n300012345673"
    assert earlier == {"orderShippingId": "OS0001", "trackingCode": text, "sent": text, "completed": True}
    assert account.variables(1)["i"] == {
        "orderShippingId": "OS0001",
        "orderTransactionId": "OT20261004A1",
        "trackingCode": "ヤマト運輸\n300012345673",
    }
    assert account.variables(2)["i"] == {"orderShippingId": "OS0001", "orderTransactionId": "OT20261004A1"}


def test_g3_24_the_message_of_the_account_is_what_the_buyer_reads() -> None:
    step = replace(steps_of(snapshot(order()))[1], earlier={"orderShippingId": "OS0001"})
    account = Account([tracked()], settings={"ship_message": "[配送業者]でお届けします。番号: [伝票番号]"})
    account.client().send_step(snapshot(order()), step)
    assert account.variables(0)["i"]["trackingCode"] == "ヤマト運輸でお届けします。番号: 300012345673"


def test_without_the_id_nothing_is_sent() -> None:
    account = Account([])
    with pytest.raises(Refused) as caught:
        account.client().send_step(snapshot(order()), steps_of(snapshot(order()))[1])
    assert caught.value.code == "shipping_id_missing"
    assert account.asked == []


def test_a_call_without_answer_has_an_open_outcome() -> None:
    for step, earlier in zip(
        steps_of(snapshot(order())), ({}, {"orderShippingId": "OS1"}, {"orderShippingId": "OS1"}), strict=True
    ):
        with pytest.raises(Retryable) as caught:
            Account([httpx2.ReadTimeout("slow")]).client().send_step(snapshot(order()), replace(step, earlier=earlier))
        assert caught.value.unknown_effect


def test_a_failed_precondition_is_settled_by_what_the_order_shows() -> None:
    """Section 3.5, retry rule: a notice that was carried out although its answer was lost is no error."""
    complete = replace(steps_of(snapshot(order()))[2], earlier={"orderShippingId": "OS0001"})
    refused = failure("FAILED_PRECONDITION", "already shipped", "completeOrderShipping")
    account = Account([refused, data(o0=order("COMPLETING")), data(p0=product())])
    assert account.client().send_step(snapshot(order()), complete) == {"already": True}
    account = Account([refused, data(o0=order()), data(p0=product())])
    with pytest.raises(Refused) as caught:
        account.client().send_step(snapshot(order()), complete)
    assert caught.value.code == "FAILED_PRECONDITION"
