"""A ship notice under the status table: what it writes is the row of the status that shipping leads to (G4-20, G4-25)."""

from dataclasses import replace

from ichigen.domain.phases import Phase
from ichigen.domain.write_back import Delivery, Ship
from ichigen.services.write_back.open import mall_view
from ichigen.services.write_back.status_table import rows_in_force, table_of
from ichigen.services.write_back.time_slots import written_slots
from ichigen.store.orders import Order, Status

NOT_TABLED = "ステータス紐付けで有効になっていないため、モールへは書き出しません。"


def tabled(order: Order, notice: Ship) -> Ship | None:
    """Return the notice with the states of its row; None where the row is not 有効. Without a table it stays as it is."""
    table = table_of(order.account.mall_id)
    if table is None:
        return notice
    phase = Phase.SHIPPED if mall_view(order).payment.paid else Phase.SHIPPED_UNPAID
    row = rows_in_force(order.account_id, table).get(Status.objects.get(phase=phase, default=True).code)
    if row is None or not row.enabled:
        return None
    slot = written_slots().get(order.deliver_slot, order.deliver_slot) if order.deliver_slot else ""
    return replace(notice, state=row.state, delivery=Delivery(order.deliver_on, slot))
