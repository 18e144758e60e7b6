"""The rules of stock: what a mall may offer, and how a movement is named (design: stock)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class MovementKind(StrEnum):
    """Kinds of ledger entries; the first group moves on_hand, 確保/解放 move reserved, 減少 moves both."""

    RECEIVE = "receive"
    BUYBACK = "buyback"
    ADJUST = "adjust"
    RETURN = "return"
    TRANSFER = "transfer"
    OPENING = "opening"
    RESERVE = "reserve"
    RELEASE = "release"
    SHIP = "ship"


MOVEMENT_LABELS: dict[MovementKind, str] = {
    MovementKind.RECEIVE: "入荷",
    MovementKind.BUYBACK: "買取",
    MovementKind.ADJUST: "調整",
    MovementKind.RETURN: "返品",
    MovementKind.TRANSFER: "移動",
    MovementKind.OPENING: "期首",
    MovementKind.RESERVE: "確保",
    MovementKind.RELEASE: "解放",
    MovementKind.SHIP: "減少",
}


class HolderKind(StrEnum):
    """What holds reserved units: an order line, a bid, a sale the order API still hides (仮確保), a person."""

    LINE = "line"
    BID = "bid"
    PROVISIONAL = "provisional"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class ComponentStock:
    """Available units of one SKU of a listing, and how many of them one sale of the listing takes."""

    available: int
    per_sale: int


def offer(components: Iterable[ComponentStock]) -> int:
    """Return how many of a listing a mall may sell: the only place that decides it, never negative.

    A listing without components offers nothing.
    """
    return max(0, min((part.available // part.per_sale for part in components), default=0))
