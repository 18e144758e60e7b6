"""Take in what a mall posts to us: the address names the account, the mall's own signature proves the rest."""

from enum import Enum, auto

import structlog

from ichigen.mallkit.errors import MallError
from ichigen.mallkit.registry import mall
from ichigen.mallkit.signals import Delivery, Signal, SignalFeed
from ichigen.services.signals.keep import keep_signal
from ichigen.store.accounts import Account

log = structlog.get_logger(__name__)


class Received(Enum):
    """What became of a delivery."""

    KEPT = auto()
    KNOWN = auto()
    NO_CONCERN = auto()
    NOT_PROVED = auto()
    NO_ACCOUNT = auto()


def receive_delivery(hook_key: str, delivery: Delivery) -> Received:
    """Keep the news of a delivery. Nothing of its body is stored or logged but the numbers it names."""
    account = Account.objects.filter(hook_key=hook_key).exclude(mode=Account.Mode.DISABLED).first()
    feed = _feed(account) if account else None
    if account is None or feed is None or feed.receive is None:
        return Received.NO_ACCOUNT
    try:
        signal: Signal | None = feed.receive(delivery, {**account.settings, **account.credentials})
    except MallError as refused:
        log.warning("signal.not_proved", account=account.pk, code=refused.code)
        return Received.NOT_PROVED
    if signal is None:
        return Received.NO_CONCERN
    return Received.KEPT if keep_signal(account, signal) else Received.KNOWN


def _feed(account: Account) -> SignalFeed | None:
    try:
        return mall(account.mall_id).signals
    except KeyError:  # its package is not installed
        return None
