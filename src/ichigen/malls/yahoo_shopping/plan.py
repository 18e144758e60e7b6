"""Our change → their requests, and what a fresh order proves about them (page section 3.4). Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ichigen.domain.carriers import Carrier
from ichigen.domain.json import Json
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
from ichigen.malls.yahoo_shopping import codes

#: 完了 is refused directly after the shipping change (page sections 3.1 ※5 and 6, trap 11).
COMPLETE_AFTER_S = 10.0

#: Who did it, in the order's history on the mall.
OPERATION_USER = "Ichigen"

#: The same request, meant for goods that are still here and for goods that had left already.
CANCEL = "cancel"
CANCEL_SHIPPED = "cancel_after_shipping"

DETAIL_LENGTH = range(10, 201)


@dataclass(frozen=True, slots=True)
class NumberRule:
    """What the mall takes as お荷物伝票番号 of a carrier; `pattern` after removing hyphens where `bare`."""

    pattern: re.Pattern[str]
    bare: bool
    words: str


_OTHER_NUMBER = NumberRule(re.compile(r"[A-Za-z0-9-]{1,30}"), False, "半角英数字と「-」、30文字以内")
_NUMBER_RULES: dict[str, NumberRule] = {
    Carrier.YAMATO: NumberRule(re.compile(r"(?=.*[0-9])[0-9-]{1,14}"), False, "半角数字と「-」、14文字以内"),
    Carrier.JAPAN_POST: NumberRule(re.compile(r"[A-Za-z0-9]{11,13}"), True, "「-」を除いて11〜13文字の半角英数字"),
}


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
    if step.kind == "ship" and _is_completed(order):
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
    company = _company(intent.parcels[0])
    shipping = _numbers(intent.parcels, order)
    if isinstance(shipping, GuardRefusal):
        return shipping
    values: dict[str, Json] = {"ShipStatus": str(codes.SHIP_DONE), "ShipCompanyCode": str(company), **shipping}
    shipped_on = intent.parcels[0].shipped_on
    if shipped_on:
        values["ShipDate"] = shipped_on.strftime("%Y%m%d")
    notice = StepPlan(
        "ship", _ship_label(intent.parcels, shipping), {"Target": _target(order, True), "Order": {"Ship": values}}
    )
    steps = () if _is_shipped(order, notice) else (notice,)
    # 後払い stays 処理中 until it is paid: 発送後入金待ち is not 完了 (G4-19, G4-20).
    if not order.payment.paid:
        return steps
    complete: dict[str, Json] = {"Target": _target(order, True), "Order": {"OrderStatus": str(codes.COMPLETED)}}
    return (*steps, StepPlan("complete", "注文を完了にする", complete, COMPLETE_AFTER_S if steps else 0.0))


def _no_parcel(intent: Ship) -> GuardRefusal | None:
    message = "出荷する荷物がありません。お荷物伝票番号、または配送伝票番号なしの理由を入力してください。"
    return None if intent.parcels else GuardRefusal("no_parcel", message)


def _numbers(parcels: tuple[Parcel, ...], order: MallOrder) -> dict[str, Json] | GuardRefusal:
    """Return the one or two numbers of the first parcel's carrier, or the reason for none: never both."""
    first = parcels[0]
    if not first.tracking_number:
        return _empty_reason(first, order)
    numbers = [
        parcel.tracking_number for parcel in parcels if parcel.carrier == first.carrier and parcel.tracking_number
    ]
    rule = _NUMBER_RULES.get(first.carrier, _OTHER_NUMBER)
    for number in numbers[:2]:
        if not rule.pattern.fullmatch(number.replace("-", "") if rule.bare else number):
            message = f"お荷物伝票番号「{number}」はこのモールに登録できません({rule.words})。番号を直してください。"
            return GuardRefusal("tracking_number_invalid", message)
    if order.handles["empty_reason"]:
        return _stored("配送伝票番号なしの理由")
    return {f"ShipInvoiceNumber{position}": number for position, number in enumerate(numbers[:2], start=1)}


def _empty_reason(parcel: Parcel, order: MallOrder) -> dict[str, Json] | GuardRefusal:
    by_word = {word: code for code, word in codes.EMPTY_REASON.items()} | {
        str(code): code for code in codes.EMPTY_REASON
    }
    code = by_word.get(parcel.no_number_reason)
    if code is None:
        choices = "、".join(codes.EMPTY_REASON.values())
        message = f"お荷物伝票番号がないときは、配送伝票番号なしの理由を選んでください({choices})。"
        return GuardRefusal("no_number_reason_missing", message)
    if order.handles["invoices"]:
        return _stored("お荷物伝票番号")
    return {"ShipInvoiceNumberEmptyReason": str(code)}


def _stored(what: str) -> GuardRefusal:
    message = (
        f"モールに{what}が登録済みで、番号と理由は同時に登録できません。ストアクリエイターProで{what}を消してください。"
    )
    return GuardRefusal("number_and_reason", message)


def _ship_label(parcels: tuple[Parcel, ...], shipping: Mapping[str, Json]) -> str:
    sent = sum(name.startswith("ShipInvoiceNumber") for name in shipping)
    left = len(parcels) - sent
    return "出荷済みにする" + (f"(モールに登録できない番号 {left}件を除く)" if left > 0 else "")


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
    return (StepPlan(kind, "キャンセルにする", {"Target": _target(order, False), "Order": values}),)


def _target(order: MallOrder, point_fix: bool) -> dict[str, Json]:
    return {"OrderId": order.number, "IsPointFix": str(point_fix).lower(), "OperationUser": OPERATION_USER}


def _company(parcel: Parcel) -> int:
    known = parcel.carrier in {carrier.value for carrier in Carrier}
    return codes.COMPANY_OF_CARRIER[Carrier(parcel.carrier) if known else Carrier.OTHER]


def _is_shipped(order: MallOrder, step: StepPlan) -> bool:
    """Shipped with the numbers (or the reason) of the step; other numbers on the mall are replaced by sending."""
    group = step.payload["Order"]
    wanted = group["Ship"] if isinstance(group, Mapping) else {}
    values = wanted if isinstance(wanted, Mapping) else {}
    numbers = [str(values[name]) for name in ("ShipInvoiceNumber1", "ShipInvoiceNumber2") if name in values]
    stored = order.handles["invoices"]
    same = stored.replace("-", "") == ",".join(numbers).replace("-", "")
    reason = str(values.get("ShipInvoiceNumberEmptyReason", ""))
    return int(order.handles["ship_status"]) >= codes.SHIP_DONE and same and order.handles["empty_reason"] == reason


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
    "ship": _is_shipped,
    "complete": _status_is(codes.COMPLETED),
    CANCEL: _status_is(codes.CANCELLED),
    CANCEL_SHIPPED: _status_is(codes.CANCELLED),
}
