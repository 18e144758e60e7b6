"""Our change → their requests, and what a fresh order proves about them (page section 3.4). Pure."""

from collections.abc import Callable

from ichigen.domain.json import Json
from ichigen.domain.orders import MallOrder
from ichigen.domain.phases import Phase
from ichigen.domain.write_back import (
    Cancel,
    CancelReason,
    Confirm,
    GuardRefusal,
    Intent,
    MallState,
    Proof,
    ProofState,
    SetStatus,
    Ship,
    StepPlan,
    ship_guard,
)
from ichigen.malls.yahoo_shopping import codes, state_proof
from ichigen.malls.yahoo_shopping.state_plan import state_steps, target_of

#: The same request, meant for goods that are still here and for goods that had left already.
CANCEL = "cancel"
CANCEL_SHIPPED = "cancel_after_shipping"

DETAIL_LENGTH = range(10, 201)


def plan(intent: Intent, order: MallOrder) -> tuple[StepPlan, ...] | GuardRefusal:
    """Return the steps that bring the order there: none where it is there already, or why nothing is written."""
    if isinstance(intent, Ship):
        return _ship(intent, order)
    if isinstance(intent, Cancel):
        return _cancel(intent, order)
    return _confirm(intent, order)


def prove(order: MallOrder, step: StepPlan) -> Proof:
    """Say from a fresh order whether a step is in effect."""
    seen: dict[str, Json] = {name: order.handles[name] for name in _EVIDENCE}
    if _DONE[step.kind](order, step):
        return Proof(ProofState.DONE, seen)
    if order.phase is Phase.CANCELLED:
        return Proof(ProofState.IMPOSSIBLE, seen, "モールでキャンセル済みのため、これ以上は書き込めません。")
    if step.kind in {"ship", "set_ship", "set_order", "deliver"} and _is_completed(order):
        return Proof(ProofState.IMPOSSIBLE, seen, "モールで完了済みのため、お荷物伝票番号を変えられません。")
    if step.kind == CANCEL and _has_left(order):
        message = "キャンセルを申請した後にモールで出荷されたため、送りません。モールの注文を確認してください。"
        return Proof(ProofState.IMPOSSIBLE, seen, message)
    return Proof(ProofState.ABSENT, seen)


def _confirm(intent: Confirm, order: MallOrder) -> tuple[StepPlan, ...]:
    """Marking as seen takes 新規注文 to 処理中; nothing where somebody opened it already."""
    if not order.confirmable:
        return ()
    return (
        StepPlan("confirm", "注文を確認済みにする", {"Target": {"OrderId": order.number}, "Order": {"IsSeen": "true"}}),
    )


def _ship(intent: Ship, order: MallOrder) -> tuple[StepPlan, ...] | GuardRefusal:
    refusal = ship_guard(order) or _no_parcel(intent)
    if refusal or _is_completed(order):
        return refusal or ()
    state = intent.state or MallState(str(codes.COMPLETED), str(codes.SHIP_DONE))
    # 後払い stays 処理中 until it is paid: 発送後入金待ち is not 完了 (G4-19, G4-20).
    if not order.payment.paid and state.order == str(codes.COMPLETED):
        state = MallState("", state.ship)
    return state_steps(SetStatus(state, intent.parcels, intent.delivery), order, notice="ship")


def _no_parcel(intent: Ship) -> GuardRefusal | None:
    message = "出荷する荷物がありません。お荷物伝票番号、または配送伝票番号なしの理由を入力してください。"
    return None if intent.parcels else GuardRefusal("no_parcel", message)


def _cancel(intent: Cancel, order: MallOrder) -> tuple[StepPlan, ...] | GuardRefusal:
    """The reason is always sent: without one the mall records 欠品 against the store (trap 10)."""
    if order.phase is Phase.CANCELLED:
        return GuardRefusal("order_cancelled", "モールですでにキャンセルされている受注です。")
    detail = intent.detail.strip()
    if intent.reason is CancelReason.OTHER and len(detail) not in DETAIL_LENGTH:
        message = "理由が「その他(店舗都合)」のキャンセルには、10〜200文字の説明が必要です。説明を入力してください。"
        return GuardRefusal("cancel_detail_length", message)
    values: dict[str, Json] = {
        "OrderStatus": str(codes.CANCELLED),
        "CancelReason": str(codes.CANCEL_CODE[intent.reason]),
    }
    if len(detail) in DETAIL_LENGTH:
        values["CancelReasonDetail"] = detail
    kind = CANCEL_SHIPPED if _has_left(order) else CANCEL
    return (StepPlan(kind, "キャンセルにする", {"Target": target_of(order, False), "Order": values}),)


def _has_left(order: MallOrder) -> bool:
    return int(order.handles["ship_status"]) >= codes.SHIP_DONE or _is_completed(order)


def _is_completed(order: MallOrder) -> bool:
    """完了 lets nothing but 調整額 be changed (page section 3.1 ※3)."""
    return order.handles["order_status"] == str(codes.COMPLETED)


def _status_is(wanted: int) -> Callable[[MallOrder, StepPlan], bool]:
    return lambda order, step: order.handles["order_status"] == str(wanted)


def _is_confirmed(order: MallOrder, step: StepPlan) -> bool:
    return order.handles["is_seen"] == "1"


_EVIDENCE = ("order_status", "pay_status", "ship_status", "is_seen", "invoices", "empty_reason")

_DONE: dict[str, Callable[[MallOrder, StepPlan], bool]] = {
    "confirm": _is_confirmed,
    "ship": state_proof.is_noticed,
    "set_ship": state_proof.is_shipping,
    "set_order": state_proof.is_order_state,
    "deliver": state_proof.is_delivery,
    "complete": _status_is(codes.COMPLETED),
    CANCEL: _status_is(codes.CANCELLED),
    CANCEL_SHIPPED: _status_is(codes.CANCELLED),
}
