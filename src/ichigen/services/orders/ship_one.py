"""Ship one order: status 処理済 and the ship notice to its mall as proved steps; 減少 follows for all that leave together."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max

from ichigen.domain.hours import JST
from ichigen.domain.orders import Parcel
from ichigen.domain.phases import GONE, Phase
from ichigen.domain.write_back import GuardRefusal, Ship, ship_guard
from ichigen.services.clock import now
from ichigen.services.orders.events import add_event
from ichigen.services.orders.phase import move_to_phase
from ichigen.services.orders.untold import is_untold
from ichigen.services.write_back.drop import give_up
from ichigen.services.write_back.open import mall_view, open_write_back, plan_for
from ichigen.services.write_back.shipping_row import NOT_TABLED, tabled
from ichigen.services.write_back.status_writes import give_way
from ichigen.store.orders import Order, Shipment
from ichigen.store.worklist import AuditLog
from ichigen.store.write_backs import WriteBack

NO_PARCEL = GuardRefusal("no_parcel", "お荷物を1個以上入力してください。")
ALREADY_SHIPPED = GuardRefusal("already_shipped", "この受注はすでに出荷済みです。")
CANCEL_RUNNING = GuardRefusal(
    "cancel_running",
    "この受注のキャンセルが送信中か、要対応に残っています。キャンセルの書出を中止してから出荷してください。",
)
HELD_HERE = GuardRefusal("held_here", "保留にした受注です。ステータスを発送待ちに戻してから出荷してください。")


def ship_one(order_id: int, parcels: Sequence[Parcel], actor_id: int | None) -> GuardRefusal | bool:
    """Record the shipment; otherwise return why nothing was changed (G4-22: payment guard).

    True where the goods leave now: the caller, whose transaction it is, moves the stock (`restage_orders`), once for all.

    An order that is shipped here may be shipped again, with corrected parcels, while its mall has not taken the notice:
    that one failed, was given up, or was never opened because its row of the status table is not 有効 (`is_untold` says so
    afterwards). Then only the notice is new, the goods have left once.
    """
    if not parcels:
        return NO_PARCEL
    with transaction.atomic():
        order = _locked(order_id)
        untold = _untold(order)
        refusal = _refusal(order, untold)
        if refusal is not None:
            return refusal
        refusal = _notify(order, Ship(tuple(parcels)), untold, actor_id)
        if refusal is not None:
            transaction.set_rollback(True)  # what gave way to the notice stays
            return refusal
        _record(order, parcels, actor_id)
        leaves = order.phase not in GONE
        if leaves:
            move_to_phase(order, Phase.SHIPPED if mall_view(order).payment.paid else Phase.SHIPPED_UNPAID)
    return leaves


def _locked(order_id: int) -> Order:
    locking = Order.objects.select_for_update(of=("self",), no_key=True)
    return locking.select_related("account", "status").get(id=order_id)


def _untold(order: Order) -> WriteBack | None:
    """The last ship notice of the order, where the mall did not take it."""
    last = order.write_backs.filter(kind="ship").order_by("-id").first()
    return last if last and last.state in (WriteBack.State.FAILED, WriteBack.State.DROPPED) else None


def _refusal(order: Order, untold: WriteBack | None) -> GuardRefusal | None:
    """Why the hub itself does not ship this order, whatever the mall would say."""
    if order.phase in GONE and untold is None and not is_untold(order.id):
        return ALREADY_SHIPPED
    if order.write_backs.filter(kind="cancel", state__in=[WriteBack.State.OPEN, WriteBack.State.FAILED]).exists():
        return CANCEL_RUNNING
    if order.status.phase == Phase.HELD and (order.status_by_hand or order.phase != Phase.HELD):
        return HELD_HERE
    return None


def _notify(order: Order, notice: Ship, untold: WriteBack | None, actor_id: int | None) -> GuardRefusal | None:
    """Open the ship notice, in place of the one the mall did not take."""
    view = mall_view(order)
    intent = tabled(order, notice)
    planned = ship_guard(view) or (plan_for(order, intent) if intent else ())
    if isinstance(planned, GuardRefusal):
        return planned
    if untold is not None and untold.state == WriteBack.State.FAILED:
        give_up(untold, "出荷の内容を直して、もう一度報告します", actor_id)
    if intent is None:
        add_event(order.id, "write_back_off", NOT_TABLED, actor_id)
        return None
    give_way(order, "出荷を登録したため", actor_id)
    opened = open_write_back(order, intent, planned, actor_id)
    if isinstance(opened, GuardRefusal):
        return opened
    opened.awaits_payment = not view.payment.paid
    opened.save(update_fields=["awaits_payment"])
    return None


def _record(order: Order, parcels: Sequence[Parcel], actor_id: int | None) -> None:
    today: date = now().astimezone(JST).date()
    last = Shipment.objects.filter(order=order).aggregate(last=Max("entry"))["last"] or 0
    Shipment.objects.bulk_create(
        Shipment(
            order=order,
            carrier=parcel.carrier,
            tracking_number=parcel.tracking_number,
            no_number_reason=parcel.no_number_reason,
            shipped_on=parcel.shipped_on or today,
            entry=last + 1,
            actor_id=actor_id,
        )
        for parcel in parcels
    )
    AuditLog.objects.create(
        actor_id=actor_id,
        action="order.ship",
        subject="order",
        subject_id=order.id,
        data={"parcels": len(parcels)},
    )
    numbers = "、".join(parcel.tracking_number or "番号なし" for parcel in parcels)
    add_event(order.id, "shipped", f"出荷しました（{numbers}）", actor_id)
