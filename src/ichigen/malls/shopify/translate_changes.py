"""Our change as their request, and what a fresh order proves of it (sections 4 and 5). Pure."""

import json
from collections.abc import Mapping

from ichigen.domain.json import Json
from ichigen.domain.orders import MallOrder, Parcel
from ichigen.domain.phases import GONE, Phase
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
from ichigen.malls.shopify.carrier_names import to_mall

SHIP, RETRACK, CANCEL = "ship", "retrack", "cancel"

#: OrderCancelReason (section 5).
REASONS: Mapping[CancelReason, str] = {
    CancelReason.BUYER: "CUSTOMER",
    CancelReason.UNPAID: "DECLINED",
    CancelReason.ADDRESS: "OTHER",
    CancelReason.OUT_OF_STOCK: "INVENTORY",
    CancelReason.OTHER: "OTHER",
}
#: Longest staffNote (section 5).
NOTE_LENGTH = 255


def plan(intent: Intent, order: MallOrder) -> tuple[StepPlan, ...] | GuardRefusal:
    """Return the steps of one intent on one order: none where it is there already, or why nothing is sent."""
    match intent:
        case Confirm():
            return ()
        case Ship():
            return _plan_ship(intent, order)
        case Cancel():
            return _plan_cancel(intent, order)


def prove(order: MallOrder, step: StepPlan) -> Proof:
    """Say from a fresh order whether a step is in effect."""
    seen: dict[str, Json] = {name: order.handles.get(name, "") for name in ("financial", "fulfillment", "cancelled")}
    seen["numbers"] = sorted(_numbers(order))
    if step.kind == CANCEL:
        return _prove_cancel(order, seen)
    if order.phase is Phase.CANCELLED:
        return Proof(ProofState.IMPOSSIBLE, seen, "モールでキャンセル済みのため、出荷を報告できません。")
    if step.kind == RETRACK:
        done = any(_same(rows, step) for gid, rows in shipments(order) if gid == step.payload["fulfillment"])
        return Proof(ProofState.DONE if done else ProofState.ABSENT, seen)
    if order.phase in GONE:
        wanted = {str(number) for number in wanted_numbers(step)}
        if wanted <= _numbers(order):
            return Proof(ProofState.DONE, seen)
        return Proof(ProofState.IMPOSSIBLE, seen, "モールで別のお荷物伝票番号で発送済みです。番号を確認してください。")
    return Proof(ProofState.ABSENT, seen)


def shipments(order: MallOrder) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the shipments on the mall: their gids, and the (company, number) of their parcels."""
    found = json.loads(order.handles.get("shipments") or "[]")
    return [(gid, [(company, number) for company, number in rows]) for gid, rows in found]


def wanted_numbers(step: StepPlan) -> list[str]:
    """Return the numbers a ship or retrack step reports."""
    found = step.payload.get("numbers")
    return [str(number) for number in found] if isinstance(found, list | tuple) else []


def _plan_ship(intent: Ship, order: MallOrder) -> tuple[StepPlan, ...] | GuardRefusal:
    refusal = ship_guard(order) or _bad_parcels(intent.parcels)
    if refusal:
        return refusal
    numbers = list(dict.fromkeys(parcel.tracking_number for parcel in intent.parcels if parcel.tracking_number))
    payload: dict[str, Json] = {"company": to_mall(intent.parcels[0].carrier), "numbers": numbers}
    if order.phase not in GONE:
        return (StepPlan(SHIP, "発送の登録", payload, guarded=True),)
    if set(numbers) <= _numbers(order):
        return ()
    return _plan_retrack(payload, order)


def _plan_retrack(payload: dict[str, Json], order: MallOrder) -> tuple[StepPlan, ...] | GuardRefusal:
    """The order left with another number, or with none: the shipment gets ours."""
    found = shipments(order)
    if len(found) != 1:
        message = "発送が1件ではないため、お荷物伝票番号を直せません。Shopifyの管理画面で直してください。"
        return GuardRefusal("shipments_unclear", message)
    return (StepPlan(RETRACK, "お荷物伝票番号の変更", payload | {"fulfillment": found[0][0]}),)


def _bad_parcels(parcels: tuple[Parcel, ...]) -> GuardRefusal | None:
    if not parcels:
        return GuardRefusal(
            "no_parcel", "出荷する荷物がありません。お荷物伝票番号か、番号なしの理由を入力してください。"
        )
    if len({to_mall(parcel.carrier) for parcel in parcels}) > 1:
        message = (
            "Shopifyの発送1件に登録できる配送会社は1社です。配送会社をそろえるか、管理画面で分けて登録してください。"
        )
        return GuardRefusal("one_carrier", message)
    return None


def _plan_cancel(intent: Cancel, order: MallOrder) -> tuple[StepPlan, ...] | GuardRefusal:
    if order.phase is Phase.CANCELLED:
        return GuardRefusal("order_cancelled", "モールですでにキャンセルされている受注です。")
    if order.phase in GONE or shipments(order):
        message = "発送を登録した注文は、キャンセルできません。Shopifyの管理画面で発送を取り消すか、返品・返金をしてください。"
        return GuardRefusal("already_shipped", message)
    payload: dict[str, Json] = {"reason": REASONS[intent.reason], "restock": intent.restock}
    if intent.detail.strip():
        payload["note"] = intent.detail.strip()[:NOTE_LENGTH]
    return (StepPlan(CANCEL, "注文のキャンセル", payload),)


def _prove_cancel(order: MallOrder, seen: dict[str, Json]) -> Proof:
    if order.handles.get("cancelled"):
        return Proof(ProofState.DONE, seen)
    if order.phase in GONE or shipments(order):
        message = "キャンセルの前にモールで発送されたため、送りません。Shopifyの管理画面で確認してください。"
        return Proof(ProofState.IMPOSSIBLE, seen, message)
    return Proof(ProofState.ABSENT, seen)


def _numbers(order: MallOrder) -> set[str]:
    return {number for _, rows in shipments(order) for _, number in rows}


def _same(rows: list[tuple[str, str]], step: StepPlan) -> bool:
    company = step.payload.get("company")
    return [number for _, number in rows] == wanted_numbers(step) and all(name == company for name, _ in rows)
