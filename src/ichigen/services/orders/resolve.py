"""Lines whose goods were not known when they were taken in (design: stock 9)."""

from django.db import transaction

from ichigen.services.stock.shortage import watch_shortage
from ichigen.services.wake import wake_many
from ichigen.store import waiting_lines


def reserve_matched(account_id: int) -> None:
    """確保 the lines of an account that are matched by now, and close their items on 要対応."""
    with transaction.atomic():
        moved = waiting_lines.reserve_matched(account_id)
        watch_shortage(moved)
        wake_many((touched, "stock") for touched in moved.account_ids)


def reserve_matched_meanwhile(account_id: int) -> None:
    """確保 lines whose goods were matched while their order was being taken in: nobody else comes by for them."""
    if waiting_lines.matched_meanwhile(account_id):
        reserve_matched(account_id)
