"""The write-back loop of one account: read the orders of due steps in batches, then carry each step."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from time import sleep

from django.db import transaction

from ichigen.domain.loops import LoopKind
from ichigen.domain.orders import MallOrder
from ichigen.domain.snapshots import order_from_json
from ichigen.domain.write_back import StepState
from ichigen.mallkit.client import MallClient
from ichigen.mallkit.errors import Throttled
from ichigen.mallkit.exchange import Problem
from ichigen.mallkit.manifest import Mall
from ichigen.mallkit.registry import mall
from ichigen.services.clock import now
from ichigen.services.loops import LoopOutcome, Run, hold
from ichigen.services.orders.problems import report_problems
from ichigen.services.orders.take_in import source_of, take_in_fenced
from ichigen.services.pacing import OUR_PACE, scarce
from ichigen.services.ranks import OF_LOOP
from ichigen.services.subject import concerning
from ichigen.services.write_back.after_payment import open_rests
from ichigen.services.write_back.auto_confirm import open_auto_confirms
from ichigen.services.write_back.carry import Carrier, carry, not_returned
from ichigen.services.write_back.status_writes import open_due
from ichigen.store import steps as sql
from ichigen.store.accounts import Account
from ichigen.store.steps import DueStep

BATCH = 100
LINGER_S = 8.0
NEAR_S = 1.5

#: Where points are scarce, so many orders are read together: a few share the points of a reading, more would use up those
#: of their own requests.
FEW = 3


def run_write_back(run: Run, account: Account, client: MallClient, linger_s: float = LINGER_S) -> LoopOutcome:
    """Carry every due step; linger `linger_s` while the next one is near, so that a step is proved in the run that sent it.

    Where our own pace ends a run that carried something, it ends well and comes back in time: a queue that moves is not silent.
    """
    kind = mall(account.mall_id)
    if account.mode != Account.Mode.LIVE:
        return LoopOutcome(due_in_s=30.0)
    open_auto_confirms(account, kind)
    open_rests(account)
    open_due(account, kind)
    carrier = Carrier(run, client, kind.write_back)
    carried: list[int] = []
    try:
        _carry_until(carrier, account, kind, run.began + timedelta(seconds=linger_s), carried)
    except Throttled as wait:
        if wait.code not in OUR_PACE or not carried:
            raise
        return LoopOutcome(due_in_s=max(0.0, (wait.retry_at - now()).total_seconds()))
    next_s = sql.next_due_s(account.id)
    return LoopOutcome(due_in_s=5.0 if next_s is None else min(next_s, 5.0))


def _carry_until(carrier: Carrier, account: Account, kind: Mall, until: datetime, carried: list[int]) -> None:
    while now() < carrier.run.deadline:
        due = sql.due(account.id, BATCH)
        if due:
            _carry_all(carrier, account, kind, due, carried)
            continue
        wait_s = sql.next_due_s(account.id)
        if wait_s is None or wait_s > NEAR_S or now() >= until:
            return
        sleep(max(wait_s, 0.05))


def _carry_all(carrier: Carrier, account: Account, kind: Mall, due: Sequence[DueStep], carried: list[int]) -> None:
    """Orders are read as late as possible: one batch, then its steps. `carried` takes the steps that were.

    Where points are scarce, the oldest few go first, and what is due by then next: beginning more would leave the older ones
    half told (ADR 0023). Statuses of a long run stay behind what a person did to one order.
    """
    size = kind.orders.fetch_batch
    if scarce(OF_LOOP[LoopKind.WRITE_BACK]):
        due, size = sorted(due, key=lambda step: (step.intent_kind == "status", step.id))[:FEW], FEW
    for start in range(0, len(due), size):
        if now() >= carrier.run.deadline:
            return
        group = due[start : start + size]
        views = _views(carrier, account, kind, group)
        for at, step in enumerate(group):
            if at and now() >= carrier.run.deadline:
                return
            if step.number in views:
                with concerning("order", step.number):
                    carry(carrier, step, *views[step.number])
                carried.append(step.id)
            else:
                not_returned(carrier, step)


def _views(
    carrier: Carrier, account: Account, kind: Mall, group: Sequence[DueStep]
) -> dict[str, tuple[MallOrder, datetime]]:
    """Return each order as the mall shows it, read now unless a planned step has a fresh snapshot."""
    began, fresh = now(), timedelta(seconds=kind.write_back.fresh_s)
    views = {
        step.number: (order_from_json(step.snapshot), step.snapshot_at)
        for step in group
        if step.state == StepState.PLANNED and step.attempts == 0 and began - step.snapshot_at < fresh
    }
    missing = list(dict.fromkeys(step.number for step in group if step.number not in views))
    if missing:
        with concerning("order", missing[0]) if len(missing) == 1 else nullcontext():
            batch = carrier.client.fetch_orders(missing)
        take_in_fenced(carrier.run, source_of(account, kind.orders, began), batch.orders)
        _report(carrier, batch.problems)
        views |= {order.number: (order, began) for order in batch.orders}
    return views


def _report(carrier: Carrier, problems: Sequence[Problem]) -> None:
    if problems:
        with transaction.atomic():
            hold(carrier.run)
            report_problems(carrier.run.account_id, problems)
