"""A mall's queue: what was stored is removed there, and only then (mallkit.client.SignalQueueClient)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from ichigen.mallkit.errors import Fenced
from ichigen.mallkit.signals import QueuedSignal, Signal, SignalBatch
from ichigen.services.loops import begin_run
from ichigen.services.signals.loop import run_signals
from ichigen.store.accounts import Account
from ichigen.store.signals import MallSignal
from tests.services.orders.orders_client import OrdersClient

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]


@dataclass
class QueueClient(OrdersClient):
    """A queue that gives two at a time and gives them again until they are removed."""

    waiting: list[QueuedSignal] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def read_signals(self) -> SignalBatch:
        self.calls.append("read")
        return SignalBatch(tuple(self.waiting[:2]), more=len(self.waiting) > 2)

    def forget_signals(self, receipts: Sequence[str]) -> None:
        self.removed += receipts
        self.waiting = [row for row in self.waiting if row.receipt not in receipts]


@pytest.fixture
def queued(account: Account) -> Account:
    """An account that names its queue."""
    account.settings = {"queue": "https://queue.invalid/1"}
    account.save(update_fields=["settings"])
    return account


def test_a_queue_is_emptied_kept_and_asked_again_soon(queued: Account) -> None:
    rows = [QueuedSignal(f"r-{n}", Signal(f"d-{n}", (f"100{n}",))) for n in range(4)]
    client = QueueClient(waiting=[*rows, QueuedSignal("r-x", None), QueuedSignal("r-9", Signal("d-0", ("1000",)))])

    outcome = run_signals(begin_run(queued.pk, "signals"), queued, client, linger_s=0)

    assert client.calls == ["read", "read", "read"]
    assert client.removed == ["r-0", "r-1", "r-2", "r-3", "r-x", "r-9"]
    assert list(MallSignal.objects.order_by("id").values_list("key", flat=True)) == ["d-0", "d-1", "d-2", "d-3"]
    assert outcome.due_in_s == 2.0


def test_a_run_that_was_overtaken_removes_nothing(queued: Account) -> None:
    client = QueueClient(waiting=[QueuedSignal("r-1", Signal("d-1", ("1001",)))])
    old = begin_run(queued.pk, "signals")
    begin_run(queued.pk, "signals")

    with pytest.raises(Fenced):
        run_signals(old, queued, client, linger_s=0)

    assert (client.removed, MallSignal.objects.count()) == ([], 0)


def test_an_account_without_a_queue_is_never_asked(account: Account) -> None:
    client = QueueClient()

    assert run_signals(begin_run(account.pk, "signals"), account, client).due_in_s is None
    assert client.calls == []


def test_news_that_no_database_stores_does_not_stop_the_queue(queued: Account) -> None:
    """It would come back for ever, and everything behind it would wait."""
    odd = Signal("d\x00-1", ("10\x0001",), ("A\x001", "A-1"))
    rows = [
        QueuedSignal("r-1", odd),
        QueuedSignal("r-2", Signal("k" * 300 + "1")),
        QueuedSignal("r-3", Signal("k" * 300 + "2")),
    ]
    client = QueueClient(waiting=[*rows, QueuedSignal("r-4", Signal("d-4", ("1004",)))])

    run_signals(begin_run(queued.pk, "signals"), queued, client, linger_s=0)

    assert client.removed == ["r-1", "r-2", "r-3", "r-4"]
    kept = list(MallSignal.objects.order_by("id").values_list("orders", "poll"))
    assert kept == [([], True), ([], False), ([], False), (["1004"], False)]
