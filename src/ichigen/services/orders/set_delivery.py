"""お届け指定 of an order as the shop decided it: day and hours (G4-14, G4-15)."""

from datetime import date

from django.db import transaction

from ichigen.domain.phases import HOLDING
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.clock import now
from ichigen.services.orders.events import add_event
from ichigen.services.wake import wake
from ichigen.services.write_back.time_slots import written_slots
from ichigen.store.orders import Order

CLOSED = GuardRefusal("order_closed", "出荷またはキャンセルされた受注のお届け指定は変更できません。")
UNKNOWN = GuardRefusal("slot_unknown", "お届け時間帯を選択肢から選んでください。")


def set_delivery(order_id: int, day: date | None, slot: str, actor_id: int | None) -> GuardRefusal | None:
    """Keep them; None when done. The mall gets them with the next write-back of its status, by itself where its row is 有効."""
    with transaction.atomic():
        order = Order.objects.select_for_update(of=("self",), no_key=True).get(pk=order_id)
        if order.phase not in HOLDING:
            return CLOSED
        if slot and slot not in written_slots():
            return UNKNOWN
        order.deliver_on, order.deliver_slot, order.updated_at, order.judged_status = day, slot, now(), -1
        order.save(update_fields=["deliver_on", "deliver_slot", "updated_at", "judged_status"])
        said = " ".join(part for part in (f"{day:%Y/%m/%d}" if day else "", slot) if part) or "指定なし"
        add_event(order_id, "delivery_set", f"お届け指定: {said}", actor_id)
        wake(order.account_id, "write_back")
    return None
