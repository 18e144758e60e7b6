"""Accept an order on its mall by hand (注文確認)."""

from django.db import transaction

from ichigen.domain.write_back import Confirm, GuardRefusal
from ichigen.services.orders.events import add_event
from ichigen.services.write_back.open import open_write_back, plan_for
from ichigen.store.orders import Order


def confirm_order(order_id: int, actor_id: int | None) -> GuardRefusal | None:
    """Open the confirmation; None when done, otherwise why nothing was changed."""
    with transaction.atomic():
        order = Order.objects.select_for_update(of=("self",), no_key=True).select_related("account").get(id=order_id)
        steps = plan_for(order, Confirm())
        if isinstance(steps, GuardRefusal):
            return steps
        opened = open_write_back(order, Confirm(), steps, actor_id)
        if isinstance(opened, GuardRefusal):
            return opened
        add_event(order.id, "confirm_requested", "注文確認を送ります", actor_id)
    return None
