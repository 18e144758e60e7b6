"""Bring reservations and ledger in line with an order's phase after a change made in the hub."""

from collections.abc import Sequence

from ichigen.services.stock.shortage import watch_shortage
from ichigen.services.wake import wake_many
from ichigen.store import intake, ledger
from ichigen.store.hot import run, stage


def restage_orders(order_ids: Sequence[int]) -> None:
    """確保, 解放 or 減少 by the phase each order has now; inside the caller's transaction, order rows locked."""
    intake.open_intake()
    stage("stage_order (order_id, is_new)", ((order_id, False) for order_id in order_ids))
    run(intake.STAGE_HOLDS)
    ledger.apply_staged_holds()
    moved = ledger.apply_staged()
    watch_shortage(moved)
    wake_many((account_id, "stock") for account_id in moved.account_ids)
