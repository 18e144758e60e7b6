"""The catalogue loop of one account: a listing counts as 確認済み only while the mall is known to have it (design: stock 6)."""

from datetime import datetime, timedelta

from ichigen.mallkit.client import MallClient
from ichigen.mallkit.registry import mall
from ichigen.services.catalogue.read_in import finish_reading, read_page
from ichigen.services.clock import now
from ichigen.services.loops import LoopOutcome, Run, keep_position
from ichigen.store.accounts import Account


def run_catalogue(run: Run, account: Account, client: MallClient) -> LoopOutcome:
    """Read on where the last run stopped: a mall that shows item by item takes many runs for a whole catalogue."""
    page: str | None = run.position.get("page")
    began = datetime.fromisoformat(run.position["began"]) if page else run.began
    longest = timedelta(0)
    while (at := now()) + longest < run.deadline:
        page = read_page(run, client, page, began).next_page
        if page is None:
            finish_reading(account.id, began)
            return LoopOutcome(due_in_s=mall(account.mall_id).catalogue_every_s, position={}, fresh_at=began)
        longest = max(longest, now() - at)
        keep_position(run, {"page": page, "began": began.isoformat()})
    return LoopOutcome(due_in_s=0.0)
