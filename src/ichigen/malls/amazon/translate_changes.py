"""Our change → their requests, and what a fresh order proves about them (page sections 3.6 and 3.7). Pure."""

from collections.abc import Sequence

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
from ichigen.mallkit.json_values import children
from ichigen.malls.amazon import handles, states
from ichigen.malls.amazon.handles import Remaining
from ichigen.malls.amazon.wire import number, text

SHIP, CANCEL = "ship", "cancel"

#: Our reason → that of the acknowledgement feed [R], and that of cancelOrder (section 3.7).
REASONS: dict[CancelReason, tuple[str, str]] = {
    CancelReason.BUYER: ("BuyerCanceled", "BUYER_CANCELLED"),
    CancelReason.ADDRESS: ("ShippingAddressUndeliverable", "SHIPPING_ADDRESS_UNDELIVERABLE"),
    CancelReason.OUT_OF_STOCK: ("NoInventory", "NO_INVENTORY"),
}

_BY_OTHERS = (
    "Amazonで、ほかのお問い合わせ番号の出荷通知がすでに登録されています。上書きしないよう、送信していません。"
    "セラーセントラルで出荷内容を確認し、必要ならそこで番号を直してください。"
)
_BY_HAND = "セラーセントラルの注文管理でキャンセルしてください。"

#: Why an order in a state cannot be cancelled from here.
_NOT_FROM_HERE: dict[str, tuple[str, str]] = {
    states.CANCELLED: ("order_cancelled", "Amazonですでにキャンセルされている受注です。"),
    states.PENDING: (
        "order_pending",
        "支払い待ち(保留中)の注文は、こちらからキャンセルできません。支払いがなければAmazonが自動でキャンセルします。",
    ),
    states.PENDING_AVAILABILITY: (
        "order_pending",
        f"予約商品の注文は、こちらからキャンセルできません。{_BY_HAND}",
    ),
    states.PARTIALLY_SHIPPED: (
        "partially_shipped",
        f"一部を出荷した注文は、こちらからキャンセルできません。{_BY_HAND}",
    ),
    states.SHIPPED: (
        "shipped",
        "出荷済みの注文はキャンセルできません。セラーセントラルの注文管理で返金してください。",
    ),
}


def plan(intent: Intent, order: MallOrder) -> tuple[StepPlan, ...] | GuardRefusal:
    """Return the steps that bring the order there: none where it is there already, or why nothing is written."""
    if isinstance(intent, Ship):
        return _ship(intent, order)
    if isinstance(intent, Cancel):
        return _cancel(intent, order)
    return _confirm(intent)


def prove(order: MallOrder, step: StepPlan) -> Proof:
    """Say from a fresh order whether a step is in effect."""
    return _prove_ship(order, step) if step.kind == SHIP else _prove_cancel(order, step)


def bare(number: str) -> str:
    """Return a tracking number as it is compared: the mall may drop hyphens and blanks."""
    return "".join(number.split()).replace("-", "").upper()


def _confirm(intent: Confirm) -> tuple[StepPlan, ...]:
    """The mall knows no confirmation of an order."""
    return ()


def _ship(intent: Ship, order: MallOrder) -> tuple[StepPlan, ...] | GuardRefusal:
    refusal = ship_guard(order) or _unfit(intent.parcels)
    if refusal:
        return refusal
    known = {bare(package.tracking_number) for package in handles.told(order)}
    by_number = {bare(parcel.tracking_number): parcel for parcel in intent.parcels}
    parcels = [parcel for number, parcel in by_number.items() if number not in known]
    if not parcels:
        return ()
    items = handles.remaining(order)
    if not items:
        message = "Amazonでは出荷済みです。お問い合わせ番号を直すときは、セラーセントラルで出荷通知を編集してください。"
        return GuardRefusal("already_shipped", message)
    return _ship_steps(order, parcels, items)


def _unfit(parcels: Sequence[Parcel]) -> GuardRefusal | None:
    if not parcels:
        return GuardRefusal("no_parcel", "出荷する荷物がありません。お問い合わせ番号を入力してください。")
    if any(not bare(parcel.tracking_number) for parcel in parcels):
        message = "Amazonの出荷通知にはお問い合わせ番号が必要です。番号のない発送は、セラーセントラルで出荷通知を送ってください。"
        return GuardRefusal("tracking_number_missing", message)
    return None


def _ship_steps(order: MallOrder, parcels: Sequence[Parcel], items: Sequence[Remaining]) -> tuple[StepPlan, ...]:
    """One call per parcel, each with units of its own: what is in which parcel is not known, so the first takes most.

    More parcels than units cannot be told; the label of the last step names the numbers that are left out.
    """
    shares = split(items, len(parcels))
    first = handles.next_reference(order)
    unsaid = [parcel.tracking_number for parcel in parcels[len(shares) :]]
    steps = []
    for at, (parcel, share) in enumerate(zip(parcels, shares, strict=False)):
        more = f"(Amazonに登録できない番号: {'、'.join(unsaid)})" if unsaid and at == len(shares) - 1 else ""
        payload: dict[str, Json] = {
            "packageReferenceId": str(first + at),
            "carrier": parcel.carrier,
            "trackingNumber": parcel.tracking_number.strip(),
            "shippedOn": parcel.shipped_on.isoformat() if parcel.shipped_on else "",
            "orderItems": [{"orderItemId": item.item_id, "quantity": item.units} for item in share],
            "cashOnDelivery": bool(order.handles.get("cash_on_delivery")),
        }
        label = f"出荷通知を送る({parcel.tracking_number.strip()}){more}"
        steps.append(StepPlan(SHIP, label, payload, guarded=True))
    return tuple(steps)


def parcel_to_send(order: MallOrder, step: StepPlan) -> str | GuardRefusal:
    """Return the number under which a parcel is told now, given the order as it is now (section 3.6).

    A parcel that the mall shows with its tracking number is edited. A number that another parcel took meanwhile, by hand in
    セラーセントラル, would edit that one: the next free one is used, if there is still enough to send.
    """
    planned, wanted = str(step.payload["packageReferenceId"]), bare(str(step.payload["trackingNumber"]))
    own = next((p.reference for p in handles.told(order) if bare(p.tracking_number) == wanted and p.reference), "")
    if own or not handles.is_used(order, planned):
        return own or planned
    left = {item.item_id: item.units for item in handles.remaining(order)}
    if any(left.get(item_id, 0) < units for item_id, units in _told_units(step)):
        return GuardRefusal("shipped_by_hand", _BY_OTHERS)
    return str(handles.next_reference(order))


def _told_units(step: StepPlan) -> list[tuple[str, int]]:
    items = children(step.payload, "orderItems")
    return [(text(item, "orderItemId"), number(item, "quantity") or 0) for item in items]


def split(items: Sequence[Remaining], parcels: int) -> list[list[Remaining]]:
    """Share units among parcels: one unit for each but the first, which takes the rest; no parcel stays empty."""
    units = [item.item_id for item in items for _ in range(item.units)]
    singles = min(parcels, len(units)) - 1
    cut = len(units) - singles
    groups = [units[:cut], *([unit] for unit in units[cut:])]
    return [[Remaining(name, group.count(name)) for name in dict.fromkeys(group)] for group in groups]


def _cancel(intent: Cancel, order: MallOrder) -> tuple[StepPlan, ...] | GuardRefusal:
    if order.phase is Phase.CANCELLED:
        return GuardRefusal(*_NOT_FROM_HERE[states.CANCELLED])
    status = order.handles.get("status", "")
    if status != states.UNSHIPPED:
        unsure = ("state_unknown", f"この状態の注文は、こちらからキャンセルできません。{_BY_HAND}")
        return GuardRefusal(*_NOT_FROM_HERE.get(status, unsure))
    reasons = REASONS.get(intent.reason)
    if reasons is None:
        message = f"Amazonにこの理由のキャンセルはありません。お客様都合・住所不明・欠品から選ぶか、{_BY_HAND}"
        return GuardRefusal("cancel_reason", message)
    payload: dict[str, Json] = {
        "feedReason": reasons[0],
        "cancelReasonCode": reasons[1],
        "orderItems": list(handles.item_ids(order)),
    }
    return (StepPlan(CANCEL, "キャンセルにする", payload),)


def _prove_ship(order: MallOrder, step: StepPlan) -> Proof:
    """A 204 proves nothing: the parcel must show, with a carrier (section 3.6: an unknown one may be dropped)."""
    wanted = bare(str(step.payload["trackingNumber"]))
    found = [package for package in handles.told(order) if bare(package.tracking_number) == wanted]
    seen: dict[str, Json] = {
        "status": order.handles.get("status", ""),
        "packages": [f"{package.reference}:{package.carrier}:{package.tracking_number}" for package in found],
    }
    if any(package.carrier for package in found):
        return Proof(ProofState.DONE, seen)
    if order.phase is Phase.CANCELLED:
        return Proof(ProofState.IMPOSSIBLE, seen, "Amazonでキャンセル済みのため、出荷通知を送れません。")
    reason = "配送業者がAmazonに表示されていません。配送業者の綴りの設定を確認してください。" if found else ""
    return Proof(ProofState.ABSENT, seen, reason)


def _prove_cancel(order: MallOrder, step: StepPlan) -> Proof:
    """The refusal that the order carries is that of the feed handed in last: it ends only a step that is under way."""
    status = order.handles.get("status", "")
    refused = "" if step.unsent else order.handles.get(handles.CANCEL_REFUSED, "")
    seen: dict[str, Json] = {"status": status, "refused": refused}
    if order.phase is Phase.CANCELLED:
        return Proof(ProofState.DONE, seen)
    if status in (states.SHIPPED, states.PARTIALLY_SHIPPED):
        return Proof(ProofState.IMPOSSIBLE, seen, "Amazonで出荷済みのため、キャンセルできません。")
    if refused:
        return Proof(ProofState.IMPOSSIBLE, seen, f"Amazonがキャンセルを受け付けませんでした({refused})。{_BY_HAND}")
    return Proof(ProofState.ABSENT, seen)
