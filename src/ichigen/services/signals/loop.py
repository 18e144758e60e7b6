"""The signal loop of one account: take news from the mall's queue, keep it, and only then remove it there."""

from datetime import timedelta
from time import sleep

from django.db import transaction

from ichigen.mallkit.client import MallClient, SignalQueueClient
from ichigen.mallkit.registry import mall
from ichigen.mallkit.signals import SignalFeed
from ichigen.services.clock import now
from ichigen.services.loops import LoopOutcome, Run, hold
from ichigen.services.signals.keep import keep_signal
from ichigen.store.accounts import Account

#: A run keeps asking this long: cheaper and sooner than a new job each time.
LINGER_S = 8.0


def run_signals(run: Run, account: Account, client: MallClient, linger_s: float = LINGER_S) -> LoopOutcome:
    """Empty the queue, ask again until `linger_s` is over, and say when to come back. No queue: never."""
    feed = mall(account.mall_id).signals
    if feed is None or not has_queue(feed, account) or not isinstance(client, SignalQueueClient):
        return LoopOutcome()
    until = min(run.began + timedelta(seconds=linger_s), run.deadline)
    while True:
        while _take(run, account, client) and now() < run.deadline:
            pass
        if now() + timedelta(seconds=feed.queue_every_s) >= until:
            return LoopOutcome(due_in_s=feed.queue_every_s)
        sleep(feed.queue_every_s)


def has_queue(feed: SignalFeed, account: Account) -> bool:
    """True where the account names a queue."""
    values = {**account.settings, **account.credentials}
    return bool(feed.queue_setting and str(values.get(feed.queue_setting, "")).strip())


def _take(run: Run, account: Account, client: SignalQueueClient) -> bool:
    """Take one batch; True where another may wait."""
    batch = client.read_signals()
    for row in batch.signals:
        if row.signal is not None:
            with transaction.atomic():  # one each: listings are locked in one go per transaction
                hold(run)
                keep_signal(account, row.signal)
    if batch.signals:
        client.forget_signals([row.receipt for row in batch.signals])
    return batch.more
