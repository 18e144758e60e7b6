"""What one run of the intake carries along, and where what it read is stored."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ichigen.domain.order_feed import ScanPlan
from ichigen.domain.orders import MallOrder
from ichigen.mallkit.client import MallClient
from ichigen.mallkit.exchange import OrderRef
from ichigen.mallkit.manifest import OrderFeed
from ichigen.services.loops import Run
from ichigen.services.orders.intake_position import IntakePosition
from ichigen.services.orders.take_in import TakenIn, source_of, take_in_fenced
from ichigen.services.pacing import PATIENCE_S
from ichigen.store.accounts import Account

#: Nothing is begun so near to the end of a run that its turn could come after it.
LAST_TURN = timedelta(seconds=PATIENCE_S)


@dataclass
class OpenPage:
    """A page that was listed: what of it is still to be fetched, and the page after it."""

    todo: list[OrderRef]
    next_page: str | None


@dataclass
class Intake:
    """One run. `pages`: by scan, the page at hand; `done`: steps that succeeded; `hears`: the mall sends news,
    `heard`: the newest of it that was looked after.

    `history_until`: until then our pace leaves no turn for lists that find no new orders; those that do go on.
    """

    run: Run
    account: Account
    client: MallClient
    feed: OrderFeed
    scans: tuple[ScanPlan, ...]
    position: IntakePosition
    pages: dict[str, OpenPage] = field(default_factory=dict)
    done: int = 0
    hears: bool = False
    heard: int = 0
    history_until: datetime | None = None

    def time_left(self, at: datetime) -> bool:
        """True while another step may begin."""
        return at + LAST_TURN < self.run.deadline

    def resting(self, at: datetime) -> bool:
        """True while the mall, or our pace, asks to wait with its lists."""
        return self.position.rest_until is not None and self.position.rest_until > at

    def history_rests(self, at: datetime) -> bool:
        """True while only what shows new orders has a turn."""
        return self.history_until is not None and self.history_until > at

    def all_held(self) -> bool:
        """True when every scan fails: then it is not the scan, it is the mall."""
        return all(scan.name in self.position.held for scan in self.scans)

    def store(self, orders: Sequence[MallOrder], requested_at: datetime) -> TakenIn:
        """Take in what a request that began at `requested_at` returned."""
        return take_in_fenced(self.run, source_of(self.account, self.feed, requested_at), orders)
