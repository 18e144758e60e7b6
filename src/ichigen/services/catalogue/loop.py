"""The catalogue loop of one account: a listing counts as 確認済み only while the mall is known to have it (design: stock 6)."""

from ichigen.mallkit.client import MallClient
from ichigen.services.catalogue.read_in import read_catalogue
from ichigen.services.loops import LoopOutcome, Run
from ichigen.store.accounts import Account

EVERY_S = 600.0


def run_catalogue(run: Run, account: Account, client: MallClient) -> LoopOutcome:
    """Read the whole catalogue every ten minutes."""
    read_catalogue(account, client)
    return LoopOutcome(due_in_s=EVERY_S, fresh_at=run.began)
