"""The catalogue loop of one account: a listing counts as 確認済み only while the mall is known to have it (design: stock 6)."""

from ichigen.mallkit.client import MallClient
from ichigen.mallkit.registry import mall
from ichigen.services.catalogue.read_in import position_of, read_catalogue
from ichigen.services.loops import LoopOutcome, Run
from ichigen.store.accounts import Account


def run_catalogue(run: Run, account: Account, client: MallClient) -> LoopOutcome:
    """Read the whole catalogue, over several runs where it is long, and again some time after it was complete."""
    progress = read_catalogue(run, client)
    complete = progress.next_page is None
    return LoopOutcome(
        due_in_s=mall(account.mall_id).catalogue_every_s if complete else 0.0,
        position=position_of(progress),
        fresh_at=progress.began if complete else None,
    )
