"""A mall's news that something moved. A signal says what to read, never what is true: nothing is stored from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signal:
    """One piece of news.

    `key`: the mall's own id of the delivery, at most 200 characters; the same key again is the same news. `orders`:
    numbers to fetch; `listings`: stock codes whose number to read; `poll`: something moved that the news does not name,
    so the scans that find new orders run at once.
    """

    key: str
    orders: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    poll: bool = False


@dataclass(frozen=True, slots=True)
class QueuedSignal:
    """One piece of news in a queue; `receipt` removes it. `signal` None: not understood, or not for us."""

    receipt: str
    signal: Signal | None


@dataclass(frozen=True, slots=True)
class SignalBatch:
    """What a queue gave; `more`: another batch may wait."""

    signals: tuple[QueuedSignal, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook as it came: header names in lower case, the body untouched. `now_s`: Unix time, for signatures that age."""

    headers: Mapping[str, str]
    body: bytes
    now_s: float


@dataclass(frozen=True, slots=True)
class SignalFeed:
    """How a mall tells its news. The scans go on at their own pace: news may be lost, doubled and out of order.

    `receive` is pure: it checks the signature of a delivery with the account's credentials and settings, and returns
    what to read, or None for news of no concern; it raises `mallkit.errors.Refused` where the delivery is not proved to be
    the mall's. `queue_setting` names the setting that makes an account's queue known ("" = the mall has none); it is asked every
    `queue_every_s` while that setting has a value.
    """

    receive: Callable[[Delivery, Mapping[str, str]], Signal | None] | None = None
    queue_setting: str = ""
    queue_every_s: float = 2.0
