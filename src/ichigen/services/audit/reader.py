"""Read an account's stock for the audit: each request is a short run of its own, which never disturbs the stock loop."""

from collections.abc import Sequence

from ichigen.domain.loops import AUDIT
from ichigen.mallkit.exchange import StockReading
from ichigen.services.connections import connect
from ichigen.services.loops.leases import begin_run, finish_run
from ichigen.store.accounts import Account


def read_stock(account: Account, codes: Sequence[str]) -> StockReading:
    """Read at most `stock.read_batch` codes. Raises the errors of `mallkit.errors`."""
    run = begin_run(account.pk, AUDIT)
    try:
        with connect(run, account) as client:
            return client.read_stock(codes)
    finally:
        finish_run(run, due_at=None)
