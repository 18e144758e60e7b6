"""在庫不足 on 要対応 (design: stock 8)."""

from ichigen.store import shortage
from ichigen.store.ledger import Moved


def watch_shortage(moved: Moved) -> None:
    """Say which of the SKUs that moved are short, inside the transaction that moved them."""
    if moved.sku_ids:
        shortage.watch(moved.sku_ids)
