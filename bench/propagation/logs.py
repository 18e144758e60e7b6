"""What the malls' own logs say of propagation. Pure: times are epoch seconds of the simulators' clock."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, inf

NEVER = inf


@dataclass(frozen=True, slots=True)
class Sale:
    """One line of an order, at the moment the shopper placed it."""

    at: float
    code: str
    units: int
    order: str = ""


@dataclass(frozen=True, slots=True)
class StockRow:
    """One accepted row of a stock write: when its request arrived, and the number the mall had afterwards."""

    at: float
    code: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Reads:
    """When a sale could be known: per order, the first answer with its details; per code, the answers with another number
    than the one before."""

    details: Mapping[str, float] = field(default_factory=dict)
    stock: Mapping[str, Sequence[float]] = field(default_factory=dict)


@dataclass(slots=True)
class MallLog:
    """Everything one mall noted since the sales began. `opening`: its own numbers before the first sale."""

    opening: Mapping[str, int]
    sales: list[Sale] = field(default_factory=list)
    writes: list[StockRow] = field(default_factory=list)
    reads: Reads = field(default_factory=Reads)


def lowered_at(seller: MallLog, other: MallLog) -> list[float]:
    """Return for each sale of `seller` when `other` had been lowered for it; `NEVER` where it was not.

    Writes are accounted to sales of the same code in order of time: a sale is accounted for once what the writes took
    off since the beginning covers all sales up to it. What `other` sold itself is not taken off by a write.
    """
    taken = _taken_off(other)
    sold: dict[str, int] = defaultdict(int)
    found = []
    for sale in seller.sales:
        sold[sale.code] += sale.units
        steps = taken.get(sale.code, [])
        found.append(next((at for at, total in steps if at >= sale.at and total >= sold[sale.code]), NEVER))
    return found


def _taken_off(mall: MallLog) -> Mapping[str, list[tuple[float, int]]]:
    """Per code: after each write, how much all writes so far took off the mall's number."""
    number = dict(mall.opening)
    taken: dict[str, list[tuple[float, int]]] = defaultdict(list)
    events: list[Sale | StockRow] = [*mall.sales, *mall.writes]
    for event in sorted(events, key=lambda event: event.at):
        if isinstance(event, Sale):
            number[event.code] = number.get(event.code, 0) - event.units
            continue
        before = taken[event.code][-1][1] if taken[event.code] else 0
        taken[event.code].append((event.at, before + number.get(event.code, 0) - event.quantity))
        number[event.code] = event.quantity
    return taken


def own_share_s(sale: Sale, reads: Reads, lowered: float) -> float | None:
    """Return the seconds between what first showed the sale and the write's request; None where nothing was lowered.

    A write before the detail's answer came from the stock's reading (仮確保): then the first one that showed a new number counts.
    """
    if lowered == NEVER:
        return None
    seen = reads.details.get(sale.order, NEVER)
    if seen > lowered:
        seen = _first_since(reads.stock.get(sale.code, ()), sale.at)
    return lowered - seen if seen <= lowered else None


def beyond_limit_s(share_s: float, lowered: float, other: MallLog, interval_s: float) -> float:
    """Return of `share_s` what is left when the wait for the mall's next turn to write is taken off."""
    before = max((row.at for row in other.writes if row.at < lowered), default=-inf)
    allowed = before + interval_s
    return lowered - max(lowered - share_s, min(allowed, lowered))


def percentile(values: Iterable[float], share: float) -> float:
    """Return the nearest-rank percentile; `NEVER` counts as the largest. ValueError without values."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def _first_since(answers: Sequence[float], since: float) -> float:
    """The first of these moments, ascending, at or after `since`."""
    place = bisect_left(answers, since)
    return answers[place] if place < len(answers) else NEVER
