"""Open a write-back: what should be true on the mall, as steps planned by the mall's own rule."""

from dataclasses import replace
from datetime import datetime, time

from django.db.models import Q

from ichigen.domain.hours import JST
from ichigen.domain.intents import intent_kind, intent_to_json
from ichigen.domain.orders import MallOrder
from ichigen.domain.ship_notice import first_day, parcels_missing
from ichigen.domain.snapshots import order_from_json
from ichigen.domain.write_back import BegunStep, GuardRefusal, Intent, SetStatus, Ship, StepPlan, StepState
from ichigen.mallkit.registry import mall
from ichigen.services.wake import wake
from ichigen.store.orders import Order
from ichigen.store.write_backs import WriteBack, WriteBackStep

ALREADY_OPEN = GuardRefusal(
    "write_back_open",
    "同じ内容の書出が処理中か、要対応に残っています。要対応を確認してから、もう一度操作してください。",
)


def plan_for(order: Order, intent: Intent) -> tuple[StepPlan, ...] | GuardRefusal:
    """Return the steps for an order as it was last seen, or why nothing may be written."""
    kind = mall(order.account.mall_id)
    if not isinstance(intent, Ship):
        return kind.plan(intent, mall_view(order))
    planned = kind.plan(replace(intent, begun=_begun(order)), mall_view(order))
    rule = kind.write_back.notice
    if rule is None or isinstance(planned, GuardRefusal) or not planned:
        return planned
    day = first_day(intent.parcels)
    return parcels_missing(rule, intent.parcels) or tuple(
        replace(step, not_before=max(day, step.not_before or day)) for step in planned
    )


def _begun(order: Order) -> tuple[BegunStep, ...]:
    """What ship notices that came to nothing sent to the mall."""
    sent = WriteBackStep.objects.filter(Q(attempts__gt=0) | Q(state=StepState.CONFIRMED), write_back__order=order)
    failed = sent.filter(
        write_back__kind="ship", write_back__state__in=(WriteBack.State.FAILED, WriteBack.State.DROPPED)
    )
    return tuple(
        BegunStep(step.kind, step.payload, step.answer, step.state == StepState.CONFIRMED)
        for step in failed.order_by("write_back_id", "position")
    )


def mall_view(order: Order) -> MallOrder:
    """Return the mall's order as stored."""
    return order_from_json(order.snapshot)


def open_write_back(
    order: Order, intent: Intent | SetStatus, steps: tuple[StepPlan, ...], actor_id: int | None
) -> WriteBack | GuardRefusal:
    """Store the write-back inside the caller's transaction (order row locked) and wake its loop after commit."""
    kind = intent_kind(intent)
    if order.write_backs.filter(kind=kind, state__in=[WriteBack.State.OPEN, WriteBack.State.FAILED]).exists():
        return ALREADY_OPEN
    write_back = WriteBack.objects.create(
        order=order,
        kind=kind,
        intent=intent_to_json(intent),
        actor_id=actor_id,
        state=WriteBack.State.OPEN if steps else WriteBack.State.DONE,
    )
    WriteBackStep.objects.bulk_create(
        WriteBackStep(
            write_back=write_back,
            account_id=order.account_id,
            position=position,
            kind=step.kind,
            label=step.label,
            payload=dict(step.payload),
            wait_s=step.wait_s,
            guarded=step.guarded,
            earliest=datetime.combine(step.not_before, time.min, JST) if step.not_before else None,
        )
        for position, step in enumerate(steps)
    )
    wake(order.account_id, "write_back")
    return write_back
