"""Keep a piece of news and wake who looks after it. News says what to read and never what is true (ADR: signals)."""

from datetime import timedelta
from hashlib import sha256

from django.db import transaction

from ichigen.domain.loops import LoopKind
from ichigen.mallkit.registry import mall
from ichigen.mallkit.signals import Signal
from ichigen.services.clock import now
from ichigen.services.wake import wake
from ichigen.store import signals
from ichigen.store.accounts import Account

#: A mall repeats a delivery for some hours; a queue keeps one for days.
KEPT_DAYS = 15

#: One delivery that names more than this is answered by reading the lists instead.
NAMED_AT_MOST = 250

KEY_WIDTH = 200
NUMBER_WIDTH = 100


@transaction.atomic
def keep_signal(account: Account, signal: Signal) -> bool:
    """Store one piece of news and have it looked after; False where it was known already.

    Numbers that no order has (unprintable, too long) are left out: the lists are read in their place. A key or a code with
    characters that no database stores must not stop a queue: it would come back for ever.
    """
    orders = [n for n in dict.fromkeys(signal.orders) if n and n.isprintable() and len(n) <= NUMBER_WIDTH]
    odd = len(orders) < len(set(signal.orders)) or len(orders) > NAMED_AT_MOST
    poll = signal.poll or odd
    if not signals.keep(account.pk, _key(signal.key), orders[:NAMED_AT_MOST], poll=poll):
        return False
    if orders or poll:
        wake(account.pk, LoopKind.INTAKE)
    listings = [code for code in signal.listings if code.isprintable()]
    if listings:
        stock = mall(account.mall_id).stock
        signals.read_soon(account.pk, listings, 0.0 if stock.shows_late else stock.settle_s)
        wake(account.pk, LoopKind.STOCK)
    return True


def _key(told: str) -> str:
    """A delivery's key as it is stored; one that cannot be is told apart by its digest."""
    storable = told.isprintable() and len(told) <= KEY_WIDTH
    return told if storable else sha256(told.encode(errors="surrogatepass")).hexdigest()


def forget_signals() -> None:
    """Remove news that no mall repeats any more."""
    signals.forget_signals(now() - timedelta(days=KEPT_DAYS))
