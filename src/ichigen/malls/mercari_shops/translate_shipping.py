"""Our shipment → their three calls, and what proves each of them (page section 3.5). Pure."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from itertools import groupby
from typing import Any

from ichigen.domain.json import Json
from ichigen.domain.orders import MallOrder, Parcel
from ichigen.domain.phases import Phase
from ichigen.domain.ship_notice import NoticeRule, Numberless, first_day, parcels_missing
from ichigen.domain.write_back import (
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

CREATE, TRACK, COMPLETE = "ship_create", "ship_track", "ship_complete"

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
        case Ship(parcels):
            return _ship(parcels, order)


def prove(order: MallOrder, step: StepPlan) -> Proof:
    """Say whether a step is in effect.

    No reading of an order shows its shipments. So the first two steps are proved by the mall's own answer, which is kept
    with the step, and may be sent again without harm; the third by the order's status, or where it is not the last one, by
    the answer and by what is left of its lines.
    """
    status = order.handles["status"]
    seen: dict[str, Json] = {"status": status, "unshipped": _left(order), **step.answer}
    if order.phase is Phase.CANCELLED:
        return Proof(ProofState.IMPOSSIBLE, seen, "モールでキャンセル済みのため、発送を報告できません。")
    if status in states.SENT or _DONE[step.kind](order, step):
        return Proof(ProofState.DONE, seen)
    return Proof(ProofState.ABSENT, seen)


def shipping_id(step: StepPlan) -> str:
    """Return the id that createOrderShipping gave; "" where no answer was kept."""
    return str(step.earlier.get("orderShippingId", ""))


def parcels_of(step: StepPlan) -> tuple[Parcel, ...]:
    """Return the parcels of a step of kind TRACK."""
    rows: Any = step.payload["parcels"]
    return tuple(Parcel(carrier, number, None, reason) for carrier, number, reason in rows)


def lines_of(order: MallOrder) -> list[tuple[str, str, int, int, str]]:
    """Return product, variant, quantity, what is left, and method of each line (`lines_handle`)."""
    return [(row[0], row[1], row[2], row[3], row[4]) for row in json.loads(order.handles["lines"])]


def _ship(parcels: tuple[Parcel, ...], order: MallOrder) -> tuple[StepPlan, ...] | GuardRefusal:
    refusal = ship_guard(order) or parcels_missing(NOTICE, parcels)
    if refusal:
        return refusal
    if order.handles["status"] in states.SENT:
        return ()
    if order.handles["anonymous"]:
        return ANONYMOUS
    groups = list(_groups(order))
    if any(not product["variantId"] for products in groups for product in products):
        return NO_VARIANT
    day = first_day(parcels)
    return tuple(
        replace(step, not_before=day)
        for at, products in enumerate(groups, 1)
        for step in _steps(order, products, parcels, at, len(groups))
    )


def _groups(order: MallOrder) -> Iterator[list[dict[str, Any]]]:
    """The lines by shipping method (page: group by it). What is left; all of it where nothing is, for then a shipment

    was begun and not completed, and the same key brings its id back.
    """
    lines = sorted(lines_of(order), key=lambda line: (line[4], line[0], line[1]))
    begun = not any(left for _, _, _, left, _ in lines)
    for _, group in groupby(lines, key=lambda line: line[4]):
        products = [
            {"productId": product, "variantId": variant, "quantity": quantity if begun else left}
            for product, variant, quantity, left, _ in group
            if begun or left > 0
        ]
        if products:
            yield products


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
    """The mall returned the text as it was sent, or every number is in it; or it takes none any more, being complete."""
    stored, sent = (str(step.answer.get(name, "")) for name in ("trackingCode", "sent"))
    as_sent = bool(sent) and stored.split() == sent.split()
    numbered = bool(stored) and all(parcel.tracking_number in stored for parcel in parcels_of(step))
    return as_sent or numbered or (_is_shut(step) and _nothing_left(order, step))


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
