"""Carry one step: prove first, send once, prove again. Every move is committed under the run's lease (design: writing back)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction

from ichigen.domain.hours import JST
from ichigen.domain.intents import intent_from_json
from ichigen.domain.orders import MallOrder
from ichigen.domain.phases import Phase
from ichigen.domain.ship_notice import NEVER, NOT_YET, NoticeRule, judge_notice
from ichigen.domain.write_back import (
    GuardRefusal,
    Proof,
    ProofState,
    Ship,
    StepPlan,
    StepState,
    payment_guard,
    ship_guard,
)
from ichigen.mallkit.client import MallClient
from ichigen.mallkit.errors import AuthExpired, Fenced, Refused, Retryable, Throttled
from ichigen.mallkit.manifest import WriteBackCapability
from ichigen.services.clock import now
from ichigen.services.loops import Run, hold
from ichigen.services.orders.events import add_event
from ichigen.services.worklist import Item, open_item
from ichigen.store import steps as sql
from ichigen.store.steps import DueStep

#: How long after an accepted request the order is read to see it done.
PROOF_DELAY_S = 1.0

#: How often a step may be sent by itself; later only a person sends it again.
MOST_SENDINGS = 3

#: How long a step that is not sent again is looked for on the mall, at growing intervals.
PATIENCE = timedelta(minutes=10)
SHORTEST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=5)

#: How soon an order is looked at again whose status keeps its ship notice back.
STATUS_WAIT = timedelta(seconds=60)

#: Readings in which the mall does not return the order, and the seconds until the next one.
MISS_WAITS_S = (30, 60, 120)


@dataclass(frozen=True, slots=True)
class Carrier:
    """What carrying needs: the fenced run, the mall's client, and the mall's way of proving."""

    run: Run
    client: MallClient
    capability: WriteBackCapability


def plan_of(step: DueStep) -> StepPlan:
    """Return the step as the mall planned it."""
    return StepPlan(
        step.kind,
        step.label,
        step.payload,
        step.wait_s,
        step.guarded,
        answer=step.answer,
        earlier=step.earlier,
        unsent=step.state == StepState.PLANNED,
    )


def carry(carrier: Carrier, step: DueStep, order: MallOrder, read_at: datetime) -> None:
    """Move one step on, given a snapshot of its order read at `read_at` (when that request began).

    Raises what stops the whole run: `Throttled`, `AuthExpired`, `Retryable`; the step is safe in the database before.
    """
    proof = carrier.client.prove_step(order, plan_of(step))
    if proof.state is ProofState.DONE:
        _confirm(carrier, step, proof)
    elif step.intent_kind == "confirm" and order.phase is Phase.CANCELLED:
        _drop(carrier, step, "order_cancelled", "受注がキャンセルされたため、注文確認は送りません。")
    elif step.superseded and (proof.state is ProofState.IMPOSSIBLE or _settled(carrier, step, read_at)):
        _drop(carrier, step, "superseded", "新しい内容を書き出すため、この書出はもう送りません。")
    elif proof.state is ProofState.IMPOSSIBLE:
        _refuse(carrier, step, "mall_state", proof.reason, proof)
    elif step.state == StepState.PLANNED:
        _send(carrier, step, order)
    else:
        _not_seen_yet(carrier, step, read_at)


def not_returned(carrier: Carrier, step: DueStep) -> None:
    """The mall did not return the order of a step, or not readably: look again a few times, then tell a person."""
    if step.misses >= len(MISS_WAITS_S):
        message = "モールが受注を返さないか、読み取れないため、書き出しの結果を確認できません。モールの画面で確認してください。"
        _refuse(carrier, step, "order_unreadable", message, Proof(ProofState.IMPOSSIBLE))
        return
    _stored(carrier, partial(sql.miss, step.id, now() + timedelta(seconds=MISS_WAITS_S[step.misses])))


def _settled(carrier: Carrier, step: DueStep, read_at: datetime) -> bool:
    """Would this reading show what was sent? What the mall accepted may show later, so it gets the whole patience."""
    if step.state == StepState.PLANNED or step.sent_at is None:
        return True
    wait = PATIENCE if step.accepted_at else timedelta(seconds=carrier.capability.settle_s)
    return read_at >= step.sent_at + wait


def _not_seen_yet(carrier: Carrier, step: DueStep, read_at: datetime) -> None:
    """Not there: only a reading begun later than the settle time after the request says that it was not done.

    What the mall accepted is never sent again by itself: it may show it later, and would do it twice.
    """
    sent_at = step.sent_at or read_at
    settled = sent_at + timedelta(seconds=carrier.capability.settle_s)
    if read_at < settled:
        _stored(carrier, partial(sql.postpone, step.id, settled))
    elif step.accepted_at is None and step.attempts < MOST_SENDINGS:
        message = "送信しましたが、モールに反映されていないため、もう一度送ります。"
        _stored(carrier, partial(sql.mark_planned, step.id, unsent=False, code="not_done", message=message))
    elif read_at < sent_at + PATIENCE:
        waited = min(max(read_at - sent_at, SHORTEST_WAIT), LONGEST_WAIT)
        _stored(carrier, partial(sql.postpone, step.id, min(read_at + waited, sent_at + PATIENCE)))
    else:
        _never_seen(carrier, step)


def _never_seen(carrier: Carrier, step: DueStep) -> None:
    how = "モールは受け付けましたが" if step.accepted_at else f"{step.attempts}回送信しましたが"
    code = "accepted_not_seen" if step.accepted_at else "sent_not_seen"
    message = f"{how}、10分たっても反映を確認できません。モールの画面で確認し、反映されていなければ再試行してください。"
    _refuse(carrier, step, code, message, Proof(ProofState.ABSENT))


def _send(carrier: Carrier, step: DueStep, order: MallOrder) -> None:
    refusal = _guard(step, order)
    if refusal is not None:
        _refuse(carrier, step, refusal.code, refusal.message, Proof(ProofState.IMPOSSIBLE))
        return
    kept_back = not_eligible(carrier.capability.notice, step, now().astimezone(JST).date())
    if kept_back in (NEVER, NOT_YET):  # no error: a status may change, a day may come
        _stored(carrier, partial(sql.postpone, step.id, now() + STATUS_WAIT))
        return
    if kept_back is not None:
        _refuse(carrier, step, kept_back.code, kept_back.message, Proof(ProofState.IMPOSSIBLE))
        return
    with transaction.atomic():
        hold(carrier.run)
        if order.writable_from is not None and order.writable_from > carrier.run.began:
            sql.postpone(step.id, order.writable_from)
            return
        if not sql.mark_sending(step.id):
            return
    try:
        answer = carrier.client.send_step(order, plan_of(step))
    except Refused as refused:
        _refuse(carrier, step, refused.code, refused.message, Proof(ProofState.IMPOSSIBLE))
    except Retryable as fault:
        _after_fault(carrier, step, fault)
        raise
    except (Throttled, AuthExpired) as error:
        _stored(carrier, partial(sql.mark_planned, step.id, unsent=True, code=error.code, message=error.message))
        raise
    except Fenced:  # nothing left; a run that was overtaken stores nothing here either
        _stored(carrier, partial(sql.mark_planned, step.id, unsent=True))
        raise
    else:
        _stored(carrier, partial(sql.mark_sent, step.id, accepted=True, wait_s=PROOF_DELAY_S, answer=answer))


def not_eligible(rule: NoticeRule | None, step: DueStep, today: date) -> GuardRefusal | None:
    """Return why a ship notice is not written now by the rule of its mall's manifest; None = it is (G3-19 … G3-23).

    `today`: in Japan. A mall without such a rule is told of every shipped order.
    """
    if rule is None or step.intent_kind != "ship":
        return None
    intent = intent_from_json(step.intent_kind, step.intent)
    parcels = intent.parcels if isinstance(intent, Ship) else ()
    return judge_notice(rule, Phase(step.status_phase), parcels, today)


def _guard(step: DueStep, order: MallOrder) -> GuardRefusal | None:
    """Paid yesterday may be unpaid today: the guard is asked again before each request (G4-22)."""
    if step.intent_kind == "ship":
        return ship_guard(order)
    return payment_guard(order) if step.guarded else None


def _after_fault(carrier: Carrier, step: DueStep, fault: Retryable) -> None:
    wait_s = carrier.capability.settle_s
    if fault.unknown_effect:
        _stored(
            carrier,
            partial(sql.mark_sent, step.id, accepted=False, wait_s=wait_s, code=fault.code, message=fault.message),
        )
    else:
        _stored(carrier, partial(sql.mark_planned, step.id, unsent=True, code=fault.code, message=fault.message))


def _stored(carrier: Carrier, move: Callable[[], object]) -> None:
    with transaction.atomic():
        hold(carrier.run)
        move()


def _confirm(carrier: Carrier, step: DueStep, proof: Proof) -> None:
    with transaction.atomic():
        hold(carrier.run)
        done = sql.confirm(step.id, dict(proof.seen))
        add_event(step.order_id, "step_confirmed", f"{step.label}: モールで確認済み")
        if done is not None:
            add_event(step.order_id, "write_back_done", "書出が完了しました")


def _drop(carrier: Carrier, step: DueStep, code: str, message: str) -> None:
    """The step lost its purpose: the order was cancelled before it was accepted, or something newer takes its place."""
    with transaction.atomic():
        hold(carrier.run)
        sql.drop(step.id, code, message)
        add_event(step.order_id, "step_dropped", f"{step.label}: {message}")


def _refuse(carrier: Carrier, step: DueStep, code: str, message: str, proof: Proof) -> None:
    with transaction.atomic():
        hold(carrier.run)
        if not sql.refuse(step.id, code, message, dict(proof.seen)):
            return
        add_event(step.order_id, "step_refused", f"{step.label}: {message}"[:300])
        open_item(
            Item(
                key=f"step:{step.id}",
                code="step_refused",
                title=f"受注 {step.number}: {step.label}ができませんでした",
                cause=f"{message}（{code}）",
                action="原因を直してから「再試行」を押すと、この1件だけをもう一度送ります。モール側で済ませた場合も「再試行」で確認できます。",
                account_id=carrier.run.account_id,
                order_id=step.order_id,
                step_id=step.id,
            )
        )
