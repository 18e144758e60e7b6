"""Our change as their request, and what a fresh snapshot proves of it. Pure (sections 2.4, 2.5, 2.7)."""

from ichigen.domain.json import JsonObject
from ichigen.domain.orders import MallOrder, Parcel
from ichigen.domain.phases import Phase
from ichigen.domain.write_back import (
    Cancel,
    CancelReason,
    Confirm,
    GuardRefusal,
    Intent,
    Proof,
    ProofState,
    Ship,
    StepPlan,
    ship_guard,
)
from ichigen.malls.rakuten.baskets import Wanted, is_shipped_as, read_baskets, shipping_request, wanted_rows
from ichigen.malls.rakuten.carrier_codes import to_mall

CONFIRM = "confirm"
SHIP = "ship"
CANCEL = "cancel"
CANCEL_SHIPPED = "cancel_after_shipping"

#: updateOrderShipping: rows per package, characters of a number (section 2.5).
_ROWS = 20
_NUMBER_LENGTH = 120

#: changeReasonDetailApply (section 2.7).
REASONS: dict[CancelReason, int] = {
    CancelReason.BUYER: 1,
    CancelReason.UNPAID: 4,
    CancelReason.ADDRESS: 6,
    CancelReason.OUT_OF_STOCK: 8,
    CancelReason.OTHER: 10,
}
#: inventoryRestoreType (section 2.7): 1 puts the units back, 2 does not; 0 would follow each item's own setting.
_RESTORE = {True: 1, False: 2}

_CANCEL_KINDS: dict[int, str] = {
    100: CANCEL,
    200: CANCEL,
    300: CANCEL,
    500: CANCEL_SHIPPED,
    600: CANCEL_SHIPPED,
    700: CANCEL_SHIPPED,
}
_CANCEL_REFUSALS: dict[int, GuardRefusal] = {
    400: GuardRefusal("change_pending", "変更確定待ちの受注はキャンセルできません。RMSで変更を確定してください。"),
    800: GuardRefusal("cancel_pending", "キャンセルを申請済みです。楽天の確定を待っています。"),
    900: GuardRefusal("order_cancelled", "すでにキャンセルが確定した受注です。"),
}
_UNKNOWN_STATE = GuardRefusal("unknown_state", "この注文ステータスではキャンセルできません。RMSで確認してください。")


def plan(intent: Intent, order: MallOrder) -> tuple[StepPlan, ...] | GuardRefusal:
    """Return the steps of one intent on one order, or why nothing is sent."""
    match intent:
        case Confirm():
            return _plan_confirm(order)
        case Ship():
            return _plan_ship(intent, order)
        case Cancel():
            return _plan_cancel(intent, order)


def rebased(order: MallOrder, step: StepPlan) -> StepPlan:
    """Return a ship step laid anew over the rows the mall has now, so that a late resend reuses instead of adding."""
    if step.kind != SHIP:
        return step
    request = shipping_request(order.number, read_baskets(order.handles), wanted_rows(step.payload))
    return StepPlan(step.kind, step.label, request, step.wait_s)


def prove(order: MallOrder, step: StepPlan) -> Proof:
    """Say whether a step is in effect, from a snapshot read afterwards."""
    return _PROOFS[step.kind](order, step)


def progress_of(order: MallOrder) -> int:
    """Return orderProgress of a snapshot."""
    return int(order.handles.get("progress", "0"))


def _plan_confirm(order: MallOrder) -> tuple[StepPlan, ...] | GuardRefusal:
    if order.phase is Phase.CANCELLED:
        return GuardRefusal("order_cancelled", "キャンセルされた受注は確認できません。")
    if progress_of(order) != 100:
        return GuardRefusal("already_confirmed", "注文確認は済んでいます。")
    if order.handles.get("undetermined"):
        return GuardRefusal("postage_undetermined", "送料が未確定です。RMSで送料を確定してから注文確認してください。")
    return (StepPlan(CONFIRM, "注文確認", {"orderNumberList": [order.number]}),)


def _plan_ship(intent: Ship, order: MallOrder) -> tuple[StepPlan, ...] | GuardRefusal:
    refusal = _not_confirmed(order) or ship_guard(order) or _bad_parcels(intent.parcels)
    if refusal:
        return refusal
    baskets = read_baskets(order.handles)
    if not baskets:
        return GuardRefusal("no_package", "送付先のない受注です。RMSで確認してください。")
    wanted = tuple(dict.fromkeys(_wanted(parcel) for parcel in intent.parcels))
    return (StepPlan(SHIP, "発送完了報告", shipping_request(order.number, baskets, wanted)),)


def _not_confirmed(order: MallOrder) -> GuardRefusal | None:
    if progress_of(order) == 100:
        return GuardRefusal("not_confirmed", "注文確認がまだです。注文確認を先に送ってください。")
    return None


def _bad_parcels(parcels: tuple[Parcel, ...]) -> GuardRefusal | None:
    if not parcels:
        return GuardRefusal("no_parcel", "お荷物伝票番号と配送会社を入力してください。")
    if len(parcels) > _ROWS:
        return GuardRefusal("too_many_parcels", f"楽天市場に報告できる荷物は{_ROWS}個までです。")
    if any(parcel.shipped_on is None for parcel in parcels):
        return GuardRefusal("ship_date_missing", "出荷日を入力してください。楽天市場の発送完了報告に必要です。")
    if any(len(parcel.tracking_number) > _NUMBER_LENGTH for parcel in parcels):
        return GuardRefusal("number_too_long", f"お荷物伝票番号は{_NUMBER_LENGTH}文字までです。")
    return None


def _wanted(parcel: Parcel) -> Wanted:
    day = parcel.shipped_on.isoformat() if parcel.shipped_on else ""
    return Wanted(to_mall(parcel.carrier, parcel.tracking_number), parcel.tracking_number, day)


def _plan_cancel(intent: Cancel, order: MallOrder) -> tuple[StepPlan, ...] | GuardRefusal:
    progress = progress_of(order)
    kind = _CANCEL_KINDS.get(progress)
    if kind is None:
        return _CANCEL_REFUSALS.get(progress, _UNKNOWN_STATE)
    payload: JsonObject = {
        "orderNumber": order.number,
        "inventoryRestoreType": _RESTORE[intent.restock],
        "changeReasonDetailApply": REASONS[intent.reason],
    }
    return (StepPlan(kind, "キャンセル申請", payload),)


def _prove_confirm(order: MallOrder, step: StepPlan) -> Proof:
    progress = progress_of(order)
    seen = {"orderProgress": progress}
    if progress == 100:
        return Proof(ProofState.ABSENT, seen)
    if progress in (800, 900):
        return Proof(ProofState.IMPOSSIBLE, seen, "受注がキャンセルされました。")
    return Proof(ProofState.DONE, seen)


def _prove_ship(order: MallOrder, step: StepPlan) -> Proof:
    baskets = read_baskets(order.handles)
    seen: JsonObject = {"orderProgress": progress_of(order), "rows": [len(basket.rows) for basket in baskets]}
    if is_shipped_as(baskets, wanted_rows(step.payload)):
        return Proof(ProofState.DONE, seen)
    if progress_of(order) in (800, 900):
        return Proof(ProofState.IMPOSSIBLE, seen, "受注がキャンセルされたため、発送完了報告はできません。")
    return Proof(ProofState.ABSENT, seen)


def _prove_cancel(order: MallOrder, step: StepPlan) -> Proof:
    progress = progress_of(order)
    seen = {"orderProgress": progress}
    if progress in (800, 900):
        return Proof(ProofState.DONE, seen)
    if _CANCEL_KINDS.get(progress) != step.kind:
        return Proof(ProofState.IMPOSSIBLE, seen, "注文ステータスが変わったため、このキャンセルは送れません。")
    return Proof(ProofState.ABSENT, seen)


_PROOFS = {CONFIRM: _prove_confirm, SHIP: _prove_ship, CANCEL: _prove_cancel, CANCEL_SHIPPED: _prove_cancel}
