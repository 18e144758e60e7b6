"""From logs to the outcome that is printed."""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from bench.outcome import Outcome
from bench.propagation import floor
from bench.propagation.logs import NEVER, MallLog, beyond_limit_s, lowered_at, own_share_s, percentile
from ichigen.domain.json import Json
from ichigen.mallkit.manifest import Mall

IDLE_GOAL = (
    "by seller: a mall that sends news p50 ≤ 5 s; one that may be looked at every 3 s p50 ≤ 3 s and p99 ≤ 10 s; any other"
    " p50 ≤ 1.1 of its floor; own share p99 ≤ 300 ms"
)
NEWS_P50_S, OFTEN_S, OFTEN_P50_S, OFTEN_P99_S, OF_FLOOR = 5.0, 3.0, 3.0, 10.0, 1.1
SLOWEST = 6
BURST_GOAL = "other malls lowered p99 ≤ 15 s, all orders taken in within 1.1 of the floor"
FLOOR = "floor: a sale waits evenly for the next look; looks are max(1/per_s, 86,400/per_day) apart, detail and write at once"


@dataclass(frozen=True, slots=True)
class Burst:
    """One burst on `mall_id`; `complete_s`: from the first sale until all were taken in, None when some never were."""

    mall_id: str
    logs: Mapping[str, MallLog]
    floor_s: float
    complete_s: float | None
    refused: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Pair:
    """Seconds for one pair of malls: from sale to write; of these from seeing to sending; and of these without the wait
    for the mall's turn to write."""

    seller: str
    other: str
    waits: Sequence[float]
    shares: Sequence[float]
    beyond: Sequence[float]

    def at(self, share: float) -> float:
        return percentile(self.waits, share)

    def as_json(self) -> dict[str, Json]:
        return {
            "n": len(self.waits),
            "never": sum(1 for wait in self.waits if wait == NEVER),
            "p50_ms": _ms(self.at(0.5)),
            "p99_ms": _ms(self.at(0.99)),
            "max_ms": _ms(self.at(1.0)),
            "own_n": len(self.shares),
            "own_p50_ms": _ms(percentile(self.shares, 0.5)) if self.shares else None,
            "own_p99_ms": _ms(percentile(self.shares, 0.99)) if self.shares else None,
            "own_max_ms": _ms(percentile(self.shares, 1.0)) if self.shares else None,
            "own_slowest_ms": [_ms(share) for share in sorted(self.shares, reverse=True)[:SLOWEST]],
            "own_without_write_turn_p99_ms": _ms(percentile(self.beyond, 0.99)) if self.beyond else None,
        }


def pair_of(logs: Mapping[str, MallLog], seller: str, other: str) -> Pair:
    """Measure one pair of malls; the seller has sold something."""
    from ichigen.mallkit.registry import mall

    mine, theirs = logs[seller], logs[other]
    lowered = lowered_at(mine, theirs)
    shares = [(at, own_share_s(sale, mine.reads, at)) for sale, at in zip(mine.sales, lowered, strict=True)]
    known = [(at, share) for at, share in shares if share is not None]
    turn_s = floor.per_second_s(mall(other), "stock.write")
    return Pair(
        seller,
        other,
        waits=[at - sale.at for sale, at in zip(mine.sales, lowered, strict=True)],
        shares=[share for _, share in known],
        beyond=[beyond_limit_s(share, at, theirs, turn_s) for at, share in known],
    )


def pair_meets(pair: Pair, seller: Mall, *, news: bool) -> bool:
    """Judge one pair by what its seller allows."""
    if news:
        return pair.at(0.5) <= NEWS_P50_S
    if floor.list_interval_s(seller) <= OFTEN_S:
        return pair.at(0.5) <= OFTEN_P50_S and pair.at(0.99) <= OFTEN_P99_S
    return pair.at(0.5) <= OF_FLOOR * floor.idle_floor_s(seller, 0.5)


def idle_outcome(logs: Mapping[str, MallLog], news: Collection[str] = ()) -> Outcome:
    """Judge the idle measurement. `news`: the malls whose news was heard."""
    from ichigen.mallkit.registry import mall

    pairs = [pair_of(logs, seller, other) for seller in logs for other in logs if seller != other]
    slowest = max(pair.at(0.5) / max(1.0, floor.idle_floor_s(mall(pair.seller), 0.5)) for pair in pairs)
    floors: dict[str, Json] = {
        seller: {
            "p50_ms": _ms(floor.idle_floor_s(mall(seller), 0.5)),
            "p99_ms": _ms(floor.idle_floor_s(mall(seller), 0.99)),
        }
        for seller in logs
    }
    shares = [share for pair in pairs for share in pair.shares]
    own_s = percentile(shares, 0.99) if shares else NEVER
    return Outcome(
        name="propagation",
        result={
            "pairs": {f"{pair.seller} → {pair.other}": pair.as_json() for pair in pairs},
            "news": sorted(news),
            "own_p99_ms": _ms(own_s),
            "load_average": [round(load, 2) for load in os.getloadavg()],
        },
        baseline={"how": FLOOR, **floors},
        ratio=slowest,
        goal=IDLE_GOAL,
        met=own_s <= 0.3 and all(pair_meets(pair, mall(pair.seller), news=pair.seller in news) for pair in pairs),
    )


def burst_outcome(bursts: Sequence[Burst]) -> Outcome:
    """Judge the bursts."""
    result: dict[str, Json] = {"load_average": [round(load, 2) for load in os.getloadavg()]}
    met, slowest = True, 0.0
    for burst in bursts:
        pairs = [pair_of(burst.logs, burst.mall_id, other) for other in burst.logs if other != burst.mall_id]
        share = NEVER if burst.complete_s is None else burst.complete_s / burst.floor_s
        met = met and share <= 1.1 and all(pair.at(0.99) <= 15 for pair in pairs)
        slowest = max(slowest, share)
        result[burst.mall_id] = {
            "pairs": {f"{pair.seller} → {pair.other}": pair.as_json() for pair in pairs},
            "complete_s": None if burst.complete_s is None else round(burst.complete_s, 1),
            "of_floor": round(share, 3) if isfinite(share) else None,
            "refused_calls": {mall: dict(counts) for mall, counts in burst.refused.items()},
        }
    floors: dict[str, Json] = {burst.mall_id: {"complete_s": round(burst.floor_s, 1)} for burst in bursts}
    how = "calls for the details at the mall's limit, or the last sale and one look after it"
    return Outcome("propagation --burst", result, {"how": how, **floors}, slowest, BURST_GOAL, met)


def _ms(seconds: float) -> int | None:
    """Milliseconds; None = never."""
    return round(seconds * 1000) if isfinite(seconds) else None
