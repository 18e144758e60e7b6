"""Writing back: what was planned is sent once, and a fresh reading proves it, also where no answer came."""

from contextlib import suppress
from datetime import timedelta

import pytest

from ichigen.domain.carriers import Carrier
from ichigen.domain.json import JsonObject
from ichigen.domain.orders import MallOrder, Parcel
from ichigen.domain.phases import GONE, Phase
from ichigen.domain.write_back import Cancel, CancelReason, Confirm, GuardRefusal, ProofState, Ship, StepPlan
from ichigen.mallkit.errors import Refused, Retryable
from ichigen.mallkit.testing.shop import TIMEOUT_S, Shop
from ichigen.mallkit.testing.simulator import TIME_SCALE

NUMBER = "400000000011"


class WriteBackConformance:
    """`plan`, `send_step` and `prove_step`. A step may read before it writes: lost answers are those of the writing."""

    mall_id: str

    def test_confirm(self, shop: Shop) -> None:
        if not shop.mall.write_back.confirm:
            pytest.skip(f"{shop.mall.id} knows no confirmation")
        order = shop.writable(shop.control.buy(shop.goods(10).code, paid=True))
        assert order.confirmable
        steps = shop.steps(order, Confirm())
        _carry_out_with_proof(shop, order.number, steps)
        assert not shop.fetch(order.number).confirmable

    def test_ship(self, shop: Shop) -> None:
        order = shop.ready_order(shop.goods(10), 2)
        steps = shop.steps(order, Ship((_parcel(shop),)))
        _carry_out_with_proof(shop, order.number, steps)
        shipped = shop.wait_for(order.number, *GONE)
        assert _numbers(shop, order) == [NUMBER]
        if shop.mall.write_back.parcels_shown:
            assert [(parcel.carrier, parcel.tracking_number) for parcel in shipped.parcels] == [
                (Carrier.YAMATO, NUMBER)
            ]
            assert shipped.parcels[0].shipped_on == _parcel(shop).shipped_on

    def test_a_ship_notice_whose_answer_is_lost_is_proved_and_not_doubled(self, shop: Shop) -> None:
        order = shop.ready_order(shop.goods(10))
        steps = shop.steps(order, Ship((_parcel(shop),)))
        shop.control.fault("late", seconds_late=TIMEOUT_S + 1, effect="write")
        _send_without_answer(shop, order, steps[0])
        shop.control.clear_faults()
        if steps[0].repeatable:  # only the lost answer would prove it; what counts is that it may be sent again
            _carry_out_with_proof(shop, order.number, steps)
        else:
            assert shop.client.prove_step(shop.fetch(order.number), steps[0]).state is ProofState.DONE
            _carry_out_with_proof(shop, order.number, steps[1:])
        assert _numbers(shop, order) == [NUMBER]

    def test_a_ship_notice_that_never_arrived_is_proved_absent_and_sent_again(self, shop: Shop) -> None:
        order = shop.ready_order(shop.goods(10))
        steps = shop.steps(order, Ship((_parcel(shop),)))
        shop.control.fault("timeout", effect="write")
        _send_without_answer(shop, order, steps[0])
        shop.control.clear_faults()
        assert shop.client.prove_step(shop.fetch(order.number), steps[0]).state is ProofState.ABSENT
        _carry_out_with_proof(shop, order.number, steps)
        assert _numbers(shop, order) == [NUMBER]

    def test_a_silently_dropped_ship_notice_is_not_believed(self, shop: Shop) -> None:
        """Where steps build on what the mall answers, all are sent; the mall may refuse one of them before the last."""
        order = shop.ready_order(shop.goods(10))
        steps = shop.steps(order, Ship((_parcel(shop),)))
        shop.control.fault("silent_drop")
        sent = [steps[0]]
        with suppress(Refused):
            for step in steps if steps[0].repeatable else steps[:1]:
                sent.append(shop.send(shop.fetch(order.number), step, sent[-1].passed_on))
        shop.control.clear_faults()
        last = sent[-1] if len(sent) > len(steps) or not steps[0].repeatable else steps[-1]
        assert shop.client.prove_step(shop.fetch(order.number), last).state is ProofState.ABSENT

    def test_shipping_twice_shows_one_parcel(self, shop: Shop) -> None:
        order = shop.ready_order(shop.goods(10))
        intent = Ship((_parcel(shop),))
        shop.carry_out(order, intent)
        shipped = shop.wait_for(order.number, *GONE)
        again = shop.mall.plan(intent, shipped)
        if not isinstance(again, GuardRefusal):
            assert [shop.client.prove_step(shipped, step).state for step in again] == [ProofState.DONE] * len(again)
        assert _numbers(shop, order) == [NUMBER]

    def test_cancel(self, shop: Shop) -> None:
        order = shop.ready_order(shop.goods(10))
        if not shop.mall.write_back.cancel:
            refusal = shop.mall.plan(Cancel(CancelReason.OUT_OF_STOCK, "在庫切れのため"), order)
            assert isinstance(refusal, GuardRefusal)
            assert refusal.message
            return
        for reason in shop.mall.write_back.cancel_reasons:  # what is offered to a person is no dead end
            planned = shop.mall.plan(Cancel(reason, "お客様とお店の間で決めました"), order)
            assert not isinstance(planned, GuardRefusal), planned
        steps = shop.steps(order, Cancel(CancelReason.OUT_OF_STOCK, "在庫切れのため"))
        _carry_out_with_proof(shop, order.number, steps)
        cancelled = shop.wait_for(order.number, Phase.CANCELLED)
        assert isinstance(shop.mall.plan(Ship((_parcel(shop),)), cancelled), GuardRefusal)
        assert isinstance(shop.mall.plan(Cancel(CancelReason.BUYER), cancelled), GuardRefusal)

    def test_a_ship_notice_for_a_cancelled_order_is_impossible(self, shop: Shop) -> None:
        order = shop.ready_order(shop.goods(10))
        step = shop.steps(order, Ship((_parcel(shop),)))[0]
        shop.control.act(order.number, "cancel", by="shop")
        proof = shop.client.prove_step(shop.wait_for(order.number, Phase.CANCELLED), step)
        assert proof.state is ProofState.IMPOSSIBLE
        assert proof.reason

    def test_an_unpaid_order_cannot_be_shipped(self, shop: Shop) -> None:
        """Payment guard (G4-21, G4-22)."""
        order = shop.fetch(shop.control.buy(shop.goods(10).code, payment="prepaid", paid=False))
        assert order.payment.due_before_shipping
        assert not order.payment.paid
        refusal = shop.mall.plan(Ship((_parcel(shop),)), order)
        assert isinstance(refusal, GuardRefusal)
        assert refusal.message

    def test_no_parcel_is_no_shipment(self, shop: Shop) -> None:
        order = shop.ready_order(shop.goods(10))
        assert isinstance(shop.mall.plan(Ship(()), order), GuardRefusal)


def _parcel(shop: Shop) -> Parcel:
    today = (shop.time.now() + timedelta(hours=9)).date()
    return Parcel(Carrier.YAMATO, NUMBER, today)


def _carry_out_with_proof(shop: Shop, number: str, steps: tuple[StepPlan, ...]) -> None:
    """Send each step; before it the proof says absent, afterwards done."""
    earlier: JsonObject = {}
    for step in steps:
        shop.time.sleep(step.wait_s / TIME_SCALE)
        before = shop.fetch(number)
        assert shop.client.prove_step(before, step).state is ProofState.ABSENT, step
        sent = shop.send(before, step, earlier)
        proof = shop.client.prove_step(shop.fetch(number), sent)
        assert proof.state is ProofState.DONE, (sent, proof)
        assert proof.seen
        earlier = sent.passed_on


def _send_without_answer(shop: Shop, order: MallOrder, step: StepPlan) -> None:
    with pytest.raises(Retryable) as caught:
        shop.client.send_step(order, step)
    assert caught.value.unknown_effect


def _numbers(shop: Shop, order: MallOrder) -> list[str]:
    """The parcel numbers as the mall has them, a doubled row twice."""
    return [parcel["number"] for parcel in shop.control.order(order.number)["parcels"]]
