"""The mall's two states, parcel and お届け指定 → requests (page section 3.4; G4-10 to G4-16). Pure."""

from collections.abc import Mapping

from ichigen.domain.carriers import Carrier
from ichigen.domain.json import Json
from ichigen.domain.orders import MallOrder, Parcel
from ichigen.domain.status_changes import same_slot
from ichigen.domain.write_back import Delivery, GuardRefusal, SetStatus, StepPlan
from ichigen.malls.yahoo_shopping import codes, state_proof
from ichigen.malls.yahoo_shopping.numbers import empty_reason, invoice_numbers

#: 完了 is refused directly after the shipping change (page sections 3.1 ※5 and 6, trap 11).
COMPLETE_AFTER_S = 10.0

#: Who did it, in the order's history on the mall.
OPERATION_USER = "Ichigen"

#: ShipRequestTime is free text of so many bytes (page section 3.3).
SLOT_BYTES = 13


def plan_status(intent: SetStatus, order: MallOrder) -> tuple[StepPlan, ...] | GuardRefusal:
    """Return the steps of a status write-back: none where the mall is there already."""
    return state_steps(intent, order, notice="set_ship")


def state_steps(intent: SetStatus, order: MallOrder, *, notice: str) -> tuple[StepPlan, ...] | GuardRefusal:
    """お届け指定, then the order state that is not 完了, then shipping (kind `notice`), then 完了.

    A ship notice comes before the hold that its row asks for: of a held order nothing is shipped.
    """
    shipping = _shipping(intent, order)
    delivery = _delivery(intent.delivery, order)
    if isinstance(shipping, GuardRefusal):
        return shipping
    if isinstance(delivery, GuardRefusal):
        return delivery
    state, shipped = _order_state(intent, order), _notice(intent, order, shipping, notice)
    holds = notice == "ship" and intent.state.order == str(codes.ON_HOLD)
    steps = [*delivery, *shipped, *state] if holds else [*delivery, *state, *shipped]
    if intent.state.order == str(codes.COMPLETED) and order.handles["order_status"] != str(codes.COMPLETED):
        payload: dict[str, Json] = {
            "Target": target_of(order, True),
            "Order": {"OrderStatus": str(codes.COMPLETED)},
        }
        wait_s = COMPLETE_AFTER_S if steps and steps[-1].kind == notice else 0.0
        steps.append(StepPlan("complete", "注文を完了にする", payload, wait_s))
    return tuple(steps)


def target_of(order: MallOrder, point_fix: bool) -> dict[str, Json]:
    """Return the Target group of a change."""
    return {"OrderId": order.number, "IsPointFix": str(point_fix).lower(), "OperationUser": OPERATION_USER}


def _order_state(intent: SetStatus, order: MallOrder) -> tuple[StepPlan, ...]:
    wanted = intent.state.order
    if wanted in ("", str(codes.COMPLETED), order.handles["order_status"]):
        return ()
    if wanted == str(codes.PROCESSING) and order.handles["order_status"] == str(codes.RESERVED):
        return ()  # 予約中 becomes 処理中 by itself (page section 3.1)
    label = f"注文ステータスを「{codes.ORDER_STATUS[int(wanted)]}」にする"
    payload: dict[str, Json] = {"Target": target_of(order, False), "Order": {"OrderStatus": wanted}}
    return (StepPlan("set_order", label, payload),)


def _notice(intent: SetStatus, order: MallOrder, shipping: Mapping[str, Json], kind: str) -> tuple[StepPlan, ...]:
    if not intent.state.ship and not shipping:
        return ()
    status = intent.state.ship or order.handles["ship_status"]
    values: dict[str, Json] = {"ShipStatus": status, **shipping}
    payload: dict[str, Json] = {"Target": target_of(order, True), "Order": {"Ship": values}}
    after_payment = int(status) >= codes.SHIP_READY and not intent.before_payment
    step = StepPlan(kind, _label(status, intent.parcels, shipping), payload, guarded=after_payment)
    done = state_proof.is_noticed if kind == "ship" else state_proof.is_shipping
    return () if done(order, step) else (step,)


def _shipping(intent: SetStatus, order: MallOrder) -> dict[str, Json] | GuardRefusal:
    """Carrier, number or reason, and day of the parcels; nothing without one."""
    if not intent.parcels:
        return {}
    first = intent.parcels[0]
    numbers = invoice_numbers(intent.parcels, order) if first.tracking_number else empty_reason(first, order)
    if isinstance(numbers, GuardRefusal):
        return numbers
    values: dict[str, Json] = {"ShipCompanyCode": str(_company(first)), **numbers}
    if first.shipped_on:
        values["ShipDate"] = first.shipped_on.strftime("%Y%m%d")
    return values


def _delivery(delivery: Delivery, order: MallOrder) -> tuple[StepPlan, ...] | GuardRefusal:
    """お届け指定日 and お届け時間帯 where they differ from the mall's (orderChange)."""
    if len(delivery.slot.encode()) > SLOT_BYTES:
        message = (
            f"お届け時間帯「{delivery.slot}」はこのモールには長すぎます(13バイトまで)。"
            "時間帯変換設定で「14:00～16:00」の形にしてください。"
        )
        return GuardRefusal("time_slot_too_long", message)
    values: dict[str, Json] = {}
    if delivery.day and delivery.day != order.delivery.day:
        values["ShipRequestDate"] = delivery.day.strftime("%Y%m%d")
    if delivery.slot and not same_slot(delivery.slot, order.delivery.time_slot):
        values["ShipRequestTime"] = delivery.slot
    if not values:
        return ()
    payload: dict[str, Json] = {"Target": {"OrderId": order.number}, "Order": {"Ship": values}}
    return (StepPlan("deliver", "お届け指定を変更する", payload),)


def _label(status: str, parcels: tuple[Parcel, ...], shipping: Mapping[str, Json]) -> str:
    word = codes.SHIP_STATUS[int(status)]
    sent = sum(name.startswith("ShipInvoiceNumber") for name in shipping)
    left = len(parcels) - sent
    label = f"{word}にする" if word == "出荷済み" else f"出荷ステータスを「{word}」にする"
    return label + (f"(モールに登録できない番号 {left}件を除く)" if left > 0 else "")


def _company(parcel: Parcel) -> int:
    known = parcel.carrier in {carrier.value for carrier in Carrier}
    return codes.COMPANY_OF_CARRIER[Carrier(parcel.carrier) if known else Carrier.OTHER]
