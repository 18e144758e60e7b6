"""Shipped before it was paid (後払い): what the mall takes only after payment is planned by rule, once (G4-19, G4-20)."""

from collections.abc import Sequence

from django.db import transaction

from ichigen.domain.intents import intent_from_json
from ichigen.domain.phases import GONE
from ichigen.domain.write_back import GuardRefusal, Intent, Ship, StepPlan, StepState
from ichigen.services.worklist import Item, close_item, open_item
from ichigen.services.write_back.open import open_write_back, plan_for
from ichigen.services.write_back.shipping_row import NOT_TABLED, tabled
from ichigen.store.accounts import Account
from ichigen.store.orders import Order
from ichigen.store.write_backs import WriteBack, WriteBackStep

BATCH = 100


def open_rests(account: Account) -> int:
    """Plan the rest of every ship notice whose order was paid since; return how many were opened."""
    paid = WriteBack.objects.filter(
        awaits_payment=True,
        state=WriteBack.State.DONE,
        order__account=account,
        order__paid=True,
        order__phase__in=GONE,
    )
    return sum(_open_rest(*row) for row in paid.order_by("id").values_list("id", "order_id")[:BATCH])


@transaction.atomic
def _open_rest(notice_id: int, order_id: int) -> bool:
    locking = Order.objects.select_for_update(of=("self",), no_key=True)
    order = locking.select_related("account").get(id=order_id)
    notice = WriteBack.objects.get(id=notice_id)
    if not notice.awaits_payment:
        return False
    intent = _as_tabled(order, intent_from_json(notice.kind, notice.intent))
    if intent is None:
        notice.awaits_payment = False
        notice.save(update_fields=["awaits_payment"])
        close_item(_key(notice), NOT_TABLED)
        return False
    planned = plan_for(order, intent)
    if not isinstance(planned, GuardRefusal):
        rest = _not_done_yet(order, intent, planned)
        opened = open_write_back(order, intent, rest, None) if rest else None
        if not isinstance(opened, GuardRefusal):
            notice.awaits_payment = False
            notice.save(update_fields=["awaits_payment"])
            close_item(_key(notice), "残りの書出を始めました。")
            return opened is not None
        planned = opened
    _tell(order, notice, planned)
    return False


def _as_tabled(order: Order, intent: Intent) -> Intent | None:
    return tabled(order, intent) if isinstance(intent, Ship) else intent


def _not_done_yet(order: Order, intent: Intent, planned: Sequence[StepPlan]) -> tuple[StepPlan, ...]:
    """The steps that no ship notice of this order has done; what stands on the mall is not written again.

    Under a status table the notice before payment and the one after it may name two states, so only the very same
    request counts as done. Elsewhere a second notice would be a second parcel, whatever it says.
    """
    confirmed = WriteBackStep.objects.filter(
        write_back__order=order, write_back__kind="ship", state=StepState.CONFIRMED
    )
    if isinstance(intent, Ship) and intent.state is not None:
        done = list(confirmed.values_list("kind", "payload"))
        return tuple(step for step in planned if (step.kind, step.payload) not in done)
    kinds = set(confirmed.values_list("kind", flat=True))
    return tuple(step for step in planned if step.kind not in kinds)


def _tell(order: Order, notice: WriteBack, refusal: GuardRefusal) -> None:
    open_item(
        Item(
            key=_key(notice),
            code="after_payment_refused",
            title=f"受注 {order.number}: 入金後の書出ができません",
            cause=f"{refusal.message}（{refusal.code}）",
            action="原因を直すと自動で書き出します。モールの画面で完了にした場合は「対応済みにする」を押してください。",
            account_id=order.account_id,
            order_id=order.id,
        )
    )


def _key(notice: WriteBack) -> str:
    return f"after_payment:{notice.id}"
