"""Our shipment → their three calls, and what proves each of them (page section 3.5). Pure."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from ichigen.domain.json import Json
from ichigen.domain.orders import MallOrder, Parcel
from ichigen.domain.phases import Phase
from ichigen.domain.ship_notice import NoticeRule, Numberless
from ichigen.domain.write_back import (
    BegunStep,
    Cancel,
    Confirm,
    GuardRefusal,
    Intent,
    Proof,
    ProofState,
    Ship,
    StepPlan,
    ship_guard,
)
from ichigen.malls.mercari_shops import states
from ichigen.malls.mercari_shops.shipments import COMPLETE, CREATE, TRACK, lines_of, shipments

LETTER_PACK, SMALL, MAIL = "レターパック", "定形外", "メール便"

#: G3-19 … G3-23. 日本郵便 and ゆうパック are one carrier here.
NOTICE = NoticeRule(
    numberless=(
        Numberless(frozenset({"japan_post"}), frozenset({SMALL, LETTER_PACK})),
        Numberless(frozenset({"sagawa"}), frozenset({MAIL})),
        Numberless(frozenset({"japan_post"}), frozenset({MAIL})),
    )
)

CANCEL_THERE = GuardRefusal(
    "cancel_on_mall",
    "このモールの受注は、メルカリShopsの画面でキャンセルしてください。キャンセルは自動で取り込み、在庫を戻します。",
)
ANONYMOUS = GuardRefusal(
    "anonymous_shipping",
    "メルカリ便(匿名配送)の受注です。送り状の発行と発送通知は、メルカリShopsの画面で行ってください。結果は自動で取り込みます。",
)
ANONYMOUS_FIRST = GuardRefusal(
    "anonymous_first",
    "メルカリ便(匿名配送)の明細がまだ発送されていません。先にメルカリShopsの画面で発送してください。"
    "その発送を取り込むと(最長2時間)、残りの明細をここで出荷できます。",
)
SENT_THERE = (
    "モールの画面で発送が完了していますが、この追跡番号が登録されたことを確認できません。"
    "メルカリShopsの画面で番号を確認し、この書出を中止してください。"
)
NO_PARCEL = GuardRefusal(
    "no_parcel", "出荷する荷物がありません。お荷物伝票番号、または番号なしの理由を入力してください。"
)
NO_VARIANT = GuardRefusal(
    "variant_missing", "この受注には種類のIDがない明細があります。メルカリShopsの画面で発送通知をしてください。"
)


def plan(intent: Intent, order: MallOrder) -> tuple[StepPlan, ...] | GuardRefusal:
    """Return the steps, or why nothing is written; none where the mall has it already."""
    match intent:
        case Confirm():
            return ()
        case Cancel():
            return CANCEL_THERE
        case Ship(parcels, begun=begun):
            return _ship(parcels, order, begun)


def prove(order: MallOrder, step: StepPlan) -> Proof:
    """Say whether a step is in effect.

    No reading of an order shows its shipments. So the first two steps are proved by the mall's own answer, which is kept
    with the step, and may be sent again without harm; the third by the order's status, or where it is not the last one, by
    the answer and by what is left of its lines. An order that is on its way proves no number: somebody may have completed it
    on the mall's screen with another one.
    """
    status = order.handles["status"]
    seen: dict[str, Json] = {"status": status, "unshipped": _left(order), **step.answer}
    if order.phase is Phase.CANCELLED:
        return Proof(ProofState.IMPOSSIBLE, seen, "モールでキャンセル済みのため、発送を報告できません。")
    if _DONE[step.kind](order, step):
        return Proof(ProofState.DONE, seen)
    if status in states.SENT:
        return Proof(ProofState.IMPOSSIBLE, seen, SENT_THERE) if step.kind == TRACK else Proof(ProofState.DONE, seen)
    return Proof(ProofState.ABSENT, seen)


def shipping_id(step: StepPlan) -> str:
    """Return the id that createOrderShipping gave; "" where no answer was kept."""
    return str(step.earlier.get("orderShippingId", ""))


def parcels_of(step: StepPlan) -> tuple[Parcel, ...]:
    """Return the parcels of a step of kind TRACK."""
    rows: Any = step.payload["parcels"]
    return tuple(Parcel(carrier, number, None, reason) for carrier, number, reason in rows)


def _ship(
    parcels: tuple[Parcel, ...], order: MallOrder, begun: Sequence[BegunStep]
) -> tuple[StepPlan, ...] | GuardRefusal:
    refusal = ship_guard(order)
    if refusal:
        return refusal
    if order.handles["status"] in states.SENT:
        return ()
    if order.handles["anonymous"]:
        return ANONYMOUS
    if any(left and states.is_anonymous_method(method) for _, _, _, left, method in lines_of(order)):
        return ANONYMOUS_FIRST
    if not parcels:
        return NO_PARCEL
    groups = shipments(order, begun)
    if any(not product["variantId"] for products in groups for product in products):
        return NO_VARIANT
    return tuple(
        step for at, products in enumerate(groups, 1) for step in _steps(order, products, parcels, at, len(groups))
    )


def _steps(
    order: MallOrder, products: list[dict[str, Any]], parcels: tuple[Parcel, ...], at: int, groups: int
) -> tuple[StepPlan, ...]:
    which = f"({at}/{groups})" if groups > 1 else ""
    create: dict[str, Json] = {
        "idempotencyKey": idempotency_key(order.number, products),
        "orderTransactionId": order.number,
        "products": products,
    }
    ids: list[str] = [product["variantId"] for product in products]
    of_order: dict[str, Json] = {"orderTransactionId": order.number, "variants": ids, "last": at == groups}
    rows: list[list[str]] = [[p.carrier, p.tracking_number, p.no_number_reason] for p in parcels]
    return (
        StepPlan(CREATE, f"発送を登録する{which}", create, guarded=True, repeatable=True),
        StepPlan(TRACK, f"追跡番号を登録する{which}", {**of_order, "parcels": rows}, guarded=True, repeatable=True),
        StepPlan(COMPLETE, f"発送を通知する{which}", of_order, guarded=True, repeatable=True),
    )


def idempotency_key(number: str, products: list[dict[str, Any]]) -> str:
    """Return the key of a shipment: the same order and lines always have the same, whoever plans it and how often."""
    digest = sha256(json.dumps(products, sort_keys=True).encode()).hexdigest()[:12]
    return f"ichigen-{number}-{digest}"


def _left(order: MallOrder) -> int:
    return sum(left for _, _, _, left, _ in lines_of(order))


def _is_created(order: MallOrder, step: StepPlan) -> bool:
    return bool(step.answer.get("orderShippingId"))


def _is_tracked(order: MallOrder, step: StepPlan) -> bool:
    """The mall returned the text as it was sent, or every number is in it."""
    stored, sent = (str(step.answer.get(name, "")) for name in ("trackingCode", "sent"))
    as_sent = bool(sent) and stored.split() == sent.split()
    return as_sent or all(_is_in(stored, parcel.tracking_number) for parcel in parcels_of(step))


def _is_in(text: str, number: str) -> bool:
    """The number itself, not as a part of a longer one."""
    return bool(number) and re.search(rf"(?<![0-9A-Za-z]){re.escape(number)}(?![0-9A-Za-z])", text) is not None


def _is_completed(order: MallOrder, step: StepPlan) -> bool:
    """The last shipment moves the order's status; of one before it the mall took the notice, and nothing is left of its lines."""
    taken = bool(step.answer.get("completed")) or _is_shut(step)
    return taken and not step.payload["last"] and _nothing_left(order, step)


def _is_shut(step: StepPlan) -> bool:
    """The mall refused the step because the shipment had moved on (FAILED_PRECONDITION)."""
    return bool(step.answer.get("already"))


def _nothing_left(order: MallOrder, step: StepPlan) -> bool:
    variants = step.payload["variants"]
    assert isinstance(variants, list | tuple)
    mine = [left for _, variant, _, left, _ in lines_of(order) if variant in variants]
    return order.phase is Phase.READY and not any(mine)


_DONE: Mapping[str, Callable[[MallOrder, StepPlan], bool]] = {
    CREATE: _is_created,
    TRACK: _is_tracked,
    COMPLETE: _is_completed,
}
